"""A trial on a phone from its plan to the wall: counted, checked by somebody else, and thanked."""

import pytest
from playwright.sync_api import expect

from ideas import services
from ideas.compact import Party, State
from ideas.models import Boots, Figure, Idea, Report
from tests.ideas import playing
from tests.journeys.hand import Hand
from tests.journeys.visit import WIDTHS

pytestmark = pytest.mark.browser
PHONE = WIDTHS[0]
SOURCE = "A stopwatch, four weeks"
PLAN = {
    "Where, and with whom?": "Leeds, the returns desk",
    "What do we count?": "Minutes in the queue",
    "In what?": "minutes",
    "What is it now?": "9",
    "Where does that figure come from?": "A stopwatch, one week in May",
    "What do we compare it with?": "The four weeks before",
    "What would make us stop?": "Somebody is scalded",
    "Hours a week for it": "4",
}
FIGURE = {
    "What did you count?": "Minutes in the queue",
    "In what?": "minutes",
    "Before": "9",
    "After": "4.5",
}
THANKS = "You saw her, and you did something about it. Thank you, Amina."


@pytest.fixture
def sealed(amina, marcus, priya, farida, joy):
    """Every seal is on Amina’s idea; Farida backs it."""
    draft = Idea.objects.create(
        author=amina,
        token="draft-journey05",
        title="A kettle for the queue",
        moment="A pensioner stood in our queue for forty minutes without a seat.",
        help="A kettle and three chairs.",
        technology=False,
    )
    services.perform(draft, "submit", by=amina)
    return playing.trial(playing.fresh(draft), backer=farida)


@pytest.fixture
def hand(visit):
    return Hand(visit(PHONE))


def test_a_trial_is_planned_counted_checked_and_celebrated(hand, sealed, amina, farida):
    start(hand, sealed, farida)
    count(hand, sealed, amina)
    idea = playing.fresh(sealed)
    assert (idea.state, idea.holder) == (State.MEASURING, idea.seated(Party.VERIFIER))
    assert idea.holder not in (amina, farida)
    confirm(hand, idea)
    assert playing.fresh(idea).state == State.CELEBRATED
    assert {amina, farida} <= {pair.person for pair in Boots.objects.all()}
    thank(hand, farida)
    onto_the_wall_and_paper(hand, amina)


def start(hand, idea, sponsor):
    """The plan, whole, and then the trial may begin."""
    hand.window.be(sponsor)
    hand.window.open(idea.get_absolute_url())
    hand.follow("The trial: the plan, and how it goes")
    expect(hand.page.get_by_role("main")).to_contain_text("Before it can begin")
    expect(hand.page.get_by_role("link", name="Start the trial")).to_have_count(0)
    expect(hand.page.locator("#plan")).not_to_contain_text("if you like")
    assert not hand.window.faults_everywhere()
    hand.window.show(PHONE, "light")
    for label, text in PLAN.items():
        hand.write(label, text)
    hand.write("Until when?", str(playing.tomorrow(28)))
    hand.press("Keep the plan")
    hand.follow("Start the trial")
    hand.press("Start the trial")
    hand.page.wait_for_url(f"**{idea.get_absolute_url()}")


def count(hand, idea, author):
    """How it goes, what changed, and where the figures come from: without that they don’t count."""
    page = hand.page
    hand.window.be(author)
    hand.window.open(f"{idea.get_absolute_url()}trial/")
    hand.follow("Say how it goes")
    hand.write("How does it go?", "They sit and chat.")
    hand.write("What do you count today?", "6")
    hand.press("Say how it goes")
    page.wait_for_url(f"**{idea.get_absolute_url()}")
    assert Report.objects.get().value == 6

    hand.follow("The trial: the plan, and how it goes")
    hand.choose("What came of it?", "It got better")
    hand.write("What changed, in your words?", "Nobody stands any more.")
    hand.write("What would you tell the next shop?", "Buy a big kettle.")
    hand.press("Keep what changed")
    expect(page.locator(".toasts")).to_contain_text("What changed is kept.")

    ledger = page.locator("#figure")
    ledger.get_by_label("What kind of thing is it?").select_option(label="Our own time")
    for label, text in FIGURE.items():
        hand.write(label, text, ledger)
    hand.press("Add the figure")
    page.get_by_role("alert").wait_for()
    expect(ledger).to_contain_text("Without a source they count for nothing.")
    for label, text in FIGURE.items():
        expect(ledger.get_by_label(label).first).to_have_value(text)
    assert not Figure.objects.exists()
    assert not hand.window.faults_everywhere()
    hand.window.show(PHONE, "light")
    hand.write("Where do the figures come from?", SOURCE, ledger)
    hand.press("Add the figure")
    expect(ledger.get_by_role("row", name="Minutes in the queue")).to_contain_text(SOURCE)
    hand.follow("Finish the trial")
    hand.press("Finish the trial")
    page.wait_for_url(f"**{idea.get_absolute_url()}")


def confirm(hand, idea):
    """Somebody who is neither its author nor its sponsor looks at the figures."""
    hand.window.be(idea.holder)
    hand.window.open("/desk/")
    hand.follow("Count what changed")
    hand.follow("The trial, and what changed")
    expect(hand.page.get_by_role("main")).to_contain_text(SOURCE)
    hand.follow("Confirm the result")
    hand.choose("How sure can we be?", "B: compared with the weeks before")
    hand.write("What did you look at?", "I counted a week myself.")
    hand.press("Confirm the result")
    hand.page.wait_for_url(f"**{idea.get_absolute_url()}")


def thank(hand, leader):
    """In a leader’s own words."""
    hand.window.be(leader)
    hand.window.open("/heroes/")
    hand.follow("A kettle for the queue")
    hand.write("Your thanks", THANKS)
    hand.press("Say it")
    expect(hand.page.get_by_role("main")).to_contain_text(THANKS)


def onto_the_wall_and_paper(hand, author):
    """She reads it, and prints it for the wall of the shop: a sheet or two, without the portal."""
    page = hand.page
    main = page.get_by_role("main")
    hand.window.be(author)
    hand.window.open("/heroes/")
    expect(main.get_by_role("article")).to_contain_text(f"“{THANKS}”")
    assert not hand.window.faults_everywhere()
    hand.window.show(PHONE, "light")
    hand.follow("A kettle for the queue")
    page.get_by_role("heading", name="Amina Yusuf is a HERO.").wait_for()
    for words in (THANKS, "Nobody stands any more.", "4.5", SOURCE, "Farida Haddad"):
        expect(main).to_contain_text(words)
    assert not hand.window.faults_everywhere()
    hand.window.show(PHONE, "light")
    hand.window.look("story-phone")
    expect(page.get_by_role("button", name="Print it for the wall")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") in (1, 2)
    page.emulate_media(media="print")
    hand.window.look("story-paper")
    expect(page.get_by_text(THANKS)).to_be_visible()
    for role in ("navigation", "banner", "button"):
        expect(page.get_by_role(role)).to_have_count(0)
