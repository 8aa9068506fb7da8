"""The document of an API of canonical entities is made of the entities, and of nothing else."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.errors import ConfigurationError, GovkitError, InputError
from govkit.findings import Severity
from govkit.gate import Options, check
from govkit.gate.generating import Generation
from govkit.gate.releasing import release

DOCUMENT = "specs/enterprise/1.0.0/openapi.yaml"
_TEAM = """apiVersion: govkit/v1
kind: Team
metadata: {name: ops, title: Operations}
spec: {contacts: [{chat: '#ops'}, {email: ops@example.com}]}
"""
_SYSTEM = """apiVersion: govkit/v1
kind: System
metadata: {{name: {0}}}
spec: {{owner: ops, businessOwner: ops, domain: all}}
"""
_ENTITY = """apiVersion: govkit/v1
kind: Entity
metadata: {name: customer, title: Customer, description: Who buys.}
spec:
  owner: ops
  businessOwner: ops
  record: crm
  versions: [{version: 1.0.0, definition: catalog/entities/customer.json}]
  identifiers: [{system: crm, type: company}]
"""
_API = """apiVersion: govkit/v1
kind: API
metadata: {{name: enterprise, title: Enterprise API}}
spec:
  system: crm
  owner: ops
  businessOwner: ops
  audience: internal
  serving: {{consumer: reader}}
  versions:
    - version: 1.0.0
      definition: specs/enterprise/1.0.0/openapi.yaml
      lifecycle: {lifecycle}
      entities: [{entities}]
"""
_CONSUMER = "apiVersion: govkit/v1\nkind: Consumer\nmetadata: {name: reader}\nspec: {owner: ops}\n"
_DOMAIN = "apiVersion: govkit/v1\nkind: Domain\nmetadata: {name: all}\nspec: {owner: ops}\n"
_SCHEMA = '{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}'


def _estate(folder: Path, entities: str = "{entity: customer, version: 1.0.0}", lifecycle: str = "draft") -> Path:
    files = {
        "teams/ops.yaml": _TEAM,
        "domains/all.yaml": _DOMAIN,
        "systems/crm.yaml": _SYSTEM.format("crm"),
        "entities/customer.yaml": _ENTITY,
        "entities/customer.json": _SCHEMA,
        "apis/enterprise.yaml": _API.format(entities=entities, lifecycle=lifecycle),
        "consumers/reader.yaml": _CONSUMER,
    }
    for name, text in files.items():
        path = folder / "catalog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "govkit.yaml").write_text("catalog: catalog\n")
    return folder


def _generated(folder: Path) -> Any:
    run = Generation(["enterprise"], cwd=folder, cache=False)
    for job in run.jobs:
        run.make(job)
    run.write()
    return yaml.safe_load((folder / DOCUMENT).read_text())


def test_each_entity_is_listed_read_and_traced(tmp_path: Path) -> None:
    document = _generated(_estate(tmp_path))
    assert list(document["paths"]) == ["/customers", "/customers/{id}", "/customers/{id}/lineage"]
    assert document["components"]["schemas"]["Customer"] == {"$ref": "../../../catalog/entities/customer.json"}
    parameters = [one.get("name") for one in document["paths"]["/customers"]["get"]["parameters"]]
    assert parameters == [None, None, "crm.company"]
    assert document["info"]["contact"] == {"name": "Operations", "email": "ops@example.com"}
    assert (tmp_path / "clients" / "enterprise_v1" / "client.py").is_file()  # in the same run


def test_an_entity_that_is_not_listed_has_no_page_and_a_path_of_its_own(tmp_path: Path) -> None:
    document = _generated(_estate(tmp_path, "{entity: customer, version: 1.0.0, path: clients, lists: false}"))
    assert list(document["paths"]) == ["/clients/{id}", "/clients/{id}/lineage"]
    assert "CustomerPage" not in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("entities", "said"),
    [
        ("{entity: customers, version: 1.0.0}", "there is no entity `customers`"),
        ("{entity: customer, version: 2.0.0}", "the entity `customer` has no version 2.0.0"),
        (
            "{entity: customer, version: 1.0.0}, {entity: customer, version: 1.0.0}",
            "two entities are served at /customers",
        ),
    ],
)
def test_what_cannot_be_served_is_told_with_its_place(tmp_path: Path, entities: str, said: str) -> None:
    with pytest.raises(GovkitError, match=said) as refused:
        _generated(_estate(tmp_path, entities))
    assert isinstance(refused.value, InputError | ConfigurationError)
    assert refused.value.place is not None
    assert refused.value.place.line is not None
    assert refused.value.hint


def test_who_serves_entities_says_as_whom_they_are_read(tmp_path: Path) -> None:
    path = _estate(tmp_path) / "catalog" / "apis" / "enterprise.yaml"
    path.write_text(path.read_text().replace("  serving: {consumer: reader}\n", ""))
    with pytest.raises(InputError, match="does not say as whom it reads them"):
        _generated(tmp_path)


def test_a_release_is_not_written_anew_when_entities_are_served_otherwise(tmp_path: Path) -> None:
    _generated(_estate(tmp_path))
    _estate(tmp_path, lifecycle="active")
    before = (tmp_path / DOCUMENT).read_text()
    assert _generated(tmp_path) == yaml.safe_load(before)
    _estate(tmp_path, "{entity: customer, version: 1.0.0, lists: false}", "active")
    with pytest.raises(InputError, match="is released, and the entities are not what it describes any more"):
        _generated(tmp_path)
    assert (tmp_path / DOCUMENT).read_text() == before


_DESK = """apiVersion: govkit/v1
kind: Consumer
metadata: {name: desk}
spec:
  owner: ops
  uses: [{api: enterprise@1, operations: ['GET /customers/{id}'], fields: [Customer/name]}]
  grants: [{api: enterprise@1, operations: ['GET /customers/{id}']}]
