"""How much a browser fetches to show Today: the first time, and when it knows the rest already."""

import os
import shutil

from tests.bench import pages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def measure(crowd):
    """(bytes of the first visit, bytes of the second), headers too, or None without a Chromium."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    visitor = crowd[pages.AMINA]
    address = f"http://127.0.0.1:{visitor.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies(
            [{"name": k, "value": v, "url": address} for k, v in visitor.cookies.items()]
        )
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        fetched = []
        wire.on("Network.loadingFinished", lambda told: fetched.append(told["encodedDataLength"]))
        visits = []
        for _visit in range(2):
            fetched.clear()
            page.goto(address, wait_until="networkidle")
            visits.append(sum(fetched))
        browser.close()
    return tuple(visits)
