"""Finds places with both one example and several."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every body and parameter with `example` and `examples`."""
    for site in (*surface.media, *surface.parameters):
        if "example" in site.raw and "examples" in site.raw:
            text = f"{code(site.name)} has both `example` and `examples`, of which one is ignored"
            yield Problem(site.document, (*site.pointer, "example"), text)


RULE = Rule(
    id="example-and-examples",
    severity=Severity.WARNING,
    summary="Checks that no place has both `example` and `examples`.",
    rationale="They exclude each other (OpenAPI 3.1.1, section 4.8.14): which of them is shown depends on the tool.",
    fix="Move the one example into `examples`, under a name.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content: {application/json:
                    {schema: {$ref: "#/components/schemas/Bill"}, example: {memo: A}, examples: {b: {value: {memo: B}}}}}},
                    FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/content/application~1json/example",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content: {application/json:
                    {schema: {$ref: "#/components/schemas/Bill"}, examples: {b: {value: {memo: B}}}}}}, FAILURES}}
            """),
            because="There are only several.",
        ),
    ),
)
