"""Finds flows of OAuth that the current practice gave up."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface, mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_GONE = {"implicit": "tokens stand in the address", "password": "the password is given to the client"}


def check(surface: Surface) -> Iterator[Problem]:
    """Every implicit flow, and every flow by password."""
    for site in surface.schemes:
        for name in mapping(site.raw.get("flows")):
            if name in _GONE:
                text = f"{code(site.name)} offers the flow {code(name)}, in which {_GONE[name]}"
                yield Problem(site.document, (*site.pointer, "flows", name), text)


RULE = Rule(
    id="oauth-flow-insecure",
    severity=Severity.WARNING,
    summary="Checks that OAuth offers neither the implicit flow nor that by password.",
    rationale=(
        "The best current practice says that the first should not and the second must not be used (RFC 9700, sections "
        "2.1.2 and 2.4), and OAuth 2.1 has neither: tokens leak from addresses, and clients get to know passwords."
    ),
    fix="Offer `authorizationCode` with PKCE to people, and `clientCredentials` to servers.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {implicit:
                  {authorizationUrl: "https://example.com/in", scopes: {invoices: Reads and writes invoices.}}}}}}
            """),
            finds=("/components/securitySchemes/oauth2/flows/implicit",),
        ),
        Example(
            None,
            whole("""
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {clientCredentials:
                  {tokenUrl: "https://example.com/token", scopes: {invoices: Reads and writes invoices.}}}}}}
            """),
            because="Servers get their tokens by this flow.",
        ),
    ),
)
