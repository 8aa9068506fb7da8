"""The change, told to those who use the API."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from govkit.findings import Direction, Finding, Severity, Subject, Verdict
from govkit.gate.all_rules import rulebook
from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot


@pytest.fixture(autouse=True)
def _a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")


def _text(outcome: Outcome) -> str:
    rendered = render(outcome, "changelog", RenderOptions(rules=rulebook()))
    assert isinstance(rendered, str)
    return rendered


def _of(*findings: Finding, **more: Any) -> str:
    return _text(replace(samples.FULL, findings=findings, notes=(), steps=(), **more))


def _found(rule: str, severity: Severity, message: str, *, verdict: Verdict = Verdict.PROVEN, **more: Any) -> Finding:
    subject = more.pop("subject", Subject("billing", ("GET /invoices",), "Invoice", "/memo"))
    return samples.finding(rule, severity, verdict, message, subject, **more)


def test_the_whole_change() -> None:
    assert_snapshot("full.changelog.md", _text(samples.FULL))


def test_the_headings_come_in_their_order_and_only_where_something_stands_below() -> None:
    told = _of(
        _found("response-property-removed", Severity.WARNING, "`a` is no longer declared"),
        _found("operation-deprecated", Severity.INFO, "GET /invoices is deprecated", verdict=Verdict.POLICY),
        _found("response-property-added", Severity.INFO, "`b` is new", verdict=Verdict.REFUTED),
        _found("response-property-enum-value-added", Severity.WARNING, "`c` may also be `x`"),
        _found("request-property-type-changed", Severity.ERROR, "`d` must be an integer, before a number"),
    )
    assert re.findall("### (.*)", told) == ["Breaking", "Changed", "Added", "Deprecated", "Removed"]
    assert "### Removed" not in _of(samples.ADDED)


def test_no_rule_and_no_verdict_is_named() -> None:
    told = _text(samples.FULL)
    for finding in samples.FULL.findings:
        assert finding.rule not in told
    assert not re.search("proven|refuted|witness", told)


def test_a_break_stays_one_though_it_is_waived() -> None:
    assert "### Breaking\n\n- `InvoiceLine` (" in _of(replace(samples.NARROWED, waived=samples.WAIVED.waived))


def test_names_of_which_the_same_is_said_share_a_sentence() -> None:
    new = [
        _found("response-property-added", Severity.INFO, f"`{name}` is new in what clients read", cause=name * 12)
        for name in "cab"
    ]
    assert "- `Invoice` (`GET /invoices`): `a`, `b` and `c` are new in responses\n" in _of(*new)


def test_schemas_of_which_the_same_is_said_share_a_sentence() -> None:
    closed = [
        _found(
            "response-schema-narrowed",
            Severity.INFO,
            f"`{name}` takes no more",
            subject=Subject("b", ("GET /a",), name),
        )
        for name in ("B", "A")
    ]
    assert "- `A`, `B`: takes no more (`GET /a`)\n" in _of(*closed)
    assert "- `B` takes no more (`GET /a`)\n" in _of(closed[0])


def test_a_property_of_both_directions_is_told_once() -> None:
    subject = Subject("billing", ("POST /invoices",), "Invoice", "/memo")
    told = _of(
        _found("request-property-added", Severity.INFO, "`memo` is new and may be left out", verdict=Verdict.REFUTED,
               direction=Direction.REQUEST, cause="a" * 12, subject=subject),
        _found("response-property-added", Severity.INFO, "`memo` is new in what clients read", verdict=Verdict.REFUTED,
               direction=Direction.RESPONSE, cause="a" * 12, subject=subject),
    )  # fmt: skip
    assert told.count("memo") == 1
    assert "`memo` is new: it may be sent, and is sent back" in told


def test_another_way_to_write_the_same_is_no_news() -> None:
    told = _of(
        _found("request-property-pattern-changed", Severity.INFO, "`memo` must match `b`", verdict=Verdict.REFUTED),
        _found("schema-renamed", Severity.INFO, "`A` is called `B`", verdict=Verdict.POLICY),
    )
    assert "###" not in told


def test_operations_are_sorted_by_path_and_schemas_follow() -> None:
    operations = ["POST /b", "GET /b", "DELETE /a/{id}", "GET /a"]
    added = [
        _found("operation-added", Severity.INFO, f"{name} is new", verdict=Verdict.POLICY,
               subject=Subject("billing", (name,)))
        for name in operations
    ]  # fmt: skip
    told = _of(samples.ADDED, *added)
    assert re.findall("- `(.*?)`", told) == ["GET /a", "DELETE /a/{id}", "GET /b", "POST /b", "Invoice"]


def test_many_operations_are_counted() -> None:
    subject = Subject("billing", tuple(f"GET /{number}" for number in range(30)), "Invoice", "/memo")
    finding = _found("response-property-enum-value-added", Severity.WARNING, "`memo` may also be `x`", subject=subject)
    assert "- `Invoice` (`GET /0` and 29 more operations): `memo` may also be `x`\n" in _of(finding)


def test_what_stands_deep_inside_says_where() -> None:
    subject = Subject("billing", ("GET /a",), "Invoice", "/lines/*/tax/rate")
    finding = _found("response-property-enum-value-added", Severity.WARNING, "`rate` may also be `x`", subject=subject)
    assert "`rate` may also be `x` (in `lines[].tax`)" in _of(finding)


def test_a_version_that_moved_is_the_title_with_its_day() -> None:
    assert samples.FULL.steps
    step = samples.FULL.steps[0]
    for old, new, title in [
        ("2.0.0", "2.1.0", "## 2.1.0 - 2026-03-01"),
        ("2.0.0", "2.0.0", "## Unreleased"),
        ("2.0.0", None, "## Unreleased"),
        (None, "2.1.0", "## 2.1.0 - 2026-03-01"),
        ("2026-01-01", "2026-02-01", "## 2026-02-01"),
    ]:
        assert _text(replace(samples.FULL, steps=(replace(step, old=old, new=new),))).splitlines()[0] == title


def test_each_api_has_its_own_chapter() -> None:
    assert samples.FULL.steps
    step = samples.FULL.steps[0]
    other = replace(samples.ADDED, subject=replace(samples.ADDED.subject, api="erp"))
    told = _text(
        replace(samples.FULL, findings=(samples.ADDED, other), steps=(step, replace(step, api="erp", new="7.0.0")))
    )
    assert re.findall("## (.*) - ", told) == ["billing 2.1.0", "erp 7.0.0"]


def test_what_did_not_change_is_said() -> None:
    assert _text(samples.CLEAN) == "## Unreleased\n\nNothing changed.\n"


def test_the_order_does_not_depend_on_that_of_the_findings() -> None:
    assert _text(samples.FULL) == _text(replace(samples.FULL, findings=samples.FULL.findings[::-1]))


def test_hostile_text_stays_text() -> None:
    told = _text(samples.HOSTILE)
    outside = re.sub(r"(`+) ?.*?\1", "", told)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert not re.search(r"<script|</|\]\(|@octocat|\n::", outside)
    assert len(told) < 20_000
