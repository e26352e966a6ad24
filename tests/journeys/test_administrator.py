"""What Ada does in the CMS: bring people in from a file, and keep the duty roster."""

import pytest

from portal.models import DutyShift, User

pytestmark = pytest.mark.browser

PEOPLE = """username,first_name,last_name,email,manager,department
olu.adebayo,Olu,Adebayo,olu.adebayo@larkfield.example,marcus.bell,Shops
mei.lin,Mei,Lin,mei.lin@larkfield.example,marcus.bell,Shops
"""


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_ada_brings_people_in_and_puts_one_on_the_roster(
    visit, ada, marcus, joy, tmp_path, width, theme
):
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    window = visit(width=width, theme=theme)
    page = window.page
    window.sign_in(ada)

    window.open("/cms/people/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at this file").click()
    page.get_by_text("2 things to put right, and nothing has changed.").wait_for()

    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Make new places").check()
    page.get_by_role("button", name="Look at this file").click()
    page.get_by_role("heading", name="This is what would happen").wait_for()
    assert not User.objects.filter(username="olu.adebayo").exists()
    window.look(f"import-{width}-{theme}")
    page.get_by_role("button", name="Bring them in").click()
    page.wait_for_load_state()
    assert User.objects.get(username="olu.adebayo").manager == marcus
    assert User.objects.filter(username="mei.lin").exists()

    shift = DutyShift.objects.get(weekday=1, starts="00:00")
    window.open("/cms/roster/")
    window.look(f"roster-{width}-{theme}")
    window.open(f"/cms/roster/edit/{shift.pk}/")
    page.locator("select[name=person]").select_option(label="Olu Adebayo")
    page.locator("form[action*=roster] button[type=submit]").first.click()
    page.wait_for_url("**/cms/roster/")
    shift.refresh_from_db()
    assert shift.person.username == "olu.adebayo"
