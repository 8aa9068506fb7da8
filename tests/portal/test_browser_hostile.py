"""An estate and messages full of markup and scripts, in a real browser: nothing runs, nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from govkit.portal.page import menu
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held, Kept
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.store.database import Database
from govkit.sync.store.tables import MESSAGES
from tests.portal.browsing import launched, opened, served, wider
from tests.portal.hostile import EVIL, FLAG, LINK, written
from tests.portal.test_operations import reconciled
from tests.sync.stage import NOON, Stage
from tests.tiers import LONG

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.requirement("E2")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def estate_of_evil(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Held:
    top = tmp_path_factory.mktemp("evil")
    written(top, repository)
    return Held(top, lambda: None)


@pytest.fixture(scope="module")
def catalog(estate_of_evil: Held) -> Iterator[str]:
    with served(estate_of_evil) as address:
        yield address


def is_harmless(page: Page) -> None:
    """No script of a text ran, and none waits for a click: no handler, no link that is one, no element of its own."""
    assert page.evaluate("window.trapped === undefined"), page.url
    found = page.evaluate(
        """() => {
            const bad = [];
            for (const one of document.querySelectorAll('*')) {
                for (const attribute of one.attributes) {
                    if (attribute.name.startsWith('on') || attribute.name === 'style') bad.push(one.outerHTML);
                    if (['href', 'src', 'action', 'formaction'].includes(attribute.name)) {
                        const url = new URL(attribute.value, document.baseURI);
                        if (url.origin !== location.origin && url.href !== 'data:,') bad.push(one.outerHTML);
                    }
                }
            }
            const scripts = [...document.scripts].filter((one) => !one.src.endsWith('/assets/portal.js'));
            return [...bad, ...[...scripts, ...document.images].map((one) => one.outerHTML)];
        }"""
    )
    assert found == [], page.url
    assert "\u202e" not in page.content(), page.url


def all_of(page: Page, address: str, path: str) -> list[str]:
    """The paths of the portal that a page leads to."""
    links = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.getAttribute('href'))")
    wholes = [urlsplit(urljoin(address + path, link)) for link in links]
    return [f"{one.path}?{one.query}" if one.query else one.path for one in wholes if one.path != "/sign-in"]


def kind_of(path: str) -> str:
    """What a page is about, whichever it is: `/teams/*`."""
    parts = urlsplit(path).path.strip("/").split("/")
    names = {1, 2} if parts[0] == "apis" and "diff" not in parts else set(range(1, 9))
    return "/".join("*" if at in names or at == 4 else part for at, part in enumerate(parts))


def test_no_text_of_the_catalog_does_anything(browser: Browser, catalog: str) -> None:
    """Of each kind of page one, in the long tier all that can be reached."""
    by_kind: dict[str, int] = {}
    with opened(browser, 360) as (page, heard):
        waiting, seen = ["/"], {"/"}
        while waiting:
            path = waiting.pop(0)
            answer = page.goto(catalog + path)
            assert answer is not None
            assert answer.status == 200, path
            is_harmless(page)
            assert wider(page) <= 0, f"{path} is {wider(page)} px wider than its window"
            for link in all_of(page, catalog, path):
                kind = kind_of(link)
                if link not in seen and not link.endswith(".ics") and (LONG or by_kind.get(kind, 0) < 1):
                    by_kind[kind] = by_kind.get(kind, 0) + 1
                    seen.add(link)
                    waiting.append(link)
        assert heard.said == []
        assert heard.others(catalog) == []
    assert {"teams/*", "systems/*", "entities/*", "mappings/*", "workflows/*", "consumers/*"} <= set(by_kind)
    assert {"apis/*", "apis/*/*", "apis/*/*/operations/*", "apis/*/*/schemas/*"} <= set(by_kind)


@pytest.mark.parametrize("text", [EVIL, LINK, "</script><script>" + FLAG + "</script>"])
def test_nothing_that_is_asked_does_anything(browser: Browser, catalog: str, text: str) -> None:
    said = quote(text, safe="")
    with opened(browser, 360) as (page, heard):
        for path in (
            f"/search?q={said}",
            f"/teams?q={said}&page={said}",
            f"/sign-in?to={said}",
            f"/teams/{quote('<img src=x onerror=' + FLAG + '>', safe='')}",
            f"/can-i-deploy?name={said}&version={said}&to={said}",
            f"/nowhere/{quote('<script>' + FLAG + '</script>', safe='')}",
        ):
            page.goto(catalog + path)
            is_harmless(page)
            assert wider(page) <= 0, path
        # what is not found is an answer of 404, which a console tells
        assert [one for one in heard.said if "404" not in one and "422" not in one] == []
        assert heard.others(catalog) == []


def test_no_message_does_anything(
    browser: Browser, estate_of_evil: Held, database_url: str, stage: Stage, tmp_path: Path
) -> None:
    """Events, exceptions, differences, alerts and acts whose every text is hostile, seen and worked off."""
    number = peopled(stage)
    kept = Kept(lambda: Database(database_url))
    held = Held(estate_of_evil.state.top, lambda: None, kept)
    access = Access(tmp_path / "state", kept)
    secret = access.tokens.make("anna", Role.ADMIN, by="test")
    with served(held, access) as address, opened(browser, 360) as (page, heard):
        page.goto(f"{address}/sign-in")
        page.get_by_label("Token").fill(secret)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        paths = [page_.path for _, pages in menu() for page_ in pages if not page_.exported]
        more = [f"/exceptions/{number}", "/exceptions/group", "/exceptions?state=all", "/tokens", "/events/1"]
        more += [f"/events/of?key={quote(EVIL, safe='')}", "/reconciliation/customers-nightly", "/"]
        for path in [*paths, *more]:
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, path
            is_harmless(page)
            assert wider(page) <= 0, f"{path} is {wider(page)} px wider than its window"
        page.goto(f"{address}/exceptions/{number}")
        for field in page.locator("textarea").all():
            assert field.is_visible() or field.locator("xpath=ancestor::details").count()
        assert heard.said == []
        assert heard.others(address) == []
    kept.close()


def peopled(stage: Stage) -> int:
    """Fills a database with hostile messages: the number of an exception."""
    event = stage.event(type=EVIL, event_id=EVIL, source=EVIL, body='{"x": "</pre><script>' + FLAG + '</script>"}')
    run = stage.run(event, key=EVIL, workflow=EVIL)
    stage.effect(run, operation=EVIL, resource=EVIL, system=EVIL, api=EVIL)
    context = {"customer": EVIL, "contract": EVIL, "region": EVIL, "amount": "1", "currency": EVIL, EVIL: EVIL}
    request = {"api": EVIL, "operation": EVIL, "parameters": [[EVIL, "path", EVIL]], "body": {EVIL: [EVIL, LINK]}}
    answer = {EVIL: EVIL}
    said: dict[str, Any] = {"detail": EVIL, "context": context, "request": request, "answer": answer, "problem": LINK}
    number = stage.parked(run, kind=EVIL, owner=f"team:{EVIL}", step=EVIL, **said)
    other = stage.parked(key="k2", **said)
    Actions(stage.database, actor=EVIL).dismiss(Narrowed(ids=(other,)), EVIL)
    reconciled(stage, object=EVIL, field=EVIL, expected=EVIL, found=EVIL, local=EVIL)
    with stage.database.begin() as connection:
        connection.execute(
            MESSAGES.insert().values(
                name=EVIL, sink=EVIL, kind="exception", heap="h", state="dead", made_at=NOON, due=NOON, tries=12,
                count=1, told="{}", error=EVIL,
            )
        )  # fmt: skip
    return number
