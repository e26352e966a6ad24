"""Tampering of every kind, and what each layer of the proof sees of it."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from portal import append_only, history, trail
from portal.history import Problem
from portal.models import Event


@pytest.fixture
def chain(monkeypatch, amina, marcus):
    """Ten events about Amina and two about Marcus, with the triggers lifted."""
    monkeypatch.setattr(trail, "KINDS", {})
    trail.register("test.moved", _("%(subject)s moved to %(to)s."), "to")
    for number in range(1, 11):
        trail.record("test.moved", actor=marcus, subject=amina, to=f"Shop {number} – Łódź")
    for number in range(1, 3):
        trail.record("test.moved", subject=marcus, to=number)
    for statement in getattr(
        append_only, "SQLITE_OFF" if connection.vendor == "sqlite" else "POSTGRES_OFF"
    ):
        sql(statement.format(table="portal_event"))
    return f"portal.user:{amina.pk}"


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rowid(sequence):
    """The pk of one of Amina's events."""
    return Event.objects.exclude(actor_id="").get(sequence=sequence).pk


def insert(**changes):
    """A row that somebody wrote by hand, modelled on the last of Amina's."""
    event = Event.objects.exclude(actor_id="").order_by("-sequence").first()
    event.pk, event._state.adding = None, True
    for name, value in changes.items():
        setattr(event, name, value)
    event.save()
    return event


def recompute(key):
    """Give every event of Amina's a fresh MAC and link, as somebody with ``key`` could."""
    previous = ""
    for event in Event.objects.exclude(actor_id="").order_by("sequence"):
        event.previous = previous
        previous = trail.mac_of(event, key)
        sql(
            "UPDATE portal_event SET previous = %s, mac = %s WHERE id = %s",
            event.previous,
            previous,
            event.pk,
        )


def edit():
    sql("UPDATE portal_event SET subject_name = 'Sam Whitlock' WHERE id = %s", rowid(4))


def edit_data():
    data = json.dumps({"to": "Shop 5"})
    sql("UPDATE portal_event SET data = %s WHERE id = %s", data, rowid(4))


def edit_time():
    sql("UPDATE portal_event SET at = '2001-01-01 00:00:00+00:00' WHERE id = %s", rowid(4))


def delete_middle():
    sql("DELETE FROM portal_event WHERE id = %s", rowid(4))


def delete_first():
    sql("DELETE FROM portal_event WHERE id = %s", rowid(1))


def swap():
    fourth, seventh = rowid(4), rowid(7)
    sql("UPDATE portal_event SET sequence = 99 WHERE id = %s", fourth)
    sql("UPDATE portal_event SET sequence = 4 WHERE id = %s", seventh)
    sql("UPDATE portal_event SET sequence = 7 WHERE id = %s", fourth)


def insert_at_end():
    insert(sequence=11, previous=Event.objects.get(pk=rowid(10)).mac, mac="0" * 64)


def close_the_gap():
    """Delete the fourth and move the others up, as if it had never been."""
    delete_middle()
    for sequence in range(5, 11):
        sql("UPDATE portal_event SET sequence = %s WHERE id = %s", sequence - 1, rowid(sequence))


def edit_and_guess_the_key():
    edit()
    recompute("not the key")


def edit_and_hash_without_a_key():
    edit()
    event = Event.objects.get(pk=rowid(4))
    mac = hashlib.sha256(event.subject_name.encode()).hexdigest()
    sql("UPDATE portal_event SET mac = %s WHERE id = %s", mac, event.pk)


@pytest.mark.parametrize(
    ("tamper", "first_bad"),
    [
        (edit, 4),
        (edit_data, 4),
        (edit_time, 4),
        (delete_middle, 4),
        (delete_first, 1),
        (swap, 4),
        (insert_at_end, 11),
        (close_the_gap, 4),
        (edit_and_guess_the_key, 1),
        (edit_and_hash_without_a_key, 4),
    ],
)
def test_tampering_shows_at_the_first_bad_event(chain, tamper, first_bad):
    tamper()
    problems = list(history.verify())
    assert [(problem.subject, problem.sequence) for problem in problems] == [(chain, first_bad)]


def test_an_event_that_follows_nothing_shows_even_with_the_key(chain, settings):
    """Somebody with the key seals one event alone and forgets its link."""
    event = Event.objects.get(pk=rowid(4))
    event.previous = "f" * 64
    sql(
        "UPDATE portal_event SET previous = %s, mac = %s WHERE id = %s",
        event.previous,
        trail.mac_of(event),
        event.pk,
    )
    assert [problem.sequence for problem in history.verify()] == [4]


def test_an_untouched_history_has_no_problem(chain):
    tally = history.Tally()
    assert list(history.verify(tally)) == []
    assert (tally.events, tally.chains) == (12, 2)


