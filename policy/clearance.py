"""Whether somebody may speak for the company: the one place that answers, with why and what next.

Nothing is stored. Somebody is cleared while the policies of a course that gives the licence are
agreed to as they stand now, that course is passed and not run out, and a sponsor puts their name to
the topic and channel. After a new edition the licence holds fourteen days more, the days in which
one reads it. A licence can be put to rest (policy.licensing), and leaving ends it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from policy import duties
from policy.evidence import Evidence
from policy.learning import certificates
from policy.learning.steps import url_of as course_url
from portal import look

CLEARED, GRACE, NOT_YET = "cleared", "grace", "not_yet"
RESTING, LEFT, RED = "resting", "left", "red"
GRACE_DAYS = 14  # after the day on which the new edition came out; the last one counts
TALKING = 2  # minutes that it takes to ask somebody, as we tell people


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, where, and how many minutes it takes."""

    title: str
    url: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Clearance:
    """The answer. True while the person may speak.

    ``reason`` is a sentence about nobody by name, fit for the person and for their manager alike.
    ``step`` is what to do next, ``until`` the last day of what holds now.
    """

    state: str
    reason: str
    step: Step | None = None
    until: date | None = None

    def __bool__(self):
        return self.state in (CLEARED, GRACE)


@dataclass(frozen=True, slots=True)
class Way:
    """How far a person has come by one course: what is missing, and what holds until when."""

    lacking: tuple[tuple[str, Step], ...]
    until: date | None
    grace: tuple[date, str, Step] | None = None

    @property
    def length(self):
        """To find the shortest way; of two that are done, the one that holds longer."""
        left = self.until.toordinal() if self.until else 0
        return (len(self.lacking), self.grace is not None, -left)


def for_person(person, *, topic=None, channel=None, on=None):
    """The Clearance of one person; without topic or channel: for any that a sponsor backs.

    ``on`` is another day to judge the dates by; the facts are those of now.
    """
    return Judge([person], on=on).clearance(person, topic=topic, channel=channel)


def for_people(people, *, topic=None, channel=None, on=None):
    """{person: Clearance}, in a number of queries that does not grow with the people."""
    judge = Judge(people, on=on)
    return {person: judge.clearance(person, topic=topic, channel=channel) for person in people}


def missing(person, *, topic=None, channel=None):
    """The Steps between this person and a licence, in the order to take them."""
    return Judge([person]).missing(person, topic=topic, channel=channel)


