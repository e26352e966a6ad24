"""Signing: one seal a party, on the text that was read, under one's own name, and a receipt."""

import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ideas import deeds, rounds, services
from ideas.compact import Party, State
from ideas.models import Condition, Deed, Idea, Mitigation, Promise, Round, Signature
from portal import delivery, history, letters, notices
from portal.models import Notice
from tests.ideas import playing, sealing

pytestmark = pytest.mark.django_db
KEY = "a-key-of-enough-letters"


@pytest.fixture
def idea(shared, marcus, priya, joy):
    """Weighed by Marcus, and Priya is asked to back it."""
    return sealing.weighed(shared, sponsor=priya)


@pytest.fixture
def technical(draft, amina, marcus, priya, tomasz, joy):
    """Technology is in it: Tomasz fits it in."""
    draft.technology = True
    draft.save()
    services.perform(draft, "submit", by=amina)
    return sealing.weighed(Idea.objects.get(), sponsor=priya, champion=tomasz)


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


# the page


def sent(client, idea, verb, by, **words):
    """Send the form of a move as it stood on the page, with ``words``."""
    client.force_login(by)
    idea = playing.fresh(idea)
    given = {"seen": f"{idea.state}:{idea.round}", "submission_key": KEY, "read": "on"}
    given["name"] = str(by)
    given |= sealing.MORE.get(verb, {})
    if deed := deeds.of_round(idea):
        given["deed"] = deed.digest
    given |= words
    typed = {name: value for name, value in given.items() if value is not None}
    return client.post(reverse("ideas:step", args=[idea.slug, verb]), typed)


def form_of(answer):
    """The hidden values that the page would send next."""
    (seal,) = [one for one in answer.context["seals"] if one["form"]]
    form = seal["form"]
    return {name: form[name].value() for name in ("deed", "seen") if name in form.fields}


def test_the_address_of_a_move_leads_to_the_page_that_asks_it(client, idea, priya):
    client.force_login(priya)
    answer = client.get(reverse("ideas:step", args=[idea.slug, "sponsor"]))
    assert answer.url == reverse("ideas:compact", args=[idea.slug])


def test_a_seal_on_the_page(client, idea, priya):
    answer = sent(client, idea, "sponsor", priya, says="Go.")
    assert answer.url == reverse("ideas:compact", args=[idea.slug])
    assert Signature.objects.get().says == "Go."
    page = client.get(answer.url).content.decode()
    assert "Your seal is on it. Amina Yusuf has it now." in page


def test_sent_twice_signs_once(client, idea, priya):
    one = sent(client, idea, "sponsor", priya)
    client.force_login(priya)
    given = {"seen": "sponsorship:1", "submission_key": KEY, "read": "on", "name": "Priya Nair"}
    given["deed"] = Signature.objects.get().deed.digest
    again = client.post(reverse("ideas:step", args=[idea.slug, "sponsor"]), given)
    assert again.url == one.url
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"read": None}, "Read it first, then tick this."),
        ({"name": ""}, "Type your name to sign."),
        ({"name": "Sam Whitlock"}, "Type your name as it stands here, to sign: Priya Nair."),
        ({"says": "x" * 501}, "at most 500"),
    ],
)
def test_what_is_missing_is_said_and_the_words_stay(client, idea, priya, words, told):
    answer = sent(client, idea, "sponsor", priya, **{"says": "Proud of it."} | words)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert ("Proud of it." if "says" not in words else "xxx") in page
    assert not Signature.objects.exists()


