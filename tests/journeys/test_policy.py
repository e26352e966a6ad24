"""A policy changes: Nadia raises the edition, Dev approves it, Amina reads four changes and agrees,
and the report shows it. All of it in a browser, the CMS too."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policy.agreeing import agree
from policy.editions import newest
from policy.models import PolicyPage
from portal.models import User
from portal.roles import Role
from tests.policy.making import published, section
from tests.policy.test_agreeing import QUESTION

pytestmark = pytest.mark.browser

# Section, what changed, why: as Nadia types it.
CHANGES = [
    ("name", "Sign with your first name", "Initials felt like a call centre"),
    ("yours", "You may film a short answer", "Amina asked"),
    ("upset", "Go private after two replies", "Most people are calm by the second"),
    ("slip", "Tell Joy as soon as you notice", "Early is easy to fix"),
]


@pytest.fixture
def dev(person):
    return person("Dev Patel", Role.EDITOR)


@pytest.fixture
def policy(nadia, dev, amina, joy):
    """Edition 1, which Amina has agreed to."""
    made = published(
        nadia,
        by=dev,
        title="Speaking online as yourself",
        body=[section(title=anchor.title(), anchor=anchor) for anchor, _what, _why in CHANGES],
    )
    agree(person=amina, policy=made, digest=newest(made).digest)
    return made


def write_the_next_edition(page, policy):
    """What Nadia does in the CMS: four lines of text, the number, four changes with their why."""
    page.goto(f"/cms/pages/{policy.pk}/edit/", wait_until="networkidle")
    for number, (_anchor, what, _why) in enumerate(CHANGES):
        page.locator(f"[name=body-{number}-value-summary]").fill(f"{what}.")
    page.get_by_role("tab", name="What changed").click()
    page.locator("[name=edition]").fill("2")
    changes = page.get_by_role("tabpanel").filter(visible=True)
    for number, (anchor, what, why) in enumerate(CHANGES):
        changes.get_by_role("button", name="Insert a block").last.click()
        page.locator(f"[name=changes-{number}-value-anchor]").fill(anchor)
        page.locator(f"[name=changes-{number}-value-what]").fill(what)
        page.locator(f"[name=changes-{number}-value-why]").fill(why)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Submit to Second pair of eyes").click()
    page.wait_for_url("**/cms/pages/**")


def approve(page, policy):
    """What Dev does: he reads it and says yes."""
    page.goto(f"/cms/pages/{policy.pk}/edit/", wait_until="networkidle")
    more = page.get_by_role("button", name="More actions")
    if more.is_visible():
        more.click()
    page.get_by_role("button", name=re.compile("^Approve")).first.click()
    page.wait_for_url("**/cms/**")
    page.wait_for_load_state("networkidle")


def test_an_edition_is_raised_read_agreed_to_and_counted(visit, policy, nadia, dev, amina):
    editor, second, reader = visit(), visit(), visit(width=390)
    editor.be(nadia)
    write_the_next_edition(editor.page, policy)
    assert PolicyPage.objects.get(pk=policy.pk).edition == 1
    second.be(dev)
    approve(second.page, policy)
    assert PolicyPage.objects.get(pk=policy.pk).edition == 2

    reader.be(amina)
    reader.open("/")
    page = reader.page
    main = page.get_by_role("main")
    task = main.get_by_role("link", name="See what changed in Speaking online as yourself")
    assert "Four changes. We have marked them for you." in main.inner_text()
    task.click()
    changed = page.locator("#changed")
    assert "Four things are different since." in changed.inner_text()
    assert changed.get_by_role("listitem").count() == 4
    for _anchor, what, why in CHANGES:
        assert what in changed.inner_text()
        assert why in changed.inner_text()
    assert reader.faults_everywhere() == []
    reader.show(390, "light")
    page.get_by_role("button", name="I’ve read it and I agree").click()
    page.wait_for_load_state()
    assert "Thank you, Amina." in page.get_by_role("status").inner_text()
    assert "You agreed to edition 2" in main.inner_text()

    editor.open("/policies/cover/")
    editor.page.get_by_role("link", name="Speaking online as yourself").click()
    table = editor.page.get_by_role("table")
    amina_row = table.get_by_role("row").filter(has_text="Amina Yusuf")
    assert "Agreed" in amina_row.inner_text()
    assert "Not yet" in table.get_by_role("row").filter(has_text="Nadia Brandt").inner_text()
    assert editor.faults_everywhere() == []


def test_the_gate_leads_through_and_on(visit, nadia, dev, sam, joy):
    """Every page leads to the list; the policy leads on to where Sam was headed."""
    User.objects.update(date_joined=timezone.now() - timedelta(days=900))
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        published(nadia, by=dev, title="Lifting", slug="lifting")
    window = visit(width=390)
    window.be(User.objects.get(pk=sam.pk))
    window.open("/search/?q=Joy")
    page = window.page
    assert page.get_by_role("heading", level=1).inner_text() == "One minute, and you’re through."
    assert window.faults_everywhere() == []
    page.get_by_role("link", name="Read and agree to Lifting").click()
    page.get_by_role("button", name="I’ve read it and I agree").click()
    page.wait_for_url("**/search/?q=Joy")
    assert "Joy Adeyemi" in page.get_by_role("main").inner_text()


def test_a_question_goes_to_nadia_and_comes_back(visit, policy, nadia, amina):
    reader, owner = visit(width=390), visit()
    reader.be(amina)
    reader.open(f"/policies/{policy.slug}/")
    form = reader.page.locator("#ask form")
    form.get_by_label("Your question").fill("May I film my own hands?")
    form.get_by_role("button", name="Ask Nadia").click()
    assert "Nadia Brandt has your question" in reader.page.get_by_role("status").inner_text()

    owner.be(nadia)
    owner.open("/policies/questions/")
    assert owner.faults_everywhere() == []
    owner.page.get_by_role("link", name="May I film my own hands?").click()
    owner.page.get_by_role("textbox", name="Your answer").fill("Yes, and no faces, please.")
    assert owner.faults_everywhere() == []
    owner.page.get_by_role("button", name="Send it to Amina").click()
    owner.page.wait_for_load_state()

    reader.open(f"/policies/{policy.slug}/")
    shown = reader.page.locator("#questions").inner_text()
    assert "Yes, and no faces, please." in shown
    assert "Amina" not in shown


def test_a_wrong_answer_keeps_the_place_and_says_why(visit, nadia, dev, amina, joy):
    published(nadia, by=dev, slug="asks-first", check_question=QUESTION)
    window = visit(width=390)
    window.be(amina)
    window.open("/policies/asks-first/")
    page = window.page
    page.get_by_label("Her address").check()
    page.get_by_role("button", name="I’ve read it and I agree").click()
    page.wait_for_load_state()
    check = page.locator("#check")
    assert "Nearly. Read section 8." in check.inner_text()
    assert page.get_by_label("Her address").is_checked()
    assert window.faults_everywhere() == []
    page.get_by_label("A sorry and your name").check()
    page.get_by_role("button", name="I’ve read it and I agree").click()
    page.wait_for_load_state()
    assert "Thank you, Amina." in page.get_by_role("status").inner_text()
