"""Witnesses: whole messages on which two contracts differ, re-run on both and tied to their change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import islice
from typing import Any

from govkit.checks.compat.boundary import Boundary
from govkit.checks.compat.change import Change, Pair, Root, Step
from govkit.checks.compat.minimal import dressed, reduced
from govkit.checks.compat.readings import readings
from govkit.checks.compat.samples import samples_of
from govkit.checks.compat.walk import Walk
from govkit.findings import Direction, Witness
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Shape, Spot, Union, meet, simplified
from govkit.spec.schemas.standalone import Circular, Role, Standalone
from govkit.spec.schemas.validators import Refusal, Validator
from govkit.spec.schemas.values import Pin, Values

_CANDIDATES = 60
_AFTER_SHARED = 12
_MISSING = re.compile(r'^"((?:path|query|header|cookie) [^"]*)" is')
_WAYS = 4


@dataclass(frozen=True, slots=True)
class Way:
    """The way from a part of a message down to a pair."""

    root: Root
    steps: tuple[tuple[Pair, Step], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A witness; `alone` tells that the change by itself is why it is refused."""

    witness: Witness
    alone: bool


class _Tie(Enum):
    """How a refused message hangs together with a change."""

    ALONE = auto()
    SHARED = auto()
    NONE = auto()


