"""Larkfield's course: the pages and questions of course.toml, and people at several stages of it.

Everybody really reads, answers and writes, through the services that a click uses.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from policy.learning import answering, bank, certificates, own_words, steps
from policy.models import Attempt, CoursePage, LearnIndexPage, LessonPage, PolicyPage, Question
from portal import notices
from portal.models import User

SOURCE = Path(__file__).with_name("course.toml")
MINUTE = timedelta(minutes=1)
WORDS = (
    "Twice, Ffion, and nobody rang. That’s on us. Your doors are in Bristol and I’m ringing you at "
    "four today with what happens next. Amina"
)
LINE_BACK = "“Twice, and nobody rang” is what she needed to read. I’d send this as it stands. Amina"


@dataclass(frozen=True, slots=True)
class Stage:
    """Somebody of the cast, how many lessons they read, and the tests they took.

    ``tests`` are (days ago, how many answers go wrong), oldest first.
    """

    username: str
    lessons: int
    tests: tuple[tuple[int, int], ...] = ()


STAGES = (  # the oldest test first, as certificates are numbered
    Stage("ruth.abara", 7, ((400, 0),)),  # ran out a month ago
    Stage("marcus.bell", 7, ((330, 1),)),  # the refresher is open to him
    Stage("joy.adeyemi", 7, ((200, 0),)),
    Stage("priya.nair", 7, ((70, 0),)),
    Stage("amina.yusuf", 7, ((40, 0),)),
    Stage("tomasz.wrobel", 5, ((2, 4),)),  # not yet
    Stage("sam.whitlock", 3),  # half-way
)


def load():
    """Make the course and let people take it. Returns the CoursePage."""
    told = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    course = make_course(told)
    for part in told["parts"]:
        make_lesson(course, part)
    for question in told["questions"]:
        make_question(course, question)
    people = {one.username: one for one in User.objects.present()}
    for stage in STAGES:
        if stage.username in people:
            take(course, people[stage.username], stage)
    write_words(course, people)
    return course


def make_course(told):
    """The course page, published by its owner."""
    owner = User.objects.get(username=told["owner"])
    course = CoursePage(
        title=told["title"],
        slug=told["slug"],
        summary=told["summary"],
        owner_person=owner,
        **{
            name: told[name]
            for name in (
                "minutes",
                "pass_mark",
                "draw",
                "refresher_draw",
                "refresher_minutes",
                "valid_months",
            )
        },
    )
    course.policies = PolicyPage.objects.filter(slug=told["policy"])
    return publish(LearnIndexPage.objects.get(), course, by=owner)


def publish(parent, page, *, by):
    """Add a page below another and publish it."""
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page


def make_lesson(course, part):
    """One part as a lesson page."""
    lesson = LessonPage(
        title=part["title"],
        slug=part["slug"],
        minutes=part["minutes"],
        objective=part["objective"],
        body=[
            {"type": block["type"], "value": value_of(block), "id": str(uuid4())}
            for block in part["blocks"]
        ],
    )
    return publish(course, lesson, by=course.owner_person)


def value_of(block):
    """The value of a block of the file, as StreamField stores it."""
    plain = {"text": "html", "story": "text"}
    if block["type"] in plain:
        return block[plain[block["type"]]]
    value = {name: told for name, told in block.items() if name != "type"}
    if block["type"] == "dos":
        return {
            name: [{"type": "item", "value": line, "id": str(uuid4())} for line in lines]
            for name, lines in value.items()
        }
    return value


def make_question(course, told):
    """One question of the bank, with the person to ask about it."""
    fields = {name: told[name] for name in told if name not in ("person", "options")}
    question = Question(
        course=course,
        person=User.objects.filter(username=told["person"]).first(),
        options=[
            {"type": "option", "value": {"right": False, **option}, "id": str(uuid4())}
            for option in told.get("options", [])
        ],
        **fields,
    )
    return bank.keep(question, by=course.owner_person)


def take(course, person, stage):
    """Read the lessons and take the tests of a stage, at the moments it names."""
    now = timezone.now()
    last = stage.tests[-1][0] if stage.tests else 0
    begun = now - timedelta(days=last, hours=3)
    for number, lesson in enumerate(course.lessons()[: stage.lessons]):
        total = len(steps.steps_of(lesson))
        half_way = not stage.tests and number == stage.lessons - 1
        at = begun + number * 6 * MINUTE
        steps.reach(lesson, by=person, step=total // 2 if half_way else total, at=at)
    for days, wrong in stage.tests:
        sit(course, person, wrong=wrong, at=now - timedelta(days=days, hours=1))


def sit(course, person, *, wrong, at):
    """Take a test from the first question to the last; so many answers go wrong."""
    attempt = answering.start(course, by=person, at=at)
    # What must be right is answered rightly as long as there is something else to get wrong.
    asked = sorted(attempt.questions.all(), key=lambda one: (one.critical, one.number))
    slips = {one.pk for one in asked[:wrong]}
    for one in sorted(asked, key=lambda one: one.number):
        choice = wrong_choice(one) if one.pk in slips else right_choice(one)
        answering.answer(one, by=person, choice=choice, at=at + one.number * MINUTE)
    attempt.refresh_from_db()
    if attempt.outcome == Attempt.Outcome.PASSED:
        notices.settle(certificates.passed_key(attempt.certificate))  # old news by today
    return attempt


def right_choice(asked):
    """What somebody chooses who knows it."""
    return asked.right_order or [one["id"] for one in asked.options if one["right"]]


def wrong_choice(asked):
    """What somebody chooses who is close."""
    if asked.right_order:
        return asked.right_order[::-1]
    return [next(one["id"] for one in asked.options if not one["right"])]


def write_words(course, people):
    """Two people wrote in their own words; one has a line back, one waits for it."""
    question = Question.objects.select_related("person", "course__owner_person").filter(
        course=course, key="wall-to-person"
    )
    for one in question:
        for username in ("priya.nair", "sam.whitlock"):
            if username in people and one.person and one.person.username != username:
                written = own_words.write(one, by=people[username], text=WORDS)
                if username == "priya.nair":
                    own_words.reply(written, by=one.person, text=LINE_BACK)
