"""Spectral itself, beside govkit, on every published description of the corpus, with `spectral:oas` and other rulesets.

The same (rule, place, severity), or a line of `differences.yaml` that says why not. Spectral needs minutes for some of
them; what it said is kept in build/spectral.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from govkit.checks.lint.spectral.rulesets import read_ruleset
from govkit.checks.lint.spectral.running import lint_with
from govkit.spec.documents import FolderFiles, Library, MemoryFiles
from tests.checks.lint.spectral import peer
from tests.checks.lint.spectral.oas.changed import Case, cases
from tools import peers

HERE = Path(__file__).parent
CORPUS = peers.ROOT.parent / "shared" / "specs"
OWN = sorted((HERE.parent / "rulesets").glob("*.yaml"))
ALL = HERE / "rulesets" / "all.yaml"
RULESETS = (ALL, HERE / "rulesets" / "recommended.yaml", *OWN)
ENDS = ("govkit", "", "")
"""Instead of findings, where Spectral ends with an error and govkit goes on."""
DIFFERENCES = yaml.safe_load((HERE / "differences.yaml").read_text("utf-8"))


def described() -> Iterator[Path]:
    """The descriptions of the corpus."""
    for path in sorted(CORPUS.glob("*/[0-9]*.*")):
        if path.suffixes[-1] in (".yaml", ".json", ".gz"):
            yield path


@pytest.fixture(scope="module")
def spectral() -> None:
    try:
        peer.program()
    except peers.Unavailable as error:
        pytest.skip(str(error))


def ours(ruleset: Path, document: bytes, name: str) -> set[peer.Verdict]:
    """What govkit finds in a document with a ruleset, as Spectral would tell it."""
    library = Library(MemoryFiles({name: document}))
    findings = lint_with(read_ruleset(FolderFiles(ruleset.parent), ruleset.name), library, library.open(name))
    places = [(one, (one.new.pointer if one.new else None) or "") for one in findings]
    return {(one.rule, place.replace("~1", "/").replace("~0", "~"), one.severity.value) for one, place in places}


@pytest.mark.long
@pytest.mark.parametrize("path", list(described()), ids=lambda path: f"{path.parent.name}-{path.name}")
@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda ruleset: ruleset.stem)
def test_the_findings_are_those_of_spectral(spectral: None, ruleset: Path, path: Path) -> None:
    document, name = path.read_bytes(), path.name
    if path.suffix == ".gz":
        document, name = gzip.decompress(document), path.stem
    told, found = peer.verdicts(ruleset, document, name), ours(ruleset, document, name)
    assert (sides(found, told) if told is not None else {ENDS}) == known(
        ruleset.name, f"{path.parent.name}/{path.name}"
    )


def sides(found: set[peer.Verdict], told: set[peer.Verdict]) -> set[tuple[str, str, str]]:
    """What only one of both finds: who, rule, place."""
    alone = {("govkit", rule, place) for rule, place, _ in found - told}
    return alone | {("spectral", rule, place) for rule, place, _ in told - found}


def known(ruleset: str, document: str) -> set[tuple[str, str, str]]:
    """The differences that are listed, each with a reason."""
    listed = [one for one in DIFFERENCES if (one["ruleset"], one["document"]) == (ruleset, document)]
    assert all(one["reason"] for one in listed)
    return {(one["only"], one["rule"], one["place"]) for one in listed}


@pytest.mark.long
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_of_a_rule_says_what_spectral_says(spectral: None, case: Case) -> None:
    for document, expected in ((case.wrong, case.finds), (case.right, [])):
        told = peer.verdicts(ALL, json.dumps(document).encode(), "api.json")
        assert told is not None
        places = {pointer.replace("~1", "/").replace("~0", "~") for pointer in expected}
        assert {place for rule, place, _ in told if rule == case.rule} == places


def test_there_are_rulesets_enough() -> None:
    assert len(OWN) >= 6