class Witnesses:
    """Finds witnesses for the changes of a walk."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        profile = walk.profile
        self._values = {d: Values(walk.shapes, profile.closed) for d in Direction}
        self._boundary = {d: Boundary(self._values[d]) for d in Direction}
        self._validators: dict[tuple[int, bool], Validator | None] = {}
        self._locals: dict[int, Validator | None] = {}
        self._writings = {role: Standalone(role) for role in Role}
        self._restored_for: tuple[Change, Root, Validator | None] | None = None
        self._parents: dict[int, list[tuple[Pair, Step]]] = {}
        self._samples: dict[int, list[Any]] = {}
        self._meetings: dict[tuple[int, int], tuple[Shape, Shape, Shape]] = {}
        self._roots: dict[int, Root] = {}
        for root in walk.roots:
            self._roots.setdefault(root.pair.number, root)
        for pair in walk.pairs:
            for step, child in pair.children:
                self._parents.setdefault(child.number, []).append((pair, step))

    def find(self, change: Change, proposed: Sequence[Any] | None = None) -> Found | None:
        """A witness for a change of a payload, or None where none was found among the candidates.

        `proposed` are values at the place of the change that are tried instead of those on its boundary.
        """
        pair = change.pair
        shared: Found | None = None
        for way in self._cheapest_ways(pair) if pair is not None else ():
            found = self._along(way, change, shared is None, proposed)
            if found is not None and found.alone:
                return found
            shared = shared or found
        return shared

    def _cheapest_ways(self, pair: Pair) -> list[Way]:
        """A few ways to a pair, through messages whose validators are there already where there are such."""
        ways = list(islice(self._ways(pair), _WAYS * 4))
        ways.sort(key=lambda way: (way.root.pair.number, True) not in self._validators)
        return ways[:_WAYS]

    def _ways(self, pair: Pair) -> Iterator[Way]:
        """The shortest ways to a pair, each from another message."""
        queue: list[tuple[Pair, tuple[tuple[Pair, Step], ...]]] = [(pair, ())]
        seen = {pair.number}
        position = 0
        while position < len(queue) and position < 2000:
            current, steps = queue[position]
            position += 1
            root = self._roots.get(current.number)
            if root is not None:
                yield Way(root, steps)
            for parent, step in self._parents.get(current.number, ()):
                if parent.number not in seen:
                    seen.add(parent.number)
                    queue.append((parent, ((parent, step), *steps)))

    def _along(self, way: Way, change: Change, shared_will_do: bool, proposed: Sequence[Any] | None) -> Found | None:
        pair = change.pair
        writer = self._validator(way.root, True)
        reader = self._validator(way.root, False)
        if pair is None or writer is None or reader is None:
            return None
        request = pair.direction is Direction.REQUEST
        contexts = self._contexts(way, pair)
        drawn = self._boundary[pair.direction].candidates(change if request else _turned(change), *contexts[-1])
        shared: Found | None = None
        left = _CANDIDATES
        for value in drawn if proposed is None else proposed:
            left -= 1
            if left < 0:
                break
            for message, path in self._messages(value, way, contexts):
                refusals = reader.refusals(message) if writer.accepts(message) else []
                if not refusals or self._reads_otherwise(way.root, message, path, reader):
                    continue
                tie = self._tie(change, way, message, path, refusals)
                if tie is _Tie.ALONE:
                    return Found(self._told(change, way, message, path, tie), True)
                if tie is _Tie.SHARED and shared is None and shared_will_do:
                    shared = Found(self._told(change, way, message, path, tie), False)
                    left = min(left, _AFTER_SHARED)
        return shared

    def _told(self, change: Change, way: Way, message: Any, path: tuple[str | int, ...], tie: _Tie) -> Witness:
        """The witness of a message, which is first made as small and as real as it can be."""
        writer, reader = self._validator(way.root, True), self._validator(way.root, False)
        assert writer is not None  # the message was found with them
        assert reader is not None

        def shows(other: Any) -> bool:
            if not writer.accepts(other):
                return False
            refusals = reader.refusals(other)
            if not refusals or self._reads_otherwise(way.root, other, path, reader):
                return False
            return self._tie(change, way, other, path, refusals) is tie

        message = reduced(message, path, shows)
        for sample in self._samples_of(way.root):
            message = dressed(message, path, sample, shows)
        request = way.root.pair.direction is Direction.REQUEST
        return self._shown(way, message, reader.refusals(message), path, request)

    def _reads_otherwise(self, root: Root, message: Any, path: tuple[str | int, ...], reader: Validator) -> bool:
        """Whether the text of a parameter, which has no type on the wire, is accepted as another value."""
        if root.element not in ("parameter", "header") or not path or self._walk.profile.plain:
            return False
        name = path[0]
        parameter = root.operation.parameters.get(str(name))
        if parameter is not None and "content" in parameter.node.value:
            return False
        if parameter is not None and parameter.location == "path" and message[name] in ("", None, [], {}):
            return True  # a path without it is another path
        return any(reader.accepts({**message, name: other}) for other in readings(message[name]))

    def _samples_of(self, root: Root) -> list[Any]:
        if id(root) not in self._samples:
            self._samples[id(root)] = samples_of(root)
        return self._samples[id(root)]

    def _contexts(self, way: Way, pair: Pair) -> list[tuple[Shape, Shape]]:
        """The shapes of writer and reader at each pair of a way, chosen branches merged in; the leaf's come last."""
        values = self._values[pair.direction]
        request = pair.direction is Direction.REQUEST
        contexts: list[tuple[Shape, Shape]] = []
        chain = [parent for parent, _ in way.steps] + [pair]
        for index, current in enumerate(chain):
            step = way.steps[index - 1][1] if index else None
            if step is not None and step.kind == "variant" and step.old is not None and step.new is not None:
                sides = (step.old, step.new) if request else (step.new, step.old)
                outer = contexts[-1]
                merged = tuple(
                    self._chosen(values, shape, union, branch)
                    for shape, (union, branch) in zip(outer, sides, strict=True)
                )
                contexts.append((merged[0], merged[1]))
            else:
                contexts.append(self._both_shapes(current))
        return contexts

    def _chosen(self, values: Values, outer: Shape, union: Union, branch: Atom) -> Shape:
        """A shape with one branch of a union chosen, and with what tells that branch from the others required."""
        rest = replace(outer, unions=tuple(other for other in outer.unions if other is not union))
        chosen = values.with_branch(rest, branch)
        discriminator = union.owner.schema.get("discriminator")
        tag = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
        tags = {name for name, spot in chosen.properties.items() if name == tag or self._is_constant(spot)}
        return replace(chosen, required=chosen.required | (tags - chosen.unsent))

    def _is_constant(self, spot: Spot) -> bool:
        enum = self._walk.shapes.of(spot).enum
        return enum is not None and len(enum) == 1

    def _both_shapes(self, pair: Pair) -> tuple[Shape, Shape]:
        old, new = self._walk.comparable(pair)
        return (old, new) if pair.direction is Direction.REQUEST else (new, old)

    def _messages(
        self, value: Any, way: Way, contexts: list[tuple[Shape, Shape]]
    ) -> Iterator[tuple[Any, tuple[str | int, ...]]]:
        """Whole messages around a value: the rest suits both sides, or else the writer alone."""
        for both in (True, False):
            message, path = self._wrapped(value, way, contexts, both)
            if path is not None:
                yield message, path
            if not way.steps:
                return

    def _wrapped(
        self, value: Any, way: Way, contexts: list[tuple[Shape, Shape]], both: bool
    ) -> tuple[Any, tuple[str | int, ...] | None]:
        path: tuple[str | int, ...] = ()
        for (pair, step), (writer, reader) in reversed(list(zip(way.steps, contexts, strict=False))):
            if step.kind == "variant":
                continue
            pin = _pin(step, value, max(len(writer.prefix), len(reader.prefix)))
            shape = writer
            if both:
                shape = self._meeting(writer, reader)
            value = next(iter(self._values[pair.direction].of_shape(shape, pin=pin)), _NOTHING)
            if value is _NOTHING:
                return None, None
            path = (pin.name, *path)
        return value, path

    def _meeting(self, writer: Shape, reader: Shape) -> Shape:
        """What both sides allow and the writer sends; many changes stand in one object."""
        key = id(writer), id(reader)
        known = self._meetings.get(key)
        if known is None:
            shape = simplified(replace(meet(writer, reader), unsent=writer.unsent))
            known = self._meetings[key] = (writer, reader, shape)
        return known[2]

    def _tie(
        self, change: Change, way: Way, message: Any, path: tuple[str | int, ...], refusals: list[Refusal]
    ) -> _Tie:
        """Whether the change is why the message is refused.

        Alone: undone, the message is accepted again. Shared: put into the old contract by itself it would be refused.
        """
        pair = change.pair
        if pair is None:
            return _Tie.NONE
        folded = self._folds(pair.reader)
        if all(_plainly_of(change, refusal, path, folded) for refusal in refusals):
            return _Tie.ALONE
        restored = self._restored(change, way)
        if restored is not None and restored.accepts(message):
            return _Tie.ALONE
        if any(step.kind == "variant" for _, step in way.steps):  # the union speaks for its branch: ask the branch
            branch = self._local(pair)
            value = message
            for part in path:
                value = value[part]
            refusals, path = (branch.refusals(value) if branch is not None else []), ()
        return _Tie.SHARED if any(_plainly_of(change, r, path, folded) for r in refusals) else _Tie.NONE

    def _local(self, pair: Pair) -> Validator | None:
        """The reader's schema of one pair by itself."""
        if pair.number not in self._locals:
            self._locals[pair.number] = self._compiled(pair.reader, self._reader_role(pair.direction))
        return self._locals[pair.number]

    def _folds(self, spot: Spot) -> bool:
        """Whether a union was folded into the shape of a spot: validators then refuse by the union's keyword."""
        return len(self._walk.shapes.raw(spot).unions) > len(self._walk.shapes.of(spot).unions)

    def _restored(self, change: Change, way: Way) -> Validator | None:
        """The reader's contract without what the change put there."""
        last = self._restored_for
        if last is not None and last[0] is change and last[1] is way.root:
            return last[2]
        restored = None
        if change.pair is not None:
            role = self._reader_role(change.pair.direction)
            with self._writings[role].without(change.pair.reader, lambda schema: _without(schema, change)):
                restored = self._compiled(way.root.pair.reader, role)
        self._restored_for = (change, way.root, restored)
        return restored

    def _validator(self, root: Root, writes: bool) -> Validator | None:
        key = (root.pair.number, writes)
        if key not in self._validators:
            pair = root.pair
            if writes:
                role = Role.WRITER if self._walk.profile.closed else Role.PLAIN
                self._validators[key] = self._compiled(pair.writer, role)
            else:
                self._validators[key] = self._compiled(pair.reader, self._reader_role(pair.direction))
        return self._validators[key]

    def _compiled(self, spot: Spot, role: Role) -> Validator | None:
        try:
            return Validator(self._writings[role].document(spot))
        except (Circular, ValueError):  # a schema that the validators do not take cannot be re-run
            return None

    def _reader_role(self, direction: Direction) -> Role:
        tolerant = self._walk.profile.tolerant and direction is Direction.RESPONSE
        return Role.TOLERANT if tolerant else Role.PLAIN

    def _shown(
        self, way: Way, message: Any, refusals: list[Refusal], path: tuple[str | int, ...], request: bool
    ) -> Witness:
        refusal = min(refusals, key=lambda r: (r.path[: len(path)] != path, len(r.path)))
        where = "".join(f"/{part}" for part in refusal.path)
        because = refusal.message
        if way.root.element in ("parameter", "header") and isinstance(message, dict):
            names = {key: _wire_name(way.root, key) for key in message}
            if len(set(names.values())) < len(names):  # such as `id` in the path and in the query
                names = {key: key for key in message}
            message = {names[key]: value for key, value in message.items()}
            where = ""
            for key, name in names.items():
                because = because.replace(f'"{key}"', f'"{name}"')
            because = _MISSING.sub(lambda found: f'"{_wire_name(way.root, found[1])}" is', because)
        return Witness(
            operation=way.root.operation.name,
            part=way.root.part,
            value=message,
            old="accepts" if request else "refuses",
            new="refuses" if request else "accepts",
            because=f"{where}: {because}" if where else because,
        )


