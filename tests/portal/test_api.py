"""The page of an API: its versions on a time line, what changed in each, and who answers for it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from govkit.portal.drawing.timeline import Span, timeline
from tests.portal.conftest import Reader
from tests.portal.test_reference import ENTRIES, SPEC, shop

_MORE = """\
    - {version: 2.0.0, lifecycle: active, released: 2026-06-01, definition: specs/shop2.yaml}
    - {version: 3.0.0, lifecycle: draft, definition: specs/missing.yaml}
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    top: Path = tmp_path_factory.mktemp("api")
    portal = shop(top, SPEC, {**ENTRIES, "apis/shop": ENTRIES["apis/shop"] + _MORE})
    (top / "specs/shop2.yaml").write_text(SPEC.replace("required: [id]", "required: []"))
    return portal.get("/apis/shop").text


def section(text: str, name: str) -> str:
    """A section of a page without its markup."""
    found = re.search(rf'<section id="{name}">.*?</section>', text, re.DOTALL)
    assert found, f"there is no section {name}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_each_version_says_what_changed_and_leads_to_the_whole_of_it(page: str) -> None:
    assert 'href="/apis/shop/diff/1.0.0/2.0.0"' in page
    assert "major" in section(page, "versions")
    assert "the first" in section(page, "versions")
    assert 'href="/apis/shop/1.0.0"' in page


def test_a_version_whose_document_is_not_there_hides_no_other(page: str) -> None:
    assert "They cannot be compared" in section(page, "versions")
    assert "its document cannot be read" in section(page, "lint")


def test_who_answers_for_it_is_told_with_how_they_are_reached(page: str) -> None:
    assert "shop@example.com" in section(page, "owners")
    assert "decides what it is for" in section(page, "owners")


def test_contracts_say_how_they_stand_and_lint_what_it_found(portal: Reader) -> None:
    text = portal.get("/apis/billing").text
    assert "alerts" in section(text, "contracts")
    assert "verified" in section(text, "contracts")
    assert "Lint of 3.0.0" in section(text, "lint")
    assert 'href="/environments/' in text


def test_a_time_line_is_a_bar_for_each_part_of_a_life() -> None:
    drawn = timeline(
        [
            Span("1.0.0", "deprecated", date(2024, 1, 1), date(2025, 6, 1), date(2026, 6, 1)),
            Span("2.0.0", "active", date(2025, 6, 1)),
            Span("3.0.0", "draft", None),
        ],
        date(2026, 1, 1),
        'versions of "<a>"',
    )
    picture = ElementTree.fromstring(drawn)
    bars = [(one.get("class"), one.find("title")) for one in picture.iter("rect")]
    assert [name for name, _ in bars] == ["bar active", "bar deprecated", "bar active"]
    assert [title.text for _, title in bars if title is not None] == [
        "1.0.0: active from 2024-01-01 to 2025-06-01",
        "1.0.0: deprecated from 2025-06-01 to 2026-06-01",
        "2.0.0: active from 2025-06-01 to today",
    ]
    assert "today" in {one.text for one in picture.iter("text")}
    assert "3.0.0" not in drawn


def test_versions_without_a_day_are_no_time_line() -> None:
    assert timeline([Span("1.0.0", "draft", None)], date(2026, 1, 1), "versions") == ""


@pytest.mark.parametrize("released", [date(1, 1, 2), date(2026, 1, 1), date(9999, 1, 1)])
def test_days_far_away_are_drawn_as_well(released: date) -> None:
    assert timeline([Span("1" * 60, "active", released)], date(2026, 1, 1), "versions").startswith("<svg")
