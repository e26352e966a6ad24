"""Questions about a policy: ask on its page, answer on the owner's list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policy import asking, duties
from policy.forms import AnswerForm, QuestionForm
from policy.views.agreeing import again, policy_for
from portal import submissions
from portal.views import errors

SHOWN = 50  # of each list; the oldest open questions come first


@require_POST
def ask(request, slug):
    """I have a question: it goes to whoever answers for the policy today."""
    policy, edition = policy_for(request, slug)
    form = QuestionForm(request.POST, edition=edition)
    if not form.is_valid():
        return again(request, policy, {"question_form": form, "form": form}, status=422)
    with submissions.once(request, "policy.ask") as first:
        if first.repeated:
            return redirect(first.answer)
        question = asking.ask(
            person=request.user, policy=policy, edition=edition, **form.cleaned_data
        )
        someone = asking.answerer(question)
        messages.success(
            request,
            _("%(name)s has your question, and you hear as soon as there is an answer.")
            % {"name": someone or _("The HERO desk")},
        )
        return first.redirect(duties.address(policy))


@require_safe
def questions(request):
    """What waits for this person's answer, and what became of their own questions."""
    mine = asking.for_answering(request.user).select_related("policy", "asker", "answered_by")
    own = asking.asked_by(request.user)
    context = {
        "waiting": mine.filter(answered_at=None).order_by("asked_at")[:SHOWN],
        "answered": mine.exclude(answered_at=None).order_by("-answered_at")[:SHOWN],
        "own": own[:SHOWN],
    }
    return render(request, "policy/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk):
    """One question, for whoever asked it and whoever may answer; nobody else knows of it."""
    asked = get_object_or_404(asking.visible_to(request.user), pk=pk)
    request.zero_owner = asked.policy.owner_person
    theirs = asking.for_answering(request.user).filter(pk=pk).exists()
    if request.method != "POST":
        form = AnswerForm(question=asked) if theirs and not asked.answered_at else None
        return _question(request, asked, form)
    if not theirs:
        return errors.forbidden(request, _("This one is for the person who looks after the page."))
    form = AnswerForm(request.POST, question=asked)
    with submissions.once(request, "policy.answer") as first:
        if first.repeated:
            return redirect(first.answer)
        if asked.answered_at:
            reason = _("%(name)s answered this a moment ago.") % {"name": asked.answered_by}
            typed = request.POST.get("text", "")
            return errors.conflict(request, reason, back_url=asking.url_of(asked), typed=typed)
        if not form.is_valid():
            return _question(request, asked, form, status=422)
        try:
            asking.answer(
                asked,
                by=request.user,
                text=form.cleaned_data["text"],
                public=form.cleaned_data["where"] == "public",
            )
        except asking.Refused as refused:
            form.add_error(None, refused.reason)
            return _question(request, asked, form, status=refused.status)
        messages.success(request, _("%(name)s has your answer.") % {"name": asked.asker.first_name})
        return first.redirect(asking.url_of(asked))


def _question(request, asked, form, status=200):
    context = {"question": asked, "answer_form": form, "form": form}
    return render(request, "policy/question.html", context, status=status)
