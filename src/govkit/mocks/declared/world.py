"""What expressions may ask: the time, the records of all systems, the next number of a form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from govkit.mocks.declared.functions import ALL, GRAMMAR
from govkit.mocks.declared.numbering import Form, form_of, next_number, spelled
from govkit.mocks.platforms import Unknown
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Resource
from govkit.spec.expressions import MISSING, Scope, instant_text

if TYPE_CHECKING:
    from govkit.mocks.declared.program import Program
    from govkit.mocks.declared.stage import Stage

SETTINGS, NUMBERS = "settings", "numbers"
"""Where a store keeps what was set, and the numbers that were given."""


class World:
    """The world as one system sees it."""

    def __init__(self, behaviour: Behaviour, stage: Stage, program: Program) -> None:
        self._behaviour = behaviour
        self._stage = stage
        self._platforms = stage.platforms
        self._program = program
        self._forms: dict[str, Form] = {}

    def now(self) -> datetime:
        """The time of the mocks."""
        return self._platforms.clock.now()

    def settings(self) -> dict[str, Any]:
        """The settings as they are now."""
        kept: dict[str, Any] = self._behaviour.store.others.get(SETTINGS, {})
        return {**self._program.settings, **kept} if kept else self._program.settings

    def set(self, name: str, value: Any) -> None:
        """Changes a setting."""
        others = self._behaviour.store.others
        others[SETTINGS] = {**others.get(SETTINGS, {}), name: value}

    def scope(self, **names: Any) -> Scope:
        """A scope for expressions."""
        known = {"settings": self.settings(), "now": instant_text(self.now()), **names}
        return Scope(known, self, ALL)

    # --------------------------------------------------------------------------------------------------------- records

    def _table(self, collection: str) -> tuple[Any, Resource] | None:
        try:
            owner, resource = self._platforms.collection(self._program.system, collection)
        except Unknown:
            return None
        if resource is None:
            return None
        return self._platforms.behaviours[owner].table(resource), resource

    def records(self, collection: str) -> list[Any]:
        """The records of a collection."""
        found = self._table(collection)
        return [record.value for record in found[0]] if found is not None else []

    def records_where(self, collection: str, way: tuple[str, ...], texts: list[str]) -> list[Any]:
        """The records of which a field, or an item of it, is one of some texts."""
        found = self._table(collection)
        if found is None:
            return []
        table = found[0]
        return [table.record(seq).value for seq in table.where(way[0], texts, way[1:])]

    def lookup(self, collection: str, key: str) -> Any:
        """The record of a key."""
        found = self._table(collection)
        named = found[0].named(key) if found is not None and key else ()
        return named[0].value if named else MISSING

    # --------------------------------------------------------------------------------------------------------- numbers

    def number(self, text: Any) -> str:
        """The next number of a form that a text tells, after all numbers of that form in the records."""
        form = self._forms.get(str(text))
        if form is None:
            form = self._forms[str(text)] = form_of(str(text), GRAMMAR)
        return self._next(form, spelled(form, self.now(), None), self._texts())

    def next_of(self, around: tuple[str, str], width: int, known: Iterator[Any]) -> str:
        """The next number between two texts."""
        return self._next(Form((), width, ()), around, known, "events")

    def count(self, what: str) -> int:
        """How many of something there were by now, with this one."""
        numbers: dict[str, dict[str, int]] = self._behaviour.store.others.setdefault(NUMBERS, {})
        counts = numbers.setdefault("", {})
        counts[what] = counts.get(what, 0) + 1
        return counts[what]

    def identifier(self, resource: Resource, form: Form, scope: Scope) -> str:
        """The next identifier of a collection."""
        table = self._behaviour.table(resource)
        known = (table.member(seq, resource.id_field or "") for seq in table.numbers())
        return self._next(form, spelled(form, self.now(), scope), known, resource.name)

    def _next(self, form: Form, around: tuple[str, str], known: Iterator[Any], place: str = "") -> str:
        numbers: dict[str, dict[str, int]] = self._behaviour.store.others.setdefault(NUMBERS, {})
        given = numbers.setdefault(place, {})
        before = dict(given)

        def back() -> None:
            given.clear()
            given.update(before)

        if self._stage.transaction is not None:
            self._stage.transaction.undo.append(back)  # what is refused takes no number
        return next_number(form, around, given, known)

    def _texts(self) -> Iterator[str]:
        """All texts right in the records of the system, without those that a scenario tells and nobody has read yet.

        Numbers of a scenario are wider than those that follow the examples: to make all of it for one would take long.
        """
        for resource in {one.name: one for one in self._behaviour.resources.by_path.values()}.values():
            for record in self._behaviour.table(resource).kept():
                yield from (value for value in record.value.values() if isinstance(value, str))
