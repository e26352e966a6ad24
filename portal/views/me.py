"""One's own settings, a form for each section; and the colours of the page."""

from copy import copy

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal import addresses, clock, submissions
from portal.models import Absence, User
from portal.people import own
from portal.people.errors import Refused
from portal.people.own_forms import SECTIONS
from portal.views import errors

DAY_MINUTES = 24 * 60
YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def me(request):
    """Show every section, or save the one that was sent."""
    form_class = SECTIONS.get(request.POST.get("section", ""))
    if request.method != "POST":
        return _page(request)
    if form_class is None:
        return errors.bad_request(request)
    form = form_class(request.POST, person=_fresh(request))
    if not form.is_valid():
        return _page(request, form, status=422)
    with submissions.once(request, "me") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        try:
            form.keep(request.user)
        except Refused as refused:
            form.add_error(refused.field or None, refused.reason)
            return _page(request, form, status=422)
        messages.success(request, form.said)
        back = "portal:notices" if request.POST.get("back") == "notices" else "portal:me"
        return first.redirect(f"{reverse(back)}#{form.section}")


@require_POST
def drop_absence(request, pk):
    """Take days away back."""
    with submissions.once(request, "me") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        absence = get_object_or_404(Absence, pk=pk, person=request.user)
        own.drop_absence(absence, by=request.user)
        messages.success(request, _("Taken back. What comes goes to you."))
        return first.redirect(f"{reverse('portal:me')}#away")


@login_not_required
@require_POST
def theme(request):
    """Keep the colours: with the person, or in a cookie for whoever is not signed in."""
    wanted = request.POST.get("theme", "")
    if wanted not in User.Theme.values:
        return errors.bad_request(request)
    response = HttpResponseRedirect(addresses.sent_as("next", request) or "/")
    if request.user.is_authenticated:
        own.change_settings(request.user, theme=wanted)
    response.set_cookie(
        "theme", wanted, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
    return response


def _fresh(request):
    """The person as stored: a form writes what was typed into its own copy, not the page's."""
    return User.objects.with_place().get(pk=request.user.pk)


def _page(request, bound=None, *, status=200):
    """Every section; ``bound`` is the form that came back with something to look at."""
    person = _fresh(request)
    forms = {key: form_class(person=copy(person)) for key, form_class in SECTIONS.items()}
    if bound is not None:
        forms[bound.section] = bound
    coming = person.absences.filter(ends__gte=timezone.localdate()).select_related("delegate")
    context = {
        "person": person,
        "forms": forms,
        "form": bound,  # the title says when something needs a second look
        "absences": coming,
        "covers": person.covers.filter(ends__gte=timezone.localdate()).select_related("person"),
        "day": bar(person),
        "own_hours": person.quiet_from is not None,
    }
    return render(request, "portal/me.html", context, status=status)


def bar(person):
    """The 24 hours as a bar: where it is quiet, in percent, and where the round-up stands."""
    starts, ends = clock.quiet_hours(person)
    first, last = _percent(starts), _percent(ends)
    pieces = [(first, last)] if first < last else [(first, 100.0), (0.0, last)]
    if first == last:
        pieces = []
    return {
        "starts": starts,
        "ends": ends,
        "digest_at": person.digest_at,
        "digest": f"{_percent(person.digest_at):.1f}%",
        "quiet": [
            {"x": f"{start:.1f}%", "width": f"{end - start:.1f}%"}
            for start, end in pieces
            if end > start
        ],
    }


def _percent(at):
    return (at.hour * 60 + at.minute) * 100 / DAY_MINUTES
