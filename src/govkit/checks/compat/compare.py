"""Two contracts compared: walk once, gather causes, let rules propose, decide, and say it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from govkit.checks.compat.annotations import reached_in_xml
from govkit.checks.compat.change import Change, Proposal
from govkit.checks.compat.judge import Judgement
from govkit.checks.compat.profile import Profile
from govkit.checks.compat.rulebook import rule_for
from govkit.checks.compat.slices import judged
from govkit.checks.compat.subject import Spotted, spotted
from govkit.checks.compat.surface import Surface
from govkit.checks.compat.unchanged import Unchanged
from govkit.checks.compat.walk import Walk
from govkit.findings import Finding, Place, Rule, Severity, Subject, Verdict, fingerprint_of
from govkit.spec.documents import Node, Pointer
from govkit.spec.openapi import Contract


@dataclass(slots=True)
class _Cause:
    """The changes that are one cause, with where they stand and the operations that they reach."""

    rule: Rule
    element: str
    spotted: Spotted
    changes: list[Change]
    operations: set[str]
    digest: str


def compare(old: Contract, new: Contract, profile: Profile, unproven: Severity = Severity.WARNING) -> list[Finding]:
    """What changed between two contracts, one finding a cause.

    `unproven` is the severity of what could be neither shown nor refuted, where the rule's own is worse.
    """
    unchanged = Unchanged(old, new)
    walk = Walk(old, new, profile, unchanged)
    surface = Surface(old, new, walk, unchanged)
    surface.compare()
    walk.run()
    if profile.source:
        surface.compare_components(_named(walk))
    causes = _causes(walk, surface.changes, profile, (old, new))
    told = [cause for cause in causes if not _told_elsewhere(cause.changes[0], walk)]
    judgements = judged(walk, [cause.changes for cause in told])
    places = _Places(causes)
    api = old.name
    found = (
        _finding(cause, judgement, api, unproven, places, profile)
        for cause, judgement in zip(told, judgements, strict=True)
    )
    return [finding for finding in found if finding is not None]


def _named(walk: Walk) -> set[str]:
    """The names of schemas of which some finding tells what became of them."""
    told = (change for pair in walk.pairs for change in pair.changes if change.element == "schema")
    return {str(name) for change in told for name in (change.before, change.after)}


def _told_elsewhere(change: Change, walk: Walk) -> bool:
    """Whether a change at the same place, or inside the same union, says what this one would say again."""
    pair = change.pair
    if pair is None or not (change.quiet or change.kind == "discriminator-changed"):
        return False
    beside = any(other.payload and not other.quiet for other in pair.changes if other is not change)
    return walk.hurts_below(pair) or (beside and not change.quiet)


def _causes(walk: Walk, surface: list[Change], profile: Profile, sides: tuple[Contract, Contract]) -> list[_Cause]:
    gathered: dict[tuple[str, ...], _Cause] = {}
    gather = partial(_gather, gathered, sides)
    for change in surface:
        operations = {change.operation.name} if change.operation is not None else set()
        gather(change, change.element, operations)
    changed = [pair for pair in walk.pairs if pair.changes]
    in_xml = (
        reached_in_xml(walk.roots) if any(c.kind == "xml-changed" for pair in changed for c in pair.changes) else ()
    )
    for pair in changed:
        operations = set(walk.operations(pair))
        element = next((e for e in ("parameter", "header") if pair.elements == {e}), "property")
        for change in pair.changes:
            if change.kind == "xml-changed" and pair.number not in in_xml:
                continue
            gather(change, element if change.element == "property" else change.element, operations)
    return [cause for cause in gathered.values() if profile.source or cause.rule.id not in SOURCE_ONLY]


SOURCE_ONLY = frozenset(
    {
        "api-renamed",
        "component-added",
        "component-removed",
        "operation-id-changed",
        "operation-tags-changed",
        "property-format-hint-changed",
        "request-parameter-renamed",
        "security-scheme-renamed",
    }
)
"""Rules of the `source` profile only: what they find breaks generated code and no message."""

NAMES = frozenset({"schema-extracted", "schema-inlined", "schema-moved", "schema-renamed", "schema-replaced"})
"""Rules about the names of schemas: worth knowing for whoever reads the change, a break only of generated code."""


def _gather(
    gathered: dict[tuple[str, ...], _Cause],
    sides: tuple[Contract, Contract],
    change: Change,
    element: str,
    operations: set[str],
) -> None:
    where = spotted(change, element, *sides)
    direction = change.direction.value if change.direction else ""
    rule = rule_for(change, element)
    key = (rule.id, direction, where.anchor, where.path, change.keyword, change.name, *change.digests)
    digest = _hash([where.anchor, where.path, change.keyword, change.name, *change.digests])
    cause = gathered.get(key)
    if cause is None:
        gathered[key] = _Cause(rule, element, where, [change], set(operations), digest)
    else:
        cause.changes.append(change)
        cause.operations |= operations


def _hash(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


class _Places:
    """The places of all causes, found in one pass over each document."""

    def __init__(self, causes: Iterable[_Cause]) -> None:
        wanted: dict[int, tuple[Node, list[Pointer]]] = {}
        for cause in causes:
            for change in cause.changes[:_SHOWN_PLACES]:
                for node in (change.old, change.new):
                    if node is not None:
                        wanted.setdefault(id(node.document), (node, []))[1].append(node.pointer)
        for node, pointers in wanted.values():
            node.document.places(pointers)

    def of(self, node: Node | None) -> Place | None:
        """The place of a node."""
        return None if node is None else node.place()


_SHOWN_PLACES = 6


def _finding(
    cause: _Cause, judgement: Judgement, api: str, unproven: Severity, places: _Places, profile: Profile
) -> Finding | None:
    change = cause.changes[0]
    operations = tuple(sorted(cause.operations))
    if change.pair is None and len(operations) > 1:
        change = replace(change, reach=operations)
    if change.quiet and judgement.verdict is not Verdict.PROVEN:
        return None
    said = cause.rule.when(change)
    if said is None:
        return None
    proposal = said if isinstance(said, Proposal) else Proposal(said)
    severity = proposal.severity or cause.rule.severity
    if cause.rule.id in NAMES and not profile.source:
        severity = Severity.INFO
    if judgement.verdict is Verdict.REFUTED:
        lost = cause.rule.severity if cause.rule.id in LOST_VOCABULARY else Severity.INFO
        if cause.rule.id.endswith("-format-changed") and None not in (change.before, change.after):
            lost = Severity.WARNING
        if lost is not Severity.INFO:
            judgement = Judgement(Verdict.POLICY, "no message is refused, but what was declared is no longer")
        severity = lost
    elif judgement.verdict is Verdict.UNPROVEN and severity is Severity.ERROR:
        severity = unproven
    elif judgement.verdict is Verdict.PROVEN and profile.plain:
        severity = Severity.ERROR  # whatever the one side allows the other must: a message shows that it does not
    where = cause.spotted
    subject = where.component or (operations[0] if operations else "")
    seen = [(places.of(c.old), places.of(c.new)) for c in cause.changes[:_SHOWN_PLACES]]
    return Finding(
        rule=cause.rule.id,
        severity=severity,
        verdict=judgement.verdict,
        reason=judgement.reason,
        cause=cause.digest,
        direction=change.direction,
        message=proposal.message,
        fix=cause.rule.fix,
        subject=Subject(api, operations, where.component, where.path),
        fingerprint=fingerprint_of(
            cause.rule.id, api, change.direction, _without_names(subject), f"{where.anchor}{where.path}"
        ),
        old=seen[0][0],
        new=seen[0][1],
        witness=judgement.witness,
        provisional=judgement.provisional,
        more_places=tuple(pair for pair in dict.fromkeys(seen[1:]) if pair != seen[0]),
    )


LOST_VOCABULARY = frozenset(
    {
        "request-parameter-removed",
        "request-property-became-read-only",
        "request-property-removed",
        "response-header-removed",
        "response-property-became-write-only",
        "response-property-removed",
    }
)
"""Rules about what was declared and no longer is: a proof that no message is refused does not refute them."""


def _without_names(subject: str) -> str:
    from govkit.spec.openapi import wire_path

    return wire_path(subject)
