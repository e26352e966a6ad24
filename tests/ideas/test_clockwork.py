"""What the clock does: warns once, goes up one level a run, wakes, and asks a person in the end."""

from datetime import UTC, datetime, timedelta

import pytest

from ideas import clockwork, services, talk
from ideas.compact import Party, State
from ideas.models import Idea, Step
from portal import clock, jobs, notices
from portal.models import Notice, User
from portal.roles import Role
from tests.ideas import sealing
from tests.ideas.clocked import DAY, MONDAY, at, now, run, share, told

HOUR = timedelta(hours=1)
SENT_ON_MONDAY_DUE = datetime(2026, 5, 21, 22, 59, 59, tzinfo=UTC)  # Thursday, in London


@pytest.fixture
def ladder(person, marcus, priya):
    """Marcus answers to Priya, and she to Gwen."""
    gwen = person("Gwen Pryce", Role.MANAGER)
    User.objects.filter(pk=priya.pk).update(manager=gwen)
    User.objects.filter(pk=marcus.pk).update(manager=priya)
    return [User.objects.get(pk=someone.pk) for someone in (marcus, priya, gwen)]


@pytest.fixture
def idea(amina, ladder):
    """Sent on Monday morning, to Marcus; the fast lane, so three days."""
    with at(MONDAY):
        return share(amina)


def replied(idea, marcus):
    with at(MONDAY + HOUR):
        talk.say(idea=idea, by=marcus, text="I like it.", for_whom="everyone")


def test_holder_and_author_are_warned_once_before(idea, marcus):
    replied(idea, marcus)
    assert run(idea.warn_at - HOUR) == 0
    for step in range(3):
        run(idea.warn_at + step * HOUR)
    assert told("idea.soon.turn") == ["Marcus"]
    assert told("idea.soon") == ["Amina"]
    said = notices.sentence(Notice.objects.get(kind="idea.soon"))
    assert "Marcus Bell promised to be done with “A kettle for the queue”" in said


def test_what_went_on_is_asked_for_no_more(idea, marcus, amina):
    replied(idea, marcus)
    run(idea.warn_at)
    with at(idea.warn_at + HOUR):
        services.perform(now(), "ask", by=marcus, answers={"question": "Which till?"})
    warned = Notice.objects.filter(kind__in=["idea.soon", "idea.soon.turn"])
    assert warned.count() == 2
    assert not warned.filter(settled_at=None).exists()
    assert not warned.filter(mail=Notice.Mail.WAITING).exists()


def test_the_first_words_are_asked_for_before_and_after(idea, marcus):
    run(idea.reply_by - DAY - HOUR)
    assert told("idea.reply_soon.turn") == []
    for moment in (idea.reply_by - HOUR, idea.reply_by, idea.reply_by + HOUR):
        run(moment)
    for kind in ("idea.reply_soon", "idea.reply_late"):
        assert (told(f"{kind}.turn"), told(kind)) == (["Marcus"], ["Amina"])
    with at(idea.reply_by + 2 * HOUR):
        talk.say(idea=now(), by=marcus, text="Sorry, here I am.", for_whom="everyone")
    assert not Notice.objects.filter(kind__startswith="idea.reply", settled_at=None).exists()


@pytest.mark.parametrize("gap", [0, 1, 7, 80])
def test_it_climbs_two_levels_a_step_a_run_and_then_a_person_is_asked(idea, ladder, joy, ada, gap):
    """However long the clockwork stood still: who gets it has two working days of their own."""
    _marcus, priya, gwen = ladder
    moment = idea.due_at + gap * DAY
    for holder in (priya, gwen):
        for _run in range(3):
            run(moment)
        assert now().holder == holder
        with at(moment):
            assert now().due_at == clock.due(holder, moment, 2)
        moment = now().due_at + gap * DAY
    for _run in range(3):
        run(moment)
    assert now().holder == gwen
    assert told("idea.stuck.turn") == ["Ada", "Joy"]
    assert [step.by for step in Step.objects.filter(verb="escalate")] == [None, None]
    assert told("idea.went_up") == ["Marcus", "Priya"]
    assert told("idea.escalate") == ["Amina", "Amina"]
    assert now().state == State.ASSESSING


def test_after_a_standstill_nobody_is_flooded(idea, ladder):
    """A week later: one step up, and no warning of what is late already."""
    for quarter in range(3):
        run(idea.due_at + 7 * DAY + quarter * HOUR / 4)
    kinds = Notice.objects.exclude(kind__startswith="idea.submit").values_list("kind", flat=True)
    assert sorted(kinds) == ["idea.escalate", "idea.escalate.turn", "idea.went_up"]


