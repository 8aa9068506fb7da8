"""Finds lists whose pages are counted from the start."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._paging import kinds
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """The first list that is paged by numbers only, with how many there are."""
    found = [site for site in surface.operations if site.method == "GET" and kinds(site).keys() >= {"offset"}]
    counted = [site for site in found if "cursor" not in kinds(site)]
    if counted:
        name = kinds(counted[0])["offset"]
        text = f"{len(counted)} lists are paged by {code(name)}, which counts from the start, and not by a cursor"
        yield Problem(
            counted[0].document, counted[0].pointer, text.replace("1 lists are", "one list is"), about=("paging",)
        )


RULE = Rule(
    id="pagination-by-offset",
    severity=Severity.INFO,
    summary="Checks that lists are paged by cursors.",
    rationale=(
        "When an item is added or deleted between two pages, all others move: one is read twice, another never. A database "
        "also reads and throws away all that comes before a high offset."
    ),
    fix="Offer a cursor that says after which item a page begins; both may stand side by side.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{$ref: "#/components/parameters/Limit"}, {name: offset,
                    in: query, description: How many to leave out., schema: {type: integer, minimum: 0, maximum: 9}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}, {name: page,
                    in: query, description: Which page., schema: {type: integer, minimum: 0, maximum: 9}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="There is a cursor too.",
        ),
    ),
)
