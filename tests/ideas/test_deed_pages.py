"""The compact as pages: who reads it, what is on it, how it is taken away and checked."""

import hashlib
import json

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from ideas import deed_pdf, deeds, rounds
from ideas.models import Idea, Round
from ideas.views.deed import CHECKS
from tests.ideas import sealing

pytestmark = pytest.mark.django_db


def address(idea, name="compact"):
    return reverse(f"ideas:{name}", args=[idea.slug])


def read(client, idea, who, query=""):
    client.force_login(who)
    answer = client.get(address(idea) + query)
    return answer, answer.content.decode()


@pytest.mark.parametrize("name", ["compact", "compact_json", "compact_pdf"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("marcus", 200), ("priya", 200), ("sam", 403), ("ada", 403), (None, 302)],
)
def test_it_is_for_the_people_who_make_it(client, request, idea, monkeypatch, name, who, status):
    monkeypatch.setattr(deed_pdf, "engine", object)
    monkeypatch.setattr(deed_pdf, "make", lambda shown: b"%PDF")
    if who:
        client.force_login(request.getfixturevalue(who))
    answer = client.get(address(idea, name))
    assert answer.status_code == status
    if status == 403:
        assert "for the people who make it" in answer.content.decode()


@pytest.mark.parametrize("name", ["compact", "compact_json", "compact_pdf"])
def test_a_confidential_one_is_not_there_for_others(client, idea, sam, name):
    Idea.objects.filter(pk=idea.pk).update(confidential=True)
    client.force_login(sam)
    assert client.get(address(idea, name)).status_code == 404


def test_it_says_everything_that_is_signed(client, idea, amina):
    _answer, page = read(client, idea, amina)
    for words in (
        "A kettle for the queue",
        "A pensioner stood in our queue",
        "A kettle and three chairs",
        "it could happen that somebody is scalded",
        "Before: Medium",
        "After: Low",
        "Put it behind the counter.",
        "Marcus Bell, by",
        "If we do nothing: people go on standing. Then them suffers pain.",
        "The HERO promises",
        "The manager promises",
        "There is no technology in it.",
        "Not needed: there is no technology in it.",
        "Weighed by Marcus Bell",
        deeds.proof(deeds.of_round(idea).digest),
        "simple electronic signature with tamper evidence",
    ):
        assert words in page, words
    assert "IT promises" not in page


def test_it_is_read_from_the_frozen_text(client, idea, amina, priya):
    Idea.objects.filter(pk=idea.pk).update(help="SOMETHING ELSE")
    priya.last_name = "Married"
    priya.save()
    _answer, page = read(client, idea, amina)
    assert "SOMETHING ELSE" not in page
    assert "Sponsor: Priya Nair" in page


def test_before_it_is_weighed_it_says_whose_turn_it_is(client, shared, amina, joy):
    answer, page = read(client, shared, amina)
    assert answer.status_code == 200
    assert "It isn’t written down yet." in page
    assert "Marcus Bell" in page
    assert client.get(address(shared, "compact_json")).status_code == 404


def test_a_draft_has_no_compact_yet(client, draft, amina, joy):
    assert "It isn’t written down yet." in read(client, draft, amina)[1]


def test_whose_turn_it_is(client, idea, amina, priya, marcus):
    page = read(client, idea, priya)[1]
    assert "Read it, and add your seal." in page
    assert 'name="deed" value="' + deeds.of_round(idea).digest in page
    assert "Priya Nair has it now, and says by" in read(client, idea, marcus)[1]
    idea = sealing.sign(idea, "sponsor", priya, says="Proud of this one.")
    page = read(client, idea, amina)[1]
    assert "One seal is on. Yours is the last." in page
    assert "“Proud of this one.”" in page
    page = read(client, idea, priya)[1]
    assert 'name="name"' not in page
    idea = sealing.sign(idea, "sign", amina)
    for who in (amina, priya, marcus):
        page = read(client, idea, who)[1]
        assert "Signed, both." in page
        assert 'name="name"' not in page


def test_an_earlier_round_says_why_it_lapsed(client, idea, amina, priya):
    idea = sealing.sign(idea, "sign", amina)
    with transaction.atomic():
        rounds.changed(idea, Round.Why.MITIGATION, by=priya)
    page = read(client, idea, amina)[1]
    assert "It had the seal of Amina Yusuf, which lapsed then." in page
    assert "?round=1" in page
    answer, page = read(client, idea, amina, "?round=1")
    assert answer.status_code == 200
    assert "Round 1 no longer counts" in page
    assert "What we do about a risk changed. So round 2 began on" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("number", ["0", "2", "99999", "x", "²", "-1"])
