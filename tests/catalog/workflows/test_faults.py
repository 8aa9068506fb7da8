"""Faults planted in a document of the size that people write: each is found where it stands, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.catalog.workflows.rules._document import SAMPLE
from govkit.catalog.workflows.rules._samples import whole
from govkit.findings import Finding, Severity
from tests.catalog.workflows.helpers import found_in

FAULTS = yaml.load((Path(__file__).parent / "faults.yaml").read_bytes(), Loader=yaml.CSafeLoader)


def found(text: str) -> list[Finding]:
    told = found_in(whole(f"# file: catalog/workflows/posting.arazzo.yaml\n{text}"))
    return [one for one in told if one.severity is not Severity.INFO]


def test_the_document_is_right() -> None:
    assert found(SAMPLE) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault["name"]).replace(" ", "-"))
def test_a_planted_fault_is_found_where_it_stands_and_nothing_else_is_said(fault: dict[str, Any]) -> None:
    assert fault["old"] in SAMPLE
    text = SAMPLE.replace(fault["old"], fault["new"], 1)
    told = found(text)
    of_rule = [one for one in told if one.rule == fault["rule"]]
    assert of_rule, [(one.rule, one.message) for one in told]
    first = next((one for one in of_rule if one.subject.path == fault["path"]), None)
    assert first is not None, [one.subject.path for one in of_rule]
    assert first.new is not None
    assert first.new.line is not None
    assert fault["line"] in f"# file\n{text}".split("\n")[first.new.line - 1]
    assert fault["fix"] in first.fix
    assert (first.witness is not None) == fault.get("witness", False)
    if fault["rule"] not in fault.get("also", ()):
        assert len(of_rule) == fault.get("again", 1), [one.message for one in of_rule]
    assert {one.rule for one in told} - {fault["rule"]} == set(fault.get("also", ())) - {fault["rule"]}


def test_there_are_faults_of_every_sort() -> None:
    assert len(FAULTS) >= 40
    assert len({fault["rule"] for fault in FAULTS}) >= 25
