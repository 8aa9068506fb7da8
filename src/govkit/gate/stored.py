"""Values as the JSON in which they are kept: dataclasses there and back, a part of it read when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")


def written(value: Any) -> bytes | None:
    """The JSON of a value; None for what JSON cannot hold, such as half of a surrogate pair."""
    try:
        return msgspec.json.encode(value)
    except (ValueError, OverflowError, RecursionError, TypeError):
        return None


def joined(parts: Mapping[str, bytes]) -> bytes:
    """One JSON object of members whose values are JSON already."""
    return msgspec.json.encode({key: msgspec.Raw(value) for key, value in parts.items()})


def parted(data: bytes | None) -> dict[str, bytes]:
    """The members of a JSON object, none of them read yet; nothing where it is none."""
    if data is None:
        return {}
    try:
        return {key: bytes(value) for key, value in _parts().decode(data).items()}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def read(data: bytes | None, kind: type[T]) -> T | None:
    """The value of a kind that some JSON holds; None where it is something else."""
    if data is None:
        return None
    try:
        found: T = _reader(cast("Any", kind)).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found


@cache
def _parts() -> msgspec.json.Decoder[dict[str, msgspec.Raw]]:
    return msgspec.json.Decoder(dict[str, msgspec.Raw])


@cache
def _reader(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)
