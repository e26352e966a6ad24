"""Reading a course: steps of lessons, practice in one's own words, films."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policy.learning import own_words, pages, steps
from policy.learning.refusals import Refused
from policy.models import Question
from portal import submissions


@require_POST
def step(request, course, lesson):
    """Keep the place and go on: to the next step, the next lesson, or the end of the course."""
    found = pages.find_course(request, course)
    here = pages.find_lesson(request, found, lesson)
    read = request.POST.get("step", "")
    number = int(read) if read.isdecimal() and len(read) < 5 else 0
    with submissions.once(request, "learn.step") as first:
        if first.repeated:
            return redirect(first.answer)
        steps.reach(here, by=request.user, step=number)
        if number < len(steps.steps_of(here)):
            return first.redirect(f"{steps.url_of(found, here)}?step={number + 1}")
        following = found.lessons().filter(path__gt=here.path).first()
        if following is not None:
            return first.redirect(steps.url_of(found, following))
        return first.redirect(steps.url_of(found))


@require_POST
def write(request, course, lesson, key):
    """Send something in one's own words to whoever reads it."""
    found = pages.find_course(request, course)
    here = pages.find_lesson(request, found, lesson)
    question = get_object_or_404(
        Question.objects.select_related("person", "course__owner_person"), course=found, key=key
    )
    text = request.POST.get("text", "")
    with submissions.once(request, "learn.write") as first:
        if first.repeated:
            return redirect(first.answer)
        try:
            own_words.write(question, by=request.user, text=text)
        except Refused as refused:
            context = here.get_context(request) | {"typed": text, "problem": refused.reason}
            return render(request, here.template, context, status=refused.status)
        messages.success(request, _("Sent. You’ll get a line back, and a notice when it’s there."))
        return first.redirect(own_words.place_of(question))
