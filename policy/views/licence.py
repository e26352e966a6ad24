"""/learn/licence/: one's own licence; and for sponsors and editors, that of others."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policy import clearance, licensing, revoking, ties
from policy.learning.steps import url_of as course_url
from policy.licence_forms import (
    AppealForm,
    DecideForm,
    EndForm,
    LiftForm,
    RevokeForm,
    SponsorForm,
    TopicsForm,
)
from policy.models import Appeal, Sponsorship
from policy.views.acting import act
from policy.views.reading import Crumb
from portal import paging, roles
from portal.models import User
from portal.people import team
from portal.roles import Role

ON_A_PAGE = 50
BY_NAME = ("first_name", "last_name", "pk")


def crumbs(*more):
    """The way back up."""
    return [Crumb(_("Learning"), "/learn/"), *more]


def of_people():
    return Crumb(_("Licences of your people"), licensing.url_of_people())


@require_safe
def mine(request):
    """/learn/licence/: whether I may speak, why, and what is left to do."""
    return _mine(request)


def _mine(request, status=200, **forms):
    person = request.user
    judge = clearance.Judge([person])
    resting = _rest(judge, person)
    appeal = getattr(resting, "appeal", None)
    context = {
        "clearance": judge.clearance(person),
        "steps": judge.missing(person),
        "given": judge.evidence.given.get(person.pk),
        "resting": resting,
        "appeal": appeal,
        "sponsor": licensing.usual_sponsor(person),
        "wish_form": forms.get("wish") or TopicsForm(),
        "appeal_form": None if appeal else forms.get("appeal") or AppealForm(),
        "form": next(iter(forms.values()), None),
        "courses": [(course, course_url(course)) for course in judge.evidence.courses],
        "sees_people": _sees_all(person) or ties.has_people(person),
        "crumbs": crumbs(),
    }
    return render(request, "policy/licence.html", context, status=status)


def _rest(judge, person):
    """The Revocation that holds for a person of this Judge, or None; asked for only if there is."""
    return revoking.open_of(person) if person.pk in judge.evidence.resting else None


@require_POST
def wish(request):
    """Ask for a sponsor's name behind some topics."""
    return act(
        request,
        "licence.wish",
        form=TopicsForm(request.POST),
        do=lambda topics: licensing.ask_for_sponsor(person=request.user, topics=topics),
        said=lambda sponsor: (
            _("%(name)s has your wish, and you hear from them.") % {"name": sponsor}
        ),
        back=reverse("policy:licence"),
        again=lambda form, status: _mine(request, status, wish=form),
    )


@require_POST
def appeal(request):
    """Ask for a second look."""
    resting = revoking.open_of(request.user)
    if resting is None:
        raise Http404
    return act(
        request,
        "licence.appeal",
        form=AppealForm(request.POST),
        do=lambda text: revoking.appeal(resting, by=request.user, text=text),
        said=lambda made: _("Sent. Somebody who had no part in it looks at it again."),
        back=reverse("policy:licence"),
        again=lambda form, status: _mine(request, status, appeal=form),
    )


def scope(person):
    """The people whose licence this person may see and act on, as a query; None for nobody.

    Editors, administrators, executive sponsors and owners of the policy see everybody; others
    see who reports to them.
    """
    if _sees_all(person) or ties.looks_after(person):
        return User.objects.present()
    if roles.has(person, Role.MANAGER) or team.leads(person):
        return team.below(person)
    return None


def _sees_all(person):
    return any(roles.has(person, role) for role in (Role.EDITOR, Role.ADMINISTRATOR, Role.SPONSOR))


@require_safe
def people(request):
    """/learn/licence/people/: where one's people stand, and the appeals that wait."""
    seen = scope(request.user)
    if seen is None:
        raise Http404
    typed = request.GET.get("q", "").replace("\0", " ").strip()[:100]
    for word in typed.split():
        seen = seen.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    page = paging.cut(seen.with_place(), request.GET, by=BY_NAME, size=ON_A_PAGE)
    appeals = Appeal.objects.filter(decided_at=None).select_related("revocation__person")
    context = {
        "rows": [
            (person, told, licensing.url_of(person))
            for person, told in clearance.for_people(page.rows).items()
        ],
        "page": page,
        "typed": typed,
        "appeals": [
            (one, revoking.url_of_appeal(one))
            for one in (appeals if roles.has(request.user, Role.SPONSOR) else ())
            if revoking.may_decide(request.user, one)
        ],
        "crumbs": crumbs(),
    }
    return render(request, "policy/licence_people.html", context)


