"""The test: start or carry on, one question at a time, feedback, the result, old tries."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from policy.learning import answering, pages, progress, showing, steps
from policy.learning.refusals import Refused
from policy.models import Attempt
from portal import submissions


@require_http_methods(["GET", "HEAD", "POST"])
def test(request, course):
    """What the test is, and the button that starts it; an open one is carried on."""
    found = pages.find_course(request, course)
    if request.method != "POST":
        return _door(request, found)
    with submissions.once(request, "learn.start") as first:
        if first.repeated:
            return redirect(first.answer)
        try:
            attempt = answering.start(found, by=request.user)
        except Refused as refused:
            return _door(request, found, problem=refused.reason, status=refused.status)
        return first.redirect("policy:attempt", found.slug, attempt.pk)


def _door(request, course, *, problem="", status=200):
    standing = progress.standing(request.user, course)
    context = {
        "course": course,
        "standing": standing,
        "problem": problem,
        "again": _lessons_to_repeat(standing),
        "course_url": steps.url_of(course),
    }
    return render(request, "learn/test.html", context, status=status)


def _lessons_to_repeat(standing):
    """The lessons that teach what went wrong in the last try."""
    if not standing.tries:
        return []
    wrong = set(standing.tries[0].questions.filter(right=False).values_list("part", flat=True))
    return [place for place in standing.places if place.number in wrong]


@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request, course, pk):
    """One question of one's own try: the next that is open, or ``?q=`` one that is answered.

    Somebody else's try is not there.
    """
    found = pages.find_course(request, course)
    mine = get_object_or_404(Attempt, pk=pk, course=found, person=request.user)
    questions = list(mine.questions.select_related("person"))
    if request.method == "POST":
        return _answer(request, found, mine, questions)
    following = next((one for one in questions if one.right is None), None)
    number = request.GET.get("q", "")
    answered = [one for one in questions if str(one.number) == number and one.right is not None]
    if answered:
        return _question(request, found, mine, questions, answered[0])
    if following is not None:
        return _question(request, found, mine, questions, following)
    return _result(request, found, mine, questions)


def _answer(request, course, mine, questions):
    number = request.POST.get("q", "")
    one = next((one for one in questions if str(one.number) == number), None)
    if one is None:
        raise Http404
    choice = pages.choice_of(request.POST, one.options)
    with submissions.once(request, "learn.answer") as first:
        if first.repeated:
            return redirect(first.answer)
        try:
            answering.answer(one, by=request.user, choice=choice)
        except answering.AlreadyAnswered as refused:
            one.refresh_from_db()
            return _question(
                request, course, mine, questions, one, problem=refused.reason, status=409
            )
        except Refused as refused:
            return _question(
                request,
                course,
                mine,
                questions,
                one,
                choice=choice,
                problem=refused.reason,
                status=refused.status,
            )
        return first.redirect(f"{_url(mine, course)}?q={one.number}")


def _url(attempt, course):
    return reverse("policy:attempt", args=[course.slug, attempt.pk])


def _question(request, course, mine, questions, one, *, choice=(), problem="", status=200):
    number = max(one.part, 1)
    lesson = course.lessons()[number - 1 : number].first()
    here = _url(mine, course)
    still_open = any(other.right is None for other in questions)
    context = {
        "course": course,
        "attempt": mine,
        "asked": one,
        "quiz": showing.asked(one, choice=choice),
        "done": sum(other.right is not None for other in questions),
        "total": len(questions),
        "lesson_url": steps.url_of(course, lesson) if lesson else "",
        "attempt_url": here,
        "feedback_url": f"{here}?q={one.number}",
        "still_open": still_open,
        "problem": problem,
        "course_url": steps.url_of(course),
    }
    return render(request, "learn/question.html", context, status=status)


def _result(request, course, mine, questions):
    wrong = {one.part for one in questions if not one.right}
    standing = progress.standing(request.user, course)
    context = {
        "course": course,
        "attempt": mine,
        "standing": standing,
        "questions": questions,
        "certificate": getattr(mine, "certificate", None),
        "missed_critical": any(one.critical and not one.right for one in questions),
        "again": [place for place in standing.places if place.number in wrong],
        "attempt_url": _url(mine, course),
        "test_url": reverse("policy:test", args=[course.slug]),
        "course_url": steps.url_of(course),
    }
    return render(request, "learn/result.html", context)
