"""Whose idea it is: co-authors, and a colleague for whom it was written down."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ideas import drafts, on_behalf, reading, rewording
from ideas.compact import State
from ideas.forms import CoAuthorForm, ColleagueForm
from ideas.models import Idea
from ideas.seats import authors_of
from ideas.views.page import find
from portal import submissions


@require_http_methods(["GET", "HEAD", "POST"])
def people(request, slug):
    """Ask a co-author, say for whom it was written, or answer when one was asked oneself.

    Whoever can see the idea can see whose it is, unless a pen name keeps that to the parties.
    """
    idea = find(request, slug)
    _check_party(request, idea)
    if request.method != "POST":
        return _page(request, idea)
    forms = {"invite": CoAuthorForm, "write_for": ColleagueForm}
    pressed = request.POST.get("do", "")
    form = forms[pressed](request.POST) if pressed in forms else None
    if form is not None and not form.is_valid():
        return _page(request, idea, status=422, **{pressed: form})
    with submissions.once(request, "ideas.people") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        try:
            return first.redirect(_do(request, idea, pressed, form))
        except drafts.Refused as refused:
            idea = reading.around(Idea.objects.get(pk=idea.pk), reading.OF_SEATS)  # as it stands
            if form is None:
                return _page(request, idea, refused=refused)
            form.add_error(None, refused.reason)
            return _page(request, idea, status=refused.status, **{pressed: form})


def _check_party(request, idea):
    """Only its own people arrange whose it is; for everybody else the page is not there."""
    if request.user.pk not in authors_of(idea):
        raise Http404


def _do(request, idea, pressed, form):
    """Do what the button says; returns where to go on."""
    me, here = request.user, reverse("ideas:people", args=[idea.slug])
    if pressed == "invite":
        person = form.cleaned_data["person"]
        drafts.invite(idea, person, by=me)
        messages.success(
            request, _("%(person)s is asked, and says yes or no.") % {"person": person}
        )
        return here
    if pressed == "write_for":
        person = form.cleaned_data["colleague"]
        idea = on_behalf.write_for(idea, person, by=me)
        said = _("It’s %(person)s’s idea now, and %(person)s knows that you wrote it down.")
        if person == me:
            said = _("It’s your own idea again.")
        messages.success(request, said % {"person": person})
        return here
    if pressed == "confirm":
        drafts.confirm(idea, by=me)
        messages.success(request, _("Thank you. Now everybody knows that it’s yours."))
        return here
    if pressed in ("join", "step_back"):
        drafts.answer_invitation(idea, by=me, yes=pressed == "join")
        if pressed == "join":
            messages.success(request, _("You’re a co-author now. You can change its words, too."))
            return here
        messages.success(request, _("All right. Your name is off it."))
        return "/"
    raise drafts.Refused(_("Press one of the buttons, so we know what you want."))


def _page(request, idea, *, invite=None, write_for=None, refused=None, status=200):
    me, draft = request.user, idea.state == State.DRAFT
    co_authors = sorted(idea.co_authors.all(), key=lambda row: (row.invited_at, row.pk))
    mine = next((row for row in co_authors if row.person_id == me.pk), None)
    wrote = (idea.written_by_id or idea.author_id) == me.pk
    can_invite = (
        me.pk in {idea.author_id, idea.written_by_id} and State(idea.state) in rewording.OPEN
    )
    context = {
        "idea": idea,
        "co_authors": co_authors,
        "asked": mine if mine and mine.confirmed_at is None else None,
        "joined": mine if mine and mine.confirmed_at else None,
        "to_confirm": idea.author_id == me.pk and idea.written_by and not idea.confirmed_at,
        "invite": (invite or CoAuthorForm()) if can_invite else None,
        "write_for": (write_for or ColleagueForm()) if draft and wrote else None,
        "form": invite or write_for,
        "may_write": drafts.may_write(idea, me) is None,
        "draft": draft,
        "refused": refused,
    }
    return render(
        request, "ideas/people.html", context, status=refused.status if refused else status
    )
