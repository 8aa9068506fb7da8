"""Finds personal data in paths."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._personal import is_personal
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: ParameterSite) -> Hit | None:
    """A parameter of a path that is called like something about a person."""
    if site.location == "path" and is_personal(site.name):
        return Hit(f"{code(site.name)} is personal data, and stands in the path")
    return None


RULE = Rule(
    id="personal-data-in-path",
    severity=Severity.WARNING,
    summary="Checks that no path holds personal data.",
    rationale=(
        "Paths stand in the logs of servers, proxies and monitoring, are kept for months and are read by people who should "
        "not know a customer's address. A person also changes it, and then every link is dead."
    ),
    fix="Name the person by an identifier, and look it up by POST with the address in the body.",
    on=Look("parameter", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /customers/{email}:
                  get: {operationId: getCustomer, ABOUT, parameters: [{name: email, in: path, required: true,
                    description: Of the customer., schema: {type: string, format: email}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1customers~1{email}/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /emails/{emailId}:
                  get: {operationId: getEmail, ABOUT, parameters: [{name: emailId, in: path, required: true,
                    description: Of the mail., schema: {type: string, maxLength: 20}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="The identifier of a mail says nothing about a person.",
        ),
    ),
)
