"""Finds lists that are answered whole, however long they get."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._paging import kinds
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import listing_of
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine | None:
    """A list without a parameter by which it is cut into pages."""
    listing = listing_of(site)
    if listing is None:
        return None
    ranges = any(one.location == "header" and one.name.lower() == "range" for one in site.operation.parameters.values())
    if kinds(site) or ranges or "link" in listing.response.headers:
        return FINE
    return Hit(f"{code(site.name, 100)} answers a list and takes no parameter that cuts it into pages")


RULE = Rule(
    id="list-unpaged",
    severity=Severity.INFO,
    summary="Checks that lists are paged.",
    rationale=(
        "A list that has ten items today has a hundred thousand in three years, and then the server or the caller runs out "
        "of time and memory (OWASP API4:2023). Paging that comes later breaks everybody who read the first answer as all."
    ),
    fix="Take `cursor` and `limit` from the first version on; a list that is short by its nature may say so by `maxItems`.",
    on=Look("operation", habit="{few} of the {count} lists are paged"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  get: {operationId: listInvoices, ABOUT, responses: {"200": {description: Done, content:
                    {application/json: {schema: {type: object, description: A page., properties: {next: {type: string,
                      description: The next page.}, data: {type: array, description: Invoices.,
                        items: {$ref: "#/components/schemas/Bill"}}}}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices/get",),
        ),
        Example(
            None,
            paths("""
                /invoices:
                  get: {operationId: listInvoices, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                    responses: {"200": {description: Done, content:
                    {application/json: {schema: {type: object, description: A page., properties: {next: {type: string,
                      description: The next page.}, data: {type: array, description: Invoices.,
                        items: {$ref: "#/components/schemas/Bill"}}}}}}}, FAILURES}}
                /invoices/{id}:
                  get: {operationId: getInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}], responses:
                    {"200": {description: Done, content:
                    {application/json: {schema: {type: object, description: One., properties: {
                      items: {type: array, description: Its lines.,
                        items: {$ref: "#/components/schemas/Bill"}}}}}}}, FAILURES}}
            """),
            because="The list takes a cursor, and one thing with lines is no list.",
        ),
    ),
)
