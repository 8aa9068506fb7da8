"""The estate in this repository is in order: it passes its own gate, and its entries and examples hold together."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries import ConsumerSpec, Entry, Estate, SystemSpec, VersionOf
from govkit.catalog.entries.kinds.consumer import Grant, Use
from govkit.catalog.entries.lock import read_lock
from govkit.catalog.entries.uses import plain_operation
from govkit.findings import Finding, Severity
from govkit.gate import validity
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.locked import digests_of
from govkit.gate.options import Options
from govkit.gate.pull_requests import pull_request
from tests.examples import Described

ON = date(2026, 11, 29)
"""The day of which the tests speak: the one waiver ends, and a sunset comes."""
BEFORE = (
    "govkit.yaml",
    "catalog/domains",
    "catalog/teams",
    "catalog/systems",
    "catalog/entities",
    "catalog/policies",
    "catalog/reconciliations",
    "catalog/scorecards",
)
BROUGHT = (
    "specs",
    "catalog/apis",
    "catalog/consumers",
    "catalog/pacts",
    "catalog/environments",
    "catalog/mappings",
    "catalog/measures",
    "catalog/workflows",
    "catalog/released.lock",
    ".github/CODEOWNERS",
)


@pytest.fixture(scope="module")
def estate(repository: Path) -> Estate:
    return open_estate(cwd=repository)


@pytest.fixture(scope="module")
def described(repository: Path, estate: Estate) -> dict[str, Described]:
    """The descriptions of platforms by the names of their versions; what is generated has tests of its own."""
    platforms = [one for one in estate.versions() if one.api.name not in ("functions", "enterprise", "portal")]
    return {one.name: Described(repository / one.version.definition) for one in platforms}


def counted(findings: Iterable[Finding]) -> list[str]:
    """What would be told."""
    return [f"{one.rule}: {one.message}" for one in findings if one.waived is None]


def copied(source: Path, target: Path, parts: tuple[str, ...]) -> None:
    """Copies files and folders of the estate."""
    for part in parts:
        (target / part).parent.mkdir(exist_ok=True)
        (shutil.copytree if (source / part).is_dir() else shutil.copy)(source / part, target / part)


# ---------------------------------------------------------------------------------------------------------------- gate


@pytest.mark.requirement("C7")
def test_the_estate_is_valid(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setattr(validity, "today", lambda: ON)
    outcome = validity.validate((), Options())
    assert counted(one for one in outcome.findings if one.severity is not Severity.INFO) == []
    told = {one.rule for one in outcome.findings if one.severity is Severity.INFO and one.waived is None}
    trusted = {"workflow-identifier-unfit"}  # identifiers that another system gave
    assert told <= {*trusted, "event-unheard"}
    assert [one.rule for one in outcome.findings if one.waived is not None] == ["consumer-of-deprecated-version"]


def test_the_estate_passes_the_gate(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a pull request that brings all APIs with those who use them, to an estate that has the rest."""

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, capture_output=True, check=True)

    git("init", "-q", "-b", "main")
    copied(repository, tmp_path, BEFORE)
    git("add", "-A")
    git("commit", "-q", "-m", "what was there")
    copied(repository, tmp_path, BROUGHT)
    monkeypatch.setattr(pull_request, "today", lambda: ON)
    outcome = pull_request.check("main", None, Options(), cwd=tmp_path)
    assert counted(one for one in outcome.findings if one.severity is not Severity.INFO) == []
    assert outcome.compared == 11


def test_the_lock_holds_every_released_version_to_what_it_says(estate: Estate) -> None:
    released = [one for one in estate.versions() if one.version.is_released]
    assert len(released) == 11
    assert dict(read_lock(estate.files, estate.folder).digests) == digests_of(estate, released)


# ------------------------------------------------------------------------------------------------------------- entries


