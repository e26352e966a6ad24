"""Make a licence to speak: a policy with its course, topics, channels, and people who have it."""

from dataclasses import dataclass

from policy import agreeing, editions, licensing
from policy.models import Channel, CoursePage, PolicyPage, Topic
from portal import notices, trail
from portal.models import Notice
from tests.policy import making
from tests.policy.learning.making import make_course, sit


def make_course_for(policy, owner):
    """A small course that gives the licence for this policy."""
    course = make_course(owner, draw=2, refresher_draw=2, critical_per_draw=1)
    course.policies.set([policy])
    course.save()
    return CoursePage.objects.get(pk=course.pk)


def topic(name="Paint", **fields):
    fields = {"slug": name.lower().replace(" ", "-"), "covers": f"All about {name}."} | fields
    return Topic.objects.create(name=name, **fields)


def channel(name="Reviews"):
    return Channel.objects.create(name=name, slug=name.lower().replace(" ", "-"))


def agree(person, policy):
    """To the edition that is out now."""
    edition = editions.live(PolicyPage.objects.get(pk=policy.pk))
    return agreeing.agree(person=person, policy=policy, digest=edition.digest)


def raise_edition(policy, *, writer, by):
    """One edition more."""
    number = policy.edition + 1
    told = making.change(what=f"Sign with the name you choose, as edition {number} has it.")
    return making.republish(policy, writer=writer, by=by, edition=number, changes=[told])


def clear(person, *, policy, course, by, topics, channels):
    """Everything in place: agreed, passed, backed."""
    agree(person, policy)
    sit(course, person)
    return licensing.sponsor(person=person, by=by, topics=topics, channels=channels)


@dataclass(frozen=True, slots=True)
class Speaking:
    """What a licence is made of."""

    policy: PolicyPage
    course: CoursePage
    paint: Topic
    tools: Topic
    accidents: Topic
    reviews: Channel
    groups: Channel

    def clear(self, person, by, *topics):
        """Give this person everything it takes, for paint in reviews unless topics are named."""
        return clear(
            person,
            policy=self.policy,
            course=self.course,
            by=by,
            topics=topics or [self.paint],
            channels=[self.reviews],
        )


def begin(owner, *, by, pass_to):
    """The policy is out, its course stands, two topics and a red one, and nobody is cleared."""
    policy = making.published(owner, by=by)
    return Speaking(
        policy=policy,
        course=make_course_for(policy, owner),
        paint=topic("Paint", words="drip, peeling, second coat"),
        tools=topic("Tool hire"),
        accidents=topic("Accidents", red=True, pass_to=pass_to),
        reviews=channel("Reviews"),
        groups=channel("Local groups"),
    )


def kinds(person):
    """What the trail says happened to this person, oldest first."""
    return [event.kind for event in reversed(trail.about(person))]


def told(person):
    """The sentences that this person reads, oldest first."""
    return [notices.sentence(one) for one in Notice.objects.filter(person=person).order_by("pk")]
