"""The seeded changes are changes, of steps that there are: whatever judges them is judged by them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.gate.workflows.seeded import Change, seeded, tree_of

CHANGES = seeded()


@pytest.fixture(scope="module")
def steps(repository: Path) -> set[tuple[str, str]]:
    """Workflows with their steps, and `start` where something starts them."""
    found: set[tuple[str, str]] = set()
    for path in (repository / "catalog" / "workflows").glob("*.arazzo.yaml"):
        for one in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)["workflows"]:
            found |= {(one["workflowId"], step["stepId"]) for step in one["steps"]}
            if "trigger" in one["x-govkit-workflow"]:
                found.add((one["workflowId"], "start"))
    return found


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.id)
def test_a_seeded_change_changes_its_description(change: Change, repository: Path) -> None:
    for path, tree in change.files(repository / "specs").items():
        assert tree != tree_of(path)


def test_the_steps_that_are_hit_are_steps(steps: set[tuple[str, str]]) -> None:
    told = {(hit.workflow, hit.step) for change in CHANGES for hit in change.hits}
    assert told - steps == set()
    assert {workflow for workflow, _ in steps} - {workflow for workflow, _ in told} == {"serve-customers", "show-usage"}


def test_about_as_many_changes_hit_nothing_or_one_step_as_hit_more() -> None:
    """A judge that finds all of them hit, or none, must fail."""
    assert len({change.id for change in CHANGES}) == len(CHANGES) >= 60
    assert sum(not change.hits for change in CHANGES) >= 20
    assert sum(len(change.hits) > 1 for change in CHANGES) >= 15
