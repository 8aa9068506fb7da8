"""Which members of an answer somebody reads, told while it is read: for tests that record what a consumer relies on.

Nothing is watched, and nothing costs anything, before `watch` is called for the first time in a process.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, RootModel

from govkit.client.models import Model
from govkit.client.pointers import wire_name

Way = tuple[str | int, ...]
"""The way from the root of a body to a member, in the names of the contract; items by their index."""

Told = Callable[[Way], None]

_WHOLE = frozenset({"__dict__", "model_dump", "model_dump_json", "model_copy"})
"""What shows all members at once to whoever asks for it."""

_EXTRA = frozenset({"model_extra", "__pydantic_extra__"})
"""What shows the members that the contract does not know."""


@dataclass(slots=True)
class _Watch:
    way: Way
    told: Told
    seen: weakref.ref[BaseModel]


_watches: dict[int, _Watch] = {}
_state = threading.local()
_lock = threading.Lock()


def watch(value: Any, told: Told) -> None:
    """Tells of every member of a decoded body when it is read, and at once of what cannot be watched.

    A member of a model is told when its attribute is read; one that holds plain JSON together with all that it holds.
    Whoever writes, copies or compares a model as a whole reads all of it.
    """
    with _lock:
        _install()
        for way, model in _models(value, ()):
            _watches[id(model)] = _Watch(way, told, weakref.ref(model, _forgetting(id(model))))
    if not isinstance(value, Model):
        for way in _plain_ways(value, ()):
            told(way)


def _forgetting(key: int) -> Callable[[Any], None]:
    def forget(_: Any) -> None:
        _watches.pop(key, None)

    return forget


def _models(value: Any, way: Way) -> Iterator[tuple[Way, Model]]:
    """The models in a value, without reading them."""
    if isinstance(value, RootModel):
        yield from _models(_held(value).get("root"), way)
    elif isinstance(value, Model):
        yield way, value
        for name, member in _members(value):
            yield from _models(member, (*way, name))
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _models(member, (*way, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _models(item, (*way, index))


def _plain_ways(value: Any, way: Way) -> Iterator[Way]:
    """The ways of what a value holds beside models, which tell by themselves; its own first."""
    yield way
    if isinstance(value, RootModel):
        yield from _plain_ways(_held(value).get("root"), way)
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _plain_ways(member, (*way, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if not isinstance(item, Model):
                yield from _plain_ways(item, (*way, index))


def _all_ways(value: Any, way: Way) -> Iterator[Way]:
    """The ways of all that a value holds, models among it."""
    yield way
    if isinstance(value, RootModel):
        yield from _all_ways(_held(value).get("root"), way)
    elif isinstance(value, Model):
        for name, member in _members(value):
            yield from _all_ways(member, (*way, name))
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _all_ways(member, (*way, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _all_ways(item, (*way, index))


def _held(model: BaseModel) -> dict[str, Any]:
    """What the attributes of a model hold; nobody is told."""
    held: dict[str, Any] = object.__getattribute__(model, "__dict__")
    return held


def _extra(model: BaseModel) -> dict[str, Any]:
    extra: dict[str, Any] | None = object.__getattribute__(model, "__pydantic_extra__")
    return extra or {}


def _members(model: Model) -> Iterator[tuple[str, Any]]:
    """The members that came, under the names of the contract."""
    held, fields = _held(model), type(model).model_fields
    came = object.__getattribute__(model, "__pydantic_fields_set__")
    for name, info in fields.items():
        if name in came:
            yield wire_name(name, info), held.get(name)
    yield from _extra(model).items()


# ------------------------------------------------------------------------------------------------------- the attributes


def _install() -> None:
    """Lets models tell when an attribute is read."""
    if "__getattribute__" in vars(Model):
        return
    shown, spelled = Model.__repr__, Model.__str__

    def read(self: Model, name: str) -> Any:
        watched = _watches.get(id(self))
        if watched is not None and watched.seen() is self and not getattr(_state, "quiet", False):
            _tell(self, name, watched)
        return object.__getattribute__(self, name)

    def quietly(spell: Callable[[Model], str]) -> Callable[[Model], str]:
        def spelling(self: Model) -> str:
            before, _state.quiet = getattr(_state, "quiet", False), True
            try:
                return spell(self)
            finally:
                _state.quiet = before

        return spelling

    for name, method in {
        "__getattribute__": read,
        "__repr__": quietly(shown),  # debuggers and failing tests show what nobody reads
        "__str__": quietly(spelled),
    }.items():
        setattr(Model, name, method)


def _tell(model: Model, name: str, watched: _Watch) -> None:
    info = type(model).model_fields.get(name)
    if info is not None:
        way = (*watched.way, wire_name(name, info))
        ways = _plain_ways(_held(model).get(name), way)
    elif name in _WHOLE:
        ways = _all_ways(model, watched.way)
    elif name in _EXTRA:
        ways = (way for key, held in _extra(model).items() for way in _all_ways(held, (*watched.way, key)))
    elif name in _extra(model):
        ways = _all_ways(_extra(model)[name], (*watched.way, name))
    else:
        return
    for way in ways:
        watched.told(way)
