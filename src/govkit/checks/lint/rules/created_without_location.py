"""Finds answers that something was created, and do not say where it is."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, ResponseSite
from govkit.findings import Example, Rule, Severity


def check(site: ResponseSite) -> Hit | Fine | None:
    """An answer 201 without the header `Location`."""
    if site.status != "201" or site.operation.method == "GET":
        return None
    if {"location", "content-location"} & site.response.headers.keys():
        return FINE
    return Hit("the answer 201 does not say by `Location` where that is which was created")


RULE = Rule(
    id="created-without-location",
    severity=Severity.INFO,
    summary="Checks that the answer 201 says where that is which was created.",
    rationale=(
        "The status means that there is something new, and `Location` names it (RFC 9110, section 15.3.2). Without it a "
        "caller puts the address together by itself, from an identifier and from what it knows of the paths."
    ),
    fix="Declare the header `Location` at the answer, and send it.",
    on=Look("response", habit="{few} of the {count} answers 201 say by `Location` where that is which was created"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  post: {operationId: createInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}],
                    requestBody: {required: true, BILL}, responses: {"201": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices/post/responses/201",),
        ),
        Example(
            None,
            paths("""
                /invoices:
                  post: {operationId: createInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}],
                    requestBody: {required: true, BILL}, responses: {"201": {description: Done, BILL, headers:
                      {Location: {description: Where., schema: {type: string, format: uri-reference}}}}, FAILURES}}
            """),
            because="The header says where.",
        ),
    ),
)