def person_for(request, username):
    """Whose licence it is. 404 for who may not see it."""
    people = ties.with_ties(User.objects.with_place(), request.user)
    person = get_object_or_404(people, username__iexact=username)
    if person.is_active and (_sees_all(request.user) or person.looked_after):
        return person
    if ties.leads(request.user, person):  # or covers for whoever does
        return person
    raise Http404


@require_safe
def person(request, username):
    """/learn/licence/people/<username>/: why, what is left, and what I can do about it."""
    found = person_for(request, username)
    if found.pk == request.user.pk:
        return redirect("policy:licence")
    return _person(request, found)


def _person(request, found, status=200, **forms):
    judge = clearance.Judge([found])
    resting = _rest(judge, found)
    given = judge.evidence.given.get(found.pk, [])
    own = next((one for one in given if one.sponsor_id == request.user.pk), None)
    sponsor_form = None
    if licensing.may_sponsor(request.user, found):
        sponsor_form = forms.get("sponsor") or SponsorForm(own=own)
    context = {
        "person": found,
        "clearance": judge.clearance(found),
        "steps": judge.missing(found),
        "given": given,
        "own": own,
        "resting": resting,
        "appeal": getattr(resting, "appeal", None),
        "sponsor_form": sponsor_form,
        "end_form": (forms.get("end") or EndForm(prefix="end")) if own else None,
        "may_revoke": revoking.may_revoke(request.user, found),
        "revoke_form": forms.get("revoke") or RevokeForm(),
        "form": next(iter(forms.values()), None),
        "crumbs": crumbs(of_people()),
    }
    return render(request, "policy/licence_person.html", context, status=status)


@require_POST
def sponsor(request, username):
    """Put my name to this person."""
    found = person_for(request, username)
    return act(
        request,
        "licence.sponsor",
        form=SponsorForm(request.POST),
        do=lambda **what: licensing.sponsor(person=found, by=request.user, **what),
        said=lambda given: _("Your name stands behind %(name)s now.") % {"name": found},
        back=licensing.url_of(found),
        again=lambda form, status: _person(request, found, status, sponsor=form),
    )


@require_POST
def end(request, pk):
    """Take my name back, or give it back: only the two of them know of this address."""
    theirs = Q(sponsor=request.user) | Q(person=request.user)
    given = get_object_or_404(Sponsorship.objects.filter(theirs).select_related("person"), pk=pk)
    is_mine = given.person_id == request.user.pk
    form = EndForm(request.POST, prefix="end")
    if is_mine:
        form.fields["words"].required = False
    return act(
        request,
        "licence.end",
        form=form,
        do=lambda words: licensing.end_sponsorship(given, by=request.user, words=words),
        said=lambda ended: _("Done. It has ended."),
        back=reverse("policy:licence") if is_mine else licensing.url_of(given.person),
        again=lambda form, status: (
            _mine(request, status, end=form)
            if is_mine
            else _person(request, given.person, status, end=form)
        ),
    )


@require_POST
def revoke(request, username):
    """Put this licence to rest."""
    found = person_for(request, username)
    return act(
        request,
        "licence.revoke",
        form=RevokeForm(request.POST),
        do=lambda reason: revoking.revoke(person=found, by=request.user, reason=reason),
        said=lambda made: _("It rests now, and %(name)s reads why.") % {"name": found},
        back=licensing.url_of(found),
        again=lambda form, status: _person(request, found, status, revoke=form),
    )


@require_POST
def lift(request, username):
    """Give this licence back."""
    found = person_for(request, username)
    return act(
        request,
        "licence.lift",
        form=LiftForm(request.POST),
        do=lambda: revoking.lift(person=found, by=request.user),
        said=lambda lifted: _("%(name)s has the licence back.") % {"name": found},
        back=licensing.url_of(found),
        again=lambda form, status: _person(request, found, status, lift=form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_read(request, pk):
    """/learn/licence/appeals/<pk>/: read it and decide; who had no part in it."""
    found = get_object_or_404(
        Appeal.objects.select_related(
            "revocation__person", "revocation__by", "holder", "decided_by"
        ),
        pk=pk,
    )
    if not revoking.may_decide(request.user, found):
        raise Http404
    if request.method != "POST":
        return _appeal(request, found, DecideForm())
    return act(
        request,
        "licence.decide",
        form=DecideForm(request.POST),
        do=lambda **said: revoking.decide_appeal(found, by=request.user, **said),
        said=lambda decided: _("%(name)s has your answer.") % {"name": decided.revocation.person},
        back=revoking.url_of_appeal(found),
        again=lambda form, status: _appeal(request, found, form, status),
    )


def _appeal(request, found, form, status=200):
    context = {
        "appeal": found,
        "person": found.revocation.person,
        "decide_form": None if found.outcome else form,
        "crumbs": crumbs(of_people()),
    }
    return render(request, "policy/licence_appeal.html", context, status=status)
