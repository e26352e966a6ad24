"""Putting one's name to somebody: who may, what it stands for, and how it ends."""

import pytest
from django.utils import timezone

from policy import clearance, licensing
from policy.models import Sponsorship
from portal import notices, people
from portal.models import Absence, Notice, User
from portal.roles import Role
from tests.policy.speaking import kinds, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("Marcus", True),  # her manager
        ("Farida", True),  # an executive sponsor, for anybody
        ("Priya", False),  # a manager of others
        ("Nadia", False),  # owns the policy but leads nobody
        ("Tomasz", False),
        ("Sam", False),
        ("Amina", False),  # herself
        ("Ada", False),  # a superuser without the part
    ],
)
def test_who_may_put_their_name_to_amina(name, may, cast, world):
    amina, by = cast["Amina"], cast[name]
    what = {"topics": [world.paint], "channels": [world.reviews]}
    assert licensing.may_sponsor(by, amina) is may
    if may:
        given = licensing.sponsor(person=amina, by=by, **what)
        assert (given.sponsor, given.ended_at) == (by, None)
        assert kinds(amina) == ["licence.sponsored"]
    else:
        with pytest.raises(licensing.Refused) as refusal:
            licensing.sponsor(person=amina, by=by, **what)
        assert refusal.value.status == 403
        assert not Sponsorship.objects.exists()


def test_an_owner_who_is_a_manager_may_and_so_may_a_manager_further_up(
    cast, world, person, nadia, marcus
):
    head = person("Bola Akande", Role.MANAGER)
    marcus.manager = head
    marcus.save()
    assert licensing.may_sponsor(head, cast["Amina"])
    owner = User.objects.get(pk=nadia.pk)
    owner.groups.add(*User.objects.get(pk=marcus.pk).groups.all())
    assert licensing.may_sponsor(User.objects.get(pk=nadia.pk), cast["Amina"])


def test_a_manager_who_covers_may(cast, world):
    marcus, priya = cast["Marcus"], cast["Priya"]
    today = timezone.localdate()
    Absence.objects.create(person=marcus, delegate=priya, starts=today, ends=today)
    assert licensing.may_sponsor(priya, cast["Amina"])
    assert not licensing.may_sponsor(priya, cast["Sam"])


@pytest.mark.parametrize(
    ("topics", "channels", "reason"),
    [
        ([], ["reviews"], "Choose at least one topic."),
        (["paint"], [], "Choose at least one channel."),
        (["accidents"], ["reviews"], "Nobody answers “Accidents” in public. Leave it out."),
    ],
)
def test_a_name_stands_for_something(topics, channels, reason, amina, marcus, world):
    with pytest.raises(licensing.Refused, match=reason):
        licensing.sponsor(
            person=amina,
            by=marcus,
            topics=[getattr(world, name) for name in topics],
            channels=[getattr(world, name) for name in channels],
        )


def test_a_change_ends_what_stood_before_and_keeps_it_on_record(amina, marcus, world):
    for topic in (world.paint, world.tools):
        licensing.sponsor(person=amina, by=marcus, topics=[topic], channels=[world.reviews])
    new, old = Sponsorship.objects.order_by("-pk")
    assert (old.ended_why, new.ended_why) == ("changed", "")
    assert [str(topic) for topic in old.topics.all()] == ["Paint"]
    assert kinds(amina) == ["licence.sponsored", "licence.sponsored"]


def test_asking_for_a_name_reaches_the_manager_until_it_is_given(amina, marcus, world):
    asked = licensing.ask_for_sponsor(person=amina, topics=[world.paint])
    licensing.ask_for_sponsor(person=amina, topics=[world.paint])
    assert asked == marcus
    (notice,) = Notice.objects.filter(person=marcus)
    assert "Paint" in notices.sentence(notice)
    licensing.sponsor(person=amina, by=marcus, topics=[world.tools], channels=[world.reviews])
    notice.refresh_from_db()
    assert notice.settled_at


def test_without_a_manager_a_person_is_named(sam, world):
    with pytest.raises(licensing.Refused, match="Press 0"):
        licensing.ask_for_sponsor(person=sam, topics=[world.paint])


def test_taking_back_needs_a_word_and_giving_back_needs_none(amina, marcus, sam, world):
    def give():
        return licensing.sponsor(
            person=amina, by=marcus, topics=[world.paint], channels=[world.reviews]
        )

    given = give()
    with pytest.raises(licensing.Refused, match="Only the two"):
        licensing.end_sponsorship(given, by=sam, words="Mine now.")
    with pytest.raises(licensing.Refused, match="Say why"):
        licensing.end_sponsorship(given, by=marcus, words=" ")
    assert licensing.end_sponsorship(given, by=marcus, words="New job.").ended_why == "sponsor"
    with pytest.raises(licensing.Refused) as late:
        licensing.end_sponsorship(given, by=marcus, words="Again.")
    assert late.value.status == 409
    assert "Marcus Bell no longer backs you to speak." in told(amina)
    assert licensing.end_sponsorship(give(), by=amina).ended_why == "person"


def test_a_sponsor_who_leaves_ends_it_and_the_successor_is_asked(world, amina, marcus, priya, ada):
    world.clear(amina, marcus)
    people.leave(marcus, by=ada, successor=priya)
    assert clearance.for_person(amina).reason == "Nobody has put their name to it yet."
    assert Sponsorship.objects.get().ended_why == "sponsor_left"
    assert "Marcus Bell no longer backs you to speak." in told(amina)
    assert any("Amina Yusuf" in line for line in told(priya))


def test_leaving_ends_it_and_coming_back_begins_afresh(world, amina, marcus, ada):
    world.clear(amina, marcus)
    people.leave(amina, by=ada)
    amina.refresh_from_db()
    assert clearance.for_person(amina).state == "left"
    back = people.come_back(amina, by=ada)
    told_now = clearance.for_person(back)
    assert (told_now.state, told_now.reason) == ("not_yet", "Nobody has put their name to it yet.")
    assert Sponsorship.objects.get().ended_why == "person_left"
