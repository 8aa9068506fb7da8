"""Finds objects that are written out several times."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Site
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code, joined

_LEAST, _TIMES = 4, 3
_NAMED = (("schemas",), ("$defs",), ("definitions",), ())
"""Where schemas stand that can be referred to already."""


def check(surface: Surface) -> Iterator[Problem]:
    """The first of three or more equal objects of four or more properties, outside of what is in another such object."""
    alike: defaultdict[frozenset[str], list[Site]] = defaultdict(list)
    for site in surface.schemas:
        properties = site.raw.get("properties")
        if isinstance(properties, dict) and len(properties) >= _LEAST and site.pointer[-2:-1] not in _NAMED:
            alike[frozenset(properties)].append(site)
    for sites in alike.values():
        same: defaultdict[str, list[Site]] = defaultdict(list)
        for site in sites if len(sites) >= _TIMES else ():
            same[json.dumps(site.raw, sort_keys=True, default=str)].append(site)
        for many in same.values():
            if len(many) >= _TIMES:
                names = joined([code(name) for name in list(many[0].raw["properties"])[:3]])
                text = f"this object of {names} and more is written out {len(many)} times"
                about = ("repeated", *sorted(many[0].raw["properties"]))
                yield Problem(many[0].document, many[0].pointer, text, about=about)


RULE = Rule(
    id="schema-repeated",
    severity=Severity.INFO,
    summary="Checks that objects which are the same stand in the components.",
    rationale=(
        "Generators make a class of each, so that what is the same cannot be passed on; and a change of one is forgotten at "
        "the others."
    ),
    fix="Move it to the components, and refer to it; messages stay the same.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                A: {type: array, description: Some., items: {type: object, properties: {
                  a: {description: A.}, b: {description: B.}, c: {description: C.}, d: {description: D.}}}}
                B: {type: array, description: Some., items: {type: object, properties: {
                  a: {description: A.}, b: {description: B.}, c: {description: C.}, d: {description: D.}}}}
                C: {type: array, description: Some., items: {type: object, properties: {
                  a: {description: A.}, b: {description: B.}, c: {description: C.}, d: {description: D.}}}}
            """),
            finds=("/components/schemas/A/items",),
        ),
        Example(
            None,
            schemas("""
                A: {type: array, description: Some., items: {type: object, properties: {
                  a: {description: A.}, b: {description: B.}, c: {description: C.}, d: {description: D.}}}}
                B: {type: array, description: Some., items: {type: object, properties: {
                  a: {description: A.}, b: {description: B.}, c: {description: C.}, d: {description: D.}}}}
            """),
            because="Twice may be by chance.",
        ),
    ),
)
