"""Ideas on a phone: find one, talk about it, be behind it; weigh it, and say not now kindly."""

import pytest

from ideas import services, talk
from ideas.models import Comment, Idea, Support
from tests.journeys.visit import THEMES, WIDTHS

pytestmark = pytest.mark.browser


@pytest.fixture
def shared(amina, marcus):
    """Amina's idea, with Marcus, who has written already."""
    draft = Idea.objects.create(
        author=amina,
        token="draft-journey01",
        title="A kettle for the queue",
        moment="A pensioner stood in our queue for forty minutes without a seat.",
        help="A kettle and three chairs by the returns desk.",
        technology=False,
    )
    services.perform(draft, "submit", by=amina)
    idea = Idea.objects.get(pk=draft.pk)
    talk.say(idea=idea, by=marcus, text="I like *this*. I’ll ring.", for_whom="everyone")
    return idea


def test_sam_finds_it_talks_and_is_behind_it(visit, shared, sam, joy):
    window = visit(width=WIDTHS[0])
    page = window.page
    window.be(sam)
    window.open("/ideas/")
    page.get_by_label("What are you looking for?").fill("kettle")
    page.get_by_role("button", name="Look", exact=True).click()
    page.wait_for_url("**q=kettle**")
    page.get_by_role("link", name="A kettle for the queue").click()
    main = page.get_by_role("main")
    for words in ("Who has it", "Marcus Bell", "Since", "What comes next"):
        assert words in main.inner_text()

    page.get_by_role("radio", name="Everyone who can see the idea").check()
    page.get_by_label("Add to the conversation").fill("Ours has **none** either.")
    page.get_by_role("button", name="See how it looks").click()
    page.wait_for_load_state()
    assert "It isn’t sent yet" in main.inner_text()
    assert not Comment.objects.filter(author=sam).exists()
    page.get_by_role("button", name="Add my reply").click()
    page.wait_for_url("**#said-**")
    assert Comment.objects.get(author=sam).audience == Comment.Audience.EVERYONE

    page.get_by_role("button", name="I’m behind this").click()
    page.get_by_role("button", name="Not behind it any more").wait_for()
    assert Support.objects.get().person == sam
    assert not window.faults_everywhere()


def test_marcus_says_not_now_and_amina_reads_why(visit, shared, amina, marcus):
    window = visit(width=WIDTHS[0])
    page = window.page
    window.be(marcus)
    window.open(shared.get_absolute_url())
    page.get_by_role("link", name="Not now").click()
    page.get_by_label("Why not now?").fill("The desk moves in March.")
    page.get_by_role("button", name="Not now").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Why not now?").input_value() == "The desk moves in March."
    assert not window.faults_everywhere()
    page.get_by_label("What would make it a yes?").fill("A plan of the new desk.")
    page.get_by_label("When do we look at it again?").fill("2099-03-01")
    page.get_by_role("button", name="Not now").click()
    page.wait_for_url(f"**{shared.get_absolute_url()}")

    window.be(amina)
    window.open(shared.get_absolute_url())
    said = page.get_by_role("main").inner_text()
    for words in ("The desk moves in March.", "A plan of the new desk.", "1 Mar 2099"):
        assert words in said
    assert page.get_by_role("link", name="Ask another manager").is_visible()


@pytest.mark.parametrize("path", ["/ideas/", "idea", "/ideas/?q=karaoke"])
def test_pictures(visit, shared, sam, marcus, joy, path):
    """How the list, a page and an empty answer look, everywhere."""
    window = visit()
    window.be(marcus if path == "idea" else sam)
    window.open(shared.get_absolute_url() if path == "idea" else path)
    name = {"/ideas/": "ideas", "idea": "idea"}.get(path, "ideas-none")
    for width in WIDTHS:
        for theme in THEMES:
            window.show(width, theme)
            window.look(f"{name}-{width}-{theme}")
            assert not window.faults()