def test_a_round_that_never_was_is_nowhere(client, idea, amina, number):
    assert read(client, idea, amina, f"?round={number}")[0].status_code == 404


def test_the_record_can_be_checked_by_anybody(client, idea, amina, priya):
    idea = sealing.sign(idea, "sponsor", priya, says="Go.")
    client.force_login(amina)
    answer = client.get(address(idea, "compact_json"))
    assert answer["Content-Disposition"] == f'attachment; filename="{idea.reference}-1.json"'
    record = json.loads(answer.content)
    assert hashlib.sha256(record["body"].encode()).hexdigest() == record["digest"]
    (signature,) = record["signatures"]
    assert (signature["party"], signature["name"], signature["says"]) == (
        "sponsor",
        "Priya Nair",
        "Go.",
    )


def test_without_the_package_the_browser_makes_the_pdf(client, idea, amina, monkeypatch):
    monkeypatch.setattr(deed_pdf, "engine", lambda: None)
    client.force_login(amina)
    answer = client.get(address(idea, "compact_pdf"))
    assert answer.status_code == 503
    assert "Save as PDF" in answer.content.decode()
    assert "compact.pdf" not in read(client, idea, amina)[1]


def test_the_pdf_is_made_of_one_page(idea, amina):
    pytest.importorskip("weasyprint")
    from ideas import deed_shown

    shown = deed_shown.show(idea, deeds.of_round(idea), amina)
    assert deed_pdf.make(shown).startswith(b"%PDF")
    assert len(deed_pdf.laid_out(shown).pages) == 1


# checking a printed one


def check(client, proof, who):
    client.force_login(who)
    answer = client.get(reverse("ideas:compact_check"), {"proof": proof})
    return answer.content.decode()


@pytest.mark.parametrize("long", [True, False])
def test_the_current_one_is_known(client, idea, amina, priya, long):
    digest = deeds.of_round(idea).digest
    typed = digest if long else f" {deeds.proof(digest).lower()} "
    page = check(client, typed, amina)
    assert f"This is the current compact of {idea.reference}." in page
    assert "Not every seal is on it yet." in page
    sealing.sign(sealing.sign(idea, "sponsor", priya), "sign", amina)
    assert "Every seal is on it, and it is in force." in check(client, typed, amina)


def test_an_old_one_says_until_when_and_why(client, idea, amina):
    digest = deeds.of_round(idea).digest
    with transaction.atomic():
        rounds.changed(idea, Round.Why.MITIGATION, by=amina)
    page = check(client, digest[:12], amina)
    assert f"It was the compact of {idea.reference} until" in page
    assert "What we do about a risk changed." in page


@pytest.mark.parametrize("current", [True, False])
def test_whoever_may_not_see_it_learns_only_whether_it_counts(client, idea, sam, amina, current):
    Idea.objects.filter(pk=idea.pk).update(confidential=True)
    digest = deeds.of_round(idea).digest
    if not current:
        with transaction.atomic():
            rounds.changed(idea, Round.Why.MITIGATION, by=amina)
    page = check(client, digest, sam)
    assert ("Yes, this is a current compact." in page) is current
    assert ("No, this compact no longer counts." in page) is not current
    assert idea.reference not in page
    assert "kettle" not in page


@pytest.mark.parametrize("typed", ["0" * 12, "4F2A 91C0 77DE"])
def test_an_unknown_one_is_unknown(client, idea, sam, typed):
    assert "We don’t know this proof." in check(client, typed, sam)


@pytest.mark.parametrize("typed", ["4F2A", "hello", "0" * 65, "٠" * 12, "%" * 12, "<b>" * 4])
def test_what_is_no_proof_is_told_so(client, idea, sam, typed):
    assert "That isn’t a whole proof." in check(client, typed, sam)


def test_two_that_begin_alike_ask_for_the_long_one(client, idea, amina):
    from ideas.models import Deed

    digest = deeds.of_round(idea).digest
    other = digest[:12] + "0" * 52
    Deed.objects.create(idea=idea, round=9, body="{}", digest=other)
    assert "More than one compact begins like this." in check(client, digest[:12], amina)
    assert "the current compact" in check(client, digest, amina)


def test_nobody_finds_one_by_trying_them_all(client, idea, sam, amina):
    cache.clear()
    for _n in range(CHECKS):
        check(client, "0" * 12, sam)
    client.force_login(sam)
    answer = client.get(reverse("ideas:compact_check"), {"proof": "0" * 12})
    assert answer.status_code == 429
    assert "That was a lot of proofs." in answer.content.decode()
    assert "We don’t know this proof." in check(client, "0" * 12, amina)
    cache.clear()
