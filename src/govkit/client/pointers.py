"""Places inside of a page: JSON Pointers (RFC 6901) that lead through models as through plain JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

LAST = "-1"
"""The last of a list, which RFC 6901 has no word for."""


def at(value: Any, pointer: str) -> Any:
    """What stands at a pointer, None where nothing does."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        while isinstance(value, RootModel):
            value = value.root
        value = member_of(value, name)
        if value is None:
            return None
    return value.root if isinstance(value, RootModel) else value


def with_member(value: Any, pointer: str, member: Any) -> Any:
    """A JSON object with another member at a pointer; what is missing on the way is made."""
    name, _, rest = pointer.removeprefix("/").partition("/")
    known = value if isinstance(value, dict) else {}
    name = name.replace("~1", "/").replace("~0", "~")
    return known | {name: with_member(known.get(name), rest, member) if rest else member}


def wire_name(field: str, info: FieldInfo) -> str:
    """What the contract calls a field of a model."""
    return field if info.serialization_alias is None else info.serialization_alias


def member_of(value: Any, name: str) -> Any:
    """The member of an object by its name in the contract, the item of a list by its index; None where none is."""
    if isinstance(value, BaseModel):
        for field, info in type(value).model_fields.items():
            if wire_name(field, info) == name:
                return getattr(value, field)
        return (value.model_extra or {}).get(name)
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list) and value:
        if name == LAST:
            return value[-1]
        if name.isascii() and name.isdigit() and int(name) < len(value):
            return value[int(name)]
    return None
