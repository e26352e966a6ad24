"""What the licence to speak rests on, read once for any number of people. policy.clearance judges.

Always the same few queries, whether it is about one person or about the whole company.
"""

from django.db.models import DateField, DateTimeField, F, IntegerField, Max, Q, Value
from django.db.models.functions import Cast
from django.db.models.query import QuerySet

from policy import duties
from policy.models import (
    Agreement,
    Certificate,
    CoursePage,
    Revocation,
    Sponsorship,
)
from portal.models.people import ListOf
from portal.prepared import OneOf, Rows

AGREED, PASSED, RESTING = 1, 2, 3
SHOWN = (
    "person",
    "given_at",
    *(f"sponsor__{name}" for name in ("username", "first_name", "last_name", "job_title")),
)
EDITION = ("number", "correction", "published_at", "changes")
FACTS = {"newest": IntegerField(), "until": DateField(), "since": DateTimeField()}


def _facts(found, kind, about, **told):
    """(kind, person id, what it is about, *FACTS) of some rows, to be asked for with others."""
    nothing = {name: Cast(Value(None), field) for name, field in FACTS.items()}
    rows = found.order_by().values("person", kind=Value(kind), about=F(about))
    return rows.annotate(**nothing | told).values_list("kind", "person", "about", *FACTS)


def _courses():
    editions = {name: F(f"policypage__editions__{name}") for name in EDITION}
    return (
        CoursePage.policies.through.objects.filter(coursepage__live=True, policypage__live=True)
        .select_related("coursepage", "policypage")
        .defer("policypage__body", "policypage__changes", "policypage__check_question")
        .annotate(length=duties.characters("policypage"), **editions)
        .order_by("coursepage__path", "policypage__path", "number", "correction")
    )


def _done(among):
    """What those people did who are ``among`` the ones that are asked about."""
    agreed = Agreement.objects.filter(among, OneOf("policy", "policies"))
    passed = Certificate.objects.filter(among, OneOf("course", "courses"))
    resting = Revocation.objects.filter(among, lifted_at=None)
    return _facts(agreed, AGREED, "policy", newest=Max("number")).union(
        _facts(passed, PASSED, "course", until=Max("expires_on")),
        _facts(resting, RESTING, "person", since=Max("at")),
        all=True,
    )


def _backing(among):
    return (
        Sponsorship.objects.filter(among, ended_at=None, sponsor__is_active=True)
        .select_related("sponsor")
        .only(*SHOWN)
        .annotate(topic_names=ListOf("topics__name"), channel_names=ListOf("channels__name"))
    )


COURSES = Rows(_courses)
DONE = Rows(lambda: _done(OneOf("person", "people")))
BACKING = Rows(lambda: _backing(OneOf("person", "people")))


class Evidence:
    """Courses that give the licence, and what these people have done towards it.

    ``courses``  live courses that belong to a live policy
    ``belongs``  {course id: its policies that ask for agreement}
    ``came_out`` {policy id: {edition number: the day it came out}}
    ``changes``  {policy id: {edition number: what it changed, as it stands corrected}}
    ``lengths``  {policy id: characters to read}
    ``agreed``   {(person id, policy id): the newest edition agreed to}
    ``passed``   {(person id, course id): the last day of the certificate that lasts longest}
    ``given``    {person id: [Sponsorship with ``topic_names`` and ``channel_names``]}
    ``resting``  {person id: since when}
    """

    def __init__(self, people):
        """``people`` may be a query: then it is never listed, however many they are."""
        done, backing, who = DONE, BACKING, {}
        if isinstance(people, QuerySet):
            among = Q(person__in=people.order_by().values("pk"))
            done, backing = Rows(lambda: _done(among)), Rows(lambda: _backing(among))
        else:
            who = {"people": [person.pk for person in people]}
        self._read_courses()
        self._read_people(done, who)
        self._read_backing(backing, who)

    def _read_courses(self):
        """Courses, their policies, and the editions of these: a row for each of the latter."""
        courses, self.belongs, self.lengths = {}, {}, {}
        self.came_out, self.changes = {}, {}
        for row in COURSES.ask():
            policy = row.policypage
            courses.setdefault(row.coursepage_id, row.coursepage)
            mine = self.belongs.setdefault(row.coursepage_id, [])
            if not policy.needs_agreement:
                continue
            if policy not in mine:
                mine.append(policy)
            self.lengths[policy.pk] = row.length or 0
            came_out = self.came_out.setdefault(policy.pk, {})
            changes = self.changes.setdefault(policy.pk, {})
            if row.number is not None:
                came_out.setdefault(row.number, duties.company_day(row.published_at))
                changes[row.number] = row.changes
        self.courses = list(courses.values())

    def _read_people(self, done, who):
        """What they agreed to and passed, and whose licence rests: in one query."""
        rows = done.ask(policies=list(self.lengths), courses=list(self.belongs), **who)
        self.agreed, self.passed, self.resting = {}, {}, {}
        for kind, person, about, newest, until, since in rows:
            if kind == AGREED:
                self.agreed[person, about] = newest
            elif kind == PASSED:
                self.passed[person, about] = until
            else:
                self.resting[person] = since

    def _read_backing(self, backing, who):
        """Sponsorships that hold, with the names of their topics and channels."""
        self.given = {}
        for one in backing.ask(**who):
            one.topic_names = sorted({*one.topic_names} - {None})  # None: they were deleted
            one.channel_names = sorted({*one.channel_names} - {None})
            self.given.setdefault(one.person_id, []).append(one)

    def minutes(self, policy, agreed):
        """Minutes to read a policy, or what changed in it since the edition agreed to (0: none)."""
        newer = [
            change
            for number, changes in self.changes[policy.pk].items()
            if number > agreed > 0
            for change in changes
        ]
        return duties.reading_minutes(self.lengths.get(policy.pk, 0), newer)

    def backs(self, person, topic=None, channel=None):
        """Whether a sponsor backs this person for the topic on the channel; None stands for any."""
        return any(
            (topic is None or topic.name in given.topic_names)
            and (channel is None or channel.name in given.channel_names)
            for given in self.given.get(person.pk, ())
        )

    def topics_of(self, person):
        """The names of the topics that any sponsor backs."""
        return {name for given in self.given.get(person.pk, ()) for name in given.topic_names}
