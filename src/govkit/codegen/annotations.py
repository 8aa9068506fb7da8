"""Shapes as annotations of Python, for signatures and descriptors."""

from __future__ import annotations

from govkit.codegen.registry import Registry
from govkit.codegen.shapes import Anything, Choice, Either, Items, Kind, Mapped, Named, Null, Scalar, Shape

_SCALARS: dict[Kind, str] = {
    "string": "str",
    "integer": "int",
    "number": "Decimal",
    "float": "float",
    "boolean": "bool",
    "date": "date",
    "date-time": "datetime",
    "uuid": "UUID",
    "binary": "str",
    "file": "File",
}


class Annotator:
    """Writes shapes; `used` gathers the names that have to be imported, `models` those of models."""

    def __init__(self, registry: Registry, prefix: str = "models.") -> None:
        self._registry = registry
        self._prefix = prefix
        self.used: set[str] = set()
        self.models: set[str] = set()

    def text(self, shape: Shape) -> str:
        """The annotation of a shape."""
        if isinstance(shape, Named):
            return self._named(shape)
        if isinstance(shape, Scalar):
            return self._use(_SCALARS[shape.kind])
        if isinstance(shape, Choice):
            values = ", ".join(repr(value) for value in shape.values)
            literal = f"{self._use('Literal')}[{values}]"
            return f"{literal} | {self._use('Unknown')}" if shape.open else literal
        if isinstance(shape, Items):
            return f"list[{self.text(shape.of)}]"
        if isinstance(shape, Mapped):
            return f"dict[str, {self.text(shape.of)}]"
        if isinstance(shape, Either):
            return " | ".join(dict.fromkeys(self.text(one) for one in shape.of))
        return "None" if isinstance(shape, Null) else self._use("Any")

    def optional(self, shape: Shape) -> str:
        """The annotation of something that may be None as well."""
        text = self.text(shape)
        is_nullable = isinstance(shape, Anything | Null) or text == "Any" or text.endswith("| None")
        return text if is_nullable else f"{text} | None"

    def _named(self, shape: Named) -> str:
        name = self._registry.name(shape)
        if name is None:
            return self._use("Any")
        self.models.add(name)
        return f"{self._prefix}{name}"

    def _use(self, name: str) -> str:
        if name not in ("str", "int", "float", "bool"):
            self.used.add(name)
        return name


_HOMES = {
    "Any": "typing",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "Decimal": "decimal",
    "date": "datetime",
    "datetime": "datetime",
    "UUID": "uuid",
}


def imports_of(names: set[str]) -> list[str]:
    """The lines that import names of annotations from the standard library, sorted."""
    by_home: dict[str, list[str]] = {}
    for name in sorted(names & _HOMES.keys()):
        by_home.setdefault(_HOMES[name], []).append(name)
    return [f"from {home} import {', '.join(found)}" for home, found in sorted(by_home.items())]
