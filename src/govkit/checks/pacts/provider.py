"""The provider's side: a contract as somebody who reads requests and writes answers; all is looked up once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, MediaType, Operation
from govkit.spec.openapi.messages import method_of
from govkit.spec.openapi.payloads import media_spots, value_schema
from govkit.spec.openapi.routes import Routes
from govkit.spec.openapi.servers import server_list, servers_at
from govkit.spec.openapi.wire import Unwritable
from govkit.spec.openapi.wire.reading import Reader
from govkit.spec.schemas.fit import Fit, Fitting
from govkit.spec.schemas.languages import all_texts
from govkit.spec.schemas.made import made
from govkit.spec.schemas.reach import reached
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Shape, Spot, spot_key
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.standalone import BudgetExceeded, Role, Standalone, standalone
from govkit.spec.schemas.validators import Refusal, Validator
from govkit.spec.schemas.values import Values
from govkit.spec.schemas.vocabulary import WIRE_FORMATS, Formats

_MOST_CALLBACKS = 20_000
_NESTED_CALLBACKS = 4


class Provider:
    """One contract. The schemas of its requests are a reader's, those of its answers a writer's."""

    def __init__(self, contract: Contract, asserted: Iterable[str] = ()) -> None:
        """`asserted` are formats that texts must have beyond those that every program takes seriously."""
        self.contract = contract
        formats = Formats(WIRE_FORMATS.asserted | frozenset(asserted))
        self.spaces = {
            way: Space(contract.library, contract.dialect, way, formats, dispatches=True) for way in Direction
        }
        self.fitting = Fitting()
        self.shapes = self.fitting.shapes
        self.values: Values = self.fitting.values
        self.reader = Reader(self.shapes)
        self._writings = {role: Standalone(role) for role in Role}
        self._validators: dict[tuple[tuple[int, ...], Role], tuple[Spot, Validator | None]] = {}
        self._bodies: dict[tuple[int, Direction], tuple[MediaType, Spot]] = {}
        self._described: dict[tuple[int, Direction], tuple[Node, Spot]] = {}
        self._made: dict[str, Spot] = {}
        self._asked: Counter[tuple[tuple[int, ...], Role]] = Counter()
        self.patience = 0
        """How often a schema is compiled only as far as a value reaches, before it is compiled whole."""

    # --------------------------------------------------------------------------------------------------------- schemas

    def body(self, media: MediaType, way: Direction) -> Spot:
        """The schemas of a body."""
        key = id(media.node.value), way
        if key not in self._bodies:
            space = self.spaces[way]
            self._bodies[key] = media, media_spots((media, media), (space, space))[0]
        return self._bodies[key][1]

    def described(self, node: Node, way: Direction) -> Spot:
        """The schemas of a parameter or header."""
        key = id(node.value), way
        if key not in self._described:
            self._described[key] = node, (Atom(value_schema(node, self.spaces[way]), self.spaces[way]),)
        return self._described[key][1]

    def made(self, schema: Schema) -> Spot:
        """A schema that stands in no document, equal ones once."""
        text = json.dumps(schema, sort_keys=True, default=str)
        if text not in self._made:
            self._made[text] = made(schema)
        return self._made[text]

    def shape(self, spot: Spot) -> Shape:
        """What a spot says."""
        return self.shapes.of(spot)

    def accepts(self, spot: Spot, value: Any, role: Role = Role.PLAIN) -> bool:
        """Whether a value is allowed; yes where a schema cannot be compiled."""
        validator = self._validator(spot, role, value)
        return validator is None or validator.accepts(value)

    def refusals(self, spot: Spot, value: Any, role: Role = Role.PLAIN) -> list[Refusal]:
        """Why a value is refused."""
        validator = self._validator(spot, role, value)
        return [] if validator is None else validator.refusals(value)

    def is_known(self, spot: Spot, value: Any, role: Role) -> bool:
        """Whether the schemas can be compiled as far as a value reaches, so that their word on it is a proof."""
        return self._validator(spot, role, value) is not None

    def _validator(self, spot: Spot, role: Role, value: Any) -> Validator | None:
        """What judges a value: the whole schema; what it reaches of that, where few ask or it cannot be compiled."""
        key = spot_key(spot), role
        if key not in self._validators:
            if self._asked[key] < self.patience:
                self._asked[key] += 1
                narrow = self._narrow(spot, role, value)
                if narrow is not None:
                    return narrow
            self._validators[key] = spot, _compiled(lambda: self._writings[role].document(spot))
        return self._validators[key][1] or self._narrow(spot, role, value)

    def _narrow(self, spot: Spot, role: Role, value: Any) -> Validator | None:
        least = reached(spot, value)
        return _compiled(lambda: standalone(least, role)) if least is not None else None

    def fit(self, writer: Spot, reader: Spot) -> Fit:
        """Whether a reader takes all that a writer sends."""
        return self.fitting.of(writer, reader)

    def takes(self, schema: Schema, reader: Spot) -> Fit:
        """Whether the provider takes all values of a schema; where an expression lists them, each is asked."""
        pattern = schema.get("pattern")
        for text in (all_texts(pattern) if isinstance(pattern, str) else None) or ():
            if not self.accepts(reader, text):
                return Fit(False, text, self.refusals(reader, text)[0].message)
        return self.fit(self.made(schema), reader)

    # ------------------------------------------------------------------------------------------------------ operations

    @cached_property
    def routes(self) -> Routes[Operation]:
        """The operations by path and method."""
        routes: Routes[Operation] = Routes()
        for operation in self.contract.operations.values():
            if operation.kind == "path":
                try:
                    routes.add(operation.path, method_of(operation), operation)
                except Unwritable:
                    continue
        return routes

    @cached_property
    def messages(self) -> tuple[Operation, ...]:
        """What the provider sends by itself: webhooks, and callbacks however nested."""
        waiting = list(self.contract.operations.values())
        found: list[Operation] = []
        while waiting and len(found) < _MOST_CALLBACKS:
            one = waiting.pop(0)
            if one.kind != "path":
                found.append(one)
            if one.name.count(" callback ") < _NESTED_CALLBACKS:
                waiting += one.callbacks
        return tuple(found)

    def paths_of(self, path: str) -> Iterator[str]:
        """A path as the description may mean it: whole, and without the base of a server that it begins with."""
        yield path
        for base in self._bases:
            found = base.match(path)
            if found is not None:
                yield path[found.end() :] or "/"

    @cached_property
    def _bases(self) -> list[re.Pattern[str]]:
        """The paths of the servers, the longest first; a free variable stands for one segment."""
        lists: dict[int, Any] = {}
        for operation in self.contract.operations.values():
            said, node = server_list(operation)
            lists.setdefault(id(node.value), (said, node))
        bases = {
            _path_in(address)
            for said, node in lists.values()
            for server in servers_at(said, node)
            for address in server.addresses()
        }
        patterns = sorted((base for base in bases if base not in ("", "/")), key=len, reverse=True)
        return [re.compile("[^/]+".join(map(re.escape, base.split("{}"))) + "(?=/|$)") for base in patterns]


def _compiled(write: Callable[[], Schema]) -> Validator | None:
    try:
        return Validator(write())
    except (BudgetExceeded, ValueError):
        return None


def _path_in(address: str) -> str:
    try:
        found = urlsplit(address).path
    except ValueError:
        return ""
    return "/" + found.strip("/") if found.strip("/") else ""
