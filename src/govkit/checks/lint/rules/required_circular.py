"""Finds objects that would have to hold themselves without end."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._parts import parts_of
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Site
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """One component of each circle of required properties."""
    edges = {site.name: _needs(site) for site in surface.components}
    done: set[str] = set()
    for start in edges:
        way, here = list[str](), [start]
        while here and here[0] not in done:
            name = here[0]
            if name in way:
                circle = way[way.index(name) :]
                text = f"{code(circle[0])} requires itself: {' in '.join(code(one) for one in (*circle, circle[0]))}"
                yield Problem(surface.contract.document, ("components", "schemas", circle[0]), text)
                break
            way.append(name)
            here = [one for one in edges.get(name, ()) if one not in done]
        done.update(way)


def _needs(site: Site) -> list[str]:
    """The components that a valid object of this one must hold, as references of required properties say it."""
    found = []
    for part in parts_of(site):
        properties, required = part.get("properties"), part.get("required")
        for name in required if isinstance(required, list) and isinstance(properties, dict) else ():
            raw = properties.get(name) if isinstance(name, str) and isinstance(properties, dict) else None
            if isinstance(raw, dict) and not any(word in raw for word in ("nullable", "anyOf", "oneOf")):
                whole = raw.get("allOf")
                alone = whole[0] if isinstance(whole, list) and len(whole) == 1 and isinstance(whole[0], dict) else raw
                reference = str(alone.get("$ref", ""))
                if reference.startswith("#/components/schemas/") and reference.count("/") == 3:
                    found.append(reference.rpartition("/")[2])
    return found


RULE = Rule(
    id="required-circular",
    severity=Severity.ERROR,
    summary="Checks that no object requires itself.",
    rationale=(
        "An invoice that must hold a customer that must hold an invoice is never complete: no finite value is valid, and "
        "whoever draws an example does not come to an end."
    ),
    fix="Make one of the properties optional, nullable or a list, or send an identifier in its place.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  required: [customer]
                  properties: {customer: {$ref: "#/components/schemas/Customer"}}
                Customer:
                  type: object
                  description: Who owes.
                  required: [first]
                  properties: {first: {$ref: "#/components/schemas/Invoice"}}
            """),
            finds=("/components/schemas/Invoice",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  required: [corrects]
                  properties:
                    corrects:
                      description: What it takes the place of.
                      anyOf: [{$ref: "#/components/schemas/Invoice"}, {type: "null"}]
            """),
            because="Null is the end.",
        ),
    ),
)
