"""What changed between two versions of an API, as a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.portal.conftest import Reader, reader_of
from tests.portal.test_pages import read
from tests.portal.test_reference import ENTRIES, SPEC

_NEW = (
    SPEC.replace("version: 1.0.0", "version: 2.0.0")
    .replace("        total: {type: number, minimum: 0}\n", "")
    .replace("      required: [id]\n", "")
    .replace("summary: Read an order", "summary: Read one order")
)


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    top: Path = tmp_path_factory.mktemp("versions")
    (top / "govkit.yaml").write_text("{}\n")
    (top / "specs").mkdir()
    (top / "specs/shop.yaml").write_text(SPEC)
    (top / "specs/shop2.yaml").write_text(_NEW)
    more = "    - {version: 2.0.0, lifecycle: active, released: 2026-06-01, definition: specs/shop2.yaml}\n"
    for name, text in ENTRIES.items():
        file = top / "catalog" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"apiVersion: govkit/v1\n{text}{more if name == 'apis/shop' else ''}")
    return reader_of(top)


def test_a_break_is_shown_with_its_witness_both_places_and_whom_it_hits(two_versions: Reader) -> None:
    text = two_versions.get("/apis/shop/diff/1.0.0/2.0.0").text
    assert "<code>total</code> is no longer declared" in text
    assert "old: specs/shop.yaml:" in text
    assert "new: specs/shop2.yaml:" in text
    assert '<div class="witness">' in text
    assert 'href="/consumers/screen"' in text
    assert 'href="/teams/shop"' in text
    assert "SemVer step: <b>major</b>" in text
    assert not read(text).inline


def test_findings_are_narrowed_by_severity_and_by_words(two_versions: Reader) -> None:
    path = "/apis/shop/diff/1.0.0/2.0.0"
    errors = two_versions.get(path, params={"severity": "error"}).text
    assert '<section id="error">' in errors
    assert '<section id="info">' not in errors
    assert "nothing is found" in two_versions.get(path, params={"q": "there is no such thing"}).text
    assert two_versions.get(path, params={"severity": "<script>"}).text.count('<section id="error">') == 1


def test_two_versions_that_a_form_names_have_a_page(two_versions: Reader) -> None:
    answer = two_versions.get("/apis/shop/diff", params={"old": "2.0.0", "new": "1.0.0"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/apis/shop/diff/2.0.0/1.0.0")
    assert two_versions.get("/apis/shop/diff").headers["location"] == "/apis/shop/diff/1.0.0/2.0.0"
    assert two_versions.get("/apis/shop/diff/2.0.0/1.0.0").status_code == 200


@pytest.mark.parametrize("pair", ["1.0.0/9.0.0", "1.0.0/1.0.0", "x/y"])
def test_versions_that_are_not_there_are_said(two_versions: Reader, pair: str) -> None:
    assert two_versions.get(f"/apis/shop/diff/{pair}").status_code == 404


def test_neighbours_lead_to_what_changed_between_them(two_versions: Reader) -> None:
    assert 'href="/apis/shop/diff/1.0.0/2.0.0"' in two_versions.get("/apis/shop/2.0.0").text
    assert "/diff/" not in re.sub("2.0.0", "", two_versions.get("/apis/shop/1.0.0").text)
