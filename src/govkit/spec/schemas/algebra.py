"""The algebra of `jsonschema_rs`: containment, and what one schema allows beyond another.

Only a yes of `covered` is a proof. Budgets are counted: schemas with more sub-schemas or larger products of union
branches than allowed are not tried, because the algebra holds the interpreter while it thinks.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from govkit.spec.schemas.reading import Schema

_NODES = 300
_BRANCHES = 64


def covered(inner: Schema, outer: Schema) -> bool | None:
    """Whether `outer` accepts all that `inner` does: True is proved, False and None are not."""
    pair = _canonical(inner), _canonical(outer)
    if pair[0] is None or pair[1] is None:
        return None
    try:
        answer = str(pair[1].covers(pair[0]))
    except Exception:  # noqa: BLE001  the algebra raises for what it does not support
        return None
    return {"yes": True, "no": False}.get(answer.lower().rsplit(".", 1)[-1])


def beyond(inner: Schema, outer: Schema) -> Schema | None:
    """A schema of what `inner` allows and `outer` does not, where the algebra can write it."""
    pair = _canonical(inner), _canonical(outer)
    if pair[0] is None or pair[1] is None:
        return None
    try:
        written = pair[0].subtract(pair[1]).to_json_schema()
    except Exception:  # noqa: BLE001  the algebra raises for what it does not support
        return None
    return written if isinstance(written, dict) else None


def _canonical(schema: Schema) -> Any:
    if not within_budget(schema):
        return None
    try:
        return jsonschema_rs.canonicalize(schema, draft=jsonschema_rs.Draft202012, validate_formats=True)
    except Exception:  # noqa: BLE001  the algebra raises for what it does not support
        return None


def within_budget(schema: Schema) -> bool:
    """Whether a schema is small enough for the algebra."""
    nodes, product = 0, 1
    waiting: list[Any] = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            nodes += 1
            for keyword in ("anyOf", "oneOf"):
                if isinstance(part.get(keyword), list):
                    product *= max(len(part[keyword]), 1)
            if nodes > _NODES or product > _BRANCHES:
                return False
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return True
