"""Who is hit by a finding: the consumers whose pacts or declared uses touch its operations and its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govkit.catalog.entries import Estate, Usage, names_field, names_operation
from govkit.findings import Affected, Direction, Finding, Severity, Users

if TYPE_CHECKING:
    from govkit.checks.pacts import VerifiedInteraction

_VARIANT = re.compile(r"/\([^/]*\)")
_NOT_OF_BODIES = ("/parameters/", "/headers/")
_MOST_NAMED = 3
_FIELD = ", field "
_GONE = "response-property-removed"


@dataclass(frozen=True)
class Recordings:
    """What the pacts of consumers record of a version, by consumer, and what a change breaks in them.

    `schemas` are the names of components whose fields the recordings are told by, `owners` the teams of consumers.
    """

    interactions: Mapping[str, Sequence[VerifiedInteraction]] = field(default_factory=dict)
    broken: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    schemas: frozenset[str] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)


NOTHING_RECORDED = Recordings()


def has_recordings(estate: Estate) -> bool:
    """Whether any consumer has pacts: who asks first need not load what holds them against anything."""
    return bool(estate.pacts) or any(one.spec.pacts or one.spec.versions for one in estate.consumers.values())


def with_affected(finding: Finding, estate: Estate, version: str, recordings: Recordings = NOTHING_RECORDED) -> Finding:
    """The finding with those consumers of one version of its API that it touches, and how many use its operations.

    A consumer whose pact records the operation is touched where an interaction has to do with the field. For others,
    what they declare counts: a use without fields may use all, and so may one that names no field of the finding's
    component, since its fields may hold the component.
    """
    if not finding.subject.operations:
        return finding
    usages: dict[str, list[Usage]] = {name: [] for name in recordings.interactions}
    for usage in estate.usages(finding.subject.api, version):
        usages.setdefault(usage.consumer.name, []).append(usage)
    told = [_told(name, usages[name], finding, recordings) for name in sorted(usages)]
    hit = tuple(one.affected for one in told if one.affected is not None)
    users = Users(
        consumers=len(told),
        operation=sum(one.calls for one in told),
        field=sum(one.affected is not None and one.surely for one in told),
        maybe=sum(one.affected is not None and not one.surely for one in told),
    )
    return replace(_by_use(finding, told, recordings), affects=(*finding.affects, *hit), users=users)


def _by_use(finding: Finding, told: Sequence[_Told], recordings: Recordings) -> Finding:
    """A warning about what is answered that a recorded use makes a break.

    What somebody is known to read is gone, or what comes breaks a pact at that very place: a value that is not handled.
    """
    if finding.severity is not Severity.WARNING or finding.direction is not Direction.RESPONSE:
        return finding
    if finding.rule == _GONE:
        names = [one.affected.name for one in told if one.affected is not None and one.surely]
        said = "reads it"
    else:
        found = recordings.broken.items()
        names = sorted(name for name, some in found if any(_breaks_at(one, finding) for one in some))
        said = "has a pact that it breaks"
    if not names:
        return finding
    some = ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
    reason = "; ".join(filter(None, (finding.reason, f"{some} {said}")))
    return replace(finding, severity=Severity.ERROR, reason=reason)


def _breaks_at(broken: Finding, finding: Finding) -> bool:
    """Whether what a change breaks in a pact is what a finding of the comparison is about."""
    return (
        broken.severity is Severity.ERROR
        and broken.direction is finding.direction
        and (broken.subject.schema, broken.subject.path) == (finding.subject.schema, finding.subject.path)
        and any(names_operation(finding.subject.operations, name) for name in broken.subject.operations)
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What one consumer has to do with a finding: whether it calls an operation, and how it is hit."""

    calls: bool
    affected: Affected | None = None
    surely: bool = False


def _told(consumer: str, usages: Sequence[Usage], finding: Finding, recordings: Recordings) -> _Told:
    owner = str(usages[0].consumer.spec.owner) if usages else recordings.owners.get(consumer, "")
    recorded = [
        one
        for one in recordings.interactions.get(consumer, ())
        if one.operation is not None and names_operation(finding.subject.operations, one.operation)
    ]
    touching = [one for one in recorded if _touches(one, finding, recordings)]
    if recorded and not touching and _is_broken(recordings.broken.get(consumer, ()), finding):
        touching = recorded
    if touching:
        return _Told(True, Affected("consumer", consumer, owner, _named(touching)), True)
    declared = [how for usage in usages if (how := _how(usage, finding))]
    exact = [how for how in declared if _FIELD in how]
    if exact or (declared and not recorded):
        surely = bool(exact) or not _is_of_field(finding)
        return _Told(True, Affected("consumer", consumer, owner, (exact or declared)[0]), surely)
    calls = any(names_operation(one.use.operations, name) for one in usages for name in finding.subject.operations)
    return _Told(bool(recorded) or calls)


def _named(interactions: Iterable[VerifiedInteraction]) -> str:
    names = list(dict.fromkeys(one.name or "an interaction" for one in interactions))
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
    return f"its pact: {shown}" + (f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else "")


def _is_of_field(finding: Finding) -> bool:
    """Whether a finding is about a field of a body, and not about an operation, a parameter or a header."""
    pointers = [place.pointer or "" for place in (finding.old, finding.new) if place is not None]
    elsewhere = any(part in pointer for pointer in pointers for part in _NOT_OF_BODIES)
    return "-property-" in finding.rule and finding.direction is not None and not elsewhere


def _touches(one: VerifiedInteraction, finding: Finding, recordings: Recordings) -> bool:
    """Whether an interaction sends or reads the field of a finding, or one in it; what is not sure counts."""
    if not _is_of_field(finding):
        return True
    fields = one.sends if finding.direction is Direction.REQUEST else one.reads
    schema, path = finding.subject.schema, _VARIANT.sub("", finding.subject.path)
    if "" in fields or (schema is not None and schema not in recordings.schemas):
        return True
    if schema is None and not path:
        return bool(fields)
    wanted = f"{schema or ''}{path}".split("/")
    if schema is not None and not path:
        return schema in fields
    return any(_lies_in(name.split("/"), wanted) for name in fields)


def _lies_in(name: Sequence[str], wanted: Sequence[str]) -> bool:
    same = all(a == b or "*" in (a, b) or "{}" in (a, b) for a, b in zip(name, wanted, strict=False))
    return same and len(name) >= len(wanted)


def _is_broken(found: Iterable[Finding], finding: Finding) -> bool:
    """Whether a change breaks a recording where a finding is: a request that lacks what is new sends no such field."""
    return any(
        one.direction is finding.direction
        and any(names_operation(finding.subject.operations, name) for name in one.subject.operations)
        and (
            one.direction is Direction.REQUEST
            or "header" in one.rule
            or (one.subject.schema, one.subject.path) == (finding.subject.schema, finding.subject.path)
        )
        for one in found
    )


def _how(usage: Usage, finding: Finding) -> str:
    """What a use has to do with a finding, in words; empty where nothing."""
    operations = [one for one in finding.subject.operations if names_operation(usage.use.operations, one)]
    if not operations:
        return ""
    called = f"uses {operations[0]}" + (f" and {len(operations) - 1} more" if len(operations) > 1 else "")
    fields, schema = usage.use.fields, finding.subject.schema
    if not fields or schema is None:
        return called
    if any(one.strip("/").split("/")[0] == schema for one in fields):
        field_ = f"{schema}{finding.subject.path}"
        touched = [one for one in fields if names_field((one,), field_)]
        return f"{called}{_FIELD}{touched[0]}" if touched else ""
    return called
