"""Finds components to which nothing refers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import answered, schemas
from govkit.checks.lint.surface.surface import Surface, mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_KINDS = ("schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks")
_ADDRESS = re.compile(r"#/components/([A-Za-z]+)/([^/\"'\s]+)")


def check(surface: Surface) -> Iterator[Problem]:
    """Every component of a document with operations that nothing refers to, not even an extension or an example."""
    document = surface.contract.document
    components = mapping(surface.contract.root.get("components"))
    if not surface.operations and not surface.events:
        return
    used = {(kind, name) for one in surface.survey.documents for kind, name in _mentioned(one.tree)}
    used |= {("schemas", name) for name in _discriminated(surface)}
    for kind in _KINDS:
        for name in mapping(components.get(kind)):
            if (kind, name) not in used:
                text = f"nothing refers to {code(name)} of the {kind}"
                yield Problem(document, ("components", kind, name), text)


def _discriminated(surface: Surface) -> Iterator[str]:
    """The schemas to which discriminators lead: by a name in their mapping, or because they are built on the schema."""
    bases = set()
    for site in surface.schemas:
        said = mapping(site.raw.get("discriminator"))
        if said:
            bases.add(id(site.raw))
            yield from (name for name in mapping(said.get("mapping")).values() if isinstance(name, str))
    for site in surface.components if bases else ():
        listed = site.raw.get("allOf")
        parts = [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
        if any(id(surface.target(site.document, part)) in bases for part in parts):
            yield site.name


def _mentioned(tree: Any) -> Iterator[tuple[str, str]]:
    """The components to which a text anywhere in a tree refers."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str) and "#/components/" in value:
            for kind, name in _ADDRESS.findall(value[:10_000]):
                yield kind, unquote(name).replace("~1", "/").replace("~0", "~")


RULE = Rule(
    id="component-unused",
    severity=Severity.INFO,
    summary="Checks that something refers to each component.",
    rationale=(
        "It is read, generated and kept up to date for nobody, and looks as if the API had something that it does not have. "
        "Often an operation was meant to refer to it, and has a copy instead."
    ),
    fix="Refer to it where it is meant, or remove it.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            answered("""
                Invoice: {type: object, description: What is owed., properties: {memo: {type: string, description: Words.}}}
                Memo: {type: string, description: Words on the paper.}
            """),
            finds=("/components/schemas/Memo",),
        ),
        Example(
            None,
            schemas("""
                Memo: {type: string, description: Words on the paper.}
            """),
            because="A document without operations is there for others to refer to.",
        ),
    ),
)
