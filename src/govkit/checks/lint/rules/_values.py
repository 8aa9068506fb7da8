"""What is said of the values of a schema, and what people call the schema."""

from __future__ import annotations

from govkit.checks.lint.surface.sites import Site
from govkit.spec.openapi.problems import code

BOUNDED = frozenset({"enum", "const", "pattern", "format", "maxLength", "x-extensible-enum"})
"""Keywords of which one suffices for a text to be no longer any text."""


def where(site: Site) -> str:
    """What people call a schema: the property, the parameter or the component that it is of."""
    pointer, kinds = site.pointer, ""
    while pointer:
        pointer, last = pointer[:-1], pointer[-1]
        if pointer[-1:] in (("properties",), ("schemas",), ("headers",)):
            return f"{kinds}{code(str(last))}"
        if pointer[-1:] == ("parameters",):
            named = site.document.node((*pointer, last)).value
            return f"{kinds}{code(str(named.get('name', last) if isinstance(named, dict) else last))}"
        if last in ("requestBody", "responses"):
            return f"{kinds}the body"
        kinds += {"items": "an item of ", "additionalProperties": "a member of "}.get(str(last), "")
    return code(site.name)
