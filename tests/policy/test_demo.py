"""The demo's policies: everything came about as a click would have made it."""

import pytest

from policy import differences, duties, editions, proof
from policy.demo import loader
from policy.models import Agreement, Edition, PolicyPage
from portal import trail
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
        yield


def speaking():
    return PolicyPage.objects.get(slug="speaking-online")


def test_three_policies_are_out(larkfield):
    names = {edition.policy.slug: edition.label for edition in Edition.objects.order_by("pk")}
    assert names == {"speaking-online": "3", "data": "1", "trying-things": "1"}


def test_seventeen_sections_and_four_changes(larkfield):
    second, third = Edition.objects.filter(policy=speaking()).order_by("number")
    assert [section["number"] for section in third.sections] == list(range(1, 18))
    explained = [item for item in differences.between(second, third) if item.explained]
    assert [item.anchor for item in explained] == [
        "green-amber-red",
        "be-a-person",
        "when-it-gets-rough",
        "if-something-goes-wrong",
    ]
    assert all("<ins>" in item.html for item in explained)


def test_dev_read_what_nadia_wrote(larkfield):
    for edition in Edition.objects.all():
        assert (str(edition.revision.user), edition.published_by) == ("Nadia Brandt", "Dev Patel")
    kinds = [event.kind for event in trail.about(speaking())]
    assert kinds == ["policy.published", "policy.published"]


def test_amina_owes_the_new_edition_sam_never_agreed_and_nobody_is_stopped(larkfield):
    amina, sam = User.objects.get(first_name="Amina"), User.objects.get(first_name="Sam")
    (owed,) = duties.duties_of(amina)
    assert (owed.policy.slug, owed.agreed_number, owed.soon) == ("speaking-online", 2, True)
    assert {duty.policy.slug for duty in duties.duties_of(sam)} == {
        "speaking-online",
        "data",
        "trying-things",
    }
    assert not Agreement.objects.filter(person=sam).exists()
    for person in User.objects.present():
        assert not any(duty.overdue for duty in duties.duties_of(person))


def test_every_digest_holds(larkfield):
    assert list(proof.verify()) == []
    assert editions.minutes(editions.newest(speaking())) in range(12, 21)
