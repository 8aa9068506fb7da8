"""People sign in and work off exceptions in a browser, with and without scripts; by keyboard, on paper, at night."""

from __future__ import annotations

import itertools
import re
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
from tests.portal.test_exceptions import begun
from tests.sync.stage import Stage
from tests.tiers import short

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.requirement("E2")]
ON_DATABASES = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.long])],
    indirect=True,
)
"""What a browser shows is the same on both: the short tier asks on one."""
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


@pytest.fixture(scope="module")
def address(estate: Held) -> Iterator[str]:
    """A portal that nobody signs in to."""
    with served(estate) as found:
        yield found


@ON_DATABASES
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


@ON_DATABASES
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


@ON_DATABASES
@BOTH
def test_a_body_is_edited_and_the_difference_is_shown(
    browser: Browser, desk: Desk, estate: Held, *, scripts: bool
) -> None:
    number = desk.stage.parked(begun(desk.stage, estate.state.estate, "invoice-to-ledger"), step="posting-of-new/post")
    with opened(browser, scripts=scripts) as (page, heard):
        desk.signed_in(page, f"/exceptions/{number}")
        field = page.get_by_label("The body, to be edited and sent")
        field.fill(field.input_value().replace('"S-1"', "7"))
        page.get_by_role("button", name="Show the difference").click()
        main = page.get_by_role("main")
        assert main.locator("del").first.inner_text().strip() == '"S-1"'
        assert main.locator("ins").first.inner_text().strip() == "7"
        assert desk.states() == ["open"]
        assert heard.said == []


@ON_DATABASES
@BOTH
def test_all_of_a_cause_are_retried_at_once(browser: Browser, desk: Desk, *, scripts: bool) -> None:
    for number in range(3):
        desk.stage.parked(key=f"cus_{number}")
    with opened(browser, 360, scripts=scripts) as (page, heard):
        desk.signed_in(page, "/exceptions")
        page.get_by_role("main").locator("a[href*='/exceptions/group']").first.click()
        page.get_by_role("button", name="Retry", exact=True).click()
        assert desk.states() == ["open"] * 3
        page.locator("form.line button").first.click()
        assert page.get_by_role("heading", level=1).inner_text().endswith("done")
        assert desk.states() == ["retrying"] * 3
        assert heard.said == []


@ON_DATABASES
def test_the_queue_is_narrowed_by_its_filters(browser: Browser, desk: Desk) -> None:
    desk.stage.parked(key="one", context={"customer": "cus_1", "region": "eu", "amount": "1", "currency": "EUR"})
    desk.stage.parked(key="two", context={"customer": "cus_2", "region": "us", "amount": "1", "currency": "USD"})
    with opened(browser, scripts=False) as (page, _):
        desk.signed_in(page, "/exceptions/group")
        assert page.locator("td[data-title='no.']").count() == 2
        page.get_by_label("Region").fill("us")
        page.get_by_role("main").get_by_role("button", name="Show").click()
        assert "region=us" in page.url
        assert page.locator("td[data-title='customer']").all_inner_texts() == ["cus_2"]


# ----------------------------------------------------------------------------------------------- keyboard, paper, night


@ON_DATABASES
def test_an_exception_is_worked_off_by_keyboard_alone(browser: Browser, desk: Desk) -> None:
    number = desk.stage.parked()
    with opened(browser) as (page, _):
        page.goto(f"{desk.address}/sign-in?to=/exceptions/{number}")
        assert page.evaluate("document.activeElement.id") == "token", "the field is ready to be typed into"
        page.keyboard.type(desk.secret)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{desk.address}/exceptions/{number}")
        reached(page, "#reason")
        page.keyboard.type("By keyboard")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.innerText") == "Dismiss"
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name=re.compile("what would happen$")).wait_for()
        reached(page, "form.line button")
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name=re.compile("done$")).wait_for()
    assert desk.states() == ["dismissed"]


def reached(page: Page, selector: str) -> None:
    """Goes by the tabulator to an element; whatever has the focus on the way shows it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """selector => {
                const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
                return [one.matches(selector), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
                        box.width > 0 && box.height > 0, one.outerHTML.slice(0, 120)];
            }""",
            selector,
        )
        assert shown[1], f"nobody sees the focus on {shown[3]}"
        assert shown[2], f"the focus is on what nobody sees: {shown[3]}"
        if shown[0]:
            return
    pytest.fail(f"{selector} is not reached by the tabulator")


def test_the_focus_goes_as_people_read(browser: Browser, address: str) -> None:
    """First the way to the content, then the head, then the content from its top down, then the menu."""
    with opened(browser) as (page, _):
        page.goto(f"{address}/apis/enterprise")
        order: list[str] = []
        tops: list[float] = []
        for _ in range(400):
            page.keyboard.press("Tab")
            place, top = page.evaluate(
                """() => { const one = document.activeElement;
                    const part = one.closest('main, header, nav.menu') || one;
                    return [part.tagName + '.' + part.className, one.getBoundingClientRect().top + scrollY]; }"""
            )
            if place == "BODY.":
                break
            if not order or order[-1] != place:
                order.append(place)
            if place.startswith("MAIN"):
                tops.append(top)
        assert order == ["A.skip", "HEADER.top", "MAIN.", "NAV.menu"]
        assert all(after > before - 60 for before, after in itertools.pairwise(tops))


def test_on_paper_there_is_the_content_alone(browser: Browser, address: str) -> None:
    with opened(browser) as (page, _):
        page.goto(f"{address}/apis")
        page.emulate_media(media="print")
        for gone in ("header.top", "nav.menu", "form.narrow"):
            assert not page.locator(gone).first.is_visible(), gone
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.pdf(format="A4")[:4] == b"%PDF"


@pytest.mark.parametrize(
    "path",
    short(
        ["/", "/apis/enterprise", "/apis/billing", "/apis/billing/diff/2.1.0/3.0.0", "/calendar", "/scorecard"],
        keeps=lambda path: path in ("/", "/apis/enterprise"),
    ),
)
def test_texts_stand_out_from_their_ground_by_day_and_by_night(browser: Browser, address: str, path: str) -> None:
    """4.5 to 1, as WCAG 2.2 asks of texts (success criterion 1.4.3)."""
    for dark in (False, True):
        with opened(browser, dark=dark) as (page, _):
            page.goto(address + path)
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 300) is dark
            assert page.evaluate(_FAINT) == [], f"{path}, {'dark' if dark else 'light'}"


_FAINT = """() => {
    const parts = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
        .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (one) => {
        for (let up = one; up; up = up.parentElement) {
            const color = parts(getComputedStyle(up).backgroundColor);
            if (color.length === 3 || color[3] > 0) return color;
        }
        return [255, 255, 255];
    };
    const found = new Set();
    for (const one of document.querySelectorAll('body *')) {
        if (one.closest('svg') || !one.checkVisibility() || !one.innerText) continue;
        if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
        const [a, b] = [light(parts(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 4.5) found.add(one.outerHTML.slice(0, 120));
    }
    return [...found];
}"""
