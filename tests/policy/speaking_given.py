"""Arguments of the addresses of the licence to speak, for tests/access.py: each takes its cast."""

from tests.policy.learning.given import EDITOR, FRONTLINE, a_course

MANAGER = "manager"  # as the other visitors of tests/access.py, which imports this


def a_topic(cast):
    from policy.models import Topic

    return {"pk": Topic.objects.get_or_create(name="Paint", slug="paint", covers="Paint.")[0].pk}


def a_channel(cast):
    from policy.models import Channel

    return {"pk": Channel.objects.get_or_create(name="Reviews", slug="reviews")[0].pk}


def a_question_to_an_ambassador(cast):
    """The frontline asked the manager, who is on the roster."""
    from policy.models import AmbassadorProfile, Ask, Topic

    made = AmbassadorProfile.objects.create(person=cast[MANAGER], chosen_name="Marcus")
    topic = Topic.objects.get(**a_topic(cast))
    return {"pk": Ask.objects.create(asker=cast[FRONTLINE], ambassador=made, topic=topic).pk}


def an_appeal_of_the_frontline(cast):
    from policy import revoking

    resting = revoking.revoke(person=cast[FRONTLINE], by=cast[EDITOR], reason="An address.")
    return {"pk": revoking.appeal(resting, by=cast[FRONTLINE], text="It was blurred.").pk}


def of_the_frontline(cast):
    return {"username": cast[FRONTLINE].username}


def a_course_by_slug(cast):
    return {"slug": a_course(cast)["course"]}
