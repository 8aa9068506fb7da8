"""The seeded changes, held against what the gate says: exactly the steps that were told before, each with a message.

What is neither shown nor proved is told as such, and may come on top: it is a warning for people to look at.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from govkit.catalog.entries import Estate, VersionOf, load
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.hits import Hits
from govkit.catalog.workflows.setting import Known
from govkit.findings import Witness
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.options import Options
from govkit.spec.documents import FolderFiles, PatchedFiles
from govkit.spec.openapi import Contract
from tests.gate.workflows.seeded import Change, seeded

SEEDED = seeded()
SOME = SEEDED[::24]


class Before:
    """The estate as it is, its workflows looked at once."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.estate = load(FolderFiles(top))
        self.known = Known()
        self._contracts: dict[str, Contract] = {}
        self.checking = Checking(self.estate, self.read, self.known)
        self.checked: dict[str, dict[str, Checked]] = {}
        for document in self.checking.read.documents:
            self.checked[document.source.path] = self.checking.document(document)

    def read(self, version: VersionOf) -> Contract:
        if version.name not in self._contracts:
            self._contracts[version.name] = contract_of_version(self.estate, version, Options(), [])
        return self._contracts[version.name]

    def hits(self, change: Change) -> dict[tuple[str, str], list[Witness | None]]:
        """The steps that a change hits, with what shows each; those left out of which nothing is shown or proved."""
        specs = {
            path.relative_to(self.top).as_posix(): json.dumps(tree, default=str).encode()
            for path, tree in change.files(self.top / "specs").items()
        }
        after = Checking(*_changed(self, change, specs), self.known)
        hits = Hits(self.checking, after, self.known.fitting)
        found: dict[tuple[str, str], list[Witness | None]] = {}
        for document in after.read.documents:
            for hit in hits.between(document, self.checked[document.source.path], after.document(document)):
                if not hit.is_open:
                    found.setdefault((hit.workflow.id, hit.step or "start"), []).append(hit.witness)
        return found


def _changed(before: Before, change: Change, specs: dict[str, bytes]) -> tuple[Estate, Callable[[VersionOf], Contract]]:
    """The estate with a change, and what reads its contracts: those anew that the change may reach."""
    estate = copy.copy(before.estate)
    estate.files = PatchedFiles(before.estate.files, specs)

    def read(version: VersionOf) -> Contract:
        if version.api.name in (change.api, "functions"):
            return contract_of_version(estate, version, Options(), [])
        return before.read(version)

    return estate, read


@pytest.fixture(scope="module")
def before(repository: Path) -> Before:
    return Before(repository)


def _judge(found: dict[tuple[str, str], list[Witness | None]], change: Change) -> None:
    assert found.keys() == {(hit.workflow, hit.step) for hit in change.hits}, change.because
    unshown = [step for step, witnesses in found.items() if None in witnesses]
    assert unshown == [], "each has a message that shows it"


@pytest.mark.parametrize("change", SOME, ids=lambda one: one.id)
def test_a_change_hits_the_steps_that_were_told_and_no_other(before: Before, change: Change) -> None:
    _judge(before.hits(change), change)


@pytest.mark.long
@pytest.mark.parametrize("change", [one for one in SEEDED if one not in SOME], ids=lambda one: one.id)
def test_every_change_hits_the_steps_that_were_told_and_no_other(before: Before, change: Change) -> None:
    _judge(before.hits(change), change)
