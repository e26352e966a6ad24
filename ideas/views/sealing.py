"""A move that signs: nobody signs a text that was not in front of them.

A condition is part of the text, so a move that adds one takes two steps: first the words, then the
text as it reads with them. Whatever stands against it, people get back all that they typed.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ideas import audience, deed_text, deeds, rounds, services, words
from ideas.models import Deed, Idea
from ideas.seal_form import TYPED, SealForm
from ideas.views import deed as pages
from ideas.views.page import find
from portal import submissions
from portal.numbers import whole


def seal(request, idea, move):
    """The answer to a signing move of ideas.views.steps. It is asked on the page of the compact."""
    if request.method != "POST":
        return redirect("ideas:compact", idea.slug)
    with submissions.once(request, "ideas.seal") as first:
        if first.repeated:
            return first.redirect(first.answer)
        # What is checked from here on still holds when it is written down.
        list(Idea.objects.filter(pk=idea.pk).select_for_update(of=("self",)).values_list("pk"))
        return _seal(request, find(request, idea.slug), move, first)


def _seal(request, idea, move, first):
    verdict = services.may(request.user, move, idea)
    if not audience.is_party(idea, request.user):
        raise PermissionDenied(verdict.reason)
    standing = deeds.of_round(idea)
    if standing is not None and verdict.status != 409 and deeds.overtaken(standing, idea):
        return _put_right(request, idea, move, standing)
    if standing is None or (not verdict and verdict.status == 409):
        return _changed(request, idea, move, verdict.reason or services.MOVED)
    if not verdict:
        return _refused(request, idea, move, standing, verdict)
    if move.renews:
        return _with_a_condition(request, idea, move, standing, first)
    if request.POST.get("deed") != standing.digest:
        return _changed(request, idea, move, _reason(request))
    return _sign(request, idea, move, standing, first)


def _reason(request):
    """Why what was sent is not what stands: it was never read, or it changed."""
    if not request.POST.get("deed"):
        return words.MISSING["deed"]
    return _("The compact changed while you were reading it. Here is what is different.")


def _with_a_condition(request, idea, move, standing, first):
    """First the condition, then the text with it, and only that is signed."""
    asked = SealForm(request.POST, move=move, idea=idea, person=request.user, deed=None)
    if not asked.is_valid():
        return pages.page(request, idea, standing, forms={move.verb: asked}, status=422)
    if request.POST.get("seen") != asked.initial["seen"] and request.POST.get("deed"):
        return _changed(request, idea, move, _reason(request))
    condition = asked.cleaned_data["condition"]
    deed = deeds.preview(idea, by=request.user, condition=condition)
    if request.POST.get("deed") == deed.digest:
        return _sign(request, idea, move, deed, first)
    form = _fresh(request, idea, move, deed)
    return pages.page(request, idea, deed, forms={move.verb: form}, preview=True)


def _fresh(request, idea, move, deed):
    """The form for another text, with what was typed: it has to be read first."""
    typed = request.POST.dict()
    typed.pop("read", None)
    return SealForm(None, move=move, idea=idea, person=request.user, deed=deed, typed=typed)


def _sign(request, idea, move, deed, first):
    form = SealForm(request.POST, move=move, idea=idea, person=request.user, deed=deed)
    preview = deed.pk is None
    if form.is_valid():
        try:
            services.perform(idea, move.verb, by=request.user, answers=form.answers())
        except deeds.Changed as changed:
            return _put_right(request, idea, move, changed.seen)
        except services.Refused as refused:
            form.add_error(None, refused.reason)
            return pages.page(
                request, idea, deed, forms={move.verb: form}, preview=preview, status=refused.status
            )
        messages.success(request, _done(idea))
        return first.redirect("ideas:compact", idea.slug)
    return pages.page(request, idea, deed, forms={move.verb: form}, preview=preview, status=422)


def _done(idea):
    """What happened, and whose turn it is now."""
    now = Idea.objects.select_related("holder").get(pk=idea.pk)
    if now.stage.seals:
        return _("Your seal is on it. %(person)s has it now.") % {"person": now.holder}
    return _("Your seal was the last. It’s a compact, and it’s in force.")


def _refused(request, idea, move, standing, verdict):
    """Something is missing, or it is for somebody else: the form again, with the sentence."""
    deed = None if move.renews else standing
    form = SealForm(request.POST, move=move, idea=idea, person=request.user, deed=deed)
    form.add_error(None, verdict.reason)
    return pages.page(
        request,
        idea,
        standing,
        forms={move.verb: form},
        reason=verdict.reason,
        typed=_typed(request, move),
        status=verdict.status,
    )


def _put_right(request, idea, move, read):
    """Something changed without a round: begin one, and show what is different."""
    rounds.put_right(idea)
    reason = _("Something in it changed since it was written down. Here is what is different.")
    return _changed(request, find(request, idea.slug), move, reason, read=read)


def _changed(request, idea, move, reason, read=None):
    """409: the text that was read, and the one that stands, with what was typed."""
    read = read or _read(request, idea)
    now = deeds.of_round(idea)
    live = now or deeds.as_it_would_be(idea)
    difference = deed_text.difference(read, live) if read and read.digest != live.digest else ""
    told = {"reason": reason, "difference": difference, "typed": _typed(request, move)}
    if now is None:
        return pages.not_yet(request, idea, status=409, **told)
    forms = {}
    if services.may(request.user, move, idea):
        deed = None if move.renews else now
        forms[move.verb] = _fresh(request, idea, move, deed)
    return pages.page(request, idea, now, forms=forms, status=409, **told)


def _read(request, idea):
    """The Deed that was in front of the person; None if they had none."""
    mine = Deed.objects.filter(idea=idea)
    number = whole(request.POST.get("seen", "").rpartition(":")[2], digits=4)
    by_round = mine.filter(round=number).first() if number is not None else None
    digest = request.POST.get("deed", "").replace("\0", "")
    return mine.filter(digest=digest).first() or by_round


def _typed(request, move):
    """The words that must not get lost."""
    names = [name for name in move.words if name not in TYPED]
    return "\n\n".join(filter(None, (request.POST.get(name, "") for name in names)))
