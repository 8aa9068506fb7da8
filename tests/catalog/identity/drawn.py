"""Small records for tests: those of a customer whose fields are named here."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries.kinds.entity import Match
from govkit.catalog.identity.decisions import Decision, Decisions
from govkit.catalog.identity.matching import Matched, matched
from govkit.catalog.identity.record import Record, Ref, Taking
from govkit.errors import Place

MATCH = Match.model_validate(
    {
        "keys": [["taxIds/*/value"], ["registrationNumber", "billingAddress/country"]],
        "similar": [
            {"fields": ["legalName", "name"], "as": "name", "weight": 4},
            {"fields": ["billingAddress"], "as": "address", "weight": 3},
            {"fields": ["email"], "as": "domain", "weight": 2},
        ],
    }
)
TYPES = {"crm": ["company"], "erp": ["customer-number"], "billing": ["customer"]}


def record(name: str, /, **fields: Any) -> Record:
    """A record such as `crm:co_1`. `tax` and `number` are short for a tax id and a number of the register."""
    if "tax" in fields:
        fields["taxIds"] = [{"value": one} for one in fields.pop("tax").split()]
    if "number" in fields:
        fields["registrationNumber"] = fields.pop("number")
    if "knows" in fields:
        told = (Ref.parse(one) for one in fields.pop("knows").split())
        fields["externalIds"] = [{"system": one.system, "id": one.id} for one in told]
    return Taking(MATCH, TYPES).record(Ref.parse(name), None, fields, Place("records.json", 1))


def decided(*said: str) -> Decisions:
    """Decisions such as `same crm:co_1 erp:C-1`."""
    found = []
    for number, text in enumerate(said, 1):
        word, *records = text.split()
        found.append(Decision(tuple(map(Ref.parse, records)), word, Place("decisions.yaml", number)))
    return Decisions(found)


def found(*records: Record, decisions: tuple[str, ...] = (), threshold: int | None = None) -> Matched:
    """What is found in records."""
    return matched(records, MATCH, decided(*decisions), threshold)


def clusters(of: Matched) -> list[str]:
    """The clusters, each as the names of its records."""
    return [" ".join(str(one.ref) for one in cluster.records) for cluster in of.clusters]


def proposals(of: Matched) -> list[str]:
    """The proposals, each as the names of its two records, sorted."""
    return sorted(f"{one.left.ref} {one.right.ref}" for one in of.proposals)


def conflicts(of: Matched) -> list[str]:
    """The conflicts, each as the names of its records."""
    return [" ".join(map(str, one.records)) for one in of.conflicts]


def alone(of: Matched) -> list[str]:
    """The names of the records that are alone."""
    return [str(one.ref) for one in of.alone]
