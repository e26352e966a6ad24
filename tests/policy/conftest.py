"""Larkfield in small: a policy of Nadia's, the course that gives its licence, and two topics."""

from dataclasses import dataclass

import pytest

from policy.models import Channel, CoursePage, PolicyPage, Topic
from tests.policy import making, speaking


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
        return speaking.clear(
            person,
            policy=self.policy,
            course=self.course,
            by=by,
            topics=topics or [self.paint],
            channels=[self.reviews],
        )


@pytest.fixture
def larkfield_speaks(nadia, ada, priya):
    """The policy is out, the course stands, nobody is cleared yet."""
    policy = making.published(nadia, by=ada)
    return Speaking(
        policy=policy,
        course=speaking.make_course_for(policy, nadia),
        paint=speaking.topic("Paint", words="drip, peeling, second coat"),
        tools=speaking.topic("Tool hire"),
        accidents=speaking.topic("Accidents", red=True, pass_to=priya),
        reviews=speaking.channel("Reviews"),
        groups=speaking.channel("Local groups"),
    )


@pytest.fixture
def world(larkfield_speaks):
    """The same, for tests that speak of little else."""
    return larkfield_speaks


@pytest.fixture
def cast(amina, marcus, priya, tomasz, nadia, farida, sam, ada):
    """Everybody by first name."""
    everybody = (amina, marcus, priya, tomasz, nadia, farida, sam, ada)
    return {one.first_name: one for one in everybody}
