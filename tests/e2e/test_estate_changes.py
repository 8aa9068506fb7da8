"""Changes of the contracts of the reference estate hit the mappings and fields that they hit, and no other."""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.mapping.check import api_schema, entity_schema
from govkit.catalog.mapping.judge import RULES
from govkit.findings import Direction, Finding, discover
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.estates.definitions import open_definition
from govkit.gate.estates.loading import open_estate
from govkit.gate.options import Options
from govkit.gate.pull_requests import pull_request
from govkit.gate.pull_requests.mappings_hit import MappingsHit
from govkit.spec.documents import PatchedFiles
from govkit.spec.openapi import Contract
from govkit.spec.schemas.standalone import Role, standalone
from govkit.spec.schemas.validators import Validator
from tests.e2e.estate_edits import Trees

ROOT = Path(__file__).resolve().parents[2]
CHANGES: dict[str, list[dict[str, Any]]] = yaml.load(
    Path(__file__).with_name("estate_changes.yaml").read_bytes(), Loader=yaml.CSafeLoader
)
"""The changes of each version, with what they must hit: written before they were run."""
CASES = [
    pytest.param(version, one, id=f"{version} {one['change']}") for version, some in CHANGES.items() for one in some
]
REFUSED = {"mapping-value-not-held", "mapping-argument-refused", "mapping-enum-not-total"}
OF_THE_API = {"mapping-field-unmapped", "mapping-unmapped-stale"}


@cache
def estate() -> Estate:
    return open_estate(cwd=ROOT)


@cache
def version_of(name: str) -> VersionOf:
    return next(one for one in estate().versions() if one.name == name)


def opened(of: Estate, version: VersionOf) -> Contract:
    library, document = open_definition(of.files, version.files, [])
    return contract_of(library, document, Options(), version.api.name)


class After:
    """The estate after a change, and what its mappings say of that."""

    def __init__(self, name: str, edits: list[dict[str, Any]]) -> None:
        self.version = version_of(name)
        trees = Trees(estate().files, self.version.version.definition)
        trees.edit(edits)
        self.changed = trees.changed()
        self.estate = copy.copy(estate())
        self.estate.files = PatchedFiles(estate().files, self.changed)
        self.contract = opened(self.estate, self.version)

    def findings(self) -> list[Finding]:
        """What the gate tells of mappings, before which nothing was wrong."""
        return MappingsHit(None, self.estate, lambda *_: self.contract).findings([self.version], set(self.changed))


def hits(findings: list[Finding]) -> dict[str, dict[str, Any]]:
    """Findings in the form of the expectations."""
    found: dict[str, dict[str, set[str]]] = {}
    for one in findings:
        of_api = one.direction is Direction.REQUEST or one.rule in OF_THE_API
        field = f"{one.subject.schema}{one.subject.path}" if of_api else one.subject.path
        name = (one.subject.api or "").partition(":")[2]
        found.setdefault(name, {}).setdefault(field, set()).add(one.rule.removeprefix("mapping-"))
    return {
        name: {field: sorted(rules) if len(rules) > 1 else next(iter(rules)) for field, rules in fields.items()}
        for name, fields in found.items()
    }


def unproved(after: After, findings: list[Finding]) -> list[str]:
    """Refusals without a record that may come: one that the changed API sends, or that the entity holds.

    A record with thousands of items is not shown.
    """
    found = []
    for one in findings:
        if one.rule in REFUSED and "a list of 5001" not in one.message:
            mapping = estate().mappings[(one.subject.api or "").partition(":")[2]]
            entity = estate().entities[mapping.spec.entity.name]
            spot = (
                entity_schema(after.estate, entity, mapping.spec.entity_version)
                if one.direction is Direction.REQUEST
                else api_schema(after.contract, one.subject.schema or "", Direction.RESPONSE)
            )
            refusals = (
                Validator(standalone(spot, Role.WRITER)).refusals(one.witness.value) if one.witness else ["no witness"]
            )
            if refusals:
                found.append(f"{mapping.name} {one.subject.path}: {refusals}")
    return found


@pytest.mark.parametrize(("version", "change"), CASES)
def test_a_change_hits_what_it_hits_and_nothing_else(version: str, change: Mapping[str, Any]) -> None:
    after = After(version, change["edits"])
    findings = after.findings()
    assert hits(findings) == change["hits"]
    assert unproved(after, findings) == []


def test_there_are_changes_of_each_kind_and_look_alikes() -> None:
    kinds = Counter(one["kind"] for some in CHANGES.values() for one in some)
    assert sum(bool(one["hits"]) for some in CHANGES.values() for one in some) >= 60
    assert kinds["look-alike"] >= 20
    assert set(kinds) >= {
        *("enum widened", "enum narrowed in a request", "made optional", "made nullable", "renamed", "removed"),
        *("type changed", "unit changed", "max length raised", "min length dropped", "pattern widened"),
        *("bounds widened", "moved into an array", "moved into an object", "required in a request"),
        *("request narrowed", "response narrowed", "field added"),
    }
    assert all(not one["hits"] for some in CHANGES.values() for one in some if one["kind"] == "look-alike")
    assert {f"{one.spec.api}" for one in estate().mappings.values()} == set(CHANGES)


@pytest.mark.parametrize("version", CHANGES)
def test_nothing_is_hit_where_a_description_is_only_written_otherwise(version: str) -> None:
    """The tree of each description is written again, and says the same."""
    after = After(version, [])
    assert hits(after.findings()) == {}


# ---------------------------------------------------------------------------------------------------------- the gate


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("estate"))
    for part in ("govkit.yaml", "catalog", "specs"):
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, made.top / part)
    made.git("init", "-q", "-b", "main")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "the estate")
    return made


class Repository:
    """A copy of the estate under Git."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=self.top, capture_output=True, check=True)


IN_THE_GATE = [(version, one) for version, some in CHANGES.items() for one in some[5::80]]
"""Some changes of each version."""


@pytest.mark.parametrize(
    ("version", "change"), IN_THE_GATE, ids=[f"{version} {one['change']}" for version, one in IN_THE_GATE]
)
def test_the_gate_tells_of_the_same(repository: Repository, version: str, change: dict[str, Any]) -> None:
    trees = Trees(estate().files, version_of(version).version.definition)
    trees.edit(change["edits"])
    for path, text in trees.changed().items():
        (repository.top / path).write_bytes(text)
    try:
        outcome = pull_request.check("HEAD", None, Options(cache=True), cwd=repository.top)
    finally:
        repository.git("checkout", "-q", "--", ".")
    rules = discover(RULES)
    assert hits([one for one in outcome.findings if one.rule in rules]) == change["hits"]
