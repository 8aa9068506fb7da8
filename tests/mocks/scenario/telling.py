"""The estate's scenario told, and its records as the systems have them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from govkit.catalog.entries import Estate
from govkit.gate.estates.loading import open_estate
from govkit.gate.mocking import contracts_of
from govkit.gate.scenarios import Telling
from govkit.mocks.scenario.scenario import Scenario
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Clock
from govkit.mocks.system import System

ESTATE = Path(__file__).parents[3]
NEWEST = ("erp@2.2.0", "billing@3.0.0", "customer-success@2.0.0", "crm@4.2.0", "support@1.3.0")
OLDER = ("erp@1.9.0", "billing@2.1.0", "customer-success@1.6.0")


@cache
def estate() -> Estate:
    """The reference estate."""
    return open_estate(cwd=ESTATE)


@cache
def scenario(records: int = 40, seed: int = 1) -> Scenario:
    """The facts of the estate's scenario."""
    told = Telling(estate(), "mocks", seed=seed, records=records).scenario
    assert told is not None
    return told


def behaviours(*targets: str, records: int = 40, seed: int = 1) -> dict[str, Behaviour]:
    """What is remembered by systems that are about to be served."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 3_000))
    telling, clock, found = Telling(estate(), "mocks", seed=seed, records=records), Clock(), {}
    for name, contract in contracts_of(targets, [], ESTATE).items():
        behaviour = found[name] = Behaviour(System(name, contract), clock)
        behaviour.records.beginnings = telling.rows(name, contract)
    return found


def tables(behaviour: Behaviour) -> Iterator[tuple[Resource, list[dict[str, Any]]]]:
    """The records of each resource of a system."""
    for resource in {id(one): one for one in behaviour.resources.by_path.values()}.values():
        yield resource, [record.value for record in behaviour.table(resource)]


class Known:
    """The identities of the facts, for the mappings of one system."""

    def __init__(self, facts: Mapping[tuple[str, str, str], str], system: str) -> None:
        self._facts = facts
        self._system = system

    def canonical(self, entity: str, identifier: str, kind: str | None) -> str | None:
        """The canonical identifier."""
        types = [one.type for one in estate().entities[entity].spec.identifiers if one.system == self._system]
        found = (self._facts.get((self._system, one, identifier)) for one in ([kind] if kind else types))
        return next((one for one in found if one is not None), None)

    def local(self, entity: str, canonical: str, kind: str | None) -> str | None:
        """Nothing is mapped back here."""
        return None


@cache
def identities(records: int = 40, seed: int = 1) -> dict[tuple[str, str, str], str]:
    """The canonical identifier of each fact, by system, type and identifier."""
    found = {}
    for kind in scenario(records, seed).kinds.values():
        for fact in kind if kind.entity is not None else ():
            for one in fact.get("externalIds"):
                found[one["system"], one["type"], one["id"]] = str(fact.get("id"))
    for product in estate().entities["product"].spec.identifiers:
        for code in ("fleet-platform", "api-calls", "onboarding-package"):
            found[product.system, product.type, code] = f"prd-{code}"
    return found
