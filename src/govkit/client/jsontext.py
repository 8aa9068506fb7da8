"""JSON as it must be for money: numbers exact both ways, `null` apart from absent."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn, final
from uuid import UUID

from pydantic import BaseModel, RootModel, SecretBytes, SecretStr, TypeAdapter

from govkit.client.errors import Unwritable
from govkit.client.pointers import wire_name


@final
class Unset(Enum):
    """The type of UNSET."""

    UNSET = "UNSET"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset.UNSET
"""Stands for an argument that was not given, where `None` means the JSON value `null`."""


def loads(text: bytes | str) -> Any:
    """The value of a JSON text; a number with a fraction or an exponent is a Decimal.

    Raises ValueError for what is no JSON, NaN and infinities among it.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_SCALARS = frozenset({str, int, bool, float, Decimal})


def plain(value: Any) -> Any:
    """A value as JSON has it: models become objects of the members that were set, under the names of the contract."""
    if value is None or type(value) in _SCALARS:
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, RootModel):
        return plain(value.root)
    if isinstance(value, BaseModel):
        return _members(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(member) for key, member in value.items() if member is not UNSET}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _as_text(value)


def _members(model: BaseModel) -> dict[str, Any]:
    """The members of a model that somebody set, `None` included; a required one is always set."""
    fields = type(model).model_fields
    found = {
        wire_name(name, fields[name]): plain(getattr(model, name)) for name in fields if name in model.model_fields_set
    }
    return found | {name: plain(member) for name, member in (model.model_extra or {}).items()}


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, str | int | float | Decimal):
        return value
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, timedelta):
        return TypeAdapter(timedelta).dump_python(value, mode="json")
    if isinstance(value, SecretStr | SecretBytes):
        return plain(value.get_secret_value())
    if isinstance(value, UUID) or type(value).__module__.startswith(("pydantic", "ipaddress")):
        return str(value)
    raise Unwritable(f"a {type(value).__name__} has no spelling in JSON")


def dumps(value: Any) -> str:
    """The JSON text of a value, as short as it gets; a Decimal is written digit for digit."""
    return _written(plain(value))


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_not_by_library)
    except _IsDecimal:
        return _by_hand(value)
    except ValueError as error:
        raise Unwritable(f"JSON cannot say this: {error}") from error


class _IsDecimal(Exception):
    """The library at hand would write a Decimal as a float."""


def _not_by_library(value: Any) -> NoReturn:
    raise _IsDecimal if isinstance(value, Decimal) else TypeError(f"no JSON: {type(value).__name__}")


def _by_hand(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_written(name)}:{_by_hand(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_by_hand, value)) + "]"
    return number_text(value) if isinstance(value, Decimal) else _written(value)


def number_text(value: Decimal | float) -> str:
    """A number as JSON writes it. Raises Unwritable for what is none."""
    if not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
        raise Unwritable(f"{value} is no number that JSON knows")
    return str(value).replace("E+", "E") if isinstance(value, Decimal) else json.dumps(value)
