"""The portal under axe-core: nothing serious, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from govkit.portal.page import menu
from govkit.portal.state import Held
from tests.portal.browsing import PATIENCE, browser_path, served
from tools import peers

PATHS = [
    *(page.path for _, pages in menu() for page in pages),
    "/apis/billing",
    "/apis/billing/3.0.0",
    "/apis/billing/diff/2.1.0/3.0.0",
    "/entities/customer",
    "/workflows/subscription-amendment",
    "/teams/revenue-engineering",
    "/mappings/billing-3-customer",
    "/consumers/warehouse-loader",
    "/systems/billing",
    "/environments/staging",
    "/search?q=invoice",
    "/can-i-deploy?name=billing&version=3.0.0&to=production",
]

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.requirement("E2")]


@pytest.fixture(scope="module")
def axe() -> str:
    try:
        return (peers.installed().parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    except peers.Unavailable as error:
        pytest.skip(f"axe-core cannot be had: {error}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_hinders_anybody(estate: Held, browser: Browser, axe: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    found: list[str] = []
    with served(estate) as address:
        for path in PATHS:
            page.goto(address + path)
            page.evaluate(axe)
            told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            found += [
                f"{path}: {one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
                for one in told["violations"]
                if one["impact"] in ("serious", "critical")
            ]
    context.close()
    assert found == []