def _wire_name(root: Root, key: str) -> str:
    if root.element == "header":
        return key
    parameter = root.operation.parameters.get(key)
    return parameter.name if parameter is not None else key.split(" ", 1)[-1]


def _pin(step: Step, value: Any, prefixed: int) -> Pin:
    if step.kind == "property":
        return Pin(str(step.name), value)
    if step.kind == "item":
        return Pin(prefixed, value)
    if step.kind == "prefix":
        return Pin(int(step.name), value)
    if step.kind == "pattern":
        from govkit.spec.schemas.patterns import a_match

        return Pin(a_match(str(step.name)) or "x", value)
    return Pin("another", value)


_NOTHING = object()
_ALIASES = {
    "maximum": {"maximum", "exclusiveMaximum"},
    "minimum": {"minimum", "exclusiveMinimum"},
    "enum": {"enum", "const", "type"},
    "type": {"type", "enum", "const", "not", "false"},
    "oneOf": {"oneOf", "anyOf"},
    "minContains": {"contains", "minContains"},
    "maxContains": {"contains", "maxContains"},
    "patternProperties": {"patternProperties", "additionalProperties", "unevaluatedProperties"},
    "properties": {"additionalProperties", "unevaluatedProperties", "false"},
    "additionalProperties": {"additionalProperties", "unevaluatedProperties", "false"},
}