def test_consumers_name_operations_fields_and_scopes_that_there_are(
    repository: Path, estate: Estate, described: dict[str, Described]
) -> None:
    generated = {
        one.name: Described(repository / one.version.definition, repository)
        for name in ("functions", "enterprise", "portal")
        for one in estate.versions(name)
    }
    wrong = [
        f"{consumer.name}: {one}"
        for consumer in estate.consumers.values()
        for one in _unknown(consumer, estate, described | generated)
    ]
    assert wrong == []


def _unknown(consumer: Entry[ConsumerSpec], estate: Estate, described: dict[str, Described]) -> list[str]:
    wrong = []
    listed: tuple[Use | Grant, ...] = (*consumer.spec.uses, *consumer.spec.grants)
    for said in listed:
        versions = estate.meant(said.api)
        assert versions, said.api
        for version in versions:
            document = described[version.name]
            operations = {plain_operation(name) for name in document.contract.operations}
            wrong += [one for one in said.operations if plain_operation(one) not in operations]
            wrong += [one for one in said.scopes if one not in document.scopes]
            wrong += [one for one in said.fields if not document.has_field(one)]
    return wrong


def test_environments_name_versions_that_there_are(estate: Estate) -> None:
    known = {one.name for one in estate.versions()}
    for environment in estate.environments.values():
        for one in environment.spec.deployments:
            assert str(one.name) in estate.consumers or f"{one.name}@{one.version}" in known, one
            assert one.since <= ON


def newest(system: Entry[SystemSpec], estate: Estate) -> VersionOf | None:
    """The newest version of the API of a system."""
    found = [one for one in estate.versions() if one.api.spec.system.name == system.name]
    return max(found, key=lambda one: one.order) if found else None


def test_systems_behave_as_their_descriptions_say(estate: Estate, described: dict[str, Described]) -> None:
    for system in estate.systems.values():
        version, said = newest(system, estate), system.spec.integration
        if version is None or said is None:
            assert (system.name, said) in (
                ("warehouse", None),
                ("integrations", None),
                ("enterprise", None),
                ("portal", None),
            )
            continue
        operations = described[version.name].contract.operations
        by_id = {one.id: one for one in operations.values()}
        for poll in said.polls:
            assert f"query {poll.cursor}" in by_id[poll.operation].parameters, (system.name, poll)
        sent = [one for one in operations.values() if one.kind == "webhook"]
        header = said.webhooks.header if said.webhooks and said.webhooks.header else "webhook-signature"
        assert sent
        assert all(f"header {header.lower()}" in one.parameters for one in sent), (system.name, header)
        posts = [one for one in operations.values() if one.kind == "path" and one.method == "post"]
        keys = {f"header {said.idempotency.header.lower()}" in one.parameters for one in posts if said.idempotency}
        assert (True in keys) == (said.idempotency is not None), system.name
        assert said.pagination is not None
        paging = [f"query {one}" for one in (said.pagination.parameter, said.pagination.size) if one]
        assert any(all(key in one.parameters for key in paging) for one in operations.values()), system.name


# -------------------------------------------------------------------------------------------------------- descriptions


@pytest.mark.parametrize(
    ("version", "least"),
    [
        ("erp@1.9.0", 35),
        ("erp@2.2.0", 35),
        ("billing@2.1.0", 35),
        ("billing@3.0.0", 35),
        ("customer-success@1.6.0", 25),
        ("customer-success@2.0.0", 25),
        ("crm@4.2.0", 18),
        ("support@1.3.0", 16),
    ],
)
def test_descriptions_are_of_real_size(version: str, least: int, described: dict[str, Described]) -> None:
    kinds = [one.kind for one in described[version].contract.operations.values()]
    assert kinds.count("path") >= least
    assert kinds.count("webhook") >= 3


def test_every_example_is_what_its_schema_allows(described: dict[str, Described]) -> None:
    assert [f"{name} {why}" for name, one in described.items() for why in one.refusals()] == []


