"""What the licence to speak rests on, read once for any number of people. policy.clearance judges.

Always the same few queries, whether it is about one person or about the whole company.
"""

from django.db.models import Max, Sum
from django.db.models.functions import Length
from django.db.models.query import QuerySet

from policy import duties
from policy.models import (
    Agreement,
    Certificate,
    CoursePage,
    Edition,
    PolicyPage,
    Revocation,
    SectionText,
    Sponsorship,
)


class Evidence:
    """Courses that give the licence, and what these people have done towards it.

    ``courses``  live courses that belong to a live policy
    ``belongs``  {course id: its policies that ask for agreement}
    ``came_out`` {policy id: {edition number: the day it came out}}
    ``changes``  {policy id: {edition number: what it changed, as it stands corrected}}
    ``lengths``  {policy id: characters to read}
    ``agreed``   {(person id, policy id): the newest edition agreed to}
    ``passed``   {(person id, course id): the last day of the certificate that lasts longest}
    ``backed``   {person id: [(topic ids, channel ids)]}, one for each sponsor
    ``resting``  {person id: since when}
    """

    def __init__(self, people):
        """``people`` may be a query: then it is never listed, however many they are."""
        if isinstance(people, QuerySet):
            who = people.order_by().values("pk")
        else:
            who = [person.pk for person in people]
        self._read_courses()
        self._read_policies()
        self._read_learning(who)
        self._read_backing(who)

    def _read_courses(self):
        live = CoursePage.objects.live().filter(policies__live=True)
        self.courses = list(live.distinct().order_by("path"))
        policies = PolicyPage.objects.live().filter(
            needs_agreement=True, courses__in=[course.pk for course in self.courses]
        )
        light = policies.distinct().order_by("path").defer("body", "changes", "check_question")
        self.policies = {policy.pk: policy for policy in light}
        self.belongs = {course.pk: [] for course in self.courses}
        links = CoursePage.policies.through.objects.filter(
            coursepage__in=self.belongs, policypage__in=self.policies
        )
        for link in links.order_by("policypage__path"):
            self.belongs[link.coursepage_id].append(self.policies[link.policypage_id])

    def _read_policies(self):
        self.came_out = {pk: {} for pk in self.policies}
        self.changes = {pk: {} for pk in self.policies}
        found = Edition.objects.filter(policy__in=self.policies).order_by("number", "correction")
        for one in found.only("policy", "number", "correction", "published_at", "changes"):
            day = duties.company_day(one.published_at)
            self.came_out[one.policy_id].setdefault(one.number, day)
            self.changes[one.policy_id][one.number] = one.changes
        texts = SectionText.objects.filter(policy__in=self.policies).order_by().values("policy")
        lengths = texts.annotate(characters=Sum(Length("text")))
        self.lengths = dict(lengths.values_list("policy", "characters"))

    def _read_learning(self, who):
        agreed = Agreement.objects.filter(person__in=who, policy__in=self.policies).order_by()
        self.agreed = {
            (row["person"], row["policy"]): row["number__max"]
            for row in agreed.values("person", "policy").annotate(Max("number"))
        }
        passed = Certificate.objects.filter(
            person__in=who, course__in=[course.pk for course in self.courses]
        )
        self.passed = {
            (row["person"], row["course"]): row["expires_on__max"]
            for row in passed.order_by().values("person", "course").annotate(Max("expires_on"))
        }

    def _read_backing(self, who):
        given = Sponsorship.objects.filter(
            person__in=who, ended_at=None, sponsor__is_active=True
        ).prefetch_related("topics", "channels")
        self.backed = {}
        for one in given:
            topics = {topic.pk for topic in one.topics.all()}
            channels = {channel.pk for channel in one.channels.all()}
            self.backed.setdefault(one.person_id, []).append((topics, channels))
        resting = Revocation.objects.filter(person__in=who, lifted_at=None)
        self.resting = dict(resting.values_list("person", "at"))

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
            (topic is None or topic.pk in topics) and (channel is None or channel.pk in channels)
            for topics, channels in self.backed.get(person.pk, ())
        )

    def topics_of(self, person):
        """The ids of the topics that any sponsor backs."""
        return set().union(*(topics for topics, _channels in self.backed.get(person.pk, ())))
