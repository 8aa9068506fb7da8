"""Finds collections that are called as if they were one thing."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import is_plural
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every path `/thing/{id}` of which `/thing` is a path too, whose name is in the singular."""
    known = {site.name.rstrip("/"): site for site in surface.paths}
    for path in known:
        head, _, last = path.rpartition("/")
        name = head.rpartition("/")[2]
        if last.startswith("{") and last.endswith("}") and head in known and "{" not in name and name:
            methods = known[head].raw.keys() & {"get", "post"}
            if methods and not is_plural(name):
                text = (
                    f"{code(head, 100)} holds several, of which {code(path, 100)} is one, and is called in the singular"
                )
                yield Problem(known[head].document, known[head].pointer, text)


RULE = Rule(
    id="path-collection-singular",
    severity=Severity.INFO,
    summary="Checks that collections have names in the plural.",
    rationale=(
        "`/invoices` and `/invoices/17` read as what they are. Where some names are in the plural and some are not, "
        "nobody guesses an address."
    ),
    fix="Call the collection in the plural in the next major version.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoice:
                  get: {operationId: listInvoices, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
                /invoice/{id}:
                  get: {operationId: getInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoice",),
        ),
        Example(
            None,
            paths("""
                /company:
                  get: {operationId: getCompany, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="There is one, and no way to another.",
        ),
    ),
)
