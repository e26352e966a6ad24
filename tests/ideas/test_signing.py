"""Signing: one seal a party, on the text that was read, under one's own name, and a receipt."""

import json

import pytest
from django.db import IntegrityError, transaction

from ideas import deeds, rounds, services
from ideas.compact import Party, State
from ideas.models import Condition, Deed, Mitigation, Promise, Round, Signature
from portal import delivery, history, letters, notices
from portal.models import Notice
from tests.ideas import playing, sealing

pytestmark = pytest.mark.django_db


def seals(idea):
    return set(rounds.seals_of(playing.fresh(idea)))


# the service


def test_the_route_without_technology(idea, amina, priya):
    idea = sealing.sign(idea, "sponsor", priya)
    assert (idea.state, idea.holder) == (State.COUNTERSIGN, amina)
    idea = sealing.sign(idea, "sign", amina)
    assert (idea.state, seals(idea)) == (State.TRIAL, {"author", "sponsor"})


@pytest.mark.parametrize("verb", ["adopt", "advise"])
def test_the_route_with_technology(technical, amina, priya, tomasz, verb):
    idea = sealing.sign(technical, "sponsor", priya)
    assert (idea.state, idea.holder) == (State.SIGN_OFF, tomasz)
    idea = sealing.sign(idea, verb, tomasz)
    assert (idea.state, idea.holder) == (State.COUNTERSIGN, amina)
    idea = sealing.sign(idea, "sign", amina)
    assert (idea.state, seals(idea)) == (State.TRIAL, {"author", "sponsor", "champion"})


def test_the_hero_may_sign_first(technical, amina, priya, tomasz):
    idea = sealing.sign(technical, "sign", amina)
    assert (idea.state, idea.holder) == (State.SPONSORSHIP, priya)
    idea = sealing.sign(sealing.sign(idea, "sponsor", priya), "adopt", tomasz)
    assert idea.state == State.TRIAL


def test_a_condition_of_the_sponsor_makes_the_hero_sign_again(idea, amina, priya):
    idea = sealing.sign(sealing.sign(idea, "sign", amina), "sponsor-with", priya)
    assert (idea.round, idea.state, seals(idea)) == (2, State.COUNTERSIGN, {"sponsor"})
    (condition,) = json.loads(deeds.of_round(idea).body)["conditions"]
    assert (condition["party"], condition["text"]) == ("sponsor", "Only on weekdays.")
    assert Notice.objects.get(kind="idea.lapsed.condition").person == amina


def test_a_condition_of_it_leads_back_to_the_sponsor_and_then_past_it(
    technical, amina, priya, tomasz
):
    idea = sealing.sign(technical, "sponsor", priya)
    idea = sealing.sign(idea, "adopt-with", tomasz)
    assert (idea.round, idea.state, seals(idea)) == (2, State.SPONSORSHIP, {"champion"})
    idea = sealing.sign(idea, "sponsor", priya)
    assert idea.state == State.COUNTERSIGN
    assert sealing.sign(idea, "sign", amina).state == State.TRIAL


def test_what_is_in_force_stays_in_force(idea, amina, priya):
    idea = sealing.sign(sealing.sign(idea, "sponsor", priya), "sign", amina)
    with transaction.atomic():
        assert rounds.changed(idea, Round.Why.MITIGATION, by=priya) is None
    assert seals(idea) == {"author", "sponsor"}


def refused(idea, verb, by, **answers):
    """The Refused of a move; nothing was written for it."""
    idea = playing.fresh(idea)
    before = (Signature.objects.count(), Deed.objects.count(), idea.round, idea.state)
    with pytest.raises(services.Refused) as caught:
        services.perform(idea, verb, by=by, answers=answers)
    idea = playing.fresh(idea)
    assert before == (Signature.objects.count(), Deed.objects.count(), idea.round, idea.state)
    return caught.value


def test_nobody_signs_for_somebody_else(idea, amina, marcus, priya, sam, ada):
    for verb, people in (
        ("sign", (marcus, priya, sam, ada)),
        ("sponsor", (amina, marcus, sam, ada)),
    ):
        for person in people:
            answers = sealing.answers(idea, verb, person)
            assert refused(idea, verb, person, **answers).status == 403
    assert seals(idea) == set()


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("Priya Nair", True),
        ("  priya   NAIR ", True),
        ("Priya", False),
        ("Marcus Bell", False),
        ("Priya Nair.", False),
        ("priya.nair", False),
    ],
)
def test_one_signs_with_ones_own_name(idea, priya, typed, counts):
    answers = sealing.answers(idea, "sponsor", priya, name=typed)
    if counts:
        services.perform(playing.fresh(idea), "sponsor", by=priya, answers=answers)
        assert Signature.objects.get().name == typed.strip()
    else:
        told = refused(idea, "sponsor", priya, **answers)
        assert told.reason == "Type your name as it stands here, to sign: Priya Nair."


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zoë O’Brien", "zoë o'brien"), ("Zoe\u0308 X", "Zoë x"), ("Ａmina Y", "amina y")],
)
def test_the_same_name_on_any_keyboard(one, other):
    assert deeds.plain(one) == deeds.plain(other)


