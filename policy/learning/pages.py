"""What the pages of learning show: the context of the Wagtail pages, and who may see a course."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.models import PageViewRestriction

from policy.learning import own_words, progress, showing, steps
from policy.learning.refusals import Refused
from policy.models import CoursePage, FreeAnswer, LessonPage, Question
from portal import roles
from portal.prepared import Rows
from portal.roles import Role


def find_course(request, slug):
    """The published course of this address. Http404 also for one the reader may not see."""
    courses = CoursePage.objects.live().select_related("owner_person")
    found = get_object_or_404(courses, slug=slug)
    _must_be_open(request, found)
    request.zero_owner = found.owner_person
    return found


def find_lesson(request, course, slug):
    """The published lesson of a course that ``find_course`` gave. Http404."""
    found = get_object_or_404(LessonPage.objects.child_of(course).live(), slug=slug)
    _must_be_open(request, found)
    return found


def _must_be_open(request, page):
    """Wagtail's own rule about who sees a page holds for our addresses below it as well."""
    for restriction in page.get_view_restrictions():
        if not restriction.accept_request(request):
            raise Http404


def keeps(user, course):
    """Whether the person looks after this course: its owner, or an editor of policies."""
    return course.owner_person_id == user.pk or roles.has(user, Role.EDITOR)


def index(request, page):
    """Context of /learn/."""
    seen = [
        one
        for one in COURSES.ask(pages=[page.path])
        if not one.ruled
        or all(rule.accept_request(request) for rule in one.view_restrictions.all())
    ]
    rows = progress.standings(request.user, seen)
    return {"rows": rows, "reads": own_words.wait_for(request.user)}


def _courses():
    rules = PageViewRestriction.objects.filter(page=OuterRef("pk"))
    found = progress.below(CoursePage.objects.live())
    return found.annotate(ruled=Exists(rules)).order_by("path")


COURSES = Rows(_courses)


def course(request, page):
    """Context of a course's home."""
    request.zero_owner = page.owner_person
    standing = progress.standing(request.user, page)
    return {
        "standing": standing,
        "attempts": sorted(standing.finished, key=lambda one: one.started_at, reverse=True)[:10],
        "keeps": keeps(request.user, page),
        "test_url": reverse("policy:test", args=[page.slug]),
    }


def lesson(request, page):
    """Context of one step of a lesson; ``?step=`` names it, else the place the reader left."""
    found = page.course()
    request.zero_owner = found.owner_person
    standing = progress.standing(request.user, found)
    place = next((one for one in standing.places if one.lesson.pk == page.pk), None)
    parts = steps.steps_of(page)
    number = _step_number(request, place, len(parts))
    return {
        "course": found,
        "standing": standing,
        "place": place,
        "next_place": _after(standing.places, place),
        "step": number,
        "steps": len(parts),
        "behind": number - 1,
        "here_url": f"?step={number}",
        "items": [_item(request, found, block) for block in parts[number - 1]],
        "test_url": reverse("policy:test", args=[found.slug]),
    }


def _after(places, place):
    later = [one for one in places if place and one.number > place.number]
    return later[0] if later else None


def _step_number(request, place, total):
    asked = request.GET.get("step", "")
    if asked.isdecimal():
        return max(1, min(int(asked[:6]), total))
    progress_here = place.progress if place else None
    if progress_here is None or progress_here.finished_at:
        return 1
    return min(progress_here.step + 1, total)


def _item(request, found, block):
    """A block to render, or a practice question with what the reader did with it."""
    if block.block_type != "try":
        return {"block": block}
    question = (
        Question.objects.active()
        .filter(course=found, key=block.value["question"])
        .select_related("person", "course")
        .first()
    )
    if question is None:
        return {"missing": True}
    item = {"question": question}
    if question.kind == Question.Kind.FREE:
        mine = FreeAnswer.objects.filter(person=request.user, source=question)
        item["written"] = mine.select_related("replied_by").first()
        item["reader"] = question.person or found.owner_person
        return item
    choice = choice_of(request.GET, question.option_list())
    try:
        item["quiz"] = showing.practice(question, person=request.user, choice=choice)
    except Refused as refused:
        item["quiz"] = showing.practice(question, person=request.user)
        item["problem"] = refused.reason
    return item


def choice_of(sent, options):
    """The chosen ids of a form: ticked ones, or for an order the ids by the numbers given.

    Whether they answer the question is for marking.check to say. Two lines with the same number
    give no choice at all, and so does a number that is missing.
    """
    if ticked := sent.getlist("choice"):
        return [one[:64] for one in ticked[:50]]
    places = {option["id"]: sent.get(f"place-{option['id']}", "") for option in options}
    numbers = [place for place in places.values() if place.isdecimal()]
    if len(numbers) != len(options) or len(set(numbers)) != len(numbers):
        return []
    return sorted(places, key=lambda one: int(places[one][:6]))
