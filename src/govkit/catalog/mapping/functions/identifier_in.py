"""What a system calls an object, out of its external identifiers."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import Argument, Case, Function, Given, Undecided, Unmappable
from govkit.spec.schemas.reading import Schema

_TEXT: Schema = {"type": "string"}
_IDENTIFIER: Schema = {
    "type": "object",
    "properties": {"system": _TEXT, "type": _TEXT, "id": _TEXT},
    "required": ["system", "type", "id"],
}


_RANKS = {True: 0, None: 1, False: 2}
"""Those that are said to come first, those of which nothing is said, and those that others come before."""


def _run(identifiers: Any, system: Any, kind: Any) -> str | None:
    if not isinstance(identifiers, list):
        raise Unmappable("is no list of identifiers")
    ranked: dict[int, dict[str, None]] = {}
    for one in identifiers:
        if (one["system"], one["type"]) == (system, kind):
            ranked.setdefault(_RANKS[one.get("isPrimary")], {})[str(one["id"])] = None
    if not ranked:
        return None
    found = list(ranked[min(ranked)])
    if len(found) > 1:
        listed = ", ".join(f"{system}:{kind}:{one}" for one in found)
        raise Undecided(f"has several identifiers of {system}: {listed}")
    return found[0]


def _output(given: Given) -> Schema:
    found = given.item_member(0, "id")
    said: dict[str, Any] = {"type": "string"}
    said |= {key: int(found.limits[key]) for key in ("minLength", "maxLength") if key in found.limits}
    patterns = [{"pattern": pattern} for pattern in found.sets.get("pattern", ())]
    return said | {"allOf": patterns} if patterns else said


def _asked(system: Any, kind: Any) -> list[Any]:
    return [[{"system": system, "type": kind, "id": text}] for text in ("a", "A1", "a" * 128)]


FUNCTION = Function(
    name="identifier_in",
    summary="What a system calls an object: of its external identifiers that of a system and a type, if there is one. "
    "Of several the primary one counts; where none is, people decide.",
    arguments=(
        Argument("identifiers", {"type": "array", "items": _IDENTIFIER}),
        Argument("system", _TEXT),
        Argument("type", _TEXT),
    ),
    output=_output,
    run=_run,
    back=(None, None, None),
    empties=True,
    asked=_asked,
    part="{}:{}".format,
    examples=(
        Case(([{"system": "billing", "type": "invoice", "id": "inv_1"}], "billing", "invoice"), "inv_1"),
        Case(
            (
                [
                    {"system": "billing", "type": "customer", "id": "cus_1"},
                    {"system": "billing", "type": "customer", "id": "cus_2", "isPrimary": True},
                ],
                "billing",
                "customer",
            ),
            "cus_2",
        ),
        Case(
            (
                [
                    {"system": "billing", "type": "customer", "id": "cus_1"},
                    {"system": "billing", "type": "customer", "id": "cus_2"},
                ],
                "billing",
                "customer",
            ),
            refused="has several identifiers of billing: billing:customer:cus_1, billing:customer:cus_2",
        ),
        Case(("inv_1", "billing", "invoice"), refused="is no list of identifiers"),
    ),
)