def test_a_text_that_was_not_shown_is_not_signed(idea, priya):
    told = refused(idea, "sponsor", priya, deed="0" * 64, name=str(priya))
    assert (told.status, told.seen, told.now) == (409, None, deeds.of_round(idea))


def test_a_text_of_another_round_is_not_signed(idea, amina, priya):
    old = deeds.of_round(idea)
    with transaction.atomic():
        rounds.changed(playing.fresh(idea), Round.Why.CONDITION, by=priya)
    told = refused(idea, "sign", amina, deed=old.digest, name=str(amina))
    assert (told.seen, told.now.round) == (old, 2)
    assert told.overtaken is None


def test_a_condition_that_was_not_read_is_not_signed(idea, priya):
    read = deeds.preview(idea, by=priya, condition="Only on weekdays.")
    answers = {"deed": read.digest, "condition": "Only on Sundays.", "name": str(priya)}
    assert refused(idea, "sponsor-with", priya, **answers).status == 409
    assert not Condition.objects.exists()


@pytest.mark.parametrize("verb", ["sponsor", "sponsor-with"])
def test_what_changed_past_the_rules_is_signed_by_nobody(idea, priya, verb):
    read = deeds.of_round(idea)
    Mitigation.objects.update(text="Something else.")
    answers = sealing.answers(idea, verb, priya)
    told = refused(idea, verb, priya, **answers)
    assert (told.status, told.overtaken, told.seen) == (409, Round.Why.MITIGATION, read)
    assert "Something else." in told.now.body


def test_a_promise_without_words_is_signed_by_nobody(idea, priya):
    with transaction.atomic():
        rounds.begin(idea, Round.Why.PROMISE, by=None)
        facts = deeds.told(idea) | {"promises": {}}
        body = deeds.canonical(facts)
        deed = Deed.objects.create(
            idea=idea, round=idea.round, body=body, digest=deeds.digest_of(body)
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ideas.deed_facts.promises", lambda idea: {})
        told = refused(idea, "sponsor", priya, deed=deed.digest, name=str(priya))
    assert "Nobody has written yet what “Sponsor” promises" in told.reason


def test_one_seal_a_party_and_one_party_a_person(idea, amina, priya):
    idea = sealing.sign(idea, "sign", amina)
    told = refused(idea, "sign", amina, **sealing.answers(idea, "sign", amina))
    assert told.reason == "Your seal is on it already."
    with pytest.raises(services.Refused) as caught, transaction.atomic():
        deeds.sign(
            idea,
            Party.SPONSOR,
            by=amina,
            verb="sponsor",
            answers=sealing.answers(idea, "sponsor", amina),
        )
    assert caught.value.status == 409


@pytest.mark.parametrize(("party", "who"), [("author", "priya"), ("sponsor", "amina")])
def test_the_database_says_so_too(request, idea, amina, party, who):
    idea = sealing.sign(idea, "sign", amina)
    deed = deeds.of_round(idea)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            deed=deed,
            idea=idea,
            round=1,
            party=party,
            verb="sign",
            signer=request.getfixturevalue(who),
            name="x",
            promise=1,
        )


def test_the_edition_of_the_promise_is_kept(idea, amina):
    sealing.sign(idea, "sign", amina)
    assert Signature.objects.get().promise == Promise.objects.filter(party="author").count()


# receipts


def test_whoever_signs_gets_a_receipt_that_cannot_be_muted(idea, priya):
    priya.delivery = "my_turn"
    priya.save()
    sealing.sign(idea, "sponsor", priya)
    receipt = Notice.objects.get(kind="idea.receipt")
    signature = Signature.objects.get()
    assert receipt.person == priya
    assert receipt.mail == Notice.Mail.WAITING
    assert not notices.KINDS["idea.receipt"].can_mute
    assert receipt.data["digest"] == signature.deed.digest
    assert signature.deed.digest in notices.detail(receipt)
    assert "simple electronic signature with tamper evidence" in notices.detail(receipt)
    line = receipt.data["checkpoint"]
    assert line in notices.detail(receipt)
    assert list(history.compare([line])) == []


def test_the_receipt_is_a_mail_of_its_own_words(idea, priya):
    sealing.sign(idea, "sponsor", priya)
    receipt = Notice.objects.get(kind="idea.receipt")
    letter = letters.compose(delivery.Letter(priya, (receipt,), receipt.created_at))
    assert letter.subject == "Your receipt: you sealed the compact of “A kettle for the queue”."
    assert Signature.objects.get().deed.digest in letter.body
    assert receipt.data["checkpoint"] in letter.body


def test_everybody_hears_once_that_it_is_sealed(idea, amina, marcus, priya, sam):
    idea = sealing.sign(idea, "sponsor", priya)
    assert not Notice.objects.filter(kind="idea.sealed").exists()
    sealing.sign(idea, "sign", amina)
    told = Notice.objects.filter(kind="idea.sealed")
    assert {one.person for one in told} == {amina, marcus, priya}
    assert notices.group_of(told[0]) == notices.Group.GOOD
