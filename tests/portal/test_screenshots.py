"""Pictures of every page in `build/screenshots`, to be looked at: few rows, none, and ten thousand with long names.

HYPOTHESIS_PROFILE=long pytest -m long tests/portal/test_screenshots.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.estate import TEAM, entry, make
from benchmarks.portal_runtime import fill
from govkit.portal.page import menu
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held, Kept
from govkit.sync.store.database import Database
from tests.portal.browsing import launched, opened, served, wider
from tests.portal.test_browser import SHOTS

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser"), pytest.mark.requirement("E2")]

MENU = [page.path for _, pages in menu() for page in pages]
LONG_NAME = "team-" + "long" * 14
"""As long as names of entries come, without a place to break it."""
FEW = [
    *MENU, "/sign-in", "/search?q=invoice", "/apis/billing", "/apis/billing/3.0.0", "/apis/billing/diff/2.1.0/3.0.0",
    "/apis/billing/3.0.0/operations/GET-invoices", "/apis/billing/3.0.0/schemas/Invoice", "/systems/erp",
    "/entities/invoice", "/mappings/billing-3-invoice", "/consumers/order-to-cash", "/teams/finance-systems",
    "/environments/production", "/workflows/invoice-to-ledger", "/exceptions/group", "/exceptions/1", "/events/1",
    "/events/of?key=busy", "/reconciliation/customers-nightly", "/nowhere",
]  # fmt: skip
NONE = [*MENU, "/search?q=nothing", "/exceptions/group", "/teams/finance"]
MANY = [*MENU, "/exceptions/group", f"/teams/{LONG_NAME}", "/consumers/consumer-1", "/search?q=consumer", "/apis/api-7"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module", params=["few", "none", "many"])
def shown(
    request: pytest.FixtureRequest, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shown]:
    """A portal of an estate with a runtime, the token of an admin, and the pages to look at."""
    folder = tmp_path_factory.mktemp(request.param)
    top, rows, paths = repository, (300, 40), FEW
    if request.param == "none":
        top, rows, paths = _empty(folder), (0, 0), NONE
    elif request.param == "many":
        top, rows, paths = folder, (10_000, 10_000), MANY
        make(top, 200)
        entry(top, "teams", "Team", LONG_NAME, TEAM.format(n=1, domain=0))
    database = Database(f"sqlite:///{folder / 'sync.db'}")
    database.migrate()
    if any(rows):
        fill(database, *rows)
    database.close()
    kept = Kept(lambda: Database(f"sqlite:///{folder / 'sync.db'}"))
    access = Access(folder / "state", kept)
    secret = access.tokens.make("anna", Role.ADMIN, by="test")
    with served(Held(top, lambda: None, kept), access) as address:
        yield request.param, address, secret, paths
    kept.close()


Shown = tuple[str, str, str, list[str]]


def _empty(folder: Path) -> Path:
    (folder / "catalog/teams").mkdir(parents=True, exist_ok=True)
    (folder / "govkit.yaml").write_text("{}\n")
    text = "apiVersion: govkit/v1\nkind: Team\nmetadata: {name: finance}\nspec: {contacts: [{email: f@example.com}]}\n"
    (folder / "catalog/teams/finance.yaml").write_text(text)
    return folder


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_has_its_picture(browser: Browser, shown: Shown, width: int, *, dark: bool) -> None:
    """None is wider than its window, and none fails."""
    name, address, secret, paths = shown
    folder = SHOTS / f"{name}-{width}-{'night' if dark else 'day'}"
    folder.mkdir(parents=True, exist_ok=True)
    with opened(browser, width, dark=dark) as (page, heard):
        page.goto(f"{address}/sign-in")
        page.get_by_label("Your token").fill(secret)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{address}/")
        for path in paths:
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == (404 if path == "/nowhere" else 200), path
            assert wider(page) <= 0, f"{path} is {wider(page)} px wider than a window of {width}"
            file = path.strip("/").replace("/", "-").replace("?", "-")[:80] or "home"
            page.screenshot(path=folder / f"{file}.png", full_page=width > 400)
        assert [one for one in heard.said if "404" not in one] == []
