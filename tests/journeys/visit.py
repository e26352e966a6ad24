"""One browser window in front of the portal, and the eyes that look at each page in it."""

import os
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client

SHOTS = Path(settings.DATA_DIR).parent / "screenshots"
WIDTHS = (390, 1280)
THEMES = ("light", "dark")
# Only what is wrong comes back: all that is well would be most of the work.
ASK_AXE = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target} ${html.slice(0, 120)}`));
}"""


class Visit:
    """A window. What the browser complains about is kept in ``complaints`` and fails the test."""

    def __init__(self, context, address):
        self.context = context
        self.address = address
        self.page = context.new_page()
        self.complaints = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _hear(self, message):
        # A 4xx answer that a test asked for is no fault of the page.
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path):
        """Go to an address; returns the answer."""
        return self.page.goto(path, wait_until="load")

    def sign_in(self, person, password="a long enough password"):
        """Through the door, as people do."""
        self.open("/accounts/login/")
        self.page.locator("input[name=login]").fill(person.username)
        self.page.locator("input[name=password]").fill(password)
        self.page.get_by_role("button", name="Sign me in").click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def be(self, person):
        """Be signed in, without the door: for tests that are about something else."""
        client = Client()
        client.force_login(person)
        self.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": self.address,
                }
            ]
        )

    def forget(self):
        """Be nobody again, with nothing kept but the files that every page uses."""
        self.page.goto("about:blank")
        devtools = self.context.new_cdp_session(self.page)
        everything = {"origin": self.address, "storageTypes": "all"}
        devtools.send("Storage.clearDataForOrigin", everything)
        devtools.detach()
        self.context.clear_cookies()

    def show(self, width, theme):
        """Look at the same page on another screen."""
        self.page.set_viewport_size({"width": width, "height": 844 if width < 600 else 800})
        self.page.emulate_media(color_scheme=theme)

    def faults(self):
        """What is wrong with the page as it stands: accessibility, and sideways scrolling."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)  # once a page: it is half a megabyte
        found = self.page.evaluate(ASK_AXE)
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [*found, *([f"{wide}px too wide"] if wide > 0 else [])]

    def faults_everywhere(self):
        """The faults on a phone and a desk, light and dark, each with where it was seen."""
        found = []
        for width in WIDTHS:
            for theme in THEMES:
                self.show(width, theme)
                found += [f"{width} {theme}: {fault}" for fault in self.faults()]
        return found

    def look(self, name, folder=SHOTS, **how):
        """Keep a picture of the whole page for people, in var/screenshots unless another folder is
        named. SCREENSHOTS=yes asks for them: drawing a page costs more than the walk to it."""
        if "SCREENSHOTS" not in os.environ:
            return
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", **{"full_page": True, **how})
