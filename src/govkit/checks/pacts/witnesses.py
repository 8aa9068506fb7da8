"""Messages that prove a finding: the example of a pact, made whole as the API has it, with one thing changed.

A message counts only where the validators of both sides say so: the API may send it, the consumer does not handle it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Any

from govkit.checks.pacts.expected.schemas import handled_schema
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.unions import Unions, member_of
from govkit.findings import Witness
from govkit.spec.documents import Pointer, format_pointer
from govkit.spec.schemas.shape import Shape, Spot, contains_value, plainly_allowed
from govkit.spec.schemas.standalone import Role
from govkit.spec.schemas.validators import Validator

_DEPTH = 60
_ASKING = frozenset({"required", "dependentRequired", "minProperties", "unevaluatedProperties"})
_NONE = object()

Edit = Callable[[Any], Any]
"""From the message to the changed one; the message itself where nothing can be changed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of the search: a witness; or none, `always` where the API would never send such a message."""

    witness: Witness | None = None
    always: bool = False


class Messages:
    """Messages around one expected body."""

    def __init__(self, provider: Provider, unions: Unions, term: Term, spot: Spot, operation: str, part: str) -> None:
        self._provider = provider
        self._unions = unions
        self._term = term
        self._spot = spot
        self._operation = operation
        self._part = part
        self._base: Any = _NONE
        self._handled: Validator | None = None

    @property
    def base(self) -> Any:
        """The example as the API may send it: without what it does not declare, with what it requires."""
        if self._base is _NONE:
            self._base = self._filled(self._term, self._spot, 0)
        return self._base

    def without(self, owner: Pointer, name: str) -> Shown:
        """A message that lacks a member."""

        def edit(message: Any) -> Any:
            at = _at(message, owner)
            if isinstance(at, dict):
                at.pop(name, None)
            return message

        return self._shown([edit], owner)

    def with_value(self, at: Pointer, values: Iterator[Any] | list[Any]) -> Shown:
        """A message with one of some values at a place."""

        def put(value: Any) -> Edit:
            def edit(message: Any) -> Any:
                if not at:
                    return value
                owner = _at(message, at[:-1])
                if isinstance(owner, dict) or (isinstance(owner, list) and isinstance(at[-1], int)):
                    _put(owner, at[-1], value)
                return message

            return edit

        return self._shown([put(value) for value in islice(values, 12)], None)

    def as_it_is(self) -> Shown:
        """The completed example itself, which lacks what nobody declares."""
        return self._shown([lambda message: message], None)

    def _shown(self, edits: list[Edit], owner: Pointer | None) -> Shown:
        if self.base is None and self._term.value is not None:
            return Shown()
        if not self._provider.is_known(self._spot, Role.WRITER):
            return Shown()
        always = False
        for edit in edits:
            message = edit(deepcopy(self.base))
            refused = self._provider.refusals(self._spot, message, Role.WRITER)
            if refused:
                always = always or (
                    owner is not None and all(one.keyword in _ASKING and one.path == owner for one in refused)
                )
                continue
            reasons = self._consumer.refusals(message, 1)
            if reasons:
                because = (
                    f"{format_pointer(reasons[0].path)}: {reasons[0].message}"
                    if reasons[0].path
                    else reasons[0].message
                )
                return Shown(Witness(self._operation, f"pact {self._part}", message, "accepts", "refuses", because))
        return Shown(always=always)

    @property
    def _consumer(self) -> Validator:
        if self._handled is None:
            self._handled = Validator(handled_schema(self._term))
        return self._handled

    # -------------------------------------------------------------------------------------------------------- filling

    def _filled(self, term: Term, spot: Spot, depth: int) -> Any:
        if depth > _DEPTH:
            return term.value
        choice = self._unions.choice(term, spot)
        chosen = choice.fitting[0] if choice.fitting else spot
        shape = self._provider.shape(chosen)
        if isinstance(term.value, dict):
            return self._object(term, shape, depth) if "object" in shape.types else self._drawn(chosen, term.value)
        if isinstance(term.value, list):
            return self._list(term, shape, depth) if "array" in shape.types else self._drawn(chosen, term.value)
        fits = plainly_allowed(term.value, shape) and (shape.enum is None or contains_value(shape.enum, term.value))
        return term.value if fits else self._drawn(chosen, term.value)

    def _drawn(self, spot: Spot, otherwise: Any) -> Any:
        return next(self._provider.values.some(spot), otherwise)

    def _object(self, term: Term, shape: Shape, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, inner in term.members.items():
            spot = member_of(shape, name)
            if spot is None or name in shape.unsent:
                continue
            if not spot and not shape.open and name not in shape.properties:
                continue
            made[name] = self._filled(inner, spot, depth + 1) if spot else inner.value
        for name in sorted(shape.required - made.keys()):
            value = next(self._provider.values.member(shape, name, 0), _NONE)
            if value is not _NONE:
                made[name] = value
        return made

    def _list(self, term: Term, shape: Shape, depth: int) -> list[Any]:
        made = []
        for index, inner in enumerate(term.items):
            spot = shape.prefix[index] if index < len(shape.prefix) else shape.items
            made.append(self._filled(inner, spot, depth + 1) if spot else inner.value)
        return made


def _at(message: Any, pointer: Pointer) -> Any:
    for part in pointer:
        try:
            message = message[part]
        except (KeyError, IndexError, TypeError):
            return None
    return message


def _put(owner: Any, key: Any, value: Any) -> None:
    if isinstance(owner, list) and not 0 <= key < len(owner):
        return
    owner[key] = value