def test_a_form_that_never_saw_the_text(client, idea, priya):
    answer = sent(client, idea, "sponsor", priya, deed=None, says="Proud of it.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Open the compact and read it, then sign." in page
    assert "Proud of it." in page
    assert not Signature.objects.exists()


@pytest.mark.parametrize("verb", ["sign", "sponsor"])
def test_other_people_send_in_vain(client, idea, sam, marcus, ada, verb):
    for person, status in ((sam, 403), (ada, 403), (marcus, 403)):
        assert sent(client, idea, verb, person).status_code == status
    assert not Signature.objects.exists()


def test_a_party_in_another_seat_keeps_its_words(client, idea, marcus):
    page = sent(client, idea, "sponsor", marcus, says="I like it.").content.decode()
    assert "That is for Priya Nair to decide." in page
    assert "I like it." in page


def test_it_changed_while_it_was_being_read(client, idea, amina, priya):
    read = deeds.of_round(idea)
    Mitigation.objects.update(text="Put it on a high shelf.")
    with transaction.atomic():
        rounds.changed(playing.fresh(idea), Round.Why.MITIGATION, by=priya)
    answer = sent(client, idea, "sign", amina, deed=read.digest, seen="sponsorship:1", says="Go.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search("<del>.*behind the counter.</del>", page)
    assert re.search("<ins>.*on a high shelf.</ins>", page)
    assert "Go." in page
    assert not Signature.objects.exists()
    next_one = form_of(answer)
    assert next_one["deed"] == deeds.of_round(playing.fresh(idea)).digest
    assert sent(client, idea, "sign", amina, **next_one).status_code == 302
    assert Signature.objects.get().round == 2


def test_another_seal_in_between_is_no_change(client, idea, amina, priya):
    """The text is the same, so nobody has to read it again."""
    sealing.sign(idea, "sponsor", priya)
    answer = sent(client, idea, "sign", amina, seen="sponsorship:1")
    assert answer.status_code == 302
    assert playing.fresh(idea).state == State.TRIAL


def test_what_changed_past_the_rules_begins_a_round_so_that_nobody_is_stuck(client, idea, priya):
    Mitigation.objects.update(text="Put it on a high shelf.")
    answer = sent(client, idea, "sponsor", priya)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search("<ins>.*on a high shelf.</ins>", page)
    assert not Signature.objects.exists()
    idea = playing.fresh(idea)
    assert (idea.round, idea.rounds.last().why) == (2, Round.Why.MITIGATION)
    assert sent(client, idea, "sponsor", priya, **form_of(answer)).status_code == 302


def test_other_words_past_the_rules_are_weighed_again(client, idea, priya):
    Idea.objects.filter(pk=idea.pk).update(help="Two kettles.")
    answer = sent(client, idea, "sponsor", priya, says="Go.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search("<ins>.*Two kettles.</ins>", page)
    assert "Go." in page
    assert playing.fresh(idea).state == State.ASSESSING


def test_it_was_moved_meanwhile(client, idea, amina, priya):
    services.perform(idea, "decline", by=priya, answers=playing_decline())
    answer = sent(client, idea, "sponsor", priya, says="Go.")
    assert answer.status_code == 409
    assert "Not now" in answer.content.decode()
    assert "Go." in answer.content.decode()


def playing_decline():
    return {"reason": "No.", "would_be_yes": "A yes.", "look_again": "never"}


# a condition


def test_a_condition_is_read_before_it_is_signed(client, idea, priya):
    first = sent(
        client, idea, "sponsor-with", priya, deed=None, name=None, condition="Only on weekdays."
    )
    page = first.content.decode()
    assert first.status_code == 200
    assert "This is how it reads with your condition." in page
    assert "Only on weekdays." in page
    assert playing.fresh(idea).round == 1
    assert not Condition.objects.exists()
    shown = form_of(first)
    second = sent(client, idea, "sponsor-with", priya, **shown)
    assert second.status_code == 302
    signature = Signature.objects.get()
    assert signature.deed.digest == shown["deed"]
    assert (signature.round, signature.verb) == (2, "sponsor-with")


def test_a_condition_reworded_is_read_again(client, idea, priya):
    first = sent(client, idea, "sponsor-with", priya, deed=None, condition="On Mondays.")
    again = sent(
        client, idea, "sponsor-with", priya, **form_of(first) | {"condition": "On Sundays."}
    )
    assert again.status_code == 200
    assert "On Sundays." in again.content.decode()
    assert form_of(again)["deed"] != form_of(first)["deed"]
    assert not Signature.objects.exists()


def test_an_unread_tick_or_a_wrong_name_keeps_the_condition(client, idea, priya):
    first = sent(client, idea, "sponsor-with", priya, deed=None)
    wrong = sent(client, idea, "sponsor-with", priya, **form_of(first) | {"name": "Sam"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Only on weekdays." in page
    assert "This is how it reads with your condition." in page
    assert not Condition.objects.exists()


def test_a_condition_needs_words(client, idea, priya):
    answer = sent(client, idea, "sponsor-with", priya, condition=" ", deed=None)
    assert answer.status_code == 422
    assert "Say what must be so for you to sign." in answer.content.decode()


def test_it_changed_while_the_condition_was_being_written(client, idea, amina, priya):
    first = sent(client, idea, "sponsor-with", priya, deed=None)
    shown = form_of(first)
    with transaction.atomic():
        rounds.changed(playing.fresh(idea), Round.Why.MITIGATION, by=amina)
    answer = sent(client, idea, "sponsor-with", priya, **shown)
    assert answer.status_code == 409
    assert "Only on weekdays." in answer.content.decode()
    assert not Signature.objects.exists()


def test_it_adopts_with_what_it_takes(client, technical, priya, tomasz):
    idea = sealing.sign(technical, "sponsor", priya)
    client.force_login(tomasz)
    page = client.get(reverse("ideas:compact", args=[idea.slug])).content.decode()
    for verb in ("adopt", "adopt-with", "advise"):
        assert reverse("ideas:step", args=[idea.slug, verb]) in page
    assert sent(client, idea, "adopt", tomasz, support="").status_code == 422
    assert sent(client, idea, "adopt", tomasz).status_code == 302
    page = client.get(reverse("ideas:compact", args=[idea.slug])).content.decode()
    assert "One day of mine." in page


# what is missing


def test_the_framework_is_asked_before_the_heros_seal(client, idea, amina, monkeypatch):
    from ideas import applies

    need = applies.Need("Speaking online as yourself", "/policies/x/", 4)
    monkeypatch.setattr(applies, "for_idea", lambda idea, person: applies.Applies((), (), (need,)))
    client.force_login(amina)
    page = client.get(reverse("ideas:compact", args=[idea.slug])).content.decode()
    assert "Before you seal it: Speaking online as yourself." in page
    assert 'href="/policies/x/"' in page
    assert 'name="name"' not in page
    answer = sent(client, idea, "sign", amina, says="Go.")
    assert answer.status_code == 422
    assert "Go." in answer.content.decode()
    assert not Signature.objects.exists()
