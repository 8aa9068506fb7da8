"""The JSON report and its schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from govkit.reports.jsontext import dumps
from govkit.reports.schema import report_schema
from tests.reports import samples
from tests.reports.snapshot import assert_is_as_committed, assert_snapshot


def _text(outcome: Outcome) -> str:
    rendered = render(outcome, "json", RenderOptions())
    assert isinstance(rendered, str)
    return rendered


def test_the_whole_document() -> None:
    assert_snapshot("full.json", _text(samples.FULL))


@pytest.fixture
def any_digits() -> Iterator[None]:
    """Lets Python read integers of any length."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    yield
    sys.set_int_max_str_digits(limit)


@pytest.mark.parametrize("outcome", [samples.FULL, samples.CLEAN, samples.HOSTILE, samples.many(50)])
def test_every_document_is_as_its_schema_says(outcome: Outcome, any_digits: None) -> None:
    Draft202012Validator.check_schema(report_schema())
    Draft202012Validator(report_schema()).validate(json.loads(_text(outcome)))


def test_the_schema_describes_all_that_is_written() -> None:
    assert not list(_undescribed(json.loads(_text(samples.FULL)), report_schema(), report_schema(), ""))


def _undescribed(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    for branch in schema.get("anyOf", [schema]):
        target = root["$defs"][branch["$ref"].rpartition("/")[2]] if "$ref" in branch else branch
        if isinstance(value, dict) and "properties" in target:
            for name, member in value.items():
                if name not in target["properties"]:
                    yield f"{at}/{name}"
                else:
                    yield from _undescribed(member, target["properties"][name], root, f"{at}/{name}")
        if isinstance(value, list) and "items" in target:
            for item in value:
                yield from _undescribed(item, target["items"], root, f"{at}/*")


def test_the_published_schema_is_the_one_of_the_code(repository: Path) -> None:
    assert_is_as_committed(repository / "docs/reference/report.schema.json", dumps(report_schema()) + "\n")


def test_values_come_out_as_they_are(any_digits: None) -> None:
    text = _text(samples.HOSTILE)
    text.encode("utf-8")
    document = json.loads(text)
    worst = document["findings"][0]
    assert worst["message"] == samples.HOSTILE_TEXT
    assert worst["witness"]["value"] == {samples.HOSTILE_TEXT: ["```", 10**5000, -0.5]}


def test_nothing_is_shortened() -> None:
    document = json.loads(_text(samples.FULL))
    assert document["findings"][1]["witness"]["value"]["lines"][0]["memo"] == "a" * 81
    assert len(json.loads(_text(samples.many(100)))["findings"]) == 100
