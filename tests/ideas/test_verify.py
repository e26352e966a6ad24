"""verify_history finds whatever was changed behind the portal's back, and names the first of it.

Each case is what somebody with the database in hand could do: the triggers are dropped, and rows
are changed by SQL. The trail itself they cannot write anew, because its key is elsewhere.
"""

import json
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from guardian.shortcuts import assign_perm

from ideas import deeds, rounds
from ideas.compact import SEATS, Party
from ideas.models import Deed, Round, Signature
from portal import append_only, history
from portal.models import Event
from tests.ideas import playing, sealing

TABLES = ("ideas_round", "ideas_deed", "ideas_signature", "portal_event")


@contextmanager
def unguarded():
    """A database without its triggers and without foreign keys, as its owner may have it."""
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        for table in TABLES:
            append_only.unlock_now(table, editor)
        yield
    with connection.schema_editor() as editor:
        for table in TABLES:
            append_only.lock_now(table, editor)


def sql(statement, *values):
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1, statement


@pytest.fixture
def sealed(transactional_db, shared, amina, priya, joy):
    """Sealed in its second round: round 1 lapsed with the HERO's seal on it."""
    idea = sealing.sign(sealing.weighed(shared, sponsor=priya), "sign", amina)
    with transaction.atomic():
        rounds.changed(idea, Round.Why.MITIGATION, by=priya)
    idea = sealing.sign(sealing.sign(idea, "sponsor", priya, says="Go."), "sign", amina)
    assert list(history.verify()) == []
    return idea


def first_problem():
    return next(history.verify())


def signature(party="sponsor"):
    return Signature.objects.get(party=party, round=2)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "Priya Nayr"),
        ("says", "Never."),
        ("verb", "sponsor-with"),
        ("party", "champion"),
        ("promise", 7),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("round", 9),
    ],
)
def test_a_signature_that_says_something_else(sealed, column, value):
    pk = signature().pk
    sql(f"UPDATE ideas_signature SET {column} = %s WHERE id = %s", value, pk)
    found = first_problem()
    assert (found.subject, found.sequence) == ("ideas.signature", pk)


def test_a_signature_of_somebody_else(sealed, sam):
    pk = signature().pk
    sql("UPDATE ideas_signature SET signer_id = %s WHERE id = %s", sam.pk, pk)
    assert (first_problem().subject, first_problem().sequence) == ("ideas.signature", pk)


def test_a_signature_moved_to_another_text(sealed):
    pk, other = signature().pk, Deed.objects.get(round=1).pk
    sql("UPDATE ideas_signature SET deed_id = %s WHERE id = %s", other, pk)
    assert (first_problem().subject, first_problem().sequence) == ("ideas.signature", pk)


def test_two_signatures_that_changed_places(sealed):
    one, other = signature("sponsor"), signature("author")
    for party, pk in (("verifier", one.pk), ("sponsor", other.pk), ("author", one.pk)):
        sql("UPDATE ideas_signature SET party = %s WHERE id = %s", party, pk)
    assert first_problem().sequence == min(one.pk, other.pk)


@pytest.mark.parametrize("digest_too", [False, True])
def test_a_text_that_was_rewritten(sealed, digest_too):
    deed = Deed.objects.get(round=2)
    body = deed.body.replace("kettle", "samovar")
    assert body != deed.body
    sql("UPDATE ideas_deed SET body = %s WHERE id = %s", body, deed.pk)
    if digest_too:
        digest = deeds.digest_of(body)
        sql("UPDATE ideas_deed SET digest = %s WHERE id = %s", digest, deed.pk)
    assert (first_problem().subject, first_problem().sequence) == ("ideas.deed", deed.pk)


@pytest.mark.parametrize(
    ("column", "value"),
    [("digest", "0" * 64), ("round", 8), ("composed_at", "2020-01-01 00:00:00+00:00")],
)
def test_a_deed_that_says_something_else_of_itself(sealed, column, value):
    pk = Deed.objects.get(round=2).pk
    sql(f"UPDATE ideas_deed SET {column} = %s WHERE id = %s", value, pk)
    assert (first_problem().subject, first_problem().sequence) == ("ideas.deed", pk)


