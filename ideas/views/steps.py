"""One view for every move of the compact."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ideas import audience, effects, reading, services
from ideas.compact import BY_VERB
from ideas.step_forms import StepForm
from ideas.views import sealing
from ideas.views.page import find
from portal import submissions
from portal.views import errors


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, slug, verb):
    """Ask what a move costs, then make it. The address knows only the verbs of the table."""
    idea, move = find(request, slug, reading.OF_WORK), BY_VERB[verb]
    if move.signs:
        return sealing.seal(request, idea, move)
    if request.method == "POST":
        return _make(request, idea, move)
    verdict = services.may(request.user, move, idea)
    if verdict.status == 409 and not verdict:
        return errors.conflict(request, verdict.reason, back_url=idea.get_absolute_url())
    if verdict.status == 403 and not verdict:
        raise PermissionDenied(verdict.reason)
    return _page(request, idea, move, StepForm(move=move, idea=idea), refused=verdict.reason)


def _page(request, idea, move, form, *, refused="", status=200):
    """The form, or only the sentence that says why it is not possible yet."""
    request.zero_owner = idea.holder if idea.holder != request.user else None
    context = {"idea": idea, "move": move, "form": form, "refused": refused}
    if move.does == "close_the_assessment" and not refused:
        context["next_up"] = _next_up(idea)
    return render(request, "ideas/step.html", context, status=status)


def _next_up(idea):
    """(seat, who, and why it is them) of those who decide next; the sentence where nobody can."""
    try:
        return [(party.label, one.person, one.why) for party, one in effects.who_decides(idea)]
    except services.Refused as refused:
        return [("", None, refused.reason)]


def _make(request, idea, move):
    """Make the move once; or say why not, with everything that was typed."""
    with submissions.once(request, "ideas.step") as first:
        if first.repeated:
            return first.redirect(first.answer)
        if not _seen(request, idea):
            return _refused(request, idea, move, services.Stale(services.MOVED))
        if not (verdict := services.may(request.user, move, idea)):
            return _refused(request, idea, move, verdict)
        form = StepForm(request.POST, move=move, idea=idea)
        if not form.is_valid():
            return _page(request, idea, move, form, status=422)
        try:
            made = services.perform(idea, move.verb, by=request.user, answers=form.answers())
        except services.Refused as refused:
            return _refused(request, idea, move, refused)
        messages.success(request, _done(request, made.idea))
        still_open = audience.who_sees(made.idea, [request.user])
        return first.redirect(made.idea if still_open else "ideas:list")


def _seen(request, idea):
    """Whether the idea is still where it was when the person looked at it."""
    return request.POST.get("seen", "") in ("", f"{idea.state}:{idea.round}")


def _refused(request, idea, move, refused):
    """``refused`` is the Verdict or the exception that says why."""
    if refused.status == 409:
        typed = "\n\n".join(filter(None, (request.POST.get(name) for name in move.words)))
        return errors.conflict(
            request, refused.reason, back_url=idea.get_absolute_url(), typed=typed
        )
    form = StepForm(request.POST, move=move, idea=idea)
    form.add_error(None, refused.reason)
    return _page(request, idea, move, form, status=refused.status)


def _done(request, idea):
    """What happened, and whose turn it is now."""
    if idea.holder and idea.holder != request.user:
        return _("Done. %(person)s has it now.") % {"person": idea.holder}
    return _("Done. It’s written down.")
