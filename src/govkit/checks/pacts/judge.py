"""Facts about interactions become findings: each rule says what it makes of its kind of fact."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.reading.pact import Pact
from govkit.errors import Place
from govkit.findings import Affected, Finding, Rule, Severity, Subject, discover, fingerprint_of
from govkit.spec.documents import Document, Node, Pointer
from govkit.spec.openapi import Contract

RULES = "govkit.checks.pacts.rules"
_MOST_NAMED = 3


def findings_of(judged: Sequence[tuple[Pact, Sequence[Fact]]], contract: Contract) -> list[list[Finding]]:
    """The findings of several pacts, each in the order of its text; equal ones of one pact are one, at many places."""
    origins = Origins(fact.origin for _, facts in judged for fact in facts)
    return [_findings(pact, facts, contract, origins) for pact, facts in judged]


def _findings(pact: Pact, facts: Sequence[Fact], contract: Contract, origins: Origins) -> list[Finding]:
    groups: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[_identity(fact)].append(fact)
    places = pact.places({fact.at for fact in facts}) if facts else {}
    found = [_finding(pact, same, contract, places, origins) for same in groups.values()]
    order = {fact.kind: index for index, fact in enumerate(facts)}
    return sorted(found, key=lambda one: (*_position(one.old), order[one.rule]))


def _position(place: Place | None) -> tuple[int, int]:
    return (place.line or 0, place.column or 0) if place is not None else (0, 0)


_OF_A_PACT = frozenset({"request-credentials-missing"})
"""What is one finding of a pact, whatever its operations: who forgot it forgot it everywhere."""


def _identity(fact: Fact) -> tuple[Any, ...]:
    if fact.kind in _OF_A_PACT:
        return (fact.kind,)
    operation = fact.operation.key if fact.operation is not None else ""
    own = fact.interaction.at if not operation and not fact.part else ()
    return fact.kind, operation, fact.part, fact.path, own


def _finding(
    pact: Pact, same: list[Fact], contract: Contract, places: dict[Pointer, Place], origins: Origins
) -> Finding:
    fact = _strongest(same)
    rule: Rule = discover(RULES)[fact.kind]
    said: Said = rule.when(fact)
    operation = fact.operation
    named = operation.key if operation is not None else "" if fact.part else fact.interaction.name
    named = "" if fact.kind in _OF_A_PACT else named
    where = f"{pact.consumer} {named} {fact.part}".strip()
    pending = all(one.interaction.pending for one in same)
    severity = said.severity or rule.severity
    reason = fact.reason
    if pending and severity is Severity.ERROR:
        severity, reason = Severity.WARNING, "the consumer marks the interaction as pending"
    others = [(places[one.at], origins.of(one.origin)) for one in same if one is not fact]
    return Finding(
        rule=rule.id,
        severity=severity,
        verdict=fact.verdict,
        message=said.message,
        subject=Subject(
            api=contract.name,
            operations=tuple(sorted({one.operation.name for one in same if one.operation is not None})),
            schema=fact.component,
            path=fact.below if fact.component is not None else fact.path,
        ),
        fingerprint=fingerprint_of(rule.id, contract.name, fact.direction, where, fact.path),
        reason=reason,
        cause=_cause(fact, contract, named),
        direction=fact.direction,
        fix=said.fix or rule.fix,
        old=places[fact.at],
        new=origins.of(fact.origin),
        witness=fact.witness,
        affects=(Affected("consumer", pact.consumer, "", _how(same)),),
        more_places=tuple(dict.fromkeys(others)),
    )


def _strongest(same: list[Fact]) -> Fact:
    """The fact that stands for equal ones: one with a proof, where there is one."""
    return next((fact for fact in same if fact.witness is not None), same[0])


def _how(same: Iterable[Fact]) -> str:
    names = list(dict.fromkeys(fact.interaction.name or "an interaction" for fact in same))
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"its pact: {shown}{more}"


def _cause(fact: Fact, contract: Contract, operation: str) -> str:
    """12 hex digits that findings of one cause share, whoever is hit."""
    identity = [fact.kind, contract.name, operation, fact.part, fact.path, fact.said]
    text = json.dumps(identity, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Origins:
    """The places of nodes of descriptions, found with one look at the text of each document."""

    def __init__(self, nodes: Iterable[Node | None]) -> None:
        wanted: dict[int, tuple[Document, set[Pointer]]] = {}
        for node in nodes:
            if node is not None:
                wanted.setdefault(id(node.document), (node.document, set()))[1].add(node.pointer)
        self._places = {key: document.places(pointers) for key, (document, pointers) in wanted.items()}

    def of(self, node: Node | None) -> Place | None:
        """Where a node stands."""
        return self._places[id(node.document)][node.pointer] if node is not None else None
