"""What is kept from somebody stays so when a seat changes hands, and in letters that whoever covers
for the reader reads too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ideas import clockwork, drafts, merging, promise_check, services
from ideas.models import Idea
from portal import notices, people
from portal.models import Absence, Notice
from portal.roles import Role
from tests.ideas import playing

ASK = {"question": "Which till?"}


def sent(draft, **kept):
    """Amina's idea, sent with what she keeps to herself."""
    Idea.objects.filter(pk=draft.pk).update(**kept)
    services.perform(playing.fresh(draft), "submit", by=draft.author)
    return playing.fresh(draft)


def away(person, delegate):
    today = timezone.localdate()
    ends = today + timedelta(days=30)
    Absence.objects.create(person=person, delegate=delegate, starts=today, ends=ends)


def letters(person):
    """All that the letters of a person say, and by whom."""
    return [
        f"{notices.sentence(one)} {one.data} {one.actor}"
        for one in Notice.objects.filter(person=person)
    ]


@pytest.mark.parametrize("way", ["hand-over", "cover", "leave"])
def test_no_seat_goes_to_the_manager_it_is_kept_from(draft, marcus, priya, ada, person, way):
    person("Hanna Roth", Role.MANAGER)
    idea = sent(draft, hidden_from_manager=True)
    assert idea.holder == priya
    if way == "hand-over":
        answers = {"to": marcus.username, "reason": "I am on leave."}
        with pytest.raises(services.Refused, match="kept from"):
            services.perform(idea, "hand-over", by=priya, answers=answers)
    elif way == "cover":
        away(priya, marcus)
        assert clockwork.cover(clockwork.in_hand().get(), timezone.now()) is False
    else:
        people.leave(priya, by=ada, successor=marcus)
    assert marcus not in {seat.user for seat in idea.seats.all()}


def test_whoever_covers_and_is_kept_from_it_hears_nothing(draft, amina, marcus, priya):
    idea = sent(draft, hidden_from_manager=True)
    away(priya, marcus)
    away(amina, marcus)
    services.perform(idea, "ask", by=priya, answers=ASK)
    services.perform(playing.fresh(idea), "answer", by=amina, answers={"answer": "That one."})
    assert letters(marcus) == []
    assert len(letters(priya)) == 2


def test_whoever_covers_reads_a_pen_name(draft, amina, marcus, sam):
    idea = sent(draft, pen_name="The Owl")
    away(marcus, sam)
    services.perform(idea, "ask", by=marcus, answers=ASK)
    services.perform(playing.fresh(idea), "answer", by=amina, answers={"answer": "That one."})
    (letter,) = letters(sam)
    assert letter.startswith("The Owl answered")
    assert "Amina" not in letter


def test_who_looks_after_the_clock_learns_no_name(draft, amina, marcus, ada):
    """Nobody can hand on what the author holds, so administrators are told; not who that is."""
    services.perform(sent(draft, pen_name="The Owl"), "ask", by=marcus, answers=ASK)
    people.leave(amina, by=ada)
    assert promise_check.tell(list(promise_check.problems())) == 1
    (letter,) = letters(ada)
    assert "Its author has left" in str(Notice.objects.get(person=ada).data)
    assert "Amina" not in letter


def test_a_letter_about_two_ideas_names_no_confidential_one(shared, amina):
    other = drafts.start(by=amina, title="Another kettle", moment="Cold tea.", help="A kettle.")
    services.perform(other, "submit", by=amina)
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    merging.suggest(duplicate=playing.fresh(shared), kept=playing.fresh(other), by=amina)
    told = Notice.objects.filter(kind="idea.merged")
    assert told.exists()
    assert not any(shared.title in str(notice.data) for notice in told)