def test_an_example_that_its_schema_refuses_would_be_seen(repository: Path, tmp_path: Path) -> None:
    text = (repository / "specs/support/1.3.0/openapi.yaml").read_text(encoding="utf-8")
    wrong = text.replace("asOf: '2026-09-16T06:00:00Z'", "asOf: yesterday")
    assert wrong != text
    (tmp_path / "openapi.yaml").write_text(wrong, encoding="utf-8")
    refused = list(Described(tmp_path / "openapi.yaml").refusals())
    assert any("putBillingStanding" in one or "billing-standing" in one for one in refused), refused


def test_every_body_of_an_operation_has_an_example(described: dict[str, Described]) -> None:
    lacking = [
        f"{name} {operation.name} {part}"
        for name, one in described.items()
        for operation, part, media in one.media()
        if (part == "request" or part.startswith("2")) and not list(one.examples(media.node))
    ]
    assert lacking == []


def test_scopes_are_declared_and_used(described: dict[str, Described]) -> None:
    for name, one in described.items():
        used = set()
        for operation in one.contract.operations.values():
            if operation.kind == "path":
                asked = {scope for way in operation.security for scopes in way.values() for scope in scopes}
                assert asked, f"{name} {operation.name}"
                used |= asked
        assert used == one.scopes, name


# --------------------------------------------------------------------------------------------------------------- story


FACTS: dict[tuple[str, ...], dict[str, set[Any]]] = {
    ("INV-2026-000123", "inv_4101"): {
        "issueDate": {"2026-11-01"},
        "issue_date": {"2026-11-01"},
        "invoiceDate": {"2026-11-01"},
        "dueDate": {"2026-12-01"},
        "due_date": {"2026-12-01"},
        "totalAmount": {"2706.25"},
        "grossAmount": {2706.25},
        "contractNumber": {"CT-2026-0002"},
        "contractNo": {"CT-2026-0002"},
        "contract_number": {"CT-2026-0002"},
    },
    ("pay_6101",): {"failed_at": {"2026-11-03T06:00:09Z"}, "receivedOn": {"2026-11-06"}, "valueDate": {"2026-11-06"}},
    ("co_1001", "cus_1001", "C-10001", "acc-1001"): {"country": {"GB"}},
    ("co_1101", "cus_1101", "C-10101", "acc-1101"): {"city": {"Austin"}},
    ("co_1003", "cus_1003", "C-10003", "acc-1003"): {"city": {"Utrecht"}},
    ("co_1201", "cus_1201", "C-10201", "acc-1201"): {"city": {"Singapore"}},
    ("ren_7201",): {"dueDate": {"2027-01-31"}, "renewalDate": {"2027-01-31"}},
}
"""What may stand in an object that bears one of the identifiers, or in its address."""
_IDENTITY = (
    "id", "number", "invoiceNumber", "invoiceNo", "externalReference", "externalRef", "externalId", "customerNumber",
    "customerNo", "accountId", "renewalId",
)  # fmt: skip

_OF_ANOTHER = {"creditNoteNo", "creditNoteNumber", "reasonCode"}
"""An object with one of these is a credit note, which names its invoice."""


def test_all_examples_tell_the_same_story(described: dict[str, Described]) -> None:
    seen, wrong = set(), []
    for name, one in described.items():
        for operation, _, media in one.media():
            for value in _objects(list(one.examples(media.node))):
                for ids, facts in FACTS.items():
                    if not any(value.get(key) in ids for key in _IDENTITY) or value.keys() & _OF_ANOTHER:
                        continue
                    for key, said in _said(value).items():
                        if key in facts and said is not None:
                            seen.add((ids, key))
                            wrong += [f"{name} {operation.name}: {ids[0]} {key} {said}"] * (said not in facts[key])
    assert wrong == []
    assert seen == {(ids, key) for ids, facts in FACTS.items() for key in facts}


def _said(value: dict[str, Any]) -> dict[str, Any]:
    address = value.get("billing_address") or value.get("billingAddress") or value.get("address") or {}
    return {key: one for key, one in {**address, **value}.items() if not isinstance(one, dict | list)}


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for inner in value for found in _objects(inner)]
    return [value, *_objects(list(value.values()))] if isinstance(value, dict) else []
