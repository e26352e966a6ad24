"""A real Chromium in front of the portal, and what every page must pass."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.visit import Visit

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ABSENT = (
    "No Chromium found, so the journeys cannot run. On Debian and Ubuntu: apt install chromium. "
    "One that stands elsewhere is named by CHROMIUM=/path/to/chromium."
)
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium():
    """The path of the browser. Without one CI fails, and a person's machine skips."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    return path


@pytest.fixture(scope="session")
def browser(chromium):
    """One browser for each worker."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def visit(browser, live_server):
    """Open the portal: visit(width=390, theme="dark") gives a Visit. Each is somebody new."""
    opened = []

    def open_portal(width=1280, theme="light", **more):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if width < 600 else 800},
            color_scheme=theme,
            reduced_motion="reduce",
            locale="en-GB",
            **more,
        )
        context.set_default_timeout(15_000)
        opened.append(Visit(context, live_server.url))
        return opened[-1]

    yield open_portal
    for one in opened:
        one.context.close()
    complaints = [complaint for one in opened for complaint in one.complaints]
    assert not complaints
