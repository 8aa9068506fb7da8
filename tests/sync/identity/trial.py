"""A small estate whose systems call a customer each its own way, and its register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govkit.catalog.entries import Estate, load_text
from govkit.sync.identity.joining import Joined
from govkit.sync.identity.register import Register
from govkit.sync.store.database import Database

_API = """
# file: catalog/apis/{name}.yaml
apiVersion: govkit/v1
kind: API
metadata: {{name: {name}}}
spec:
  owner: ops
  businessOwner: ops
  audience: internal
  system: {name}
  versions: [{{version: 1.0.0, definition: {name}.yaml, lifecycle: active}}]
# file: catalog/systems/{name}.yaml
apiVersion: govkit/v1
kind: System
metadata: {{name: {name}}}
spec: {{owner: ops, businessOwner: ops, domain: sales}}
"""

_MAPPING = """
# file: catalog/mappings/{name}-customer.yaml
apiVersion: govkit/v1
kind: Mapping
metadata: {{name: {name}-customer}}
spec:
  owner: ops
  entity: customer
  api: {name}@1.0.0
  schema: Customer
  direction: in
  identity: {{id: id, others: [{others}]}}
  fields: {{name: name}}
"""

_CRM = "{system: crm, type: company, id: crm_id}"
_ERP = "{system: erp, type: customer-number, each: others, where: {system: erp}, id: id}"
_DESK = "{system: support, type: organization, each: others, where: {system: support}, id: id}"

TEXT = (
    """
# file: catalog/entities/customer.yaml
apiVersion: govkit/v1
kind: Entity
metadata: {name: customer}
spec:
  owner: ops
  businessOwner: ops
  record: crm
  versions: [{version: 1.0.0, definition: customer.json}]
  identifiers:
    - {system: erp, type: customer-number}
    - {system: crm, type: company}
    - {system: billing, type: customer}
    - {system: support, type: organization}
    - {system: support, type: external-id, repeats: {system: crm, type: company}}
"""
    + "".join(_API.format(name=name) for name in ("crm", "erp", "billing", "support"))
    + _MAPPING.format(name="crm", others=f"{_ERP}, {_DESK}")
    + _MAPPING.format(name="erp", others=f"{_CRM}, {_DESK}")
    + _MAPPING.format(name="billing", others=f"{_CRM}, {_ERP}, {_DESK}")
    + _MAPPING.format(name="support", others=f"{_CRM}, {_ERP}")
)


def estate() -> Estate:
    """The estate."""
    loaded = load_text(TEXT.lstrip())
    assert not loaded.problems, loaded.problems
    return loaded


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


class Trial:
    """A register, and records by the names of their systems."""

    def __init__(self, database: Database) -> None:
        self.clock = Clock()
        self.estate = estate()
        self.register = Register(self.estate, database, self.clock)

    def learn(self, system: str, own: str, crm: str | None = None, **others: str) -> Joined | None:
        """Learns a record of a system that names others."""
        return self.register.learn(self.estate.mappings[f"{system}-customer"], record(own, crm, **others))

    def require_sole(self, system: str, own: str, crm: str | None = None) -> None:
        """Raises Ambiguous where other records of a system claim to be the object of one of its records."""
        self.register.require_sole(self.estate.mappings[f"{system}-customer"], record(own, crm))

    def golden(self, system: str, own: str) -> str:
        """What a record of a system is canonically."""
        return self.register(system).canonical("customer", own, None)

    def local(self, system: str, golden: str) -> str:
        """What a system calls an object."""
        return self.register(system).local("customer", golden, None)

    def known(self, golden: str) -> set[str]:
        """All that an object is called, but for what repeats it."""
        known = self.register("crm").known("customer", golden)
        return {f"{one['system']} {one['id']}" for one in known if one["type"] != "external-id"}


def record(own: str, crm: str | None = None, **others: str) -> Mapping[str, Any]:
    """A record of any of the systems."""
    return {"id": own, "crm_id": crm, "others": [{"system": system, "id": text} for system, text in others.items()]}
