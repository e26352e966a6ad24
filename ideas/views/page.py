"""One idea: who has it, since when, what comes next."""

from django.db.models import CharField, Exists, F, OuterRef, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ideas import (
    applies,
    attachments,
    audience,
    drafts,
    expected,
    glances,
    promise,
    reading,
    same,
    services,
    shown,
    support,
    thread,
)
from ideas.compact import Party, State
from ideas.models import Follow, Idea, Support
from ideas.risk import brief
from ideas.seats import authors_of
from ideas.talk_form import CommentForm
from portal.prepared import PERSON, Given, Rows

SLUG = Given("slug", CharField())
OPEN = Rows(
    lambda: (
        Idea.objects.visible_to(PERSON)
        .filter(Q(reference=SLUG) | Q(token=SLUG))
        .annotate(
            taken_from=F("borrowed_from__reference"),
            supports=Exists(Support.objects.filter(idea=OuterRef("pk"), person=PERSON)),
            follows=Exists(Follow.objects.filter(idea=OuterRef("pk"), person=PERSON)),
            looked_at=glances.last_of(PERSON),
        )
    )
)


def find(request, slug, around=reading.OF_SEATS):
    """The idea at an address with what stands ``around`` it, if this person may see it; 404
    otherwise. Three queries.

    It knows whether this person ``supports`` and ``follows`` it, when they ``looked_at`` it, and
    the reference of the idea that it was ``taken_from``.
    """
    found = OPEN.first(person=request.user.pk, slug=slug)
    if found is None:
        raise Http404
    return reading.around(found, around, request)


@require_safe
def idea(request, slug):
    """The page of an idea. A draft's old address leads to the reference it got."""
    try:
        found = find(request, slug, reading.OF_IDEA)
    except Http404:
        if together := same.into(slug, request.user):
            return redirect(together)
        raise
    if found.slug != slug:
        return redirect(found)
    glances.note(found, request.user)
    return show(request, found)


def show(request, idea, *, status=200, **more):
    """The page, with ``more`` for what somebody typed in one of its forms."""
    involved = audience.is_party(idea, request.user)
    names = audience.Names(idea, involved)
    # The strip names the holder, unless that would give away who stands behind a pen name.
    request.zero_owner = names.face(idea.holder) if idea.holder != request.user else None
    steps = list(idea.steps.all())
    context = {
        "idea": idea,
        "names": names,
        "involved": involved,
        "is_author": Party.AUTHOR in idea.parties_of(request.user),
        "moves": services.moves_for(request.user, idea),
        "may_write": idea.reference and not drafts.may_write(idea, request.user),
        "where": shown.where(idea, names, steps),
        "seals": shown.seals(idea, names, request.user),
        "decline": _last(steps, "decline") if idea.state == State.DECLINED else None,
        "applies": applies.for_idea(idea, request.user),
        "files": list(idea.attachments.all()),
        "may_attach": attachments.may_change(idea, request.user),
        "accept": attachments.ACCEPT,
        "most_files": attachments.MOST,
        "question": _last(steps, "ask") if idea.state == State.CLARIFYING else None,
    }
    if idea.reference:
        context |= _around(request, idea, names, involved, steps)
    return render(request, "ideas/idea.html", {**context, **more}, status=status)


def _around(request, idea, names, involved, steps):
    """What people do around a shared idea: talk, be behind it, follow it."""
    before = request.GET.get("before", "")
    before = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    behind = support.first_names(idea)
    return {
        "thread": thread.read(
            idea, request.user, names, involved=involved, steps=steps, before=before
        ),
        "talk_form": CommentForm(idea=idea),
        "same": same.rows(idea, request.user),
        "behind": behind,
        "more_behind": idea.supporters - len(behind),
        "mine": request.user.pk in authors_of(idea),
        "standing": promise.state_of(idea),
        "expected": expected.finish(idea),
        "risks": brief.of(idea),
    }


def _last(steps, verb):
    """The last time a move was made, or None."""
    return next((step for step in reversed(steps) if step.verb == verb), None)
