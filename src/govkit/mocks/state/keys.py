"""How the records of a collection are told apart: by one field, or by several that paths name together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from govkit.mocks.messages import JsonObject
from govkit.mocks.schemas import Checked
from govkit.mocks.state.table import followed, plain_text
from govkit.mocks.state.words import PARAMETER, identifiers, own_words, plain, telling

SCALARS = frozenset({"string", "integer", "number", "null"})

Way = tuple[str, ...]
"""The names that lead to a field of a record."""


@dataclass(frozen=True, slots=True)
class Key:
    """The fields that tell records apart, in the order of the path; none where nothing tells them apart."""

    ways: tuple[Way, ...] = ()

    def of(self, value: Any) -> str:
        """The key of a record as a path writes it, such as `api_calls/2026-08-01`; empty where a field is missing."""
        texts = [plain_text(followed(value, way)) for way in self.ways]
        return "/".join(texts) if all(texts) else ""

    def put(self, value: JsonObject, told: Sequence[Any]) -> JsonObject:
        """A record that has those values in the fields of its key."""
        made = value
        for way, inner in zip(self.ways, told, strict=True):
            made = with_value(made, way, inner)
        return made

    def kept(self, value: JsonObject, held: JsonObject) -> JsonObject:
        """A record that has the key of another."""
        return self.put(value, [followed(held, way) for way in self.ways])

    def column(self, column: Callable[[str], Iterable[Any]]) -> list[str]:
        """The keys of many records, of which `column` tells a member."""
        if len(self.ways) == 1 and len(self.ways[0]) == 1:
            return [plain_text(one) for one in column(self.ways[0][0])]
        names = list(dict.fromkeys(way[0] for way in self.ways))
        rows = zip(*(column(name) for name in names), strict=True)
        return [self.of(dict(zip(names, row, strict=True))) for row in rows]


def single(item: Checked, collection: str, path: str | None, parameter: Checked | None) -> Key:
    """The key of items that one parameter names: of a likely name, and of a type that the parameter has too.

    `path` is that of an item, or of what stands below one; nothing where there is no field of that kind.
    """
    fields = {plain(name): name for name in item.names()}
    word = collection.rpartition("/")[2]
    name = PARAMETER.findall(path)[collection.count("{")] if path is not None else "id"
    usual = ("login", "username", "name") if path is not None else ()
    likely = [fields[one] for one in (*identifiers(name, word), *usual) if one in fields]
    scalars = [(one, own) for one in likely if (own := item.member(one).shape.types) <= SCALARS]
    types = _types(parameter)
    same = [one for one, own in scalars if own & types - {"null"}]
    texts = "string" in types
    other = [one for one, own in scalars if (texts or "string" in own) and plain(one) in telling(name, word)]
    found = next(iter(same or other), None)  # one may be called a number though the other is a text
    return Key(((found,),)) if found is not None else Key()


def _types(parameter: Checked | None) -> frozenset[str]:
    """The types that a path parameter may have."""
    types = parameter.shape.types if parameter is not None else SCALARS
    return types | {"integer"} if "number" in types else types


def compound(item: Checked, collection: str, path: str) -> Key | None:
    """The key of the items of a collection that a path names by several parameters; None where it is no such path."""
    parameters = PARAMETER.findall(path)[collection.count("{") :]
    word = collection.rpartition("/")[2]
    ways = [named_way(item, own_words(one, word)) for one in parameters]
    found = [way for way in ways if way is not None]
    return Key(tuple(found)) if len(parameters) > 1 and len({*found}) == len(parameters) else None


def named_way(item: Checked, words: Sequence[str]) -> Way | None:
    """The field that one of some words names: `periodStart` is the `start` of a `period` too."""
    fields = {plain(name): (name,) for name in item.names()}
    found = next((fields[word] for word in words if word in fields), None)
    if found is not None:
        return found if item.member(found[0]).shape.types <= SCALARS else None
    for word in words:
        for own, (name,) in fields.items():
            inner = item.member(name) if word.startswith(own) else None
            below = {own + plain(one): one for one in inner.names()} if inner is not None else {}
            if inner is not None and word in below and inner.member(below[word]).shape.types <= SCALARS:
                return name, below[word]
    return None


def field_at(item: Checked, way: Way) -> Checked:
    """The schema of a field."""
    return reduce(Checked.member, way, item)


def with_value(value: JsonObject, way: Way, other: Any) -> JsonObject:
    """A record in which a field says something."""
    name, rest = way[0], way[1:]
    held = value.get(name)
    return {**value, name: with_value(held if isinstance(held, dict) else {}, rest, other) if rest else other}
