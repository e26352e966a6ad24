"""From a sentence to a compact: the fast lane on two phones, and what IT asks for on the way."""

import pytest
from playwright.sync_api import expect

from ideas import rounds, services
from ideas.compact import Party, State
from ideas.models import Idea, Signature
from tests.ideas import playing
from tests.journeys.hand import Hand
from tests.journeys.visit import WIDTHS

pytestmark = pytest.mark.browser
PHONE = WIDTHS[0]
MOMENT = "A pensioner stood in our queue for forty minutes without a seat."
CONDITION = "Only with our own plugs."


@pytest.fixture
def shared(amina, marcus, joy):
    """Amina’s idea, with technology in it; Marcus weighs it."""
    draft = Idea.objects.create(
        author=amina,
        token="draft-journey03",
        title="A kettle for the queue",
        moment=MOMENT,
        help="A kettle and three chairs.",
        technology=True,
    )
    services.perform(draft, "submit", by=amina)
    return playing.fresh(draft)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_plain_idea_is_sealed_in_a_few_minutes(visit, amina, marcus, joy, scripts):
    """On a phone, with scripts or without: Amina needs at most seven presses and four fields,
    Marcus fourteen and nine. Together that is less than ten minutes, beside what they read."""
    hers, his = (Hand(visit(PHONE, java_script_enabled=scripts)) for _one in range(2))
    hers.window.be(amina)
    his.window.be(marcus)

    share(hers)
    idea = Idea.objects.get()
    assert (idea.state, idea.holder) == (State.ASSESSING, marcus)

    his.window.open("/")
    his.follow("Desk")
    his.follow("Weigh it")
    expect(his.page.get_by_role("main")).to_contain_text("this page is all it takes")
    weigh(his)
    his.page.wait_for_url(f"**{idea.get_absolute_url()}")
    idea.refresh_from_db()
    assert (idea.state, idea.holder) == (State.SPONSORSHIP, marcus)
    his.follow("Back it, and seal it")
    his.seal(marcus, "Back it, and seal it")
    expect(his.page.get_by_role("main")).to_contain_text("Backed it on")

    hers.window.open("/")
    hers.follow("A kettle for the queue")
    hers.follow("Add my seal")
    hers.page.get_by_role("heading", name="One seal is on. Yours is the last.").wait_for()
    hers.seal(amina, "Add my seal")
    hers.page.get_by_role("heading", name="Signed, both.").wait_for()
    expect(hers.page.get_by_role("main")).to_contain_text(
        "Not needed: there is no technology in it."
    )
    hers.window.open("/")
    expect(hers.page.get_by_role("main")).to_contain_text("Being tried")

    idea.refresh_from_db()
    assert idea.state == State.TRIAL
    signed = Signature.objects.filter(idea=idea).values_list("party", "signer")
    assert set(signed) == {(Party.SPONSOR, marcus.pk), (Party.AUTHOR, amina.pk)}
    assert (hers.presses, hers.fields) <= (7, 4)
    assert (his.presses, his.fields) <= (14, 9)
    assert hers.minutes + his.minutes < 10


def share(hand):
    """Amina's idea, from the sentence on Today to the desk of her manager."""
    hand.window.open("/")
    hand.type_into(hand.page.locator(".share input[name=q]"), "A kettle for the queue")
    hand.press("Start my idea")
    hand.write("Who was it hard for, and what was it like for them?", MOMENT)
    hand.write("What would help?", "A kettle and three chairs.")
    hand.choose("Does it need any technology?", "No")
    hand.press("Send it to Marcus")
    hand.page.wait_for_url("**/ideas/HERO-*/")


def weigh(hand):
    """The one page of the fast lane, from the top."""
    hand.write("What happens if we leave it as it is?", "People go on standing")
    hand.write("What do they suffer?", "pain")
    hand.choose("If we leave it as it is, how likely is that?", "Likely")
    hand.choose("Customers and safety", "A small loss")
    hand.choose("How sure are you?", "We know this")
    hand.choose("Whom does it hurt?", "Customers")
    hand.write("Because …", "the kettle is hot")
    hand.write("… it could happen that …", "somebody is scalded")
    hand.write("… so that who?", "a customer")
    hand.write("… suffers what?", "a burn")
    hand.choose("If we did nothing about it, how likely is it?", "Now and then")
    hand.choose("Customers and safety", "A small loss", 1)
    hand.choose("How sure are you?", "Fairly sure", 1)
    hand.choose("What do we do about it?", "Live with it")
    hand.write("Who was it hard for, in your own words?", "She stood so long.")
    hand.write("What do you make of it?", "Small, kind and safe.")
    hand.press("Finish weighing it")


