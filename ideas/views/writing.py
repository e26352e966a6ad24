"""The one front door: write an idea, keep it, send it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ideas import drafts, promise, rewording, seats, services, turns
from ideas.compact import State
from ideas.forms import IdeaForm, values
from ideas.models import Idea
from ideas.views.page import OPEN, find
from portal import clock, look, submissions

ASIDE = {"people": "ideas:people", "files": "ideas:attach"}  # buttons that keep, then lead on


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Nothing is written by looking: the first save makes the draft, at the address given here."""
    token = _token(request)
    known = OPEN.first(person=request.user.pk, slug=token)
    if request.method == "POST":
        return _sent(request, token, known)
    if known:
        return redirect("ideas:edit", known.slug)
    return _page(request, IdeaForm(initial=_first_words(request)), token, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    """Change the words of a draft, or of an idea that is still being weighed."""
    idea = _mine(request, slug)
    if request.method == "POST":
        return _sent(request, idea.token, idea)
    if idea.slug != slug:
        return redirect("ideas:edit", idea.slug)
    return _page(request, IdeaForm(idea=idea), idea.token, idea)


@require_POST
def autosave(request, slug):
    """Keep what was typed so far. A draft that was never saved is known by its token only."""
    known = Idea.objects.filter(token=slug).exists() or not drafts.TOKEN.fullmatch(slug)
    idea = _mine(request, slug) if known else None
    if request.headers.get("Accept") != "application/json":
        return _sent(request, idea.token if idea else slug, idea)
    form = IdeaForm(request.POST, idea=idea)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    try:
        kept = _keep(request, idea.token if idea else slug, form)
    except drafts.Conflict as conflict:
        return JsonResponse(_both(conflict), status=409)
    except drafts.Refused as refused:
        return JsonResponse({"reason": refused.reason}, status=refused.status)
    return JsonResponse(
        {
            "version": kept.version,
            "saved": _("Saved at %(clock)s.") % {"clock": look.clock(kept.saved_at)},
            "edit": reverse("ideas:edit", args=[kept.slug]),
        }
    )


def _both(conflict):
    """What the page needs to offer both texts."""
    theirs = {
        name: "" if value is None else {True: "on", False: ""}.get(value, str(value))
        for name, value in values(conflict.current).items()
    }
    return {"reason": conflict.reason, "version": conflict.current.version, "theirs": theirs}


def _token(request):
    """The address of the draft that this page writes: the one it was given, or a fresh one."""
    given = (request.POST.get("draft") or request.GET.get("draft") or "")[:40]
    return given if drafts.TOKEN.fullmatch(given) else drafts.new_token()


def _mine(request, slug):
    """The idea, if this person may write it: 404 for what they can't see, 403 for what they can."""
    idea = find(request, slug)
    if reason := drafts.may_write(idea, request.user):
        raise PermissionDenied(reason)
    return idea


def _first_words(request):
    """What the address already knows: a sentence from Today, a challenge, “already doing it”."""
    sentence = request.GET.get("q", "").strip()[:500]
    place = "title" if len(sentence) <= 160 else "moment"
    kind = request.GET.get("kind", "")
    return {
        place: sentence,
        "kind": kind if kind in Idea.Kind.values else Idea.Kind.NEW,
        "challenge": request.GET.get("challenge", ""),
        "technology": "unsure",
        "site": request.user.site_id or "",
    }


def _keep(request, token, form, idea=None):
    """Save the words: of a draft by its token, of a shared idea as the change that it is."""
    typed = {"by": request.user, "version": form.cleaned_data["version"], **form.written()}
    if idea is not None and idea.state != State.DRAFT:
        return drafts.save(idea, **typed)
    try:
        return drafts.keep(token, **typed)
    except Idea.DoesNotExist as error:
        raise Http404 from error


def _sent(request, token, idea):
    """Keep what was typed, then do what the pressed button says."""
    form = IdeaForm(request.POST, idea=idea)
    if not form.is_valid():
        return _page(request, form, token, idea, status=422)
    with submissions.once(request, "ideas.write") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        try:
            idea = _keep(request, token, form, idea)
            return first.redirect(_next(request, idea))
        except drafts.Conflict as conflict:
            return _conflict(request, form, conflict)
        except drafts.Refused as refused:
            # Saving what is saved already changes nothing, so the words may stay.
            form.add_error(None, refused.reason)
            kept = idea if idea is None else Idea.objects.get(pk=idea.pk)
            return _page(request, form, token, kept, status=refused.status)


def _next(request, idea):
    """Where the button leads. Raises Refused when something is missing to send it."""
    pressed = request.POST.get("do", "")
    if pressed == "send" and idea.state == State.DRAFT:
        idea = services.perform(idea, "submit", by=request.user).idea
        messages.success(request, _sentence(idea))
        return idea.get_absolute_url()
    if pressed in ASIDE:
        return reverse(ASIDE[pressed], args=[idea.slug])
    if pressed in Idea.Kind.values:
        idea = drafts.save(idea, by=request.user, version=idea.version, kind=pressed)
    if idea.state != State.DRAFT:
        messages.success(request, _saved(idea))
        return idea.get_absolute_url()
    if pressed not in Idea.Kind.values:
        messages.success(request, _("Saved. It waits here until you come back."))
    return reverse("ideas:edit", args=[idea.slug])


def _saved(idea):
    """Who reads it next. ``idea`` is as it was saved, and may have gone back to be weighed."""
    if idea.state == State.ASSESSING and idea.round > 1:
        return _("Saved. %(person)s weighs it again.") % {"person": idea.holder}
    return _("Saved. Whoever weighs it reads it as it is now.")


def _sentence(idea):
    """Who has it, when they answer, and what it is called: said at once."""
    said = _("Sent to %(person)s, who talks to you by %(day)s. It’s called %(reference)s.")
    return said % {
        "person": idea.holder,
        "day": look.day(idea.reply_by),
        "reference": idea.reference,
    }


def _conflict(request, form, conflict):
    """Both texts, and a button for each."""
    context = {
        "form": form,
        "theirs": IdeaForm(idea=conflict.current),
        "reason": conflict.reason,
        "idea": conflict.current,
        "version": conflict.current.version,
    }
    return render(request, "ideas/conflict.html", context, status=conflict.status)


def _page(request, form, token, idea, *, status=200):
    shown = idea or Idea(author=request.user, token=token)
    kind = form["kind"].value() or Idea.Kind.NEW
    shown.hidden_from_manager = bool(form["hidden_from_manager"].value())
    context = {
        "form": form,
        "idea": shown,
        "saved": idea,
        "token": token,
        "version": idea.version if idea else 0,
        "already": kind == Idea.Kind.ALREADY,
        "draft": shown.state == State.DRAFT,
        "consequence": rewording.consequence(shown) if shown.state != State.DRAFT else "",
        "mine": shown.speaks(request.user),
        "owner": drafts.is_owner(shown, request.user),
        "near_url": _near_url(),
        **_what_comes(shown, kind),
    }
    return render(request, "ideas/write.html", context, status=status)


def _near_url():
    """Where hints while typing come from, or ""."""
    try:
        return reverse("ideas:near")
    except NoReverseMatch:
        return ""


def _what_comes(idea, kind):
    """Who would weigh it, and by when, if it were sent now. Empty without any manager."""
    if idea.state != State.DRAFT:
        return {}
    try:
        proposal = seats.propose_assessor(idea)
    except seats.Refused:
        return {}
    idea.kind = kind
    now, calendar = timezone.now(), clock.calendar_of(proposal.person)
    days = turns.days_promised(idea, State.ASSESSING)
    return {
        "assessor": proposal.person,
        "why": proposal.why,
        "talks_by": clock.due(calendar, now, min(promise.FIRST_WORDS, days)),
        "decides_by": clock.due(calendar, now, days),
    }
