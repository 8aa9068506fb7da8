"""The portal in a real browser: wide and narrow, with and without scripts, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from govkit.portal.page import menu
from govkit.portal.state import Held
from tests.portal.browsing import PATIENCE, browser_path, served
from tests.tiers import PROFILE

PATHS = [page.path for _, pages in menu() for page in pages]
SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.requirement("E2"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def address(estate: Held) -> Iterator[str]:
    with served(estate) as found:
        yield found


def opened(browser: Browser, width: int, *, scripts: bool = True) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (360, False), (1440, True)])
def test_pages_are_clean(browser: Browser, address: str, width: int, *, scripts: bool) -> None:
    """No message in the console, no request to another host, nothing wider than the window.

    The long tier takes pictures of them, into `build/screenshots`.
    """
    page = opened(browser, width, scripts=scripts)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    for path in PATHS:
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("h1").count() == 1, path
        if scripts:
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} px wider than a window of {width}"
        if scripts and PROFILE == "long":
            name = path.strip("/").replace("/", "-") or "home"
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
    page.context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_list_is_searched_by_its_form(browser: Browser, address: str, *, scripts: bool) -> None:
    page = opened(browser, 1440, scripts=scripts)
    page.goto(f"{address}/mappings")
    field = page.get_by_label("Search", exact=True)
    field.fill("payment erp-2")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/mappings?q=payment+erp-2")
    names = page.locator(".cards > li h3").all_inner_texts()
    assert "erp-2-payment" in page.content()
    assert 0 < len(names) < 5
    page.get_by_role("link", name="Show all").click()
    page.wait_for_url("**/mappings")
    page.context.close()


def test_a_list_is_filtered_while_somebody_types(browser: Browser, address: str) -> None:
    page = opened(browser, 1440)
    page.goto(f"{address}/apis")
    page.get_by_label("Search", exact=True).fill("billing")
    assert page.locator(".cards > li:visible").count() < page.locator(".cards > li").count()
    assert "on this page" in page.get_by_role("status").inner_text()
    page.context.close()


def test_the_content_is_reached_by_keyboard_at_once(browser: Browser, address: str) -> None:
    page = opened(browser, 1440)
    page.goto(f"{address}/teams")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_whether_a_version_may_go_somewhere_is_asked_by_a_form(browser: Browser, address: str) -> None:
    page = opened(browser, 360, scripts=False)
    page.goto(f"{address}/can-i-deploy")
    page.get_by_label("API or consumer").fill("billing")
    page.get_by_label("Version").fill("3.0.0")
    page.get_by_label("Environment").select_option("production")
    page.get_by_role("button", name="Ask").click()
    assert re.search(r"yes\s+billing 3.0.0 may go to production", page.get_by_role("status").first.inner_text())
    page.context.close()


def test_files_open_from_a_disk(browser: Browser, site: Path) -> None:
    """The pages as files lead to each other, have their look, and ask nobody for anything."""
    page = opened(browser, 1440)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="APIs", exact=True).click()
    page.get_by_role("link", name="Billing API").click()
    assert page.locator("h1").inner_text() == "Billing API"
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    page.context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
