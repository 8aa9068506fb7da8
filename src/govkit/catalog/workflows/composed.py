"""One schema for a value that is put together of others: what is written down, and what expressions may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from govkit.catalog.workflows.types import Type
from govkit.spec.expressions.templates import Computed, Fixed, Items, Members, Template, Woven
from govkit.spec.schemas.made import made
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Spot
from govkit.spec.schemas.standalone import BudgetExceeded, Role, standalone

_DEFS = "#/$defs/"


class Composer:
    """Writes schemas into one; what is defined in each gets a name of its own."""

    def __init__(self) -> None:
        self._defs: dict[str, Schema] = {}
        self._count = 0

    def spot(self, schema: Schema) -> Spot:
        """A schema that was written, with all that it refers to. The defs stand beside it."""
        return made({**schema, "$defs": self._defs} if self._defs else schema)

    def of_spot(self, spot: Spot, role: Role = Role.WRITER) -> Schema:
        """What a spot says, as its writer means it; anything where that is too much to write down."""
        try:
            found = dict(standalone(spot, role, budget=20_000))
        except BudgetExceeded:
            return {}
        found.pop("$schema", None)
        self._count += 1
        mark = f"{self._count}-"
        for name, inner in found.pop("$defs", {}).items():
            self._defs[mark + name] = _renamed(inner, mark)
        renamed = _renamed(found, mark)
        assert isinstance(renamed, dict), "an object stays one"
        return renamed

    def of_type(self, one: Type) -> Schema:
        """What a value may be; anything where nothing is known of it."""
        schemas = [self.of_spot(spot) for spot in one.spots]
        if not schemas:
            return {}
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def of_template(self, template: Template, typed: Callable[[Template, tuple[str, ...]], Type]) -> Schema | None:
        """What a template may make; None where it is never anything. `typed` tells of each value in it."""
        return self._template(template, typed, ())

    def _template(
        self, template: Template, typed: Callable[[Template, tuple[str, ...]], Type], way: tuple[str, ...]
    ) -> Schema | None:
        match template:
            case Fixed(value=None):
                return None
            case Fixed() | Computed() | Woven():
                one = typed(template, way)
                return None if not one.spots and one.lacks else self.of_type(one)
            case Members(members=members):
                return self.object(
                    {name: self._template(inner, typed, (*way, name)) for name, inner in members.items()},
                    {name for name, inner in members.items() if _is_sure(inner, typed, (*way, name))},
                )
            case Items(items=items):
                listed = [self._template(inner, typed, (*way, str(at))) for at, inner in enumerate(items)]
                there = [one for one in listed if one is not None]
                return {"type": "array", "prefixItems": there, "minItems": len(there), "maxItems": len(there)}
        return {}

    @staticmethod
    def object(members: Mapping[str, Schema | None], required: set[str]) -> Schema:
        """An object of some members and no others."""
        there = {name: schema for name, schema in members.items() if schema is not None}
        return {
            "type": "object",
            "properties": there,
            "required": sorted(required & there.keys()),
            "additionalProperties": False,
        }


def _is_sure(template: Template, typed: Callable[[Template, tuple[str, ...]], Type], way: tuple[str, ...]) -> bool:
    """Whether a template always makes something."""
    if isinstance(template, Computed):
        return not typed(template, way).lacks
    return not (isinstance(template, Fixed) and template.value is None)


def _renamed(schema: Any, mark: str) -> Any:
    """A schema whose references lead to names with a mark."""
    if isinstance(schema, dict):
        return {
            key: _DEFS + mark + value.removeprefix(_DEFS)
            if key == "$ref" and isinstance(value, str) and value.startswith(_DEFS)
            else _renamed(value, mark)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_renamed(inner, mark) for inner in schema]
    return schema
