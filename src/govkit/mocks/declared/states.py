"""Provider states: what a pact or a test wants to be there, put there by name, and taken back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from govkit.mocks.declared.compiling import names_in
from govkit.mocks.declared.declared import Declared
from govkit.mocks.declared.program import Stating
from govkit.mocks.declared.stage import Stage
from govkit.mocks.messages import JsonObject, Refused
from govkit.mocks.state.calls import one_of
from govkit.mocks.state.resources import Resource
from govkit.spec.expressions import MISSING, as_json, close_to, filled, holds, instant_of, plain_text

_NAMED = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A parameter in the name of a state."""


@dataclass(slots=True)
class SetUp:
    """What a state made: the values that are answered, and what is done besides."""

    values: JsonObject
    faults: list[JsonObject]


@dataclass(frozen=True, slots=True)
class Stood:
    """A state that was set up: its name and parameters as it was asked for, and the system that declares it."""

    name: str
    params: JsonObject
    system: str


class States:
    """The provider states of all systems."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._before: list[tuple[Stood, dict[str, Any]]] = []
        """The states that were set up, each with what was there before."""

    def names(self) -> list[str]:
        """All names."""
        return [state.name for declared in self._stage.declared.values() for state in declared.program.states]

    def standing(self, system: str) -> list[Stood]:
        """The states of a system that are set up, in their order."""
        return [stood for stood, _ in self._before if stood.system == system]

    def clock(self, name: str, params: JsonObject, system: str | None = None) -> datetime | None:
        """The instant at which a state stops the clock, before all else. Raises Refused."""
        declared, state, said = self._found(name, params, system)
        if state.clock is None:
            return None
        scope = declared.world.scope(params={**state.params, **said, **params})
        instant = instant_of(plain_text(filled(state.clock, scope)))
        if instant is None:
            raise Refused(422, f"the state `{state.name}` tells no instant for its clock", others=(400,))
        return instant

    def set_up(self, name: str, params: JsonObject, system: str | None = None) -> SetUp:
        """Puts a state. Raises Refused."""
        declared, state, said = self._found(name, params, system)
        kept = {key: behaviour.snapshot() for key, behaviour in self._stage.platforms.behaviours.items()}
        try:
            made = self._made(declared, state, {**state.params, **said, **params})
        except BaseException:
            self._give_back(kept)
            raise
        self._before.append((Stood(name, params, declared.system), kept))
        return made

    def tear_down(self, name: str) -> None:
        """Takes a state back, with all that was written since; one that was not set up is nothing to take back."""
        at = next((at for at, (known, _) in reversed(list(enumerate(self._before))) if known.name == name), None)
        if at is not None:
            self._give_back(self._before[at][1])
            del self._before[at:]

    def clear(self) -> None:
        """Forgets what was set up."""
        self._before.clear()

    def _give_back(self, kept: dict[str, Any]) -> None:
        for name, one in kept.items():
            self._stage.platforms.behaviours[name].restore(one)
        self._stage.restore(None)

    # --------------------------------------------------------------------------------------------------------- by name

    def _found(self, name: str, params: JsonObject, system: str | None) -> tuple[Declared, Stating, JsonObject]:
        """The state of a name, and the parameters that the name itself tells.

        A name that stands for several, as `customer {id} exists`, is the one that its own parameters make of it,
        whatever they are called here.
        """
        if system is not None and system not in self._stage.declared:
            raise Refused(404, f"`system` is one of {', '.join(sorted(self._stage.declared))}")
        several = [one for key, one in self._stage.declared.items() if system in (None, key)]
        for declared in several:
            for state in declared.program.states:
                if state.name == name:
                    return declared, state, {}
        meant = _NAMED.sub(lambda found: plain_text(params.get(found[1], found[0])), name)
        for declared in several:
            for state in declared.program.states:
                found = _pattern(state.name).fullmatch(meant)
                if found is not None:
                    return declared, state, found.groupdict()
        hint = close_to(name, self.names())
        raise Refused(404, f"there is no provider state `{name[:200]}`" + (f"; {hint}" if hint else ""))

    # ----------------------------------------------------------------------------------------------------- carried out

    def _made(self, declared: Declared, state: Stating, params: JsonObject) -> SetUp:
        missing = [one for one in names_in(state.name) if one not in params]
        if missing:
            raise Refused(422, f"the state `{state.name}` wants the parameter `{missing[0]}`", others=(400,))
        world = declared.world
        for name, made in state.settings.items():
            value = filled(made, world.scope(params=params))
            if value is not MISSING:
                world.set(name, as_json(value))
        records = self._put(declared, state, params)
        scope = world.scope(params=params, records=[value for _, value in records])
        values = {name: as_json(filled(made, scope)) for name, made in state.values.items()}
        told = {**params, **_told(records), **{name: one for name, one in values.items() if one is not MISSING}}
        return SetUp(told, [dict(one) for one in state.faults])

    def _put(self, declared: Declared, state: Stating, params: JsonObject) -> list[tuple[Resource, JsonObject]]:
        records: list[tuple[Resource, JsonObject]] = []
        with self._stage.running():
            for where, condition in state.remove:
                owner = self._stage.declared.get(where.system or declared.system)
                if owner is None or where.resource is None:
                    continue
                for record in list(owner.records.table(where.resource)):
                    if holds(condition, declared.world.scope(params=params, item=record.value)):
                        owner.take_away(where.resource, record)
            for where, made in state.records:
                owner = self._stage.declared.get(where.system or declared.system)
                if owner is None or where.resource is None:
                    continue
                known = [value for _, value in records]
                value = filled(made, declared.world.scope(params=params, records=known))
                record = owner.place(where.resource, value if isinstance(value, dict) else {})
                owner.timers.written(where.resource, record, gone=False)
                records.append((where.resource, record.value))
        return records


def _told(records: list[tuple[Resource, JsonObject]]) -> JsonObject:
    """The identifiers of what was put: `invoiceId`, the first of each kind."""
    found: JsonObject = {}
    for resource, value in records:
        if resource.id_field is not None:
            found.setdefault(f"{one_of(resource)}Id", value.get(resource.id_field))
    return found


def _pattern(name: str) -> re.Pattern[str]:
    """The name of a state in which its parameters stand for any text."""
    parts = _NAMED.split(name)
    texts = [re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts)]
    return re.compile("".join(texts))
