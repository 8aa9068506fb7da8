"""Messages that prove a finding: the example of a pact, made whole as the API has it, with one thing changed.

A message counts only where the validators of both sides say so: the API may send it, the consumer does not handle it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from govkit.checks.pacts.expected.handling import Unhandled, unhandled
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.places import Place
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.unions import choice, is_allowed
from govkit.findings import Witness
from govkit.spec.documents import Pointer, format_pointer
from govkit.spec.schemas.standalone import Role

_DEPTH = 60
_ASKING = frozenset({"required", "dependentRequired", "minProperties", "unevaluatedProperties"})
_NONE = object()

_TRIED = 12
"""So many values are tried at one place."""

Edit = Callable[[Any], Any]
"""From what stands at a place to what shall stand there."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of the search: a witness; or none, `always` where the API would never send such a message."""

    witness: Witness | None = None
    always: bool = False


class Messages:
    """Messages around one expected body."""

    def __init__(self, provider: Provider, term: Term, place: Place, operation: str, part: str) -> None:
        self._provider = provider
        self._term = term
        self._place = place
        self._spot = place.spot
        self._operation = operation
        self._part = part
        self._base: Any = _NONE

    @property
    def base(self) -> Any:
        """The example as the API may send it: without what it does not declare, with what it requires."""
        if self._base is _NONE:
            self._base = self._filled(self._term, self._place, 0)
        return self._base

    def without(self, owner: Pointer, name: str) -> Shown:
        """A message that lacks a member."""

        def edit(at: Any) -> Any:
            return {key: value for key, value in at.items() if key != name} if isinstance(at, dict) else at

        why = f'"{name}" is a required property'
        return self._shown([(edit, Unhandled(owner, why))], owner, asks=_ASKING)

    def with_value(self, term: Term, at: Pointer, values: Iterable[Any]) -> Shown:
        """A message with one of some values in the place of a term."""
        reasons = ((value, unhandled(term, value, at)) for value in islice(values, _TRIED))
        edits = [(putting(value), reason) for value, reason in reasons if reason is not None]
        return self._shown(edits, at)

    def _shown(self, edits: list[tuple[Edit, Unhandled]], at: Pointer, asks: frozenset[str] = frozenset()) -> Shown:
        if not edits or (self.base is None and self._term.value is not None):
            return Shown()
        if not self._provider.is_known(self._spot, self.base, Role.WRITER):
            return Shown()
        always = False
        for edit, reason in edits:
            message = changed(self.base, at, edit)
            if not self._provider.accepts(self._spot, message, Role.WRITER):
                refused = self._provider.refusals(self._spot, message, Role.WRITER) if asks else []
                always = always or (bool(refused) and all(one.keyword in asks and one.path == at for one in refused))
            elif unhandled(self._term, message) is not None:
                way = f"{format_pointer(reason.path)}: " if reason.path else ""
                because = f"{way}{reason.message}"
                return Shown(Witness(self._operation, f"pact {self._part}", message, "refuses", "accepts", because))
        return Shown(always=always)

    # -------------------------------------------------------------------------------------------------------- filling

    def _filled(self, term: Term, place: Place, depth: int) -> Any:
        if depth > _DEPTH:
            return term.value
        fitting = choice(term, place).fitting
        chosen = fitting[0] if fitting else place
        shape = chosen.shape
        if isinstance(term.value, dict):
            return self._object(term, chosen, depth) if "object" in shape.types else self._drawn(chosen, term.value)
        if isinstance(term.value, list):
            return self._list(term, chosen, depth) if "array" in shape.types else self._drawn(chosen, term.value)
        return term.value if is_allowed(term.value, shape) else self._drawn(chosen, term.value)

    def _drawn(self, place: Place, otherwise: Any) -> Any:
        return next(self._provider.values.some(place.spot), otherwise)

    def _object(self, term: Term, place: Place, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        shape = place.shape
        for name, inner in term.members.items():
            member = place.member(name)
            if member is None or name in shape.unsent:
                continue
            if not member.spot and not shape.open and name not in shape.properties:
                continue
            made[name] = self._filled(inner, member, depth + 1) if member.spot else inner.value
        for name in sorted(shape.required - made.keys()):
            value = next(self._provider.values.member(shape, name, 0), _NONE)
            if value is not _NONE:
                made[name] = value
        return made

    def _list(self, term: Term, place: Place, depth: int) -> list[Any]:
        items = [(inner, place.item(index)) for index, inner in enumerate(term.items)]
        return [self._filled(inner, item, depth + 1) if item is not None else inner.value for inner, item in items]


def putting(value: Any) -> Edit:
    """The edit that puts a value where another stands."""
    return lambda _: value


def changed(message: Any, at: Pointer, edit: Edit) -> Any:
    """A message with one place edited; what does not lie on the way there is shared."""
    if not at:
        return edit(message)
    key, rest = at[0], at[1:]
    if isinstance(message, dict) and isinstance(key, str):
        return {**message, key: changed(message.get(key), rest, edit)}
    if isinstance(message, list) and isinstance(key, int) and key < len(message):
        return [changed(one, rest, edit) if index == key else one for index, one in enumerate(message)]
    return message
