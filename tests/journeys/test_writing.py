"""Writing on a phone with a bad connection, in two tabs, and behind a locked door."""

import re

import pytest
from playwright.sync_api import expect

from ideas import drafts, services
from ideas.compact import State
from ideas.models import Idea, Support

pytestmark = pytest.mark.browser
MOMENT = "A pensioner stood in our queue for forty minutes without a seat."


@pytest.fixture
def draft(amina):
    return drafts.start(by=amina, title="A kettle for the queue", moment=MOMENT)


def says(page, text):
    expect(page.locator("[data-draft-says]")).to_contain_text(text)


def forgive_the_line(window):
    """The test cut it, so what the browser says about that is no fault of the page."""
    window.complaints[:] = [said for said in window.complaints if "net::ERR_" not in said]


def field(page, name):
    return page.locator(f"form.ask [name={name}]:not([type=hidden])")


def test_amina_writes_on_a_flaky_connection_sends_and_finds_it_again(visit, amina, joy):
    window = visit(width=390)
    page = window.page
    window.be(amina)
    window.open("/")
    page.locator(".share input[name=q]").fill("A kettle for the queue")
    page.get_by_role("button", name="Start my idea").click()
    page.wait_for_url("**/ideas/draft-*/edit/")  # kept as soon as the page was there
    says(page, "Saved at")
    window.look("write-390-light")
    assert Idea.objects.get().title == "A kettle for the queue"

    window.context.set_offline(True)
    field(page, "moment").fill(MOMENT)
    says(page, "You’ve lost signal. Keep typing.")
    page.get_by_role("button", name="Send it to Marcus").click()
    says(page, "You’ve lost signal. Keep typing.")
    assert field(page, "moment").input_value() == MOMENT
    window.context.set_offline(False)
    says(page, "Saved at")
    assert Idea.objects.get().moment == MOMENT

    field(page, "help").fill("A kettle and three chairs.")
    page.get_by_role("button", name="Send it to Marcus").click()
    page.wait_for_url("**/ideas/HERO-*/")
    idea = Idea.objects.get()
    assert (idea.state, idea.help) == (State.ASSESSING, "A kettle and three chairs.")
    expect(page.locator(".toasts")).to_contain_text("Sent to Marcus Bell")
    expect(page.get_by_role("main")).to_contain_text(idea.reference)
    window.open("/")
    page.get_by_role("link", name="A kettle for the queue").first.click()
    page.wait_for_url(f"**/ideas/{idea.reference}/")
    forgive_the_line(window)


def test_sam_sees_that_amina_had_it_first_and_is_behind_hers(visit, amina, sam, draft, joy):
    drafts.save(draft, by=amina, version=1, help="A kettle and three chairs.")
    services.perform(Idea.objects.get(), "submit", by=amina)
    window = visit(width=390)
    page = window.page
    window.be(sam)
    window.open("/ideas/new/?q=Chairs+and+a+kettle+for+people+in+the+queue")
    hint = page.locator("#nearby")
    expect(hint).to_contain_text("A kettle for the queue")
    hint.get_by_role("button", name="This is mine too").click()
    page.wait_for_url("**/ideas/HERO-*/")
    assert Support.objects.get().mine_too
    assert Idea.objects.get(author=sam).state == State.DRAFT  # what Sam typed is kept


def test_two_tabs_are_offered_both_texts(visit, amina, draft, joy):
    window = visit()
    window.be(amina)
    window.open(f"/ideas/{draft.slug}/edit/")
    first, second = window.page, window.context.new_page()
    second.goto(first.url)
    field(first, "title").fill("First tab")
    says(first, "Saved at")
    field(second, "title").fill("Second tab")
    both = second.locator("[data-draft-both]")
    expect(both).to_be_visible()
    expect(both).to_contain_text("First tab")
    assert Idea.objects.get().title == "First tab"
    assert field(second, "title").input_value() == "Second tab"
    both.get_by_role("button", name="Keep mine").click()
    says(second, "Saved at")
    assert Idea.objects.get().title == "Second tab"

    field(first, "title").fill("First tab again")
    first.locator("[data-draft-both]").get_by_role("button", name="Take the other").click()
    expect(field(first, "title")).to_have_value("Second tab")
    assert Idea.objects.get().title == "Second tab"


def test_a_locked_door_loses_no_words(visit, amina, joy):
    window = visit(width=390)
    page = window.page
    window.be(amina)
    window.open("/ideas/new/")
    window.context.clear_cookies(name=re.compile("session"))
    field(page, "title").fill("A kettle for the queue")
    panel = page.locator("[data-draft-locked]")
    expect(panel).to_be_visible()
    assert not Idea.objects.exists()
    panel.get_by_role("link", name="Sign in and carry on").click()
    page.locator("input[name=login]").fill(amina.username)
    page.locator("input[name=password]").fill("a long enough password")
    page.get_by_role("button", name="Sign me in").click()
    page.wait_for_url("**/ideas/draft-*/edit/")
    expect(field(page, "title")).to_have_value("A kettle for the queue")
    says(page, "Saved at")
    assert Idea.objects.get().title == "A kettle for the queue"


def test_a_closed_tab_that_never_got_through_is_found_again(visit, amina, joy):
    window = visit(width=390)
    page = window.page
    window.be(amina)
    window.open("/ideas/new/")
    window.context.set_offline(True)
    field(page, "title").fill("A kettle for the queue")
    says(page, "You’ve lost signal")
    page.close()
    window.context.set_offline(False)
    window.page = page = window.context.new_page()
    window.open("/ideas/new/")
    page.get_by_role("link", name="A kettle for the queue").click()
    expect(field(page, "title")).to_have_value("A kettle for the queue")
    says(page, "Saved at")
    assert Idea.objects.get().title == "A kettle for the queue"
    forgive_the_line(window)


def test_a_save_whose_answer_got_lost_is_no_second_text(visit, amina, draft, joy):
    """It arrived, but nobody said so; what is typed next goes on from there, unasked."""
    window = visit()
    page = window.page
    window.be(amina)
    window.open(f"/ideas/{draft.slug}/edit/")
    lose = [True]

    def lossy(route):
        if lose.pop() if lose else False:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/save/", lossy)
    field(page, "title").fill("It arrived")
    says(page, "Kept on this device")
    field(page, "title").fill("It arrived, and more")
    says(page, "Saved at")
    expect(page.locator("[data-draft-both]")).to_be_hidden()
    assert Idea.objects.get().title == "It arrived, and more"
    forgive_the_line(window)


def test_the_front_door_is_sound_on_every_screen(visit, amina, draft, joy):
    window = visit()
    window.be(amina)
    for path in (
        f"/ideas/{draft.slug}/edit/",
        "/ideas/new/?kind=already",
        f"/ideas/{draft.slug}/people/",
    ):
        window.open(path)
        faults = window.faults_everywhere()
        window.look("front-door-" + path.strip("/").split("/")[-1].replace("?", "-"))
        assert not faults, path
