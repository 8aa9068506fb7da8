"""Published descriptions: every pair of neighbours is judged, and none differs from itself in other words."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from govkit.checks.compat import PROFILES, compare
from govkit.findings import Finding, Severity, Verdict
from govkit.spec.documents import Library, MemoryFiles, open_source, parse
from govkit.spec.openapi import Contract
from tests import rewriting
from tests.tiers import short

APIS = (
    "adyen-transfer-webhooks",
    "apideck-accounting",
    "apideck-crm",
    "github",
    "intercom",
    "openmeter",
    "recurly",
    "stripe",
    "workos",
    "xero-accounting",
)
SMALL = ("adyen-transfer-webhooks", "apideck-crm", "openmeter", "recurly", "workos")
REWRITINGS = (
    rewriting.reordered,
    rewriting.renamed,
    rewriting.wrapped_in_all_of,
    rewriting.all_of_merged,
    rewriting.inlined,
    rewriting.as_3_1,
    rewriting.split,
)


def revisions(shared_specs: Path, api: str) -> list[Path]:
    """The revisions of one API, oldest first."""
    return sorted(path for path in (shared_specs / api).iterdir() if path.name[0].isdigit())


def contract(path: Path) -> Contract:
    """The contract in a file."""
    return Contract(*open_source(str(path)))


def contract_of(tree: Any) -> Contract:
    """The contract of a tree, or of the trees of many files."""
    files = tree if "openapi.json" in tree else {"openapi.json": tree}
    library = Library(MemoryFiles({name: json.dumps(value).encode() for name, value in files.items()}))
    return Contract(library, library.open("openapi.json"))


def check_shape_of(findings: list[Finding]) -> None:
    """What holds for all findings: places, one finding a cause, witnesses with what is proven only."""
    for finding in findings:
        assert finding.old is not None or finding.new is not None, finding
        for place in (finding.old, finding.new):
            assert place is None or (place.line is not None and place.column is not None and place.pointer is not None)
        assert finding.subject.operations == tuple(sorted(set(finding.subject.operations)))
        assert (finding.witness is not None) == (finding.verdict is Verdict.PROVEN)
        if finding.verdict is Verdict.REFUTED:
            assert finding.severity is Severity.INFO, finding
    identities = [(finding.fingerprint, finding.cause) for finding in findings]
    assert len(identities) == len(set(identities))


def neighbours(shared_specs: Path, api: str, profile: str, least: float) -> None:
    """Judges every pair of neighbouring revisions of an API."""
    files = revisions(shared_specs, api)
    for old, new in itertools.pairwise(files):
        findings = compare(contract(old), contract(new), PROFILES[profile])
        check_shape_of(findings)
        payload = [finding for finding in findings if finding.verdict is not Verdict.POLICY]
        decided = [finding for finding in payload if finding.verdict is not Verdict.UNPROVEN]
        assert len(decided) >= least * len(payload), (api, old.name, len(decided), len(payload))


@pytest.mark.parametrize("api", short(SMALL, keeps=("adyen-transfer-webhooks", "apideck-crm").__contains__))
def test_neighbouring_revisions_are_judged(shared_specs: Path, api: str) -> None:
    """Every pair yields findings with places, most of them decided."""
    neighbours(shared_specs, api, "wire", 0.8)


@pytest.mark.long
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("api", APIS)
def test_neighbouring_revisions_are_judged_in_every_profile(shared_specs: Path, api: str, profile: str) -> None:
    """The same for every API and every promise."""
    neighbours(shared_specs, api, profile, 0.8 if profile == "wire" else 0.5)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("api", SMALL)
def test_a_published_description_beside_itself_has_no_finding(shared_specs: Path, api: str, profile: str) -> None:
    """diff(x, x) is empty, also where x is read twice."""
    path = revisions(shared_specs, api)[0]
    assert compare(contract(path), contract(path), PROFILES[profile]) == []


@pytest.mark.parametrize("rewrite", REWRITINGS, ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("api", short(SMALL, keeps=("apideck-crm", "recurly").__contains__))
def test_other_words_for_the_same_raise_no_alarm(shared_specs: Path, api: str, rewrite: Callable[[Any], Any]) -> None:
    """A description that was rewritten and means the same has nothing above info."""
    rewritten(revisions(shared_specs, api)[-1], rewrite)


@pytest.mark.long
@pytest.mark.parametrize("rewrite", REWRITINGS, ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("api", [api for api in APIS if api not in ("github", "stripe")])
def test_other_words_in_every_revision_raise_no_alarm(
    shared_specs: Path, api: str, rewrite: Callable[[Any], Any]
) -> None:
    """The same for every revision."""
    for path in revisions(shared_specs, api):
        rewritten(path, rewrite)


def rewritten(path: Path, rewrite: Callable[[Any], Any]) -> None:
    """Compares a description with itself in other words."""
    tree = parse(path.read_bytes(), path.name).tree
    if rewrite is rewriting.as_3_1 and not str(tree["openapi"]).startswith("3.0"):
        pytest.skip("it is written in 3.1 already")
    findings = compare(contract_of(tree), contract_of(rewrite(tree)), PROFILES["wire"])
    alarms = [finding for finding in findings if finding.severity is not Severity.INFO]
    assert not alarms


def test_witnesses_stand_in_the_plain_text_as_well(shared_specs: Path) -> None:
    """What is proven under tolerance separates the schemas as they are written, too, says a second validator."""
    old, new = (contract(path) for path in revisions(shared_specs, "apideck-crm")[2:4])
    seen = 0
    for finding in compare(old, new, PROFILES["wire"]):
        witness = finding.witness
        if witness is None or not witness.part.startswith("response") or "headers" in witness.part:
            continue
        for side, verdict in ((old, witness.old), (new, witness.new)):
            schema = _response_schema(side, witness.operation, witness.part)
            for validator in (jsonschema_rs.Draft4Validator, jsonschema.Draft4Validator):
                assert validator(schema).is_valid(witness.value) == (verdict == "accepts"), finding
        seen += 1
    assert seen > 10


def _response_schema(side: Contract, operation: str, part: str) -> Any:
    """The schema of a response in plain JSON Schema, with everything it refers to."""
    _, status, media = part.split(" ")
    node = side.operations[operation].responses[status].content[media].node.child("schema")

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(item) for item in value]
        if not isinstance(value, dict):
            return value
        out = {key: plain(inner) for key, inner in value.items() if key not in ("example", "discriminator", "format")}
        if value.get("nullable") is True and isinstance(out.get("type"), str):
            out["type"] = [out["type"], "null"]
        return out

    components = side.document.tree["components"]
    return {**plain(node.value), "components": plain(components)}
