"""One contract as somebody who reads or writes messages: what it allows at each part of an operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.compat import Profile
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, MediaType, Operation, Parameter
from govkit.spec.openapi.messages import Sent, readings
from govkit.spec.openapi.payloads import media_spots, value_schema
from govkit.spec.openapi.wire.reading import Reader
from govkit.spec.schemas.shape import Atom, Shapes, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.standalone import Circular, Role, Standalone
from govkit.spec.schemas.validators import Refusal, Validator


class Side:
    """A contract under a profile. `shapes` are shared with the other side, so that their meet can be drawn from."""

    def __init__(self, contract: Contract, profile: Profile, shapes: Shapes) -> None:
        self.contract = contract
        self.reader = Reader(shapes)
        self._profile = profile
        self.spaces = {
            way: Space(contract.library, contract.dialect, way, profile.formats, dispatches=profile.dispatches)
            for way in Direction
        }
        self._writings = {role: Standalone(role) for role in Role}
        self._validators: dict[tuple[tuple[int, ...], Role], tuple[Spot, Validator | None]] = {}
        self._operations: dict[str, Operation] | None = None

    def operation(self, name: str, key: str = "") -> Operation | None:
        """The operation of that name, or else of that identity on the wire; callbacks are among them."""
        if self._operations is None:
            self._operations = {}
            waiting = list(self.contract.operations.values())
            while waiting and len(self._operations) < 20_000:
                one = waiting.pop(0)
                self._operations.setdefault(one.name, one)
                if one.name.count(" callback ") < 4:  # a callback may lead back to its own operation
                    waiting += one.callbacks
        found = self._operations.get(name)
        return found or next((one for one in self._operations.values() if key and one.key == key), None)

    def parameter(self, parameter: Parameter, way: Direction) -> Spot:
        """The schemas of a parameter."""
        return self._described(parameter.node, way)

    def header(self, node: Node, way: Direction) -> Spot:
        """The schemas of a response's header."""
        return self._described(node, way)

    def _described(self, node: Node, way: Direction) -> Spot:
        return (Atom(value_schema(node, self.spaces[way]), self.spaces[way]),)

    def refusals(self, spot: Spot, value: Any, way: Direction, *, writes: bool) -> list[Refusal]:
        """Why this side, as the sender or as the receiver of that direction, does not take a value."""
        validator = self._validator(spot, self._role(way, writes))
        return [] if validator is None else validator.refusals(value)

    def accepts(self, spot: Spot, value: Any, way: Direction, *, writes: bool) -> bool:
        """Whether this side, as the sender or as the receiver of that direction, takes a value."""
        validator = self._validator(spot, self._role(way, writes))
        return validator is None or validator.accepts(value)

    def _role(self, way: Direction, writes: bool) -> Role:
        if writes:
            return Role.WRITER if self._profile.closed else Role.PLAIN
        return Role.TOLERANT if self._profile.tolerant and way is Direction.RESPONSE else Role.PLAIN

    def _validator(self, spot: Spot, role: Role) -> Validator | None:
        key = tuple(id(atom.schema) for atom in spot), role
        if key not in self._validators:
            try:
                made = Validator(self._writings[role].document(spot))
            except (Circular, ValueError):
                made = None
            self._validators[key] = spot, made
        return self._validators[key][1]

    # ------------------------------------------------------------------------------------------- messages, read again

    def reads(self, operation: Operation, parameter: Parameter, sent: Sent, way: Direction) -> Iterator[Any]:
        """What this side may make of a parameter in a message; nothing where it is absent."""
        yield from readings(self.reader, operation, parameter, sent, self.parameter(parameter, way))

    def takes_parameters(self, operation: Operation, sent: Sent, way: Direction, *, writes: bool) -> str | None:
        """None where every parameter can be read as this side demands; else why not."""
        for parameter in operation.parameters.values():
            spot = self.parameter(parameter, way)
            readings = list(self.reads(operation, parameter, sent, way))
            if not readings and parameter.required:
                return f"{parameter.location} parameter `{parameter.name}` is missing"
            if readings and not any(self.accepts(spot, value, way, writes=writes) for value in readings):
                why = self.refusals(spot, readings[0], way, writes=writes)
                return f"{parameter.location} parameter `{parameter.name}`: {why[0].message if why else 'refused'}"
        return None


def media_pair(sides: tuple[Side, Side], media: tuple[MediaType, MediaType], way: Direction) -> tuple[Spot, Spot]:
    """The schemas of two bodies that stand for each other, streams read alike on both sides."""
    return media_spots(media, (sides[0].spaces[way], sides[1].spaces[way]))
