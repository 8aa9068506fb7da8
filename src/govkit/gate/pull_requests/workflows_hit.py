"""The workflows that a change of contracts hits: step by step, also those of runs that began before the change."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from govkit.catalog.entries import Estate, VersionOf, Workflow
from govkit.catalog.entries.uses import plain_operation
from govkit.catalog.mapping.trails import component_trails, meets
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.facts import MappingFails, Missing, NameUnknown, Refused, ScopesNeeded
from govkit.catalog.workflows.hits import Hit, Hits
from govkit.catalog.workflows.model import Document
from govkit.catalog.workflows.setting import Known
from govkit.catalog.workflows.types import Origin
from govkit.findings import Affected, Direction, Finding, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.gate.comparisons.presence import RULES
from govkit.spec.openapi import Contract
from govkit.spec.openapi.payloads import body_spots
from govkit.spec.schemas.fit import Fitting

RULE = "workflow-step-hit"


class WorkflowsHit:
    """The workflows of an estate in a change. `read` opens the contract of a version of an estate.

    Those of the base are looked at: they are what runs in flight are pinned to. A workflow that the change itself made
    fit is hit for these runs only.
    """

    def __init__(self, base: Estate | None, head: Estate, read: Callable[[Estate, VersionOf], Contract]) -> None:
        self._head = head
        self._read = read
        self._flying = _with_documents(head, base) if base is not None else head
        self._known = Known()
        self._checkings: dict[tuple[str, int], tuple[Contract, Checking]] = {}
        self._hits: dict[tuple[int, int], Struck] = {}

    def of(self, version: VersionOf, old: Contract, new: Contract) -> Struck:
        """The steps that a new contract in the place of an old one hits, of workflows that call a version."""
        key = (id(old), id(new))
        if key not in self._hits:
            self._hits[key] = Struck(tuple(self._between(version, old, new)), old, new)
        return self._hits[key]

    def _between(self, version: VersionOf, old: Contract, new: Contract) -> Iterator[Hit]:
        if not any(_mentions(document.tree, version) for document in self._flying.workflow_documents):
            return
        before, after = (self._checking(self._flying, version, contract) for contract in (old, new))
        hits = Hits(before, after, self._known.fitting)
        for then, now in zip(before.read.documents, after.read.documents, strict=True):
            if _calls(then, version):
                yield from hits.between(now, before.document(then), after.document(now))

    def _checking(self, estate: Estate, version: VersionOf, contract: Contract) -> Checking:
        """The workflows with a contract in the place of a version; with that of the head they are those of the head."""
        is_heads = contract is self._read(self._head, version)
        key = ("" if is_heads else version.name, 0 if is_heads else id(contract))

        def read(one: VersionOf) -> Contract:
            return contract if one.name == version.name else self._read(self._head, one)

        if key not in self._checkings:
            self._checkings[key] = (contract, Checking(estate, read, self._known))
        return self._checkings[key][1]

    # --------------------------------------------------------------------------------------------------------- findings

    def findings(self, version: VersionOf, old: Contract, new: Contract, reason: str = "") -> list[Finding]:
        """What the hits mean for the processes, each with its step, its owner and the message that shows it."""
        adapted = self._adapted
        return [self._finding(hit, version, reason, adapted) for hit in self.of(version, old, new).hits]

    @cached_property
    def _adapted(self) -> frozenset[str]:
        """The workflows that the change itself rewrote."""
        then = {one.id: one for one in self._flying.workflows}
        now = {one.id: one for one in self._head.workflows}
        return frozenset(name for name in then if _text(then.get(name)) != _text(now.get(name)))

    def _finding(self, hit: Hit, version: VersionOf, reason: str, adapted: frozenset[str]) -> Finding:
        rule = discover(RULES)[RULE]
        fact, workflow = hit.fact, hit.workflow
        direction = _direction(hit)
        path = "/".join(("", *filter(None, ("steps" if hit.step else "start", hit.step, fact.key))))
        flying = workflow.id in adapted
        severity = rule.severity if hit.stops and not flying else Severity.WARNING
        also = "runs that began before the change are pinned to the workflow as it was" if flying else ""
        return Finding(
            rule=rule.id,
            severity=severity,
            verdict=_unshown(hit) if hit.witness is None or hit.is_open else Verdict.PROVEN,
            message=f"{hit.message}; {_owned(workflow.start.owner if workflow.start is not None else '')}".rstrip("; "),
            subject=Subject(
                api=version.api.name,
                operations=tuple(filter(None, (fact.about.operation,))),
                path=f"/{workflow.id}{path}",
            ),
            fingerprint=fingerprint_of(rule.id, version.api.name, direction, workflow.id, path),
            reason="; ".join(filter(None, (reason, also))),
            direction=direction,
            fix=rule.fix,
            new=workflow.source.place(fact.at),
            witness=hit.witness,
            affects=(affected([hit]),),
        )


class Struck:
    """The steps that are hit where one contract takes the place of another; what each is about is looked up once."""

    def __init__(self, hits: tuple[Hit, ...], old: Contract, new: Contract) -> None:
        self.hits = hits
        self._contracts = (old, new)
        self._fitting = Fitting()
        self._about: dict[int, _About] = {}

    def about(self, hit: Hit) -> _About:
        """What one of the hits is about."""
        key = id(hit)
        if key not in self._about:
            places = (_places(hit, contract, self._fitting) for contract in self._contracts)
            self._about[key] = _About(_direction(hit), _operations(hit), frozenset().union(*places))
        return self._about[key]


@dataclass(frozen=True, slots=True)
class _About:
    """The direction and the plain operations of a hit, and where comparisons speak of it; empty: anywhere."""

    direction: Direction | None
    operations: frozenset[str]
    places: frozenset[tuple[str, str]]


def with_workflows(finding: Finding, struck: Struck) -> Finding:
    """A finding of a comparison with the workflows that it hits. What stops one is an error."""
    found: dict[str, list[Hit]] = {}
    operations = {plain_operation(one) for one in finding.subject.operations}
    for hit in struck.hits:
        if _meets(finding, operations, struck.about(hit)):
            found.setdefault(hit.workflow.id, []).append(hit)
    if not found:
        return finding
    told_ = replace(finding, affects=(*finding.affects, *(affected(some) for some in found.values())))
    stopped = [name for name, some in found.items() if any(hit.stops for hit in some)]
    if finding.severity is not Severity.WARNING or not stopped:
        return told_
    reason = "; ".join(filter(None, (finding.reason, f"workflow {', '.join(stopped)} stops")))
    return replace(told_, severity=Severity.ERROR, reason=reason)


def affected(hits: Sequence[Hit]) -> Affected:
    """A workflow that is hit, with its steps."""
    workflow = hits[0].workflow
    owner = workflow.start.owner if workflow.start is not None else ""
    steps = dict.fromkeys(hit.place for hit in hits)
    verb = "stops" if any(hit.stops for hit in hits) else "may go another way"
    return Affected("workflow", workflow.id, owner, f"{verb} at {', '.join(steps)}")


def _direction(hit: Hit) -> Direction | None:
    fact = hit.fact
    if isinstance(fact, Refused):
        return Direction.RESPONSE if fact.part == "event" or fact.part.startswith("source") else Direction.REQUEST
    if isinstance(fact, MappingFails):
        return Direction.RESPONSE if fact.reads else Direction.REQUEST
    if isinstance(fact, Missing):
        return Direction.REQUEST
    if isinstance(fact, NameUnknown):
        return Direction.REQUEST if fact.kind in ("parameter", "media type") else None
    return None if isinstance(fact, ScopesNeeded) else Direction.RESPONSE


def _unshown(hit: Hit) -> Verdict:
    return Verdict.UNPROVEN if hit.is_open else Verdict.POLICY


def _owned(owner: str) -> str:
    return f"owner {owner}" if owner else ""


# ------------------------------------------------------------------------------------------------------- comparisons


def _meets(finding: Finding, operations: set[str], about: _About) -> bool:
    """Whether a finding of a comparison, which speaks of some operations, is about what hits a step."""
    if None not in (finding.direction, about.direction) and finding.direction is not about.direction:
        return False
    if about.operations and not about.operations & operations:
        return False
    schema = finding.subject.schema
    return not about.places or schema is None or meets(about.places, schema, finding.subject.path)


def _operations(hit: Hit) -> frozenset[str]:
    origins: frozenset[Origin] = getattr(hit.fact, "origins", frozenset())
    return frozenset(
        plain_operation(one) for one in (hit.fact.about.operation, *(one.operation for one in origins)) if one
    )


def _places(hit: Hit, contract: Contract, fitting: Fitting) -> set[tuple[str, str]]:
    """Where comparisons speak of what a hit is about: components, and the ways from them."""
    fact, found = hit.fact, set[tuple[str, str]]()
    for origin in getattr(fact, "origins", ()):
        operation = contract.operations.get(origin.operation)
        for spot in (
            body_spots(operation, sends=origin.part in ("event", "request body")) if operation is not None else ()
        ):
            found |= component_trails(contract, fitting, spot, origin.trail)
    if isinstance(fact, Refused) and fact.part == "request body":
        operation = contract.operations.get(fact.about.operation)
        for spot in body_spots(operation, sends=True) if operation is not None else ():
            found |= component_trails(contract, fitting, spot, tuple(map(str, fact.path)))
    return found


# --------------------------------------------------------------------------------------------------------- documents


def _with_documents(head: Estate, base: Estate) -> Estate:
    """The estate of the head with the workflow documents of the base, which runs in flight are pinned to."""
    made = copy.copy(head)
    made.workflow_documents = base.workflow_documents
    made.__dict__.pop("workflows", None)
    return made


def _mentions(tree: object, version: VersionOf) -> bool:
    listed = tree.get("sourceDescriptions") if isinstance(tree, dict) else None
    name = version.version.definition.rpartition("/")[2]
    return any(isinstance(one, dict) and name in str(one.get("url")) for one in listed or ())


def _calls(document: Document, version: VersionOf) -> bool:
    return any(source.path == version.version.definition for source in document.sources.values())


def _text(workflow: Workflow | None) -> object:
    """What a workflow says, as its document has it."""
    if workflow is None or workflow.source.document is None:
        return None
    value = workflow.source.document.tree
    try:
        for part in workflow.pointer:
            value = value[part]
    except (KeyError, IndexError, TypeError):
        return None
    return value
