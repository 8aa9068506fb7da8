"""Finds secrets that are sent in addresses."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_SECRETS = frozenset({"password", "passwd", "secret", "client secret", "access token", "api key", "apikey"})
_SECRETS |= {"private key", "refresh token", "auth token", "session token", "jwt", "bearer token"}


def check(site: ParameterSite) -> Hit | None:
    """A parameter of the query or the path that is called like a secret."""
    if site.location in ("query", "path") and " ".join(words(site.name)) in _SECRETS:
        return Hit(f"{code(site.name)} is sent in the {site.location}, where logs keep it")
    return None


RULE = Rule(
    id="credential-parameter",
    severity=Severity.WARNING,
    summary="Checks that no secret is a parameter of the query or the path.",
    rationale=(
        "Addresses stand in the logs of servers and proxies, in histories and in referrers (RFC 9110, section 17.9). A "
        "secret in one is read by many, for as long as logs are kept."
    ),
    fix="Take the secret in a header or in the body.",
    on=Look("parameter"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: access_token, in: query,
                    description: The token., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: page_token, in: query,
                    description: The page., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="The token of a page opens nothing.",
        ),
    ),
)
