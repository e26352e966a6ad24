"""Where everybody stands with training and the licence, counted in a fixed number of queries.

Editors and administrators see everybody, managers their own people.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from policy import clearance, duties
from policy.learning.certificates import REFRESHER_OPENS
from policy.models import Attempt, Certificate, CoursePage, LessonProgress, Sponsorship, Topic
from portal import roles
from portal.models import User
from portal.people import team
from portal.roles import Role

PASSED, DUE, LAPSED, BEGUN, NEW = "passed", "due", "lapsed", "begun", "new"
STATES = (PASSED, DUE, LAPSED, BEGUN, NEW)
LICENCE_STATES = (clearance.CLEARED, clearance.GRACE, clearance.RESTING, clearance.NOT_YET)


def people_for(person):
    """The people whose training this person may see, as a query; None for nobody."""
    if roles.has(person, Role.EDITOR) or roles.has(person, Role.ADMINISTRATOR):
        return User.objects.present()
    if roles.has(person, Role.MANAGER) or team.leads(person):
        return team.below(person)
    return None


def courses():
    """Published courses, as a query."""
    return CoursePage.objects.live()


def _conditions(course, path):
    """[(state, condition)] of a person; the first that holds is where they stand.

    ``course`` and ``path`` are the course's own, or references to them from outside.
    """
    today = duties.company_day(timezone.now())
    mine = Certificate.objects.filter(person=OuterRef("pk"), course=course)
    read = LessonProgress.objects.filter(person=OuterRef("pk"), lesson__path__startswith=path)
    tried = Attempt.objects.filter(person=OuterRef("pk"), course=course)
    return [
        (PASSED, Exists(mine.filter(expires_on__gt=today + REFRESHER_OPENS))),
        (DUE, Exists(mine.filter(expires_on__gte=today))),
        (LAPSED, Exists(mine)),
        (BEGUN, Exists(read) | Exists(tried)),
    ]


def _with_state(people, course, path):
    whens = [When(condition, then=Value(state)) for state, condition in _conditions(course, path)]
    return people.annotate(
        state=Case(*whens, default=Value(NEW), output_field=CharField()),
    )


def people_of(course, people):
    """Those of ``people`` with where they stand in a course, as a query.

    Annotates ``state`` and ``good_until``, the last day of the certificate that lasts longest.
    """
    latest = Certificate.objects.filter(person=OuterRef("pk"), course=course.pk)
    return _with_state(people, course.pk, course.path).annotate(
        good_until=Subquery(latest.order_by("-expires_on").values("expires_on")[:1])
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One course in the report: how many people there are in each state."""

    course: CoursePage
    counts: dict

    @property
    def people(self):
        return sum(self.counts.values())


def rows(people, found):
    """The Rows of these courses. One query, however many courses and people."""
    found = list(found)
    course, path = OuterRef(OuterRef("pk")), OuterRef(OuterRef("path"))
    stated = _with_state(people.order_by(), course, path)
    numbers = {
        f"n_{state}": Coalesce(
            Subquery(
                stated.filter(state=state).values("is_active").annotate(n=Count("pk")).values("n")
            ),
            0,
        )
        for state in STATES
    }
    counted = CoursePage.objects.filter(pk__in=[one.pk for one in found]).annotate(**numbers)
    counts = {row["pk"]: row for row in counted.values("pk", *numbers)}
    return [Row(one, {state: counts[one.pk][f"n_{state}"] for state in STATES}) for one in found]


@dataclass(frozen=True, slots=True)
class Cover:
    """One topic at one site: how many people somebody backs there, and how they stand."""

    topic: Topic
    site: str
    cleared: int
    grace: int
    resting: int
    not_yet: int


def licences(people):
    """The Covers of these people: a row for each topic and site where somebody is backed.

    A topic for which nobody is backed stands alone, without a site, so that the gap shows.
    """
    backed = people.filter(Exists(Sponsorship.objects.filter(person=OuterRef("pk"), ended_at=None)))
    judge = clearance.Judge(backed)
    topics = {one.name: one for one in Topic.objects.filter(red=False)}
    counts = {}
    for person in backed.select_related("site"):
        state = judge.clearance(person).state
        for topic in judge.evidence.topics_of(person) & set(topics):
            counts.setdefault((topic, str(person.site or "")), Counter())[state] += 1
    for topic in set(topics) - {topic for topic, _site in counts}:
        counts[topic, ""] = Counter()
    found = [
        Cover(topics[topic], site, *(count[state] for state in LICENCE_STATES))
        for (topic, site), count in counts.items()
    ]
    return sorted(found, key=lambda one: (one.topic.name, one.site))
