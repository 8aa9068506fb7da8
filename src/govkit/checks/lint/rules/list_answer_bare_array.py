"""Finds lists that are answered as an array, and not as an object that holds one."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import listing_of
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine | None:
    """A list whose answer is an array."""
    listing = listing_of(site)
    if listing is None:
        return None
    if listing.member is not None:
        return FINE
    return Hit(f"{code(site.name, 100)} answers an array, to which nothing can be added", ("responses",))


RULE = Rule(
    id="list-answer-bare-array",
    severity=Severity.INFO,
    summary="Checks that lists are answered as objects.",
    rationale=(
        "Beside the items of an array there is no place for a cursor, a total or a warning: whatever is to be told of the "
        "list later breaks every caller, or has to go into headers that most clients do not read."
    ),
    fix="Answer an object with the items in a member such as `data`, in the next major version.",
    on=Look("operation", habit="{few} of the {count} lists are answered as objects"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  get: {operationId: listInvoices, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                    responses: {"200": {description: Done, content: {application/json: {schema:
                      {type: array, items: {$ref: "#/components/schemas/Bill"}}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices/get/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices: {get: {operationId: listInvoices, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                  responses: LIST}}
            """),
            because="There is room beside the items.",
        ),
    ),
)
