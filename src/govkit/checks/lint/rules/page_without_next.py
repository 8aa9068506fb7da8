"""Finds pages that do not say where the next one begins."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._paging import kinds
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import listing_of, members_of
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_MORE = frozenset({"next", "more", "cursor", "token", "last", "total", "page", "pages", "after", "offset", "count"})
_MORE |= {"paging", "pagination", "links", "meta", "continuation", "marker", "metadata"}


def check(site: OperationSite) -> Hit | Fine | None:
    """A page of a list by cursors whose answer says neither in a member nor in a header how to go on."""
    listing = listing_of(site)
    if listing is None or "cursor" not in kinds(site):
        return None
    if "link" in listing.response.headers or any(_MORE.intersection(words(name)) for name in listing.response.headers):
        return FINE
    members = members_of(site.surface, listing.response.content.values())
    if any(_MORE.intersection(words(name)) for name in members if name != listing.member):
        return FINE
    return Hit(f"a page of {code(site.name, 100)} does not say where the next one begins, or that there is none")


RULE = Rule(
    id="page-without-next",
    severity=Severity.WARNING,
    summary="Checks that a page says where the next one begins.",
    rationale=(
        "Otherwise the caller makes the cursor up from the last item, by a rule that stands in prose, and learns from an "
        "empty page that it was at the end."
    ),
    fix="Answer the cursor of the next page, such as `next_cursor`, and null at the end; or a header `Link`.",
    on=Look("operation", habit="{few} of the {count} lists say where the next page begins"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  get: {operationId: listInvoices, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                    responses: {"200": {description: Done, content: {application/json: {schema:
                      {type: object, properties: {data: {type: array, description: Invoices.,
                        items: {$ref: "#/components/schemas/Bill"}}}}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices/get",),
        ),
        Example(
            None,
            paths("""
                /invoices: {get: {operationId: listInvoices, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                  responses: LIST}}
            """),
            because="The answer has a cursor.",
        ),
    ),
)