class Judge:
    """Answers any number of questions about some people from what was read once."""

    def __init__(self, people, *, on=None):
        self.evidence = Evidence(people)
        self.on = on or duties.company_day(timezone.now())

    def clearance(self, person, *, topic=None, channel=None):
        """The Clearance of one of these people."""
        if not person.is_active:
            return Clearance(LEFT, _("Whoever leaves hands the licence back, so there is none."))
        if topic is not None and topic.red:
            return _red(topic)
        since = self.evidence.resting.get(person.pk)
        if since is not None:
            return _resting(since)
        way = self._best_way(person)
        lacking = [*way.lacking, *self._backing(person, topic, channel)]
        if lacking:
            reason, step = lacking[0]
            return Clearance(NOT_YET, reason, step)
        if way.grace:
            _ends, reason, step = way.grace
            return Clearance(GRACE, reason, step, way.until)
        reason = _("Everything is in place, until %(day)s.") % {"day": look.day(way.until)}
        return Clearance(CLEARED, reason, until=way.until)

    def missing(self, person, *, topic=None, channel=None):
        """The Steps left for one of these people; in grace what keeps it, when cleared nothing."""
        now = self.clearance(person, topic=topic, channel=channel)
        if now.state == NOT_YET:
            lacking = [
                *self._best_way(person).lacking,
                *self._backing(person, topic, channel),
            ]
            return [step for _reason, step in lacking]
        return [now.step] if now.step else []

    def _best_way(self, person):
        """By the course that brings the person furthest: another language is another course."""
        ways = [self._way(person, course) for course in self.evidence.courses]
        if not ways:
            reason = _("No course gives the licence yet.")
            step = Step(_("Ask the HERO desk"), reverse("portal:zero"), TALKING)
            return Way(lacking=((reason, step),), until=None)
        return min(ways, key=lambda way: way.length)

    def _way(self, person, course):
        lacking, grace = [], None
        for policy in self.evidence.belongs[course.pk]:
            agreed = self.evidence.agreed.get((person.pk, policy.pk), 0)
            if agreed >= policy.edition:
                continue
            step = self._agree(policy, agreed)
            ends = self._grace_ends(policy, agreed)
            if ends is None or self.on > ends:
                reason = _("“%(policy)s”, edition %(edition)s, isn’t agreed to yet.")
                places = {"policy": policy.title, "edition": policy.edition}
                lacking.append((reason % places, step))
            elif grace is None or ends < grace[0]:
                reason = _("“%(policy)s” has a new edition to agree to by %(day)s.")
                places = {"policy": policy.title, "day": look.day(ends)}
                grace = (ends, reason % places, step)
        until = self.evidence.passed.get((person.pk, course.pk))
        if until is None or self.on > until:
            lacking.append(self._learn(course, until))
        elif grace:
            until = min(until, grace[0])
        return Way(tuple(lacking), until, grace)

    def _grace_ends(self, policy, agreed):
        """The last day of grace for who agreed to an earlier edition; None for who never did.

        It counts from the first edition that they have not agreed to, so that one more edition
        in these days neither ends them early nor starts them again.
        """
        later = [number for number in self.evidence.came_out[policy.pk] if number > agreed]
        if not agreed or not later:
            return None
        return self.evidence.came_out[policy.pk][min(later)] + timedelta(days=GRACE_DAYS)

    def _agree(self, policy, agreed):
        title = _("See what changed in %(policy)s") if agreed else _("Read and agree to %(policy)s")
        minutes = self.evidence.minutes(policy, agreed)
        return Step(title % {"policy": policy.title}, duties.address(policy), minutes)

    def _learn(self, course, expired):
        """(what is missing, the Step): the whole course, or the refresher while it is open."""
        if expired is None:
            reason = _("“%(course)s” isn’t passed yet.") % {"course": course.title}
        else:
            reason = _("The certificate ran out on %(day)s.") % {"day": look.day(expired)}
            if self.on <= expired + certificates.REFRESHER_CLOSES:
                url = reverse("policy:test", args=[course.slug])
                return reason, Step(_("Do the refresher"), url, course.refresher_minutes)
        title = _("Take “%(course)s”") % {"course": course.title}
        return reason, Step(title, course_url(course), course.minutes)

    def _backing(self, person, topic, channel):
        """What is missing of a sponsor: nothing, or one (reason, Step)."""
        if self.evidence.backs(person, topic, channel):
            return []
        if not self.evidence.backs(person):
            reason = _("Nobody has put their name to it yet.")
        elif topic is not None and not self.evidence.backs(person, topic):
            reason = _("Nobody has put their name to “%(topic)s” yet.") % {"topic": topic.name}
        else:
            reason = _("Nobody has put their name to “%(channel)s” yet.") % {
                "channel": channel.name
            }
        return [(reason, Step(_("Ask for a sponsor"), f"{own_page()}#sponsor", TALKING))]


def own_page():
    """Where people see their own licence."""
    return reverse("policy:licence")


def _red(topic):
    places = {"topic": topic.name, "name": topic.pass_to}
    step = Step(_("Pass it to %(name)s") % places, topic.pass_to.get_absolute_url(), TALKING)
    return Clearance(
        RED, _("Nobody answers “%(topic)s” in public. It goes to %(name)s.") % places, step
    )


def _resting(since):
    step = Step(_("See why, and what you can do"), own_page(), TALKING)
    reason = _("The licence is resting since %(day)s.") % {"day": look.day(since)}
    return Clearance(RESTING, reason, step)
