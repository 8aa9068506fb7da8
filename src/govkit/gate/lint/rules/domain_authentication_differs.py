"""Finds APIs that authenticate their callers otherwise than those around them."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.rules._samples import apis
from govkit.gate.lint.view import View, apart


def check(view: View) -> Iterator[Problem]:
    """Active versions with a way to authenticate that most versions of their domain do not have."""
    yield from apart(view, lambda facts: facts.security, "asks for")


_PATHS = "paths: {/a: {get: {responses: {'200': {description: fine}}}}}\n"


def _secured(scheme: str) -> str:
    return f"{_PATHS}security: [{{main: []}}]\ncomponents: {{securitySchemes: {{main: {scheme}}}}}\n"


_OAUTH = _secured(
    "{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://auth.example.com/token', scopes: {}}}}"
)
_KEY = _secured("{type: apiKey, in: header, name: X-Api-Key}")

RULE = Rule(
    id="domain-authentication-differs",
    severity=Severity.WARNING,
    summary="Checks that the APIs of a domain authenticate their callers in the same ways.",
    rationale=(
        "Who uses two APIs of one domain needs two kinds of credentials, with two ways to hand out, rotate and revoke "
        "them; the one that is kept less well is the way in."
    ),
    fix="Offer the way that the domain has, and deprecate the other; a waiver of a policy tells why one stays.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            apis(billing=_OAUTH, invoices=_OAUTH, ledger=_KEY),
            finds=("catalog/apis/ledger.yaml#/spec/versions/0",),
        ),
        Example(
            None,
            apis(billing=_OAUTH, ledger=_OAUTH.replace("main", "tokens")),
            because="The name of a scheme is seen nowhere.",
        ),
    ),
)