"""


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A committed estate whose API of entities is released, and has a consumer."""
    _generated(_estate(tmp_path))
    release("enterprise@1.0.0", date(2026, 3, 1), Options(), cwd=tmp_path).done()
    (tmp_path / "catalog" / "consumers" / "desk.yaml").write_text(_DESK)
    _git(tmp_path, "init", "-q", "-b", "main")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "an estate")
    return tmp_path


@pytest.mark.requirement("S9")
def test_an_entity_that_changes_under_a_release_is_refused_and_names_who_is_hit(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(released)
    assert not [one for one in check("HEAD", None, Options()).findings if one.severity is Severity.ERROR]
    path = released / "catalog" / "entities" / "customer.json"
    path.write_text(path.read_text().replace(', "name": {"type": "string"}', ""))
    found = [one for one in check("HEAD", None, Options()).findings if one.subject.api == "enterprise"]
    rules = {one.rule: one for one in found}
    assert "released-version-changed" in rules
    removed = rules["response-property-removed"]
    assert (removed.severity, removed.subject.path) == (Severity.ERROR, "/name")
    assert [(one.kind, one.name) for one in removed.affects] == [("consumer", "desk")]


def test_a_further_version_is_held_against_the_one_before(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(released)
    folder = released / "catalog"
    (folder / "entities" / "customer-2.json").write_text(_SCHEMA.replace(', "name": {"type": "string"}', ""))
    entity = folder / "entities" / "customer.yaml"
    more = "customer.json}, {version: 1.1.0, definition: catalog/entities/customer-2.json}"
    entity.write_text(entity.read_text().replace("customer.json}", more))
    api = folder / "apis" / "enterprise.yaml"
    api.write_text(
        api.read_text()
        + "    - version: 1.1.0\n      definition: specs/enterprise/1.1.0/openapi.yaml\n"
        + "      entities: [{entity: customer, version: 1.1.0}]\n"
    )
    before = (released / DOCUMENT).read_text()
    _generated(released)
    assert (released / DOCUMENT).read_text() == before
    found = [one for one in check("HEAD", None, Options()).findings if one.subject.api == "enterprise"]
    (removed,) = [one for one in found if one.rule == "response-property-removed"]
    assert [(one.kind, one.name) for one in removed.affects] == [("consumer", "desk")]
