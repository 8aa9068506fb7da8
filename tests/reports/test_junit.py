"""JUnit XML, by the rules of the schema that Jenkins checks reports by (junit-10.xsd)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from govkit.errors import Place
from govkit.findings import Severity
from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot

_ATTRIBUTES = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set[str]()),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"name", "tests", "failures", "errors"},
    ),
    "testcase": ({"name", "time", "classname", "group"}, {"name"}),
    "failure": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}
_CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "skipped", "system-out"},
}


def _xml(outcome: Outcome, fail_on: Severity | None = Severity.ERROR) -> str:
    rendered = render(outcome, "junit", RenderOptions(fail_on=fail_on, line_of=samples.line_of))
    assert isinstance(rendered, str)
    return rendered


def _read(text: str) -> ElementTree.Element:
    """The document, checked by the schema's rules and by its own counts."""
    root = ElementTree.fromstring(text.encode("utf-8"))
    assert root.tag == "testsuites"
    for element in root.iter():
        allowed, required = _ATTRIBUTES[element.tag]
        assert required <= set(element.keys()) <= allowed
        assert {child.tag for child in element} <= _CHILDREN.get(element.tag, set())
    for suite in root:
        results = Counter(child.tag for case in suite for child in case)
        assert int(suite.get("tests", "")) == len(suite)
        assert int(suite.get("failures", "")) == results["failure"]
        assert int(suite.get("skipped", "")) == results["skipped"]
        names = [(case.get("classname"), case.get("name")) for case in suite]
        assert len(set(names)) == len(names), "a reader would take two cases for one"
    for total in ("tests", "failures", "errors"):
        assert int(root.get(total, "")) == sum(int(suite.get(total, "")) for suite in root)
    return root


def test_the_whole_report() -> None:
    text = _xml(samples.FULL)
    _read(text)
    assert_snapshot("full.junit.xml", text)


@pytest.mark.parametrize(("fail_on", "failures"), [(None, 0), (Severity.ERROR, 2), (Severity.WARNING, 4)])
def test_what_counts_at_the_threshold_fails(fail_on: Severity | None, failures: int) -> None:
    assert _read(_xml(samples.FULL, fail_on)).get("failures") == str(failures)


def test_what_is_waived_is_skipped_with_its_reason() -> None:
    (skipped,) = _read(_xml(samples.FULL)).iter("skipped")
    assert (skipped.get("message") or "").startswith("waived by ines@example.com until 2027-03-31: nobody used it")


def test_a_failure_begins_with_a_place_that_readers_make_a_link_of() -> None:
    first = next(_read(_xml(samples.FULL)).iter("failure"))
    assert (first.text or "").startswith("specs/billing/2.1.0/openapi.yaml:296: error: the response property")
    assert "\nold refuses it: 'customer_name' is a required property\n" in (first.text or "")


def test_an_api_without_findings_is_a_case_that_passed() -> None:
    steps = samples.FULL.steps
    assert steps
    root = _read(_xml(replace(samples.CLEAN, steps=(steps[0], replace(steps[0], api="erp", file="erp.yaml")))))
    assert [suite.get("name") for suite in root] == ["billing", "erp"]
    assert [len(suite) for suite in root] == [1, 1]
    assert len(_read(_xml(samples.CLEAN))) == 1, "some readers refuse an empty report"


def test_hostile_text_stays_text() -> None:
    text = _xml(samples.HOSTILE)
    root = _read(text)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\u202e]", text)
    assert any("</details><script>" in (case.get("name") or "") for case in root.iter("testcase"))


def test_cases_of_one_name_are_told_apart() -> None:
    twin = replace(samples.ADDED, fingerprint="0" * 16)
    _read(_xml(replace(samples.FULL, findings=(samples.ADDED, twin))))


def test_the_file_is_named_as_the_repository_knows_it() -> None:
    options = RenderOptions(in_repository=lambda path: f"services/{path}")
    finding = replace(samples.NARROWED, new=Place("./api.yaml", 3, 4))
    rendered = render(replace(samples.FULL, findings=(finding,)), "junit", options)
    assert isinstance(rendered, str)
    failure = next(_read(rendered).iter("failure"))
    assert (failure.text or "").startswith("services/./api.yaml:3: ")