@pytest.mark.parametrize(
    ("column", "value"),
    [("why", "promise"), ("number", 9), ("at", "2020-01-01 00:00:00+00:00"), ("by_id", None)],
)
def test_a_round_that_says_something_else(sealed, column, value):
    pk = Round.objects.get(number=2).pk
    sql(f"UPDATE ideas_round SET {column} = %s WHERE id = %s", value, pk)
    assert (first_problem().subject, first_problem().sequence) == ("ideas.round", pk)


@pytest.mark.parametrize("table", ["round", "signature"])
def test_a_row_that_is_gone(sealed, table):
    pk = {"round": Round.objects.get(number=2).pk, "signature": signature().pk}[table]
    kind = {"round": "idea.round.mitigation", "signature": "idea.signed"}[table]
    places = set(Event.objects.filter(kind=kind).values_list("sequence", flat=True))
    sql(f"DELETE FROM ideas_{table} WHERE id = %s", pk)
    found = first_problem()
    assert found.subject == f"ideas.idea:{sealed.pk}"
    assert found.sequence in places
    assert f"ideas.{table}" in found.sentence


def test_a_text_that_is_gone(sealed):
    lapsed = Deed.objects.get(round=1)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ideas_signature WHERE deed_id = %s", [lapsed.pk])
        cursor.execute("DELETE FROM ideas_deed WHERE id = %s", [lapsed.pk])
    told = {problem.sentence for problem in history.verify()}
    assert len(told) == 2
    assert any("ideas.deed" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("kind", "table"),
    [("idea.signed", "signature"), ("idea.deed", "deed"), ("idea.round.mitigation", "round")],
)
def test_an_event_that_is_gone(sealed, kind, table):
    event = Event.objects.filter(kind=kind).order_by("-sequence").first()
    sql("DELETE FROM portal_event WHERE id = %s", event.pk)
    places = [(found.subject, found.sequence) for found in history.verify()]
    assert (f"ideas.idea:{sealed.pk}", event.sequence) == places[0]
    assert places[1][0] == f"ideas.{table}"


def test_events_in_another_order(sealed):
    one, other = Event.objects.filter(kind="idea.signed").order_by("sequence")[:2]
    for sequence, pk in ((9999, one.pk), (one.sequence, other.pk), (other.sequence, one.pk)):
        sql("UPDATE portal_event SET sequence = %s WHERE id = %s", sequence, pk)
    assert first_problem().sequence == one.sequence


def test_an_event_that_says_something_else(sealed):
    event = Event.objects.filter(kind="idea.signed").latest("sequence")
    data = json.dumps(event.data | {"party": "champion"})
    sql("UPDATE portal_event SET data = %s WHERE id = %s", data, event.pk)
    assert first_problem().sequence == event.sequence


def test_a_history_that_was_cut_off_shows_to_whoever_holds_a_receipt(sealed):
    from portal.models import Notice

    receipts = Notice.objects.filter(kind="idea.receipt").order_by("pk")
    newest = receipts.last().data["checkpoint"]
    sequence = json.loads(newest)["sequence"]
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ideas_signature WHERE id = %s", [signature("author").pk])
        cursor.execute(
            "DELETE FROM portal_event WHERE subject_type = 'ideas.idea' AND sequence >= %s",
            [sequence],
        )
    assert list(history.verify()) == []
    (found,) = history.compare([newest])
    assert found.sequence == sequence


def test_a_signature_that_nobody_gave(sealed, tomasz):
    assign_perm(SEATS[Party.CHAMPION].permission, tomasz, sealed)
    made = Signature.objects.create(
        deed=Deed.objects.get(round=2),
        idea=sealed,
        round=2,
        party=Party.CHAMPION,
        verb="adopt",
        signer=tomasz,
        name="Tomasz Wróbel",
        promise=1,
    )
    assert (first_problem().subject, first_problem().sequence) == ("ideas.signature", made.pk)


def test_the_command_names_it_and_fails(sealed, capsys):
    call_command("verify_history")
    sql("UPDATE ideas_signature SET name = 'X' WHERE id = %s", signature().pk)
    with pytest.raises(CommandError):
        call_command("verify_history")
    said = capsys.readouterr().out
    assert f"ideas.signature #{signature().pk}: this row of {sealed.reference} is not" in said


def test_a_person_who_is_called_something_else_changes_no_signature(sealed, priya):
    priya.last_name = "Nair-Bell"
    priya.save()
    assert list(history.verify()) == []
    assert playing.fresh(sealed).round == 2
