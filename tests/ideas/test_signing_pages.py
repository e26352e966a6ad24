"""The page that asks for a seal: a text is read before it is signed, and no words get lost."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from ideas import applies, deeds, rounds, services
from ideas.compact import State
from ideas.models import Condition, Idea, Mitigation, Round, Signature
from tests.ideas import playing, sealing

pytestmark = pytest.mark.django_db
KEY = "a-key-of-enough-letters"


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
