"""What docs/reconciliation.md shows: the entry is that of the estate, and the commands know their options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from govkit.cli.sync.reconcile import reconcile
from tools import docs

_TOP = Path(__file__).parents[3]
_GUIDE = (_TOP / "docs/reconciliation.md").read_text(encoding="utf-8")
_COMMANDS = re.findall(r"^\$ govkit sync reconcile(.*?)(?:#.*)?$", _GUIDE, re.MULTILINE)


def test_the_entry_is_that_of_the_estate() -> None:
    (shown, *_) = re.findall(r"```yaml\n(apiVersion.*?)```", _GUIDE, re.DOTALL)
    entry = yaml.safe_load(shown)
    there = yaml.safe_load((_TOP / f"catalog/reconciliations/{entry['metadata']['name']}.yaml").read_text())
    assert entry["spec"] == there["spec"]


def test_the_step_is_that_of_the_workflow() -> None:
    (shown,) = re.findall(r"```yaml\n(- stepId: unchanged.*?)```", _GUIDE, re.DOTALL)
    document = yaml.safe_load((_TOP / "catalog/workflows/reconciliation.arazzo.yaml").read_text())
    (first, *_) = document["workflows"][0]["steps"]
    (step,) = yaml.safe_load(shown)
    for member in ("stepId", "operationId", "parameters", "successCriteria"):
        assert step[member] == first[member]


@pytest.mark.parametrize("written", _COMMANDS)
def test_commands_are_as_they_are_taken(written: str) -> None:
    whole = docs.commands()[0]  # whoever parses first settles for good how help is asked for
    context = reconcile.make_context("reconcile", shlex.split(written), parent=whole)
    assert context.params["name"] in (None, "customers-nightly")


def test_there_are_commands() -> None:
    assert len(_COMMANDS) >= 8
