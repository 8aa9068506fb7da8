"""What a change of contracts does to workflows: the rule by its own examples, and what stands around it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from govkit.catalog.entries import load, load_text
from govkit.catalog.workflows.rules._samples import BILLING, BULK, LISTING, PARK, START, example, flow, whole
from govkit.findings import Example, Finding, Severity
from govkit.gate.comparisons.comparison import diff
from govkit.gate.options import Options
from govkit.gate.pull_requests.estate_check import EstateCheck
from govkit.gate.pull_requests.terms import Terms
from govkit.gate.rules.workflow_step_hit import RULE
from govkit.spec.documents import Files, MemoryFiles
from tests.catalog.workflows.helpers import write

NOTE = f"""
- stepId: invoice
  operationId: $sourceDescriptions.billing.getInvoice
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  {PARK}
  outputs: {{memo: $response.body#/memo, status: $response.body#/status}}
- stepId: note
  operationId: $sourceDescriptions.billing.addNote
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  requestBody: {{payload: {{text: $steps.invoice.outputs.status}}}}
  {PARK}
"""


def found(before: str, after: str) -> list[Finding]:
    sides: list[Files] = [load_text(text).files for text in (before, after)]
    contents = [{path: files.read(path) for path in files.list()} for files in sides]
    base, head = (load(MemoryFiles(one)) for one in contents)
    paths = contents[0].keys() | contents[1].keys()
    changed = {path for path in paths if contents[0].get(path) != contents[1].get(path)}
    return EstateCheck(base, head, changed, Terms(today=date(2026, 6, 1))).findings()


def hits(before: str, after: str) -> list[Finding]:
    return [one for one in found(before, after) if one.rule == RULE.id]


@pytest.mark.parametrize("example", RULE.examples, ids=lambda one: one.title or one.because)
def test_an_example_yields_exactly_its_findings(example: Example) -> None:
    assert example.before is not None
    told = hits(example.before, example.after)
    assert tuple(f"{one.new.file}#{one.new.pointer}" for one in told if one.new) == example.finds, told
    assert all(one.witness is not None for one in told)


def test_what_hits_no_step_is_not_told_of_a_workflow() -> None:
    """A step that sends a status has nothing to do with how long a memo may be."""
    assert hits(flow(NOTE), flow(NOTE, billing=BILLING.replace("memo: {type: string", "memo: {type: integer"))) == []


def test_a_field_that_is_gone_stops_the_step_that_reads_it() -> None:
    gone = BILLING.replace("        memo: {type: string, maxLength: 100}\n", "")
    (told,) = hits(flow(NOTE), flow(NOTE, billing=gone))
    assert told.message.startswith("posting stops at step invoice: there is no `memo`")
    assert told.affects[0].name == "posting"


def test_a_list_whose_records_make_no_event_any_more_stops_the_bulk_path_alone() -> None:
    own = example(NOTE, start=START.replace("}", BULK + "}"))
    records = LISTING.replace(
        "items: {type: array, items: {$ref: '#/components/schemas/Invoice'}}",
        "items: {type: array, items: {type: object, required: [id], properties: {id: {type: string}}}}",
    )
    before, after = whole(own + LISTING), whole(own + records)
    assert before != after
    (told,) = hits(before, after)
    assert told.message.startswith("posting stops at its bulk path: the input `invoice` may be refused")
    assert told.witness is not None


def test_a_comparison_names_the_workflow_that_its_finding_hits() -> None:
    gone = BILLING.replace("        memo: {type: string, maxLength: 100}\n", "")
    removed = [one for one in found(flow(NOTE), flow(NOTE, billing=gone)) if one.rule == "response-property-removed"]
    told = [(one.name, one.how) for one in removed[0].affects if one.kind == "workflow"]
    assert told == [("posting", "stops at step invoice")]


def test_a_workflow_that_was_changed_with_the_contract_is_hit_for_runs_in_flight_only() -> None:
    gone = BILLING.replace("        memo: {type: string, maxLength: 100}\n", "")
    adapted = NOTE.replace("memo: $response.body#/memo, ", "")
    (told,) = hits(flow(NOTE), flow(adapted, billing=gone))
    assert told.severity is Severity.WARNING
    assert "began before the change" in told.reason


def test_a_comparison_with_a_version_of_the_catalog_names_the_steps_that_it_hits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, flow(NOTE))
    gone = BILLING.replace("        memo: {type: string, maxLength: 100}\n", "")
    (tmp_path / "next.yaml").write_text(gone, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    by_name, by_path = (diff(old, "next.yaml", Options()).findings for old in ("billing@1.0.0", "specs/billing.yaml"))
    assert [one.message for one in by_name if one.rule == RULE.id] == [
        "posting stops at step invoice: there is no `memo` in `$response.body`; owner revenue"
    ]
    assert not [one for one in by_path if one.affects], "a file is nobody's"