def adopt_with_a_condition(window, hand, tomasz):
    """The champion reads the text as it would be, and signs that."""
    page = window.page
    window.open("/desk/")
    hand.follow("Read and decide")
    hand.tap(page.locator("summary", has_text="Adopt it, with a condition"))
    asked = page.locator("details", has_text="Adopt it, with a condition")
    hand.write("What must be so for you to sign?", CONDITION, asked)
    hand.write("What does it take to support it?", "A day of mine.", asked)
    hand.write("What would it take to give it to everybody?", "A day a shop.", asked)
    hand.press("Show me how it reads", within=asked)
    page.get_by_role("heading", name="This is how it reads with your condition.").wait_for()
    expect(page.locator("article.deed")).to_contain_text(CONDITION)
    assert not Signature.objects.filter(signer=tomasz).exists()
    assert not window.faults_everywhere()
    window.show(PHONE, "light")
    window.look("compact-condition")
    hand.seal(tomasz, "Adopt it, with a condition")
    expect(page.locator(".toasts")).to_contain_text("Priya Nair has it now.")


def test_it_adopts_with_a_condition_and_everybody_signs_what_it_says_now(
    visit, shared, amina, priya, tomasz
):
    idea = playing.sign_off(shared, backer=priya, champion=tomasz)
    window = visit(PHONE)
    hand, page = Hand(window), window.page
    main = page.get_by_role("main")

    window.be(tomasz)
    adopt_with_a_condition(window, hand, tomasz)

    window.be(priya)
    window.open("/notices/")
    expect(main).to_contain_text("A condition was added. Your seal has lapsed.")
    window.open(f"{idea.get_absolute_url()}compact/")
    expect(main).to_contain_text("It had the seal of Priya Nair, which lapsed then.")
    hand.seal(priya, "Back it, and seal it")
    expect(page.locator(".toasts")).to_contain_text("Amina Yusuf has it now.")

    window.be(amina)
    window.open(f"{idea.get_absolute_url()}compact/")
    expect(page.locator("article.deed")).to_contain_text(CONDITION)
    hand.seal(amina, "Add my seal")
    page.get_by_role("heading", name="Signed, all three.").wait_for()
    idea.refresh_from_db()
    assert (idea.state, idea.round) == (State.TRIAL, 2)
    assert len(rounds.seals_of(idea)) == 3


def test_nobody_signs_words_that_changed_under_their_eyes(visit, shared, amina, priya, tomasz):
    idea = playing.weighed(shared, backer=priya, champion=tomasz)
    hers, reading = Hand(visit(PHONE)), Hand(visit(PHONE))
    reading.window.be(priya)
    reading.window.open(f"{idea.get_absolute_url()}compact/")
    reading.page.get_by_role("heading", name="Read it, and add your seal.").wait_for()

    hers.window.be(amina)
    hers.window.open(idea.get_absolute_url())
    hers.follow("Change the words")
    hers.write("What would help?", "A kettle and four benches.")
    hers.press("Save what I changed")
    expect(hers.page.locator(".toasts")).to_contain_text("Marcus Bell weighs it again.")

    reading.seal(priya, "Back it, and seal it", says="Proud of this one.")
    alert = reading.page.get_by_role("main").get_by_role("alert")
    expect(alert.locator("del", has_text="three chairs")).to_be_visible()
    expect(alert.locator("ins", has_text="four benches")).to_be_visible()
    expect(alert).to_contain_text("Proud of this one.")
    assert not reading.window.faults_everywhere()
    reading.window.show(PHONE, "light")
    reading.window.look("compact-changed")
    assert not Signature.objects.filter(idea=idea).exists()
    assert playing.fresh(idea).state == State.ASSESSING
