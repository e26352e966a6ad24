"""On a phone: may I answer this? And on a desk: a manager sees how people get on."""

import pytest

from policy import ambassadors, licensing
from policy.models import Ask
from tests.policy import speaking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(nadia, ada, priya, joy):
    return speaking.begin(nadia, by=ada, pass_to=priya)


@pytest.fixture
def owen(world, person, marcus):
    """Cleared for paint, and on the roster under his first name."""
    someone = person("Owen Pritchard", manager=marcus)
    world.clear(someone, marcus)
    ambassadors.keep(person=someone, chosen_name="Owen", languages="English, Cymraeg")
    return someone


def test_amina_asks_and_owen_may(visit, world, amina, owen):
    phone = visit(width=390)
    phone.be(amina)
    page = phone.page
    phone.open("/ambassadors/")
    assert not phone.faults_everywhere()
    phone.show(390, "light")
    page.get_by_role("link", name="Find out").click()
    page.get_by_role("link", name="Paint", exact=True).click()
    page.get_by_role("heading", name="Not yet. Ask Owen.").wait_for()
    page.get_by_text("What it takes to answer it yourself").click()
    page.get_by_role("link", name="Read and agree to Speaking online").wait_for()
    assert not phone.faults_everywhere()
    phone.show(390, "light")
    page.get_by_role("link", name="Ask Owen").click()
    page.get_by_label("What is it about?").fill("The second coat peels off. What do I ask first?")
    assert not phone.faults()
    page.get_by_role("button", name="Send it to Owen").click()
    page.get_by_text("Owen has it.").wait_for()
    assert not phone.faults()
    assert Ask.objects.get().ambassador.person == owen

    his = visit(width=390)
    his.be(owen)
    his.open("/ambassadors/may-i/?topic=paint")
    his.page.get_by_role("heading", name="Yes, you may.").wait_for()
    assert not his.faults_everywhere()
    his.show(390, "light")
    his.open("/ambassadors/me/")
    assert not his.faults_everywhere()
    his.show(390, "light")
    his.page.get_by_role("link", name="The second coat peels off").click()
    his.page.get_by_role("textbox", name="Your answer").fill("Whether the wall feels cold.")
    his.page.get_by_role("button", name="Send it to Amina").click()
    his.page.get_by_text("Whether the wall feels cold.").wait_for()


def test_a_person_is_found_by_topic_in_one_search_without_javascript(visit, amina, owen):
    phone = visit(width=390, java_script_enabled=False)
    phone.be(amina)
    phone.open("/ambassadors/")
    page = phone.page
    page.get_by_label("Who knows about this?").fill("my second coat is peeling")
    page.get_by_role("button", name="Find a person").click()
    page.get_by_role("heading", name="Ask about “Paint”").wait_for()
    page.get_by_role("link", name="Ask Owen").wait_for()
    page.get_by_label("Who knows about this?").fill("accident")
    page.get_by_role("button", name="Find a person").click()
    page.get_by_text("Priya Nair").first.wait_for()


def test_a_manager_backs_amina_and_sees_the_cover(visit, world, amina, marcus, owen):
    phone = visit(width=390)
    phone.be(amina)
    phone.open("/learn/licence/")
    assert not phone.faults_everywhere()
    phone.show(390, "light")
    phone.page.get_by_label("Paint").check()
    phone.page.get_by_role("button", name="Ask Marcus").click()
    phone.page.get_by_text("Marcus Bell has your wish").wait_for()

    desk = visit()
    desk.be(marcus)
    desk.open("/notices/")
    page = desk.page
    page.get_by_role("link", name="Have a look").first.click()
    page.get_by_role("group", name="On which topics?").get_by_label("Paint").check()
    page.get_by_role("group", name="On which channels?").get_by_label("Reviews").check()
    assert not desk.faults_everywhere()
    desk.show(1280, "light")
    page.get_by_role("button", name="Put my name to it").click()
    page.get_by_text("Your name stands behind Amina Yusuf now.").wait_for()
    assert licensing.usual_sponsor(amina) == marcus
    for url in ("/learn/licence/people/", "/learn/cover/", "/learn/cover/speaking/"):
        desk.open(url)
        assert not desk.faults_everywhere()
    page.get_by_role("row", name="Owen Pritchard").get_by_text("Passed").wait_for()
