"""Rest and appeals: with reasons, in words, by different people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policy import clearance, licensing, revoking
from policy.models import Appeal
from portal import notices, people
from portal.models import Notice, User
from portal.roles import Role
from tests.policy.speaking import kinds, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def resting(amina, nadia, world):
    return revoking.revoke(person=amina, by=nadia, reason="An address stood in a reply.")


@pytest.fixture
def appealed(resting, amina, farida):
    return revoking.appeal(resting, by=amina, text="It was blurred before anybody saw it.")


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("Nadia", True),
        ("Ada", True),
        ("Marcus", False),
        ("Farida", False),
        ("Sam", False),
        ("Amina", False),
    ],
)
def test_who_may_put_a_licence_to_rest(name, may, cast, world):
    by, amina = cast[name], cast["Amina"]
    if not may:
        with pytest.raises(licensing.Refused) as refusal:
            revoking.revoke(person=amina, by=by, reason="So.")
        assert refusal.value.status == 403
        return
    with pytest.raises(licensing.Refused, match="Say why"):
        revoking.revoke(person=amina, by=by, reason="  ")
    revoking.revoke(person=amina, by=by, reason="An address stood in a reply.")
    with pytest.raises(licensing.Refused, match="rests already"):
        revoking.revoke(person=amina, by=by, reason="Again.")
    assert clearance.for_person(amina).state == "resting"
    assert kinds(amina) == ["licence.revoked"]


def test_nobody_revokes_or_lifts_their_own(nadia, ada, world):
    with pytest.raises(licensing.Refused, match="about you"):
        revoking.revoke(person=nadia, by=nadia, reason="Me.")
    revoking.revoke(person=nadia, by=ada, reason="A quote before the results.")
    with pytest.raises(licensing.Refused, match="about you"):
        revoking.lift(person=nadia, by=nadia)


def test_news_about_a_licence_cannot_be_muted(amina, nadia, world):
    amina.delivery = User.Delivery.MY_TURN
    amina.save()
    revoking.revoke(person=amina, by=nadia, reason="An address.")
    assert Notice.objects.get(person=amina).mail == Notice.Mail.WAITING


def test_an_appeal_goes_to_a_named_executive_sponsor_with_a_day(appealed, amina, farida):
    assert appealed.holder == farida
    assert appealed.due_at > timezone.now() + timedelta(days=5)
    assert [notices.group_of(one) for one in Notice.objects.filter(person=farida)] == ["turn"]
    with pytest.raises(licensing.Refused) as again:
        revoking.appeal(appealed.revocation, by=amina, text="Please.")
    assert again.value.status == 409


@pytest.mark.parametrize("name", ["Sam", "Nadia", "Marcus", "Ada"])
def test_only_the_person_appeals(name, cast, resting):
    with pytest.raises(licensing.Refused, match="Only Amina Yusuf"):
        revoking.appeal(resting, by=cast[name], text="For her.")
    assert not Appeal.objects.exists()


def test_without_an_executive_sponsor_the_administrators_hear_of_it(resting, amina, ada):
    made = revoking.appeal(resting, by=amina, text="Please look again.")
    assert made.holder is None
    assert any("no executive sponsor" in line for line in told(ada))


@pytest.mark.parametrize("name", ["Sam", "Nadia", "Marcus", "Ada", "Amina"])
def test_who_has_no_part_in_deciding(name, cast, appealed):
    with pytest.raises(licensing.Refused) as refusal:
        revoking.decide_appeal(appealed, by=cast[name], outcome="lifted", words="Fine.")
    assert refusal.value.status == 403


def test_who_revoked_does_not_decide_even_as_an_executive_sponsor(world, person, amina, farida):
    both = person("Edmund Hale", Role.SPONSOR, Role.EDITOR)
    made = revoking.revoke(person=amina, by=both, reason="An address.")
    asked = revoking.appeal(made, by=amina, text="It was blurred.")
    assert asked.holder == farida
    assert not revoking.may_decide(both, asked)
    assert revoking.may_decide(farida, asked)


@pytest.mark.parametrize(
    ("outcome", "state", "said"),
    [
        ("lifted", "not_yet", "Your licence is back. Farida Haddad saw to it."),
        (
            "stands",
            "resting",
            "Farida Haddad looked at your licence again. It rests a while longer, and they wrote "
            "you why.",
        ),
    ],
)
def test_a_decision_is_in_words_and_told(outcome, state, said, appealed, amina, farida):
    for wrong, words in (("", "Yes."), ("maybe", "Yes."), (outcome, " ")):
        with pytest.raises(licensing.Refused):
            revoking.decide_appeal(appealed, by=farida, outcome=wrong, words=words)
    revoking.decide_appeal(appealed, by=farida, outcome=outcome, words="I saw the picture.")
    assert clearance.for_person(amina).state == state
    assert told(amina)[-1] == said
    assert Notice.objects.get(person=farida).settled_at
    with pytest.raises(licensing.Refused) as again:
        revoking.decide_appeal(appealed, by=farida, outcome=outcome, words="Again.")
    assert again.value.status == 409


def test_an_open_appeal_is_not_overtaken(appealed, nadia, amina):
    with pytest.raises(licensing.Refused, match="An appeal is open"):
        revoking.lift(person=amina, by=nadia)


def test_an_executive_sponsor_who_leaves_passes_appeals_on(appealed, person, farida, ada, nadia):
    heir = person("Edmund Hale", Role.SPONSOR)
    people.leave(farida, by=ada, successor=nadia)
    appealed.refresh_from_db()
    assert appealed.holder == heir
    assert Notice.objects.filter(person=heir, kind="licence.appealed").exists()


def test_a_red_topic_never_names_somebody_who_is_gone(world, priya, nadia, ada):
    people.leave(priya, by=ada, successor=nadia)
    world.accidents.refresh_from_db()
    assert world.accidents.pass_to == nadia
