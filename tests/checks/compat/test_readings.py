"""Parameters have no types on the wire: what is accepted as another value of the same text is no break."""

from __future__ import annotations

import json

import pytest

from govkit.checks.compat import compare_texts
from govkit.checks.compat.readings import readings
from govkit.findings import Severity, Verdict


def parameter(schema: str, location: str = "query", more: str = "") -> str:
    """A description with one parameter."""
    path = "/a/{p}" if location == "path" else "/a"
    required = ", required: true" if location == "path" else ""
    entry = f"{{name: p, in: {location}{required}, {more or f'schema: {schema}'}}}"
    return (
        'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'
        f"paths: {{'{path}': {{get: {{parameters: [{entry}], responses: {{'204': {{description: ok}}}}}}}}}}\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "location"),
    [
        ("{type: integer}", "{type: array, items: {type: integer}}", "query"),
        ("{type: [string, integer]}", "{type: array, items: {type: string}}", "query"),
        ("{type: [string, 'null']}", "{type: string}", "query"),
        ("{type: integer}", "{type: string}", "path"),
        ("{type: string}", "{type: string, minLength: 1}", "path"),
    ],
)
def test_what_is_read_otherwise_is_no_break(old: str, new: str, location: str) -> None:
    """`?p=1` is a number, a text and a list of one."""
    found = compare_texts(parameter(old, location), parameter(new, location))
    assert not [finding for finding in found if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("old", "new", "location"),
    [
        ("{type: string}", "{type: integer}", "query"),
        ("{type: number}", "{type: integer}", "query"),
        ("{type: [integer, 'null']}", "{type: integer}", "query"),
        ("{type: string, minLength: 2}", "{type: string, minLength: 3}", "path"),
        ("{type: array, items: {type: string}}", "{type: array, items: {type: string}, maxItems: 1}", "query"),
    ],
)
def test_what_no_reading_accepts_is_a_break(old: str, new: str, location: str) -> None:
    """Whatever the text is taken for, it is refused."""
    found = compare_texts(parameter(old, location), parameter(new, location))
    assert [finding.verdict for finding in found if finding.severity is Severity.ERROR] == [Verdict.PROVEN]


def test_a_parameter_in_json_has_types() -> None:
    """Its media type says so."""
    old, new = (
        parameter("", more=f"content: {{application/json: {{schema: {{type: {kind}}}}}}}")
        for kind in ("integer", "string")
    )
    assert [finding.verdict for finding in compare_texts(old, new)] == [Verdict.PROVEN]


@pytest.mark.parametrize("value", [1, "1", True, None, "", "a,b", [1], [1, "a"], {"a": 1}, 10**400, "1e999"])
def test_readings_are_json(value: object) -> None:
    """Whatever is drawn can be put into a message."""
    for other in readings(value):
        json.dumps(other)
