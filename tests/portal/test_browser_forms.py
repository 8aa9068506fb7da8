"""People sign in and dismiss exceptions in a real browser, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held, Kept
from govkit.sync.exceptions.listing import Narrowed, listed
from govkit.sync.store.database import Database
from govkit.sync.store.states import ExceptionState
from tests.portal.browsing import launched, opened, served
from tests.sync.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.requirement("E2")]
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@dataclass
class Desk:
    """A portal with a database, and the token of an operator."""

    address: str
    secret: str
    stage: Stage

    def signed_in(self, page: Page, to: str = "/") -> None:
        """Signs in by the form, on the way to a page."""
        page.goto(f"{self.address}/sign-in?to={to}")
        page.get_by_label("Your token").fill(self.secret)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self.address}{to}")

    def states(self) -> list[str]:
        """The states of all exceptions, by number."""
        with self.stage.database.reading() as connection:
            return [
                one.state
                for one in sorted(listed(connection, Narrowed(states=tuple(ExceptionState))), key=lambda one: one.id)
            ]


@pytest.fixture
def desk(estate: Held, database_url: str, stage: Stage, tmp_path: Path) -> Iterator[Desk]:
    kept = Kept(lambda: Database(database_url))
    access = Access(tmp_path / "state", kept)
    secret = access.tokens.make("anna", Role.OPERATOR, by="test")
    with served(Held(estate.state.top, lambda: None, kept), access) as address:
        yield Desk(address, secret, stage)
    kept.close()


@BOTH
def test_somebody_signs_in_and_out(browser: Browser, desk: Desk, *, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as (page, heard):
        page.goto(f"{desk.address}/exceptions")
        assert page.url.endswith("/sign-in?to=%2Fexceptions")
        page.get_by_label("Your token").fill("govkit_wrong")
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        assert page.get_by_role("alert").inner_text() == "No token is so, or it is over."
        assert page.get_by_label("Your token").get_attribute("aria-invalid") == "true"
        page.get_by_label("Your token").fill(desk.secret)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/exceptions")
        assert "anna operator" in page.locator("header").inner_text()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{desk.address}/")
        page.goto(f"{desk.address}/exceptions")
        assert "/sign-in" in page.url
        assert [one for one in heard.said if "403" not in one] == []
        assert heard.others(desk.address) == []


@BOTH
def test_an_exception_is_dismissed_once_that_is_confirmed(browser: Browser, desk: Desk, *, scripts: bool) -> None:
    number = desk.stage.parked()
    with opened(browser, 360, scripts=scripts) as (page, heard):
        desk.signed_in(page, f"/exceptions/{number}")
        page.get_by_role("button", name="Dismiss", exact=True).click()
        assert page.url.endswith(f"/exceptions/{number}"), "a reason is asked for"
        page.get_by_label("Dismiss it, because").fill("A duplicate of another one")
        page.get_by_role("button", name="Dismiss", exact=True).click()
        assert "what would happen" in page.get_by_role("heading", level=1).inner_text()
        assert desk.states() == ["open"], "that is a dry run"
        page.locator("form.line button").first.click()
        assert page.get_by_role("heading", level=1).inner_text().endswith("done")
        assert desk.states() == ["dismissed"]
        assert heard.said == []
