"""Computed values as the fields that take them have it, and fields set within records."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from govkit.mocks.messages import JsonObject
from govkit.mocks.schemas import Checked
from govkit.spec.expressions import MISSING, as_json, instant_of, number_of

_MOST_DEEP = 40


def as_field(value: Any, checked: Checked | None, depth: int = 0) -> Any:
    """A value as a field takes it: exact numbers as numbers or texts, instants as days or seconds where it says so."""
    if checked is None or depth > _MOST_DEEP:
        return as_json(value)
    if isinstance(value, dict):
        known = set(checked.names())
        return {
            name: as_field(inner, checked.member(name) if name in known else None, depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        items = checked.items()
        return [as_field(inner, items, depth + 1) for inner in value]
    plain = as_json(value)
    for candidate in _candidates(value, plain, checked.shape.types):
        if checked.accepts(candidate):
            return candidate
    return format(value, "f") if isinstance(value, Decimal) and "string" in checked.shape.types else plain


def _candidates(value: Any, plain: Any, types: frozenset[str]) -> list[Any]:
    if isinstance(value, Decimal):
        text = format(value, "f")
        return [text, plain] if "string" in types and not types & {"integer", "number"} else [plain, text]
    found = [plain]
    if isinstance(value, str):
        if types & {"integer", "number"}:
            number, instant = number_of(value), instant_of(value)
            found += [as_json(number)] if number is not None else []
            found += [int(instant.timestamp()), int(instant.timestamp() * 1000)] if instant is not None else []
        elif instant_of(value) is not None:
            found.append(value[:10] if len(value) > 10 else f"{value}T00:00:00Z")
    elif isinstance(value, int | float) and not isinstance(value, bool) and "string" in types:
        found.append(str(value))
    return found


def with_field(
    value: Any, steps: tuple[str, ...], checked: Checked | None, made: Callable[[Any], Any], item: Any = MISSING
) -> Any:
    """A value in which a field is what `made` makes, of the item that it stands in; what is missing stays as it is."""
    if not steps:
        found = made(item)
        return value if found is MISSING else as_field(found, checked)
    step, rest = steps[0], steps[1:]
    if step == "*":
        if not isinstance(value, list):
            return value
        items = checked.items() if checked is not None else None
        return [with_field(inner, rest, items, made, inner) for inner in value]
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        items = checked.items() if checked is not None else None
        at = int(step)
        return [*value[:at], with_field(value[at], rest, items, made, item), *value[at + 1 :]]
    held: JsonObject = value if isinstance(value, dict) else {}
    inner = with_field(held.get(step, MISSING), rest, checked.member(step) if checked is not None else None, made, item)
    return value if inner is MISSING else {**held, step: inner}


def without_field(value: Any, steps: tuple[str, ...]) -> Any:
    """A value without a field."""
    if not steps:
        return MISSING
    step, rest = steps[0], steps[1:]
    if step == "*" and isinstance(value, list):
        return [without_field(inner, rest) for inner in value] if rest else value
    if not isinstance(value, dict) or step not in value:
        return value
    inner = without_field(value[step], rest)
    made = {name: one for name, one in value.items() if name != step}
    return made if inner is MISSING else made | {step: inner}
