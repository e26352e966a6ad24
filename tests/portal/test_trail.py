"""Writing the trail: declared facts only, in their transaction, and never again touched."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Thread

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, connections, transaction
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from portal import facts, trail
from portal.models import Event, Immutable

POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def kinds(monkeypatch):
    """Two kinds that exist only here."""
    monkeypatch.setattr(trail, "KINDS", {})
    trail.register("test.moved", _("%(actor)s moved %(subject)s to %(to)s."), "to")
    trail.register("test.dated", _("Until %(until)s, at %(at)s."), "until:day", "at:moment")
    return trail.KINDS


def test_events_of_a_subject_form_a_chain(kinds, amina, marcus):
    first = trail.record("test.moved", actor=marcus, subject=amina, to="Leeds")
    second = trail.record("test.moved", subject=amina, to="York")
    other = trail.record("test.moved", actor=amina, subject=marcus, to="Hull")
    assert (first.sequence, first.previous) == (1, "")
    assert (second.sequence, second.previous) == (2, first.mac)
    assert (other.sequence, other.previous) == (1, "")
    assert list(trail.about(amina)) == [second, first]
    assert first.mac == trail.mac_of(Event.objects.get(pk=first.pk))
    assert first.mac != trail.mac_of(first, "another key")


def test_nobody_did_it_means_the_portal_did(kinds, amina):
    event = trail.record("test.moved", subject=amina, to="50 % of York")
    assert (event.actor_id, event.actor_name) == ("", "")
    assert trail.sentence(event) == "The portal moved Amina Yusuf to 50 % of York."


def test_dates_are_stored_as_facts_and_shown_in_words(kinds, amina, time_machine):
    time_machine.move_to(datetime(2026, 5, 20, 12, tzinfo=UTC))
    at = datetime(2026, 5, 21, 8, 0, 0, 123456, tzinfo=UTC)
    event = trail.record("test.dated", subject=amina, until=date(2026, 5, 22), at=at)
    assert event.data["until"] == "2026-05-22"
    assert trail.sentence(event) == "Until Fri 22 May, at tomorrow at 09:00."
    assert trail.sentence(trail.record("test.dated", subject=amina)) == "Until , at ."


def test_a_kind_of_another_version_is_no_error(kinds, amina):
    event = trail.record("test.moved", subject=amina, to="Leeds")
    kinds.clear()
    assert "no words for" in trail.sentence(event)


@pytest.mark.parametrize(
    ("kind", "data", "error"),
    [
        ("test.unheard_of", {}, KeyError),
        ("test.moved", {"to": "Leeds", "why": "because"}, ValueError),
        ("test.moved", {"to": 0.5}, ValueError),
        ("test.moved", {"to": [{"deep": 1e16}]}, ValueError),
        ("test.moved", {"to": float("nan")}, ValueError),
        ("test.moved", {"to": "NUL \0"}, ValueError),
        ("test.moved", {"to": "half \ud83d"}, ValueError),
        ("test.moved", {"to": object()}, TypeError),
    ],
)
def test_what_the_trail_refuses(kinds, amina, kind, data, error):
    with pytest.raises(error):
        trail.record(kind, subject=amina, **data)
    assert not Event.objects.exists()


def test_a_subject_without_a_number_has_no_history(kinds, db):
    with pytest.raises(ValueError, match="Store the subject first"):
        trail.record("test.moved", subject=get_user_model()(username="nobody"), to="Leeds")


def test_a_kind_is_declared_once_and_with_known_words(kinds):
    with pytest.raises(ValueError, match="declared twice"):
        trail.register("test.moved", _("again"))
    with pytest.raises(ValueError, match="fortnight"):
        trail.register("test.odd", _("%(when)s"), "when:fortnight")


def test_a_data_key_may_be_called_kind(kinds, amina):
    trail.register("test.kind", _("%(kind)s"), "kind")
    event = trail.record("test.kind", subject=amina, kind="totp")
    assert trail.sentence(event) == "totp"


def test_every_kind_of_the_house_has_words_for_its_keys():
    for kind in trail.KINDS.values():
        named = dict.fromkeys((*kind.keys, "actor", "subject"), "")
        assert str(kind.sentence) % named, kind.name


def test_a_fact_outside_a_transaction_is_refused(kinds, transactional_db):
    someone = get_user_model().objects.create(username="someone")
    with pytest.raises(RuntimeError, match="inside the transaction"):
        trail.record("test.moved", subject=someone, to="Leeds")


def test_a_proxy_writes_into_the_same_chain(kinds, amina):
    class Colleague(get_user_model()):
        class Meta:
            proxy = True
            app_label = "portal"

    trail.record("test.moved", subject=amina, to="Leeds")
    event = trail.record("test.moved", subject=Colleague.objects.get(pk=amina.pk), to="York")
    assert (event.subject_type, event.sequence) == ("portal.user", 2)


def test_many_subjects_get_the_next_event_of_their_own_chain(
    kinds, amina, marcus, priya, django_assert_max_num_queries
):
    trail.record("test.moved", subject=amina, to="Leeds")
    last = trail.record("test.moved", subject=amina, to="York")
    with django_assert_max_num_queries(2):
        trail.record_many(
            "test.moved", subjects=[amina, marcus, priya], data_of=lambda one: {"to": one.username}
        )
    newest = trail.about(amina).first()
    assert (newest.sequence, newest.previous) == (3, last.mac)
    assert newest.data == {"to": "amina.yusuf"}
    assert [trail.about(one).get().sequence for one in (marcus, priya)] == [1, 1]
    trail.record_many("test.moved", subjects=[])


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), anything))
def test_canonical_text_is_one_text(data):
    """The same whatever the order of the keys, and after a database had it."""
    text = trail.canonical(data)
    backwards = dict(reversed(data.items()))
    assert trail.canonical(backwards) == text
    assert json.loads(text) == facts.stored(data), "nothing is lost, so no two facts share a text"
    assert trail.canonical(json.loads(text)) == text


@given(data=st.dictionaries(st.text(), anything, max_size=4))
def test_what_lasts_comes_back_equal(data):
    try:
        kept = trail.lasting(data)
    except ValueError:
        assert any(bad in repr(data) for bad in ("\\x00", "\\ud", "\\U", "E"))
        return
    assert kept == facts.stored(data)


def test_a_typed_backslash_is_no_nul():
    assert trail.lasting({"to": "C:\\u0000"}) == {"to": "C:\\u0000"}
    assert trail.lasting({"price": Decimal("1.50")}) == {"price": "1.50"}


@pytest.mark.parametrize(
    "attack",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: Event.objects.all().delete(),
        lambda event: Event.objects.filter(pk=event.pk).update(kind="x"),
        lambda event: Event.objects.bulk_update([event], ["kind"]),
        lambda event: Event.objects.update_or_create(pk=event.pk, defaults={"kind": "x"}),
        lambda event: Event._base_manager.filter(pk=event.pk).delete(),
    ],
)
def test_the_orm_refuses_to_rewrite(kinds, amina, attack):
    event = trail.record("test.moved", subject=amina, to="Leeds")
    with pytest.raises(Immutable), transaction.atomic():
        attack(event)
    assert Event.objects.get().kind == "test.moved"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE portal_event SET kind = 'x'",
        "UPDATE portal_event SET mac = mac",
        "DELETE FROM portal_event",
        "INSERT INTO portal_event SELECT * FROM portal_event WHERE true "
        "ON CONFLICT (id) DO UPDATE SET kind = 'x'",
    ],
)
def test_the_database_refuses_raw_sql(kinds, amina, sql):
    trail.record("test.moved", subject=amina, to="Leeds")
    with (
        pytest.raises(DatabaseError, match=r"written once|never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Event.objects.get().kind == "test.moved"


@pytest.mark.postgres
@pytest.mark.skipif(not POSTGRES, reason="SQLite has one writer at a time")
def test_many_writers_of_one_subject_queue_up(kinds, transactional_db):
    someone = get_user_model().objects.create(username="someone")
    errors = []

    def write():
        try:
            for number in range(10):
                with transaction.atomic():
                    trail.record("test.moved", subject=someone, to=number)
        except Exception as error:  # a thread must not swallow it
            errors.append(error)
        finally:
            connections.close_all()

    writers = [Thread(target=write) for _number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    chain = list(trail.about(someone).order_by("sequence"))
    assert [event.sequence for event in chain] == list(range(1, 61))
    assert [event.previous for event in chain[1:]] == [event.mac for event in chain[:-1]]
