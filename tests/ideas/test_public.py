"""What leaves the house: the few turning points for the chat, and due dates for calendars."""

import pytest

from ideas import feed, public, services
from ideas.compact import State
from ideas.models import Idea
from portal.models import Posting, Webhook


@pytest.fixture
def chat(db):
    return Webhook.objects.create(name="#ideas", shape="slack", kinds=list(KINDS))


KINDS = ("idea.shared", "idea.tried", "idea.celebrated", "idea.learned")


def told():
    return list(Posting.objects.order_by("pk").values_list("kind", "sentence", "url"))


def test_sharing_is_told_once(chat, draft, amina, settings):
    settings.BASE_URL = "https://hero.example.com"
    services.perform(draft, "submit", by=amina)
    idea = Idea.objects.get(pk=draft.pk)
    public.publish(idea, State.DRAFT, State.ASSESSING)
    expected = (
        "idea.shared",
        "A new idea: “A kettle for the queue”.",
        f"https://hero.example.com{idea.get_absolute_url()}",
    )
    assert told() == [expected]


@pytest.mark.parametrize("for_few", ["confidential", "hidden_from_manager"])
def test_what_somebody_may_not_see_is_not_told(chat, draft, for_few):
    Idea.objects.filter(pk=draft.pk).update(**{for_few: True})
    draft.refresh_from_db()
    for after in State:
        public.publish(draft, State.DRAFT, after)
    assert told() == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (State.DRAFT, State.ASSESSING, "idea.shared"),
        (State.CLARIFYING, State.ASSESSING, None),
        (State.COUNTERSIGN, State.TRIAL, "idea.tried"),
        (State.MEASURING, State.CELEBRATED, "idea.celebrated"),
        (State.TRIAL, State.LEARNED, "idea.learned"),
        (State.ASSESSING, State.DECLINED, None),
        (State.DRAFT, State.WITHDRAWN, None),
        (State.SPONSORSHIP, State.PARKED, None),
    ],
)
def test_what_is_worth_telling(chat, draft, before, after, kind):
    public.publish(draft, before, after)
    assert [row[0] for row in told()] == [kind] * bool(kind)


def test_a_title_cannot_name_places_of_the_sentence(chat, draft):
    draft.title = "{title} {0} %(x)s"
    public.publish(draft, State.DRAFT, State.ASSESSING)
    assert told()[0][1] == "A new idea: “{title} {0} %(x)s”."


def test_a_calendar_holds_what_i_hold_and_nothing_else(shared, amina, marcus, sam):
    (entry,) = feed.due(marcus)
    assert (entry.title, entry.url) == (
        "Promised: “A kettle for the queue”",
        shared.get_absolute_url(),
    )
    assert [*feed.due(amina), *feed.due(sam)] == []


def test_a_calendar_names_a_confidential_idea_by_its_number_only(shared, marcus):
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    (entry,) = feed.due(marcus)
    assert entry.title == f"Promised: {shared.reference}"
    assert "kettle" not in str(entry).lower()


def test_the_day_is_that_of_where_the_person_is(shared, marcus):
    """23:59:59 in London is the next day in Kolkata."""
    (entry,) = feed.due(marcus)
    marcus.time_zone = "Asia/Kolkata"
    (there,) = feed.due(marcus)
    assert (there.due - entry.due).days == 1
