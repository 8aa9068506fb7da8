"""The search of the portal: names before what is said about them, whatever has a page."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pytest

from govkit.portal.searching import Index, Item, item
from tests.portal.conftest import Reader
from tests.portal.test_reference import shop


@pytest.fixture(scope="module")
def portal_of_shop(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return shop(tmp_path_factory.mktemp("shop"))


def hits(reader: Reader, **query: str) -> list[tuple[str, str]]:
    """What is found: the title and the path."""
    text = reader.get("/search", params=query).text
    found = re.search(r'<ul class="hits">.*?</ul>', text, re.DOTALL)
    return [(title, path) for path, title in re.findall(r'<a href="([^"]+)">([^<]*)</a>', found[0] if found else "")]


@pytest.mark.parametrize(
    ("words", "title", "path"),
    [
        ("getOrder", "GET /orders/{id}", "/apis/shop/1.0.0/operations/GET-orders-id"),
        ("replace an order", "PUT /orders/{id}", "/apis/shop/1.0.0/operations/PUT-orders-id"),
        ("Problem", "Problem", "/apis/shop/1.0.0/schemas/Problem"),
        ("sku", "Line/sku", "/apis/shop/1.0.0/schemas/Line"),
        ("iban", "Order/payment/iban", "/apis/shop/1.0.0/schemas/Order"),
        ("screen", "screen", "/consumers/screen"),
        ("SALES", "sales", "/domains/sales"),
    ],
)
def test_whatever_has_a_page_is_found_by_its_name(portal_of_shop: Reader, words: str, title: str, path: str) -> None:
    assert hits(portal_of_shop, q=words)[0] == (title, path)


def test_a_name_comes_before_what_is_said_about_others(portal_of_shop: Reader) -> None:
    assert hits(portal_of_shop, q="order")[0][0] == "Order"
    assert ("Order/id", "/apis/shop/1.0.0/schemas/Order") in hits(portal_of_shop, q="who it is")


def test_what_is_found_is_narrowed_to_a_kind(portal_of_shop: Reader) -> None:
    assert {path.split("/")[4] for _, path in hits(portal_of_shop, q="order", kind="operation")} == {"operations"}
    assert hits(portal_of_shop, q="order", kind="<script>") == hits(portal_of_shop, q="order")


def test_nothing_is_found_where_nothing_is(portal_of_shop: Reader) -> None:
    assert "nothing is found" in portal_of_shop.get("/search", params={"q": "no such thing"}).text
    assert "say what to look for" in portal_of_shop.get("/search").text


def test_events_of_the_estate_are_found(portal: Reader) -> None:
    """As soon as the documents are read: a search that comes before that says so."""
    asked = {"q": "payment.failed", "kind": "event"}
    while "still being read" in (text := portal.get("/search", params=asked).text):
        time.sleep(0.1)
    assert "/operations/POST-webhook" in text


def test_a_hundred_thousand_names_do_not_slow_a_search() -> None:
    many = [item("field", f"Schema{n}/field{n % 97}", f"/{n}", description="a field of it") for n in range(100_000)]
    index = Index(many, lambda: iter(()))
    index.found(["warm"])
    start = time.process_time()
    found, whole = index.found(["schema99999"])
    assert time.process_time() - start < 0.5
    assert (found[0].path, whole) == ("/99999", True)


def test_a_search_does_not_wait_for_documents_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def slow() -> Iterator[Item]:
        ended.wait(10)
        yield item("field", "late", "/late")

    index = Index([item("team", "early", "/early")], slow)
    monkeypatch.setattr("govkit.portal.searching._PATIENCE", 0.05)
    found, whole = index.found(["early"])
    assert ([one.path for one in found], whole) == (["/early"], False)
    ended.set()
    monkeypatch.setattr("govkit.portal.searching._PATIENCE", 10)
    found, whole = index.found(["late"])
    assert ([one.path for one in found], whole) == (["/late"], True)