def _plainly_of(change: Change, refusal: Refusal, path: tuple[str | int, ...], folded: bool) -> bool:
    """Whether a refusal speaks of the changed keyword at the changed place."""
    if refusal.path != path:
        below = (*path, change.name)
        return change.keyword == "properties" and refusal.path[: len(below)] == below
    if folded and refusal.keyword in ("anyOf", "oneOf"):
        return True
    if change.keyword == "enum":  # whatever came in the place of the list
        return True
    return refusal.keyword in _ALIASES.get(change.keyword, {change.keyword})


def _without(schema: Schema, change: Change) -> Schema:
    """A schema without the keyword that a change is about."""
    keyword = change.keyword
    if keyword == "required":
        return {**schema, "required": [name for name in schema.get("required", ()) if name != change.name]}
    if keyword == "properties":
        kept = {name: value for name, value in schema.get("properties", {}).items() if name != change.name}
        return {**schema, "properties": {**kept, change.name: {}}}
    gone = _ALIASES.get(keyword, {keyword})
    if change.kind == "schema-changed" and keyword in ("anyOf", "oneOf"):
        return {}
    if change.kind == "schema-changed":
        gone = gone | {"anyOf", "oneOf", "not", "if", "then", "else", "allOf"}
    return {key: value for key, value in schema.items() if key not in gone}


def _turned(change: Change) -> Change:
    """The change as the sender of a response sees it: what is new is what is sent."""
    if change.step is None:
        return change
    return replace(change, step=replace(change.step, old=change.step.new, new=change.step.old))
