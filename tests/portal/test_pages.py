"""Every page answers, is whole, and leads only to pages that are there."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from govkit.portal.page import all_pages, menu
from tests.portal.conftest import Reader
from tests.tiers import LONG

PATHS = [page.path for _, pages in menu() for page in pages]


class Links(HTMLParser):
    """What a page refers to, and the scripts and styles that stand in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form" and said.get("method") == "post":
            said.pop("action", None)
        self.found += [value for name in ("href", "src", "action") if (value := said.get(name))]
        self.inline += [f"{tag} {name}" for name in said if name.startswith("on") or name == "style"]
        self.ids |= {value for name, value in attrs if name == "id" and value}
        if tag == "style" or (tag == "script" and "src" not in said):
            self.inline.append(tag)


def read(text: str) -> Links:
    found = Links()
    found.feed(text)
    return found


_LARGE = ("/apis/billing", "/apis/erp", "/apis/customer-success")


def is_of_reference(path: str) -> bool:
    """Whether a page is about one operation or one schema."""
    return "/operations/" in path or "/schemas/" in path


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("path", PATHS)
def test_each_page_of_the_menu_answers(portal: Reader, path: str) -> None:
    answer = portal.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.text.count("<h1>") == 1
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_no_page_leads_nowhere(portal: Reader) -> None:
    """All that can be reached from the first page is there, and no page has a script or a style of its own.

    Of the reference, whose pages are many, those of one version: the test of the files follows all. Of pages of one
    kind the short tier takes some, and none of the APIs whose versions take seconds to compare.
    """
    waiting, seen = ["/"], {"/"}
    taken: Counter[tuple[str, int]] = Counter()
    while waiting:
        path = waiting.pop()
        answer = portal.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        if "html" not in answer.headers["content-type"]:
            continue
        links = read(answer.text)
        assert not links.inline, f"{path}: {links.inline}"
        for link in links.found:
            if link.startswith("data:"):
                continue
            whole = urlsplit(urljoin(path, link))
            assert not whole.netloc, f"{path} leads out: {link}"
            if link.startswith("#"):
                assert link[1:] in links.ids, f"{path} has no {link}"
            elif whole.path not in seen and (not is_of_reference(whole.path) or "/apis/enterprise/" in whole.path):
                seen.add(whole.path)
                kind = (whole.path.split("/")[1], whole.path.count("/"))
                taken[kind] += 1
                if LONG or (taken[kind] <= 4 and not whole.path.startswith(_LARGE)):
                    waiting.append(urljoin(path, link))
    assert {"/apis/billing", "/teams/revenue-engineering", "/systems/erp"} <= seen


def test_each_page_has_a_template_and_a_path_of_its_own() -> None:
    paths = [page.path for page in all_pages()]
    names = [page.name for page in all_pages()]
    assert len(set(paths)) == len(paths)
    assert len(set(names)) == len(names)


def test_what_is_not_there_is_said(portal: Reader) -> None:
    answer = portal.get("/apis/nothing")
    assert answer.status_code == 404
    assert "The catalog has no API <code>nothing</code>." in answer.text
    assert portal.get("/nowhere").status_code == 404


def test_a_list_is_searched(portal: Reader) -> None:
    answer = portal.get("/apis", params={"q": "BILL subscr"})
    assert "/apis/billing" in answer.text
    assert "/apis/erp" not in answer.text
    assert "1 of 8" in answer.text


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "x", "²"])
def test_a_page_of_a_list_that_is_not_there_is_the_nearest(portal: Reader, page: str) -> None:
    assert portal.get("/apis", params={"page": page}).status_code == 200


def test_other_names_of_the_server_are_not_answered(portal: Reader) -> None:
    """A name of somebody else that resolves to the loopback address gets nothing (DNS rebinding)."""
    answer = portal.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert portal.get("/", headers={"host": "portal.test:4040"}).status_code == 200


def test_assets_are_served_and_nothing_else_is(portal: Reader, repository: Path) -> None:
    assert portal.get("/assets/portal.css").headers["content-type"].startswith("text/css")
    assert portal.get("/assets/..%2Fpage.py").status_code == 404
    assert portal.get("/assets/page.py").status_code == 404
