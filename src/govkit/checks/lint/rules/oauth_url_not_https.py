"""Finds addresses for tokens that are reached without encryption."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.security import schemes_of


def check(surface: Surface) -> Iterator[Problem]:
    """Every address of a security scheme by plain HTTP."""
    for name, scheme in schemes_of(surface.contract).items():
        for what, url in scheme.addresses().items():
            if url.startswith("http://") and not url.startswith(("http://localhost", "http://127.")):
                text = f"the {what} of {code(name)} is reached without encryption: {code(url, 100)}"
                yield Problem(scheme.node.document, scheme.node.pointer, text)


RULE = Rule(
    id="oauth-url-not-https",
    severity=Severity.WARNING,
    summary="Checks that tokens are got by HTTPS.",
    rationale="Credentials go there, and tokens come from there: whoever is on the way has both (RFC 6749, section 3.2).",
    fix="Write `https`.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {clientCredentials:
                  {tokenUrl: "http://example.com/token", scopes: {invoices: Reads and writes invoices.}}}}}}
            """),
            finds=("/components/securitySchemes/oauth2",),
        ),
        Example(
            None,
            whole("""
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {clientCredentials:
                  {tokenUrl: "https://example.com/token", scopes: {invoices: Reads and writes invoices.}}}}}}
            """),
            because="It is encrypted.",
        ),
    ),
)
