"""Facts about a mapping become findings: each rule says what it makes of its kind of fact."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import Entry, MappingSpec
from govkit.catalog.mapping.check import Checked
from govkit.catalog.mapping.facts import Fact, MayLack, Open, Refused
from govkit.errors import Place
from govkit.findings import Direction, Finding, Rule, Subject, Verdict, Witness, discover, fingerprint_of

RULES = "govkit.catalog.mapping.rules"


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of a fact: in words, and what to do where that is more than the rule's own advice."""

    message: str
    fix: str = ""


def judged(checked: Checked) -> list[Finding]:
    """What is wrong with a mapping, in the order of its text."""
    mapping = checked.mapping
    rules = discover(RULES).values()
    said = [
        (fact, rule, found)
        for fact in checked.facts
        for rule in rules
        if isinstance(fact, rule.on) and (found := rule.when(fact)) is not None
    ]
    places = mapping.source.places(fact.at for fact, _, _ in said)
    findings = {
        one.fingerprint: one for fact, rule, found in said for one in (finding(mapping, fact, rule, found, places),)
    }
    return sorted(findings.values(), key=lambda one: (one.new.line or 0, one.new.column or 0) if one.new else (0, 0))


def finding(mapping: Entry[MappingSpec], fact: Fact, rule: Rule, said: Said, places: Any) -> Finding:
    """What one rule found."""
    spec = mapping.spec
    schema = spec.write.schema_ if fact.outward and spec.write is not None else spec.schema_
    witness = witness_of(fact, schema)
    direction = Direction.REQUEST if fact.outward else Direction.RESPONSE
    path = "/" + (fact.target or "/".join(fact.sources) or getattr(fact, "field", ""))
    values = [getattr(fact, "value", None), *getattr(fact, "others", ())]
    value = json.dumps(values, sort_keys=True, default=str)
    identity = json.dumps([rule.id, mapping.name, path, fact.sources, value])
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=verdict_of(fact, witness),
        message=said.message,
        subject=Subject(api=mapping.about, schema=schema, path=path),
        fingerprint=fingerprint_of(rule.id, mapping.about, direction, schema, path),
        reason=getattr(fact, "because", "") if witness is None else "a record that may come shows it",
        cause=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        direction=direction,
        fix=said.fix or rule.fix,
        old=_origin(fact),
        new=places[fact.at],
        witness=witness,
    )


def witness_of(fact: Fact, schema: str) -> Witness | None:
    """The record that shows it, where one was found."""
    part = "canonical record" if fact.outward else "record"
    if isinstance(fact, MayLack) and fact.record is not None:
        why = "becomes nothing" if fact.emptied else "is not there"
        return Witness(schema, part, fact.record, "accepts", "refuses", f"`{fact.gap}` {why}")
    if isinstance(fact, Refused) and (fact.record is not None or not fact.counted):
        value = fact.record if fact.record is not None else {fact.source: fact.value}
        because = f"/{fact.source.replace('/*', '/0')}: {fact.because}" if fact.source else fact.because
        return Witness(schema, part, value, "accepts", "refuses", because)
    return None


def verdict_of(fact: Fact, witness: Witness | None) -> Verdict:
    """How sure it is."""
    if witness is not None:
        return Verdict.PROVEN
    return Verdict.UNPROVEN if isinstance(fact, Open) else Verdict.POLICY


def _origin(fact: Fact) -> Place | None:
    """Where the schema stands that a fact is about, in the text of the API or the entity."""
    if fact.origin is None:
        return None
    try:
        node = fact.origin.space.origin(fact.origin.schema)
    except KeyError:
        return None
    if node.document.path == "made.json":
        return None
    return node.document.place(node.pointer)
