"""A real Chromium in front of the portal behind gunicorn, and what every page must pass."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.serving import Served
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
    # The first is a page behind the address bar: it would be two thirds of what a window costs.
    # The rest is what Playwright says here, and this replaces.
    "--disable-features=WebUIOmniboxPopup,DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,"
    "MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning,Translate",
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


@pytest.fixture(scope="session")
def gunicorn(django_db_setup, django_db_blocker, tmp_path_factory):
    """One portal for each worker, started by the first journey."""
    with django_db_blocker.unblock(), Served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def letters(gunicorn):
    """What the portal mailed during this test: letters() gives e-mail messages."""
    return gunicorn.letters


@pytest.fixture
def address(request, transactional_db):
    """Where the portal is. A test marked ``thread`` says why it needs one in its own process."""
    if request.node.get_closest_marker("thread"):
        yield request.getfixturevalue("live_server").url
        return
    gunicorn = request.getfixturevalue("gunicorn")
    gunicorn.begin()
    yield gunicorn.address
    assert not gunicorn.complaints()


def opened_at(address, browser, width=1280, theme="light", **more):
    """A window in front of the portal."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 844 if width < 600 else 800},
        color_scheme=theme,
        reduced_motion="reduce",
        locale="en-GB",
        **more,
    )
    context.set_default_timeout(15_000)
    return Visit(context, address)


@pytest.fixture
def visit(browser, address):
    """Open the portal: visit(width=390, theme="dark") gives a Visit. Each is somebody new."""
    opened = []

    def open_portal(*screen, **more):
        opened.append(opened_at(address, browser, *screen, **more))
        return opened[-1]

    yield open_portal
    for one in opened:
        one.context.close()
    complaints = [complaint for one in opened for complaint in one.complaints]
    assert not complaints


@pytest.fixture(scope="session")
def one_window(browser, gunicorn):
    """A window for tests that only look at a page; ``window`` gives it to each as if new."""
    return opened_at(gunicorn.address, browser, width=390)


@pytest.fixture
def window(one_window, address):
    """The same window as for the test before, which knows nobody any more."""
    yield one_window
    one_window.forget()
    complaints, one_window.complaints = one_window.complaints, []
    assert not complaints
