"""A frontline person's first minute: in by the door, a person by one key, quiet hours, out."""

from datetime import time

import pytest

from portal.models import User

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_amina_signs_in_asks_sets_her_hours_and_leaves(visit, amina, joy, width, theme):
    window = visit(width=width, theme=theme)
    page = window.page
    window.sign_in(amina)
    assert "Amina" in page.get_by_role("heading", level=1).inner_text()
    window.look(f"today-{width}-{theme}")

    page.keyboard.press("0")
    page.wait_for_url("**/zero/**")
    assert "Joy" in page.get_by_role("main").inner_text()
    window.look(f"zero-{width}-{theme}")

    window.open("/me/")
    quiet = page.locator("#quiet")
    quiet.locator("[name$=quiet_from]").fill("19:00")
    quiet.locator("[name$=quiet_until]").fill("07:30")
    quiet.get_by_role("button", name="Save my hours").click()
    page.wait_for_load_state()
    window.look(f"me-{width}-{theme}")
    kept = User.objects.get(pk=amina.pk)
    assert (kept.quiet_from, kept.quiet_until) == (time(19), time(7, 30))

    window.open("/accounts/logout/")
    page.get_by_role("button", name="Sign me out").click()
    page.wait_for_url("**/accounts/login/**")
    window.open("/me/")
    assert "/accounts/login/" in page.url


def test_the_key_0_stays_out_of_the_way_of_typing(visit, amina):
    window = visit()
    window.be(amina)
    window.open("/search/?q=")
    box = window.page.get_by_role("searchbox").first
    box.press("0")
    assert box.input_value() == "0"
    assert "/zero/" not in window.page.url


def test_the_key_0_can_be_switched_off(visit, amina):
    User.objects.filter(pk=amina.pk).update(zero_key=False)
    window = visit()
    window.be(amina)
    window.open("/")
    window.page.keyboard.press("0")
    # Had the key moved the page on, this one could not ask any more.
    assert window.page.evaluate("fetch('/healthz').then((answer) => answer.status)") == 200
    assert "/zero/" not in window.page.url