def test_two_that_find_the_same_late_idea_move_it_once(idea, ladder, ada):
    """One worker looked, and another had moved it by the time it came to do so."""
    with at(idea.due_at):
        (first,), (second,) = clockwork.overdue(idea.due_at), clockwork.overdue(idea.due_at)
        assert clockwork.go_up(first, idea.due_at)
        assert not clockwork.go_up(second, idea.due_at)
    assert Step.objects.filter(verb="escalate").count() == 1
    assert told("idea.stuck.turn") == []


def test_what_the_author_took_up_counts_as_a_level(idea, amina, ladder):
    with at(idea.due_at + HOUR):
        services.perform(now(), "escalate", by=amina)
    run(now().due_at)
    run(now().due_at)
    assert Step.objects.filter(verb="escalate").count() == 2


def test_where_nobody_stands_above_a_person_is_asked_at_once(amina, marcus, ada):
    with at(MONDAY):
        idea = share(amina)
    run(idea.due_at)
    run(idea.due_at + DAY)
    assert now().holder == marcus
    assert told("idea.stuck.turn") == ["Ada"]


def test_where_a_seal_lapses_with_it_whoever_sealed_is_asked_again(
    amina, ladder, farida, tomasz, person
):
    """The compact names who fits it in: with somebody else there, it is signed anew."""
    person("Grace Okafor", Role.CHAMPION)
    with at(MONDAY):
        idea = share(amina, technology=True)
        idea = sealing.weighed(idea, sponsor=farida, champion=tomasz)
        idea = sealing.sign(idea, "sponsor", farida)
        assert (idea.state, idea.holder) == (State.SIGN_OFF, tomasz)
    due = idea.due_at
    run(due)
    assert (now().state, now().holder) == (State.SPONSORSHIP, farida)
    assert now().due_at == clock.due(farida, due, 5)
    assert told("idea.went_up") == ["Tomasz"]
    assert Notice.objects.get(kind="idea.went_up").data["due"] == clock.company_day(due).isoformat()
    run(due + HOUR)
    assert now().state == State.SPONSORSHIP


def test_it_never_climbs_to_whom_it_is_kept_from(amina, ladder, person):
    marcus, priya, _gwen = ladder
    User.objects.filter(pk=priya.pk).update(manager=marcus)  # above Priya stands Marcus
    with at(MONDAY):
        idea = share(amina, hidden_from_manager=True)
        services.reseat(idea, Party.ASSESSOR, priya, by=None)
    run(now().due_at)
    assert now().holder not in (marcus, priya)


def test_a_confidential_idea_is_told_by_its_reference(amina, ladder, ada):
    with at(MONDAY):
        share(amina, confidential=True)
    for _level in range(3):
        run(now().due_at)
    for notice in Notice.objects.exclude(person=amina):
        assert "kettle" not in notices.sentence(notice)
    assert Notice.objects.get(kind="idea.stuck.turn", person=ada).url == ""


def test_a_pen_name_is_kept(amina, ladder, ada):
    with at(MONDAY):
        share(amina, pen_name="A night owl")
    for step in range(5):
        run(now().due_at if step else now().reply_by)
    told_by_the_clock = Notice.objects.exclude(kind__startswith="idea.submit")
    assert {"Ada", "Marcus", "Priya", "Gwen"} <= {
        one.person.first_name for one in told_by_the_clock
    }
    assert not [one for one in told_by_the_clock if "Amina" in notices.sentence(one)]


def test_an_idea_that_breaks_stops_no_other(idea, amina, ladder, monkeypatch):
    with at(MONDAY):
        other = share(amina, token="draft-clock0002", title="A bench")
    perform = services.perform

    def breaks(moved, *args, **kwargs):
        if moved.pk == idea.pk:
            raise ValueError("a row that nobody foresaw")
        return perform(moved, *args, **kwargs)

    monkeypatch.setattr(services, "perform", breaks)
    with pytest.raises(RuntimeError, match=f"first {idea.reference}"):
        run(idea.due_at)
    assert Idea.objects.get(pk=other.pk).holder == ladder[1]


def test_the_clock_runs_as_jobs():
    assert {"idea promises", "idea promises check"} <= set(jobs.JOBS)


def test_a_run_asks_as_often_for_many_that_were_told(amina, ladder, django_assert_max_num_queries):
    with at(MONDAY):
        for number in range(6):
            share(amina, token=f"draft-clock01{number:02}")
    moment = MONDAY + 2 * DAY + 8 * HOUR
    run(moment)
    with django_assert_max_num_queries(12):
        assert run(moment) == 0
