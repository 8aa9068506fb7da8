"""Finds tags that no operation bears."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.rules._tags import every_tag
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Remove
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every declared tag that nothing bears; tags that only group others are left alone."""
    root = surface.contract.root
    if "x-tagGroups" in root or not surface.operations:
        return
    sites = [*surface.operations, *surface.events]
    used = {name for site in sites for name in site.raw.get("tags") or () if isinstance(name, str)}
    for name, index, raw in every_tag(surface):
        if name not in used and not raw.keys() - {"name", "description", "externalDocs"}:
            yield Problem(surface.contract.document, ("tags", index), f"no operation bears the tag {code(name)}")


def mend(document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Takes out the tag, and the list with the last one."""
    yield Remove(pointer if len(document.tree["tags"]) > 1 else pointer[:-1])


RULE = Rule(
    id="tag-unused",
    severity=Severity.INFO,
    summary="Checks that each declared tag is used.",
    rationale="An empty group in the reference sends readers to look for what is not there, or was renamed.",
    fix="Remove the tag, or give it to the operations that are meant.",
    on=Look("document"),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, summary: Open invoices,
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/tags/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="An operation bears it.",
        ),
    ),
)
