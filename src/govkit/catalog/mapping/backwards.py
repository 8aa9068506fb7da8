"""The way back of a mapping that declares one way: each field goes back to where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from govkit.catalog.entries.declarations import (
    ConstantForm,
    Declaration,
    EachForm,
    FunctionForm,
    MapForm,
    ReferenceForm,
    TakenForm,
)
from govkit.catalog.mapping.function import functions

_RELATIVE = "a way that starts at the record, inside a list, does not lead back"


@dataclass(slots=True)
class Backwards:
    """Fields of the API by what makes them; `at` tells whence each came, `lost` what does not go back, and why."""

    fields: dict[str, Declaration] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)


def backwards(fields: Mapping[str, Declaration]) -> Backwards:
    """The way back. What is constant, or computed for good, does not come back and is no loss."""
    found = Backwards()
    for target, declared in fields.items():
        try:
            for name, made in _back(target, declared).items():
                found.fields.setdefault(name, made)
                found.at.setdefault(name, target)
        except _Lost as error:
            found.lost[target] = str(error)
    return found


class _Lost(Exception):
    """What does not go back."""


def _back(target: str, declared: Declaration) -> dict[str, Declaration]:
    if isinstance(declared, str):
        return {_plain(declared): target}
    if isinstance(declared, ConstantForm):
        return {}
    if isinstance(declared, TakenForm):
        return {_plain(declared.from_): target}
    if isinstance(declared, ReferenceForm):
        made = ReferenceForm.model_validate({"ref": declared.ref, "from": target, **_typed(declared)})
        return {_plain(declared.from_): made}
    if isinstance(declared, MapForm):
        return {_plain(declared.from_ or target.rpartition("/")[2]): _table(target, declared)}
    if isinstance(declared, FunctionForm):
        return _function(target, declared)
    if isinstance(declared, EachForm):
        return {_plain(declared.each): _each(target, declared)}
    raise _Lost("what is put together does not come apart by itself")


def _plain(way: str) -> str:
    if way.startswith("/"):
        raise _Lost(_RELATIVE)
    return way


def _typed(declared: ReferenceForm) -> dict[str, str]:
    return {"type": declared.type} if declared.type is not None else {}


def _table(target: str, declared: MapForm) -> Declaration:
    back: dict[str, str] = {}
    for key, value in declared.map.items():
        if not isinstance(value, str):
            raise _Lost("a map to what is no text does not go back")
        if value in back:
            raise _Lost(f"`{value}` is what several values become, and nobody knows which of them it was")
        back[value] = key
    return MapForm.model_validate({"map": back, "from": target})


def _function(target: str, declared: FunctionForm) -> dict[str, Declaration]:
    function = functions().get(declared.with_)
    ways = (declared.from_,) if isinstance(declared.from_, str) else declared.from_
    found: dict[str, Declaration] = {}
    for index, way in enumerate(ways):
        if not isinstance(way, str):
            continue  # a constant is no loss
        back = function.back[index] if function is not None and index < len(function.back) else None
        if back is None:
            raise _Lost(f"`{declared.with_}` does not go back")
        if way.startswith("/"):
            continue  # a field of the record goes back by itself
        if back.startswith("/"):
            found[way] = f"{target}{back}"
        else:
            # What stood beside the value, such as the form that a day is written in, stands beside it on the way back.
            beside = [one for one in ways if not isinstance(one, str)] if len(functions()[back].arguments) > 1 else []
            found[way] = FunctionForm.model_validate({"with": back, "from": [target, *beside] if beside else target})
    return found


def _each(target: str, declared: EachForm) -> Declaration:
    if declared.fields is None:
        assert declared.item is not None, "the form refuses neither"
        raise _Lost("items that are no objects do not go back by themselves")
    inner = backwards(declared.fields)
    if inner.lost:
        name, why = next(iter(inner.lost.items()))
        raise _Lost(f"of its items, `{name}` does not go back: {why}")
    return EachForm.model_validate({"each": target, "fields": inner.fields})