def test_an_unknown_kind_is_no_problem(chain):
    trail.KINDS.clear()
    assert list(history.verify()) == []


@pytest.mark.parametrize(
    ("tamper", "without", "with_checkpoint"),
    [
        (lambda: sql("DELETE FROM portal_event WHERE sequence > 8"), False, True),
        (lambda: sql("DELETE FROM portal_event WHERE actor_id <> ''"), False, True),
        (lambda: (edit(), recompute(None)), False, True),
        (lambda: None, False, False),
    ],
    ids=["cut tail", "cut whole chain", "rewritten with the key", "nothing"],
)
def test_only_a_checkpoint_shows_a_cut_or_rewritten_tail(chain, tamper, without, with_checkpoint):
    lines = list(history.heads())
    tamper()
    assert bool(list(history.verify())) is without
    assert bool(list(history.compare(lines))) is with_checkpoint


def test_a_cut_after_the_last_checkpoint_is_what_nobody_sees(chain, amina):
    """The honest limit: we publish it, so a test says it."""
    lines = list(history.heads())
    trail.record("test.moved", subject=amina, to="Leeds")
    sql("DELETE FROM portal_event WHERE subject_id = %s AND sequence > 10", str(amina.pk))
    assert list(history.verify()) == []
    assert list(history.compare(lines)) == []


def test_an_old_checkpoint_holds_when_the_history_went_on(chain, amina):
    receipt = history.checkpoint(trail.about(amina).first())
    trail.record("test.moved", subject=amina, to="Leeds")
    assert list(history.compare([receipt, "\n"])) == []


@pytest.mark.parametrize("line", ["nonsense", "[]", "{}", '{"sequence": "many"}', "7", "\x00"])
def test_a_checkpoint_that_cannot_be_read_is_a_problem(chain, line):
    (problem,) = history.compare(["", line])
    assert problem.sequence == 2
    assert "not a checkpoint of ours" in problem.sentence


def test_an_older_key_still_verifies(chain, settings):
    written_under = settings.AUDIT_KEY
    settings.AUDIT_KEY = "a new key, because the old one lay in a mail"
    assert len(list(history.verify())) == 2
    settings.AUDIT_KEY_OLD = [written_under]
    assert list(history.verify()) == []
    assert len(list(history.verify(keys=["neither"]))) == 2


def test_the_history_is_read_in_one_stream(chain, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(history, "VERIFIERS", {})
    with django_assert_max_num_queries(1):
        list(history.verify())
    with django_assert_max_num_queries(1):
        list(history.heads())


def test_other_rooms_add_their_own_checks(chain, monkeypatch):
    monkeypatch.setattr(history, "VERIFIERS", {})
    problem = Problem("policy.edition:3", 1, "The text is not the one that was agreed.")
    history.register_verifier("policy.editions", lambda: [problem])
    assert list(history.verify()) == [problem]
    with pytest.raises(ValueError, match="registered twice"):
        history.register_verifier("policy.editions", list)


@pytest.fixture
def own_checks_only(monkeypatch):
    monkeypatch.setattr(history, "VERIFIERS", {})


def test_the_command_says_that_all_is_well(chain, own_checks_only, capsys, tmp_path):
    kept = tmp_path / "monday.jsonl"
    call_command("verify_history", write_checkpoint=kept)
    assert "12 events in 2 chains are as they were written." in capsys.readouterr().out
    newest = [json.loads(line)["sequence"] for line in kept.read_text().splitlines()]
    assert sorted(newest) == [2, 10]
    call_command("verify_history", "--checkpoint", str(kept))


def test_the_command_names_what_is_off(chain, own_checks_only, capsys, tmp_path):
    kept = tmp_path / "monday.jsonl"
    call_command("verify_history", write_checkpoint=kept)
    sql("DELETE FROM portal_event WHERE sequence > 8")
    edit()
    with pytest.raises(CommandError, match="2 places") as refusal:
        call_command("verify_history", "--checkpoint", str(kept))
    assert refusal.value.returncode == 1
    out = capsys.readouterr().out
    assert f"{chain} #4: this event was changed" in out
    assert f"{chain} #10: the checkpoint knows this event, but it is gone." in out


def test_no_checkpoint_is_kept_of_a_history_that_is_off(chain, own_checks_only, tmp_path):
    edit()
    with pytest.raises(CommandError):
        call_command("verify_history", write_checkpoint=tmp_path / "bad.jsonl")
    assert not (tmp_path / "bad.jsonl").exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has types that refuse this")
def test_a_row_with_a_time_that_is_none_is_off_not_a_crash(chain):
    with transaction.atomic():
        sql("UPDATE portal_event SET at = 'long ago' WHERE id = %s", rowid(4))
        assert [problem.sequence for problem in history.verify()] == [4]
