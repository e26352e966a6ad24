"""The demo's ideas: everything came about as a click would have made it, on working days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ideas import deeds, rounds
from ideas.compact import PROMISED, Party, State
from ideas.demo.days import Days
from ideas.models import Boots, ChallengePage, Idea, Mitigation, Step, Waiver
from ideas.risk import deciding
from portal import notices, trail
from portal.models import Notice, User
from tests import larkfield_demo
from tests.worlds import kept

pytestmark = pytest.mark.django_db

STATES = {
    "Name the person": State.CELEBRATED,
    "fix films": State.TRIAL,
    "Where is my fitter": State.SIGN_OFF,
    "quiet hour": State.CELEBRATED,
    "refund without": State.TRIAL,
    "Ask a Larkfielder": State.ASSESSING,
    "spare parts": State.CLARIFYING,
    "swap board": State.TRIAL,
    "A bot that": State.PARKED,
    "One page and one person": State.MEASURING,
    "A lock on": State.ASSESSING,
    "call-backs": State.COUNTERSIGN,
    "I’m still here": State.ASSESSING,
    "Captions": State.SPONSORSHIP,
    "Wonky plants": State.DECLINED,
    "open till two": State.LEARNED,
    "A bell at the till": State.WITHDRAWN,
    "A bench": State.DRAFT,
}
# Worst level before anything is done, and with all that is planned: domain.md, 7.4.
LEVELS = {
    "Name the person": "ML",
    "fix films": "HM",
    "Where is my fitter": "HM",
    "quiet hour": "ML",
    "refund without": "HM",
    "Ask a Larkfielder": "HM",
    "swap board": "HL",
    "A bot that": "HM",
    "One page and one person": "ML",
    "call-backs": "ML",
}


@pytest.fixture(scope="module")
def larkfield(django_db_setup, django_db_blocker):
    """The demo, once for all the tests of this file; they only look."""
    with kept(django_db_blocker):
        larkfield_demo.load()
        yield


def idea(words):
    return Idea.objects.get(title__contains=words)


@pytest.mark.parametrize(("words", "state"), STATES.items())
def test_every_idea_is_as_far_as_its_file_says(larkfield, words, state):
    assert idea(words).state == state


def test_every_state_has_an_idea_and_every_idea_a_number(larkfield):
    assert set(Idea.objects.values_list("state", flat=True)) == set(State)
    assert Idea.objects.count() == len(STATES)
    shared = Idea.objects.shared().order_by("submitted_at")
    numbers = [one.reference for one in shared]
    assert len(numbers) == len(STATES) - 1
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(("words", "levels"), LEVELS.items())
def test_levels_are_those_of_the_company_book(larkfield, words, levels):
    found = deciding.levels(idea(words))
    assert found["inherent"] + found["target"] == levels


def test_the_small_print_of_a_trial_holds(larkfield):
    """Everything that makes it safe was verified by somebody else before it was launched."""
    for one in Idea.objects.filter(state=State.TRIAL):
        made = Mitigation.objects.filter(risk__assessment__idea=one)
        assert made.exists()
        assert not made.exclude(status=Mitigation.Status.VERIFIED).exists()
        assert one.trial.launched_at
        assert one.trial.reports.count() == 2
        assert all(above.waiver for above in deciding.above_appetite(one, "current"))
    granted = Waiver.objects.get(granted=True)
    assert (granted.assessment.idea, str(granted.answered_by)) == (
        idea("fix films"),
        "Farida Haddad",
    )
    assert granted.until > timezone.localdate()


def test_seals_are_on_the_text_that_stands(larkfield):
    for one in Idea.objects.exclude(state__in=[State.DRAFT, State.WITHDRAWN]):
        if deed := deeds.of_round(one):
            assert deeds.overtaken(deed, one) is None
        if one.state in (State.TRIAL, State.MEASURING, State.CELEBRATED, State.LEARNED):
            assert deeds.is_sealed(one, deed)
    assert set(rounds.seals_of(idea("call-backs"))) == {Party.SPONSOR, Party.CHAMPION}


def test_the_cast_has_something_to_do_today(larkfield):
    held = {
        str(one.holder): str(one)[:12]
        for one in Idea.objects.filter(state__in=PROMISED).select_related("holder")
    }
    for name in ("Amina Yusuf", "Marcus Bell", "Priya Nair", "Tomasz Wróbel", "Farida Haddad"):
        assert name in held
    fresh = idea("I’m still here")
    assert (str(fresh.holder), fresh.fast_lane, fresh.first_reply_at) == ("Marcus Bell", True, None)
    asked = idea("Ask a Larkfielder")
    assert str(asked.holder) == "Priya Nair"
    assert Mitigation.objects.get(standing="proposed").risk.assessment.idea == asked


def test_amina_told_the_result_and_somebody_else_counted(larkfield):
    name = idea("Name the person")
    figures = {(one.before, one.after) for one in name.result.figures.all()}
    assert figures == {(31, 22), (30, 29)}
    assert name.result.grade == "B"
    assert name.result.verified_by not in (name.author, name.seated(Party.SPONSOR))
    assert str(name.story.by) == "Farida Haddad"
    assert Boots.objects.filter(idea=name, person=name.author).exists()
    assert idea("quiet hour").result.grade == "C"


def test_the_no_says_why_and_what_would_make_it_a_yes(larkfield):
    words = idea("Wonky plants").steps.get(verb="decline").words
    assert all(words[name] for name in ("reason", "would_be_yes", "look_again"))


def test_the_night_crews_own_way_is_kept_from_their_manager(larkfield):
    swap = idea("swap board")
    assert (swap.kind, swap.hidden_from_manager) == (Idea.Kind.ALREADY, True)
    assert swap not in Idea.objects.visible_to(swap.author.manager)


def test_the_confidential_idea_is_for_two_people(larkfield):
    lock = idea("A lock")
    seeing = {
        person.username
        for person in User.objects.all()
        if Idea.objects.visible_to(person).filter(pk=lock.pk).exists()
    }
    assert seeing == {"anna.kowalska", lock.holder.username}


def test_one_challenge_is_open_and_one_waits_for_its_decision(larkfield):
    open_one, closed = ChallengePage.objects.live().order_by("-closes_on")
    assert (open_one.is_open, closed.is_open) == (True, False)
    assert closed.decides_on > closed.closes_on
    assert {str(open_one.leader), str(closed.leader)} == {"Farida Haddad", "Helen Marsh"}
    assert open_one.ideas.count() == closed.ideas.count() == 2


def test_everybody_was_heard_in_time_and_on_working_days(larkfield):
    days = Days(timezone.localdate())
    working = {days.ago(number) for number in range(1, 90)}
    assert {timezone.localdate(step.at) for step in Step.objects.all()} <= working
    for one in Idea.objects.exclude(first_reply_at=None):
        assert one.first_reply_at <= one.reply_by


def test_every_history_holds(larkfield):
    for one in Idea.objects.all():
        events = list(trail.about(one))
        assert [event.sequence for event in events] == list(range(len(events), 0, -1))
        assert all(trail.mac_of(event) == event.mac for event in events)
        assert [event.at for event in events] == sorted(
            (event.at for event in events), reverse=True
        )


def test_bells_show_what_is_new(larkfield):
    old = Notice.objects.filter(created_at__lt=timezone.now() - timedelta(days=10))
    assert old.exists()
    assert not old.filter(read_at=None).exists()
    for person in User.objects.present():
        ours = notices.recent(person).filter(read_at=None, kind__startswith="idea.")
        assert ours.count() <= 6
