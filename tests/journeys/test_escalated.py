"""When it isn’t simply a yes: a risk too high for a manager, and a no that is looked at anew."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ideas import services
from ideas.compact import Party, State
from ideas.models import Idea, Risk, Signature
from ideas.risk import scoring
from tests.ideas import playing
from tests.journeys.hand import Hand
from tests.journeys.visit import WIDTHS

pytestmark = pytest.mark.browser
PHONE = WIDTHS[0]
WHY_NOT = "The desk moves in March."


@pytest.fixture
def shared(amina, marcus, joy):
    """Amina’s idea, with Marcus, who weighs it."""
    draft = Idea.objects.create(
        author=amina,
        token="draft-journey04",
        title="A kettle for the queue",
        moment="A pensioner stood in our queue for forty minutes without a seat.",
        help="A kettle and three chairs.",
        technology=False,
    )
    services.perform(draft, "submit", by=amina)
    return playing.fresh(draft)


@pytest.fixture
def risen(shared, marcus, priya):
    """It was Low when Priya was asked to back it. Marcus has learned more since: it is High."""
    idea = playing.weighed(shared, backer=priya)
    risk = Risk.objects.get(assessment__idea=idea, number=1)
    playing.agree(risk, marcus, playing.SCORE_OF["H"], treatment="smaller")
    scoring.after(risk, by=marcus, likelihood=4, impacts={"customer": 4})
    return playing.fresh(idea)


def compact(idea):
    return f"{idea.get_absolute_url()}compact/"


def hand_it_up(window, hand, risen):
    """The manager reads why not, and hands it to somebody who may."""
    page, main = window.page, window.page.get_by_role("main")
    window.open("/desk/")
    hand.follow("Read and decide")
    expect(main).to_contain_text("At High, or where the worst could happen, an executive sponsor")
    expect(main.get_by_role("button", name="Back it, and seal it")).to_have_count(0)
    assert not window.faults_everywhere()
    window.show(PHONE, "light")
    window.look("compact-high")
    assert playing.fresh(risen).state == State.SPONSORSHIP
    hand.follow("Hand over")
    page.get_by_label("Who takes over?").select_option(label="Farida Haddad, who has none")
    hand.write("Why are you handing it over?", "It is High, and that is yours to decide.")
    hand.press("Hand over")
    expect(page.locator(".toasts")).to_contain_text("Farida Haddad has it now.")


def test_a_high_risk_goes_up_to_somebody_who_may_run_it(visit, risen, marcus, priya, farida):
    window = visit(PHONE)
    hand, page = Hand(window), window.page
    main = page.get_by_role("main")

    window.be(priya)
    hand_it_up(window, hand, risen)

    window.be(farida)
    window.open(compact(risen))
    expect(main).to_contain_text("Harm to customers: High is more than we accept here.")
    expect(main.get_by_role("button", name="Back it, and seal it")).to_have_count(0)

    window.be(marcus)
    window.open(f"{risen.get_absolute_url()}assessment/")
    hand.tap(page.get_by_text("Ask for an exception", exact=True))
    hand.write("Why is it worth going further?", "Three weeks, one shop, and I stand beside it.")
    hand.write("Until when?", str(playing.tomorrow(30)))
    hand.press("Ask for it")
    expect(main).to_contain_text("It waits for an executive sponsor.")

    window.be(farida)
    hand.read("Marcus Bell asks for an exception")
    hand.choose("Do you grant it?", "Yes, under conditions")
    hand.write("Under which conditions, or why not?", "Only while Marcus is there.")
    hand.press("Answer")
    expect(main).to_contain_text("Farida Haddad granted it, under these conditions:")
    window.open(compact(risen))
    expect(page.locator("article.deed")).to_contain_text("Only while Marcus is there.")
    hand.seal(farida, "Back it, and seal it")
    expect(page.locator(".toasts")).to_contain_text("Amina Yusuf has it now.")
    idea = playing.fresh(risen)
    assert (idea.state, idea.seated(Party.SPONSOR)) == (State.COUNTERSIGN, farida)
    assert list(Signature.objects.values_list("signer", flat=True)) == [farida.pk]


def decline(window, hand, shared):
    """Half a no is refused and keeps what was typed; a whole one goes out."""
    page = window.page
    window.open("/desk/")
    hand.follow("Weigh it")
    hand.follow("Not now")
    hand.write("Why not now?", WHY_NOT)
    hand.press("Not now")
    page.get_by_role("alert").wait_for()
    expect(page.get_by_label("Why not now?")).to_have_value(WHY_NOT)
    assert playing.fresh(shared).state == State.ASSESSING
    assert not window.faults_everywhere()
    window.show(PHONE, "light")
    hand.write("What would make it a yes?", "A plan of the new desk.")
    hand.write("When do we look at it again?", f"{timezone.localdate().year + 1}-03-01")
    hand.press("Not now")
    page.wait_for_url(f"**{shared.get_absolute_url()}")


def test_a_no_has_a_letter_with_it_and_another_manager_looks_once(
    visit, shared, amina, marcus, priya
):
    window = visit(PHONE)
    hand, page = Hand(window), window.page
    main = page.get_by_role("main")

    window.be(marcus)
    decline(window, hand, shared)

    window.be(amina)
    hand.read("Marcus Bell")
    for words in (WHY_NOT, "A plan of the new desk.", "Not now, said Marcus Bell"):
        expect(main).to_contain_text(words)
    hand.follow("Ask another manager")
    hand.press("Ask another manager")
    page.get_by_role("alert").wait_for()
    assert playing.fresh(shared).state == State.DECLINED
    hand.write("What should the other manager know?", "The plan is on the wall already.")
    hand.press("Ask another manager")
    expect(page.locator(".toasts")).to_contain_text("Priya Nair has it now.")

    window.be(priya)
    window.open("/desk/")
    page.get_by_role("heading", name="A kettle for the queue").wait_for()
    no = {"reason": "The lease.", "would_be_yes": "Another shop.", "look_again": "never"}
    services.perform(playing.fresh(shared), "decline", by=priya, answers=no)
    window.be(amina)
    window.open(shared.get_absolute_url())
    expect(main).to_contain_text("You have asked another manager once already.")
    expect(main.get_by_role("link", name="Ask another manager")).to_have_count(0)
    window.be(marcus)
    window.open("/desk/")
    expect(page.get_by_role("heading", name="A kettle for the queue")).to_have_count(0)
