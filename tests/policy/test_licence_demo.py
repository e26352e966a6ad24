"""Larkfield's licences: several people cleared, one reading, one ran out, one asking again."""

import pytest

from policy import ambassadors, clearance, may_i
from policy.demo import course_loader, licence_loader, loader
from policy.models import Appeal, Ask, Topic
from portal.demo.loader import load as load_people
from portal.models import User
from tests.worlds import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def larkfield(django_db_setup, django_db_blocker):
    """The demo, once for all the tests of this file; they only look."""
    with kept(django_db_blocker):
        load_people()
        loader.load()
        course_loader.load()
        licence_loader.load()
        yield


@pytest.mark.parametrize(
    ("username", "state"),
    [
        ("owen.pritchard", "cleared"),
        ("tomasz.nowak", "cleared"),
        ("lucas.ferreira", "cleared"),
        ("mei.tanaka", "cleared"),
        ("marcus.bell", "cleared"),
        ("amina.yusuf", "grace"),
        ("ruth.abara", "not_yet"),
        ("beatriz.mendes", "resting"),
        ("sam.whitlock", "not_yet"),
    ],
)
def test_where_people_stand(username, state, larkfield):
    assert clearance.for_person(User.objects.get(username=username)).state == state


def test_ruths_certificate_ran_out(larkfield):
    told = clearance.for_person(User.objects.get(username="ruth.abara"))
    assert told.reason.startswith("The certificate ran out on")
    assert told.step.title == "Do the refresher"


def test_beatriz_waits_for_a_second_look_by_somebody_else(larkfield):
    appeal = Appeal.objects.get()
    assert str(appeal.revocation.person) == "Beatriz Mendes"
    assert appeal.holder not in (None, appeal.revocation.by)


def test_a_person_is_found_for_every_green_topic_and_words_lead_to_it(larkfield):
    topics = list(Topic.objects.all())
    sam = User.objects.get(username="sam.whitlock")
    for topic in topics:
        answer = may_i.answer(sam, topic=topic)
        assert answer.ask or answer.person
        assert (answer.kind == "no") is topic.red
    for typed, slug in (
        ("second coat peels", "paint"),
        ("how do I wire a shower", "mains"),
        ("my parcel never came", "deliveries"),
        ("a journalist calls", "press"),
    ):
        assert may_i.matching(typed, topics)[0].slug == slug
    assert [str(one.profile) for one in ambassadors.roster()][-1] == "Luc"  # left in peace
    assert Ask.objects.filter(answered_at=None).count() == 2
