"""Finds tags that the document does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths, whole
from govkit.checks.lint.rules._tags import declared_tags
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Add, Edit
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every tag of an operation that is missing in the list of the document, where there is such a list."""
    declared = declared_tags(surface)
    first: dict[str, Problem] = {}
    for site in (*surface.operations, *surface.events) if declared else ():
        listed = site.raw.get("tags")
        for index, name in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(name, str) and name not in declared and name not in first:
                alike = next((one for one in declared if one.lower() == name.lower()), None)
                meant = f"; {code(alike)} is" if alike else ""
                text = f"the tag {code(name)} is not declared{meant}"
                first[name] = Problem(site.document, (*site.pointer, "tags", index), text, about=("tags", name))
    yield from first.values()


def mend(document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Declares the tag after all others, unless one is called alike: then that is probably meant."""
    name, listed = document.node(pointer).value, document.tree.get("tags")
    known = (
        [str(one.get("name")).lower() for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    if known and name.lower() not in known:
        yield Add(("tags",), (("name", name),))


RULE = Rule(
    id="tag-undeclared",
    severity=Severity.INFO,
    summary="Checks that the tags of operations are declared.",
    rationale=(
        "A group that is not declared has no description and no place in the order, and often it is a misspelt one, so that "
        "a single operation stands in a group of its own."
    ),
    fix="Add the tag to the `tags` of the document with a description, or write the one that is meant.",
    on=Look("document"),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, tags: [Payments], summary: Open invoices,
                    responses: {"200": {description: Done, BILL}, FAILURES}}
                /invoices/late:
                  get: {operationId: getLate, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/tags/0",),
        ),
        Example(
            None,
            whole("""
                tags: []
                paths:
                  /invoices/open: {get: {operationId: getOpen, tags: [Invoices], summary: Open invoices,
                    responses: {"204": {description: Done}, default: {description: Failed}}}}
            """),
            because="A document that declares none does so on purpose.",
        ),
    ),
)
