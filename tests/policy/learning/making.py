"""A small course with a bank, and people who answer it rightly or wrongly."""

from uuid import uuid4

from policy.learning import answering, bank
from policy.models import CoursePage, LearnIndexPage, LessonPage, Question


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid4())}


def options(*words, right=()):
    """Option blocks; ``right`` names the ones that are."""
    return [
        block("option", {"text": word, "right": word in right, "why": f"Why {word}."})
        for word in words
    ]


def question(course, key, *, by, kind="single", **fields):
    """A question of the bank; a single one has the options yes and no."""
    chosen = {
        "single": options("yes", "no", "maybe", right=("yes",)),
        "several": options("yes", "also", "no", right=("yes", "also")),
        "order": options("one", "two", "three"),
        "free": [],
    }[kind]
    fields = {"scenario": f"Scenario {key}", "question": f"Question {key}?", "part": 1} | fields
    fields.setdefault("options", chosen)
    fields.setdefault("guide", "Look for a name." if kind == "free" else "")
    return bank.keep(Question(course=course, key=key, kind=kind, **fields), by=by)


def make_course(owner, *, plain=6, critical=3, refresher=0, **fields):
    """A course with two lessons, published, and a bank of so many questions."""
    given = {"title": "Speaking as yourself", "slug": "speaking", "summary": "How to speak."}
    given |= {"draw": 5, "refresher_draw": 4, "critical_per_draw": 2} | fields
    course = CoursePage(owner_person=owner, **given)
    LearnIndexPage.objects.get().add_child(instance=course)
    for number, name in enumerate(("first", "second"), 1):
        body = [
            block("text", f"<p>Text of {name}.</p>"),
            block("customer", {"who": "Rob", "text": "Anyone there?"}),
            block("dos", {"do": [block("item", "Say hello")], "dont": [block("item", "Shout")]}),
        ]
        if number == 1:
            body += [block("try", {"question": "practice"}), block("try", {"question": "words"})]
        course.add_child(
            instance=LessonPage(title=f"Lesson {name}", slug=name, objective="Speak.", body=body)
        )
    question(course, "practice", by=owner)
    question(course, "words", by=owner, kind="free", person=owner)
    for number in range(plain):
        question(course, f"plain-{number}", by=owner, part=1 + number % 2)
    for number in range(critical):
        question(course, f"critical-{number}", by=owner, critical=True)
    for number in range(refresher):
        question(course, f"refresher-{number}", by=owner, pool="refresher", critical=number < 2)
    return CoursePage.objects.get(pk=course.pk)


def rightly(asked):
    return asked.right_order or [one["id"] for one in asked.options if one["right"]]


def wrongly(asked):
    if asked.right_order:
        return asked.right_order[::-1]
    return [next(one["id"] for one in asked.options if not one["right"])]


def sit(course, person, *, wrong=0, at=None):
    """Take a test to its end; so many answers go wrong, critical ones last. Returns the Attempt."""
    attempt = answering.start(course, by=person, at=at)
    for number, one in enumerate(attempt.questions.order_by("critical", "number")):
        choice = wrongly(one) if number < wrong else rightly(one)
        answering.answer(one, by=person, choice=choice, at=at)
    attempt.refresh_from_db()
    return attempt
