"""Finds values that an enumeration lists twice."""

from __future__ import annotations

import json
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Remove
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """An enumeration with a value that came before."""
    listed = site.raw.get("enum")
    seen: set[str] = set()
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        text = json.dumps(value, sort_keys=True, default=str)
        if text in seen:
            return Hit(f"{code(text)} is listed twice", ("enum", index))
        seen.add(text)
    return None


def mend(document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Takes out each value that came before: what is valid stays the same."""
    seen: set[str] = set()
    for index, value in enumerate(document.node(pointer[:-1]).value):
        text = json.dumps(value, sort_keys=True, default=str)
        if text in seen:
            yield Remove((*pointer[:-1], index))
        seen.add(text)


RULE = Rule(
    id="enum-value-duplicate",
    severity=Severity.WARNING,
    summary="Checks that an enumeration lists each value once.",
    rationale=(
        "Generated code may not compile with two constants of one name, and mostly the second was meant to be another "
        "value."
    ),
    fix="Remove the value, or write what was meant.",
    on=Look("schema", keys=("enum",)),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            schemas("""
                Size: {type: string, description: How large., enum: [small, large, small]}
            """),
            finds=("/components/schemas/Size/enum/2",),
        ),
        Example(
            None,
            schemas("""
                Size: {description: How large., enum: ["1", 1, true]}
            """),
            because="These are three values.",
        ),
    ),
)
