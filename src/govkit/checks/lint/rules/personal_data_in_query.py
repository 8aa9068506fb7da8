"""Finds personal data in queries."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._personal import is_personal, is_sensitive
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: ParameterSite) -> Hit | None:
    """A parameter of the query that is called like something about a person; what is secret is worse."""
    if site.location != "query" or not is_personal(site.name):
        return None
    worse = Severity.WARNING if is_sensitive(site.name) else None
    return Hit(f"{code(site.name)} is personal data, and stands in the query", severity=worse)


RULE = Rule(
    id="personal-data-in-query",
    severity=Severity.INFO,
    summary="Checks that no query holds personal data.",
    rationale=(
        "Queries stand in the logs of servers, proxies and monitoring, which are kept for months and are read by people who "
        "should not know what a customer's number is (RFC 9110, section 17.9)."
    ),
    fix="Look people up by POST, with what is personal in the body.",
    on=Look("parameter", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /customers/search:
                  get: {operationId: findCustomer, ABOUT, parameters: [{name: iban, in: query,
                    description: Of the customer., schema: {type: string, maxLength: 34}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1customers~1search/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /customers/search:
                  get: {operationId: findCustomer, ABOUT, parameters: [{name: has_email, in: query,
                    description: Those with one., schema: {type: boolean}}, {name: name, in: query,
                    description: Of the company., schema: {type: string, maxLength: 20}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="Whether there is an address is not the address, and companies have names too.",
        ),
    ),
)
