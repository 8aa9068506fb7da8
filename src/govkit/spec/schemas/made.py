"""Schemas that stand in no document: what a function makes, a constant, a difference that the algebra wrote."""

from __future__ import annotations

import json
from typing import Any

from govkit.direction import Direction
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.vocabulary import ALL_FORMATS, Dialect


def made(schema: Schema) -> Spot:
    """A plain tree of JSON Schema 2020-12 as the one schema of a spot; all its formats are asserted."""
    document = parse(json.dumps(schema, default=_plain_number).encode(), "made.json")
    space = Space(Library(MemoryFiles({})), Dialect.OPENAPI_3_1, Direction.REQUEST, ALL_FORMATS)
    return (Atom(space.schema(space.library.add(document).root), space),)


def _plain_number(value: Any) -> float | int:
    """A decimal of the algebra as JSON writes it."""
    return int(value) if value == int(value) else float(value)
