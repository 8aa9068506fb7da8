"""Schemas of 2.0 as 3.0 writes them (Swagger 2.0, Schema Object and Parameter Object)."""

from __future__ import annotations

from typing import Any

from govkit.spec.documents import Document
from govkit.spec.openapi.swagger.references import References

RENAMED = {"nullable": "x-nullable"}
"""Keywords of 3.0, and what 2.0 calls them."""

VALUE = frozenset(
    {
        "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
        "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf", "x-nullable",
    }
)  # fmt: skip
"""What 2.0 says of a value on the parameter or header itself, and 3.0 in a schema."""

_DATA = frozenset({"enum", "default", "example", "examples", "const"})
_NAMING = frozenset({"properties", "patternProperties", "definitions", "$defs", "dependentSchemas"})


class Schemas:
    """Converts the schemas of sources for one document. A schema that stands in several places is converted once."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._known: dict[tuple[int, int], tuple[Any, Any]] = {}

    def schema(self, value: Any, source: Document) -> Any:
        """A schema, or whatever holds schemas, in the form of 3.0. Pointers inside stay what they were.

        `x-nullable` becomes `nullable`, a discriminator an object, a file a binary string.
        """
        if isinstance(value, list):
            return [self.schema(item, source) for item in value]
        if not isinstance(value, dict):
            return value
        key = id(value), id(source)
        known = self._known.get(key)
        if known is None:
            made = self._converted(value, source)
            self._known[key] = made, value  # the value is kept, and so is its identity
            return made
        return known[0]

    def _converted(self, value: dict[str, Any], source: Document) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for keyword, inner in value.items():
            if not isinstance(inner, dict | list) or keyword in _DATA or keyword.startswith("x-"):
                made[keyword] = inner
            elif keyword in _NAMING and isinstance(inner, dict):
                made[keyword] = {name: self.schema(part, source) for name, part in inner.items()}
            else:
                made[keyword] = self.schema(inner, source)
        reference = value.get("$ref")
        if isinstance(reference, str):
            self._references.write(made, source, reference)
        _reworded(made)
        return made

    def of_value(self, raw: dict[str, Any], source: Document) -> dict[str, Any]:
        """The schema of a parameter or header, whose keywords stand on the object itself, or beside a `schema`."""
        if "schema" in raw and "type" not in raw:  # meant as in 3.0
            made = self.schema(raw["schema"], source)
            return made if isinstance(made, dict) else {}
        return self._converted({key: value for key, value in raw.items() if key in VALUE}, source)


def _reworded(made: dict[str, Any]) -> None:
    if isinstance(made.get("x-nullable"), bool):
        made["nullable"] = made.pop("x-nullable")
    if isinstance(made.get("discriminator"), str):
        made["discriminator"] = {"propertyName": made["discriminator"]}
    if made.get("type") == "file":
        made["type"], made["format"] = "string", "binary"


def style_of(raw: dict[str, Any], location: str) -> dict[str, Any]:
    """How a list is spelled: `collectionFormat` as `style` and `explode`; nothing for what 3.0 does without a word.

    3.0 has no words for tabs nor for lists inside of lists, so that those keep the words of 2.0.
    """
    if raw.get("type") != "array":
        return {}
    said = raw.get("collectionFormat", "csv")
    inner = raw.get("items")
    nested = inner.get("collectionFormat", "csv") if isinstance(inner, dict) else "csv"
    plain = "simple" if location in ("path", "header") else "form"
    styles = {"csv": plain, "multi": plain, "ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}
    style = styles.get(str(said), str(said))
    if nested != "csv":
        style = f"{style}, its items {nested}"
    exploded = said == "multi" and plain == "form"
    if style == plain and exploded is (plain == "form"):
        return {}
    return {"style": style, "explode": exploded}
