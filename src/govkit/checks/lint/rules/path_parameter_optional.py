"""Finds parameters of paths that do not say that they are required."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Put
from govkit.spec.openapi.problems import code


def check(site: ParameterSite) -> Hit | None:
    """A parameter of a path without `required: true`."""
    if site.location == "path" and site.raw.get("required") is not True:
        return Hit(f"{code(site.name)} is a part of the path, and does not say `required: true`")
    return None


def mend(_document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Says what holds anyway."""
    yield Put(pointer, "required", True, before=("description", "schema", "content", "type"))


RULE = Rule(
    id="path-parameter-optional",
    severity=Severity.WARNING,
    summary="Checks that parameters of paths say that they are required.",
    rationale=(
        "A path without a part of it is another path. OpenAPI demands `required: true` (OpenAPI 3.1.1, section 4.8.12), and "
        "many tools refuse the document without it."
    ),
    fix="Write `required: true`.",
    on=Look("parameter"),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{number}:
                  get: {operationId: getInvoice, ABOUT, parameters: [{name: number, in: path, description: Which.,
                    schema: {type: string, maxLength: 9}}], responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1{number}/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{$ref: "#/components/parameters/Limit"}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="A parameter of the query may be left out.",
        ),
    ),
)
