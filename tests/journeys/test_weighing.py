"""Weighing on a phone: a plain idea on one page, a tricky one with the people who know about it."""

import pytest
from playwright.sync_api import expect

from ideas import services
from ideas.compact import State
from ideas.models import FirstScore, Idea, Risk, Specialist
from tests.ideas import playing
from tests.journeys.visit import WIDTHS

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(amina, marcus, priya, joy):
    """Amina's idea, with nothing special about it, at Marcus's."""
    draft = Idea.objects.create(
        author=amina,
        token="draft-journey02",
        title="A kettle for the queue",
        moment="A pensioner stood in our queue for forty minutes without a seat.",
        help="A kettle and three chairs by the returns desk.",
        technology=False,
    )
    services.perform(draft, "submit", by=amina)
    return playing.fresh(draft)


@pytest.fixture
def tricky(plain, amina, marcus, sam):
    """The same, but somebody could get hurt: Sam was asked, and has scored risk 1 already."""
    from ideas.risk import assessing

    Specialist.objects.create(tripwire="T3", person=sam)
    Idea.objects.filter(pk=plain.pk).update(tripwires={"T3": True})
    idea = playing.fresh(plain)
    assessing.open(idea)
    playing.first(playing.add(idea), sam, 4, 3)
    return idea


def room(idea):
    return f"/ideas/{idea.reference}/assessment/"


def pick(page, question, answer, place=0):
    """Choose an answer of the question with this legend; ``place`` counts from the top."""
    group = page.get_by_role("group", name=question, exact=True).nth(place)
    group.locator("label", has_text=answer).first.click()


def test_marcus_weighs_a_plain_idea_on_one_page(visit, plain, marcus):
    window = visit(width=WIDTHS[0])
    page = window.page
    window.be(marcus)
    window.open(plain.get_absolute_url())
    page.get_by_role("link", name="Weigh the risk").first.click()
    page.wait_for_url(f"**{room(plain)}")
    expect(page.get_by_role("main")).to_contain_text("this page is all it takes")
    assert not window.faults_everywhere()
    window.show(WIDTHS[0], "light")
    fill_in(page)

    page.reload()  # what was typed waits on this device
    expect(page.get_by_label("Because …")).to_have_value("the kettle is hot")
    page.get_by_role("button", name="Finish weighing it").click()
    page.get_by_role("alert").wait_for()
    expect(page.get_by_label("Because …")).to_have_value("the kettle is hot")
    assert not window.faults_everywhere()
    window.show(WIDTHS[0], "light")
    page.get_by_label("Who was it hard for, in your own words?").fill("She stood so long.")
    page.get_by_label("What do you make of it?").fill("Small, kind and safe.")
    page.get_by_role("button", name="Finish weighing it").click()
    page.wait_for_url(f"**{plain.get_absolute_url()}")
    expect(page.locator(".toasts")).to_contain_text("Weighed.")
    assert playing.fresh(plain).state == State.SPONSORSHIP
    assert Risk.objects.get(number=1).event == "somebody is scalded"


def fill_in(page):
    """All of the one page but the last words; the matrix says what it comes to on the way."""
    page.get_by_label("What happens if we leave it as it is?").fill("People go on standing")
    page.get_by_label("What do they suffer?").fill("pain")
    pick(page, "If we leave it as it is, how likely is that?", "Likely")
    pick(page, "Customers and safety", "A small loss", 0)
    pick(page, "How sure are you?", "We know this", 0)
    page.get_by_text("Customers", exact=True).last.click()
    page.get_by_label("Because …").fill("the kettle is hot")
    page.get_by_label("… it could happen that …").fill("somebody is scalded")
    page.get_by_label("… so that who?").fill("a customer")
    page.get_by_label("… suffers what?").fill("a burn")
    pick(page, "If we did nothing about it, how likely is it?", "Now and then")
    pick(page, "Customers and safety", "A small loss", 1)
    expect(page.locator("[data-verdict]")).to_contain_text("That’s Low. Any manager can back that.")
    assert not page.get_by_role("group", name="Colleagues", exact=True).nth(1).is_visible()
    pick(page, "How sure are you?", "Fairly sure", 1)
    pick(page, "What do we do about it?", "Live with it")


def test_marcus_weighs_one_risk_at_a_time(visit, tricky, marcus, sam):
    window = visit(width=WIDTHS[0])
    page = window.page
    window.be(marcus)
    window.open(room(tricky))
    assert not window.faults_everywhere()
    window.show(WIDTHS[0], "light")
    page.get_by_role("link", name="Weigh risk 1").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 person has scored it.")
    expect(main).not_to_contain_text("Sam Whitlock")
    pick(page, "If we did nothing about it, how likely is it?", "Could well")
    pick(page, "Customers and safety", "First aid")
    pick(page, "How sure are you?", "Fairly sure")
    page.get_by_role("button", name="Keep what I think").click()
    expect(main).to_contain_text("Sam Whitlock")
    assert FirstScore.objects.filter(person=marcus).exists()

    agree_and_bring_it_down(page)
    for folded in page.locator("main details").all():
        folded.evaluate("one => { one.open = true; }")
    assert not window.faults_everywhere()
    window.open(room(tricky) + "new/")
    page.get_by_text("Stuck? Think along a word").click()
    assert not window.faults_everywhere()


def agree_and_bring_it_down(page):
    """What it comes to, what is done about it, and what is left then."""
    main = page.get_by_role("main")
    pick(page, "What do we do about it?", "Make it less likely")
    page.get_by_role("button", name="That’s what it is").click()
    expect(page.locator("[data-verdict]")).to_contain_text("That’s Medium.")
    page.get_by_text("Add something", exact=True).click()
    page.get_by_label("What would help?").fill("It stands behind the counter.")
    page.get_by_label("Who does it?").fill("Amina Yusuf")
    page.get_by_label("By when?").fill(str(playing.tomorrow(9)))
    page.get_by_role("button", name="Add it").click()
    expect(main).to_contain_text("It stands behind the counter.")
    pick(page, "With all that in place, how likely is it?", "Hardly ever")
    expect(page.locator("[data-verdict]")).to_contain_text(
        "Medium comes down to Low. Any manager can back that."
    )
    page.get_by_role("button", name="That’s what is left").click()
    expect(page.locator(".toasts")).to_contain_text("Kept.")
    expect(page.locator("[data-verdict]")).to_contain_text("Medium comes down to Low.")


def test_pictures(visit, tricky, marcus):
    """How the room looks, everywhere."""
    window = visit()
    window.be(marcus)
    playing.score(Risk.objects.get(number=1), marcus, inherent="M", target="L")
    for name, path in (("weigh", ""), ("weigh-risk", "1/")):
        window.open(room(tricky) + path)
        for width in WIDTHS:
            window.show(width, "light")
            window.look(f"{name}-{width}-light")
            assert not window.faults()
