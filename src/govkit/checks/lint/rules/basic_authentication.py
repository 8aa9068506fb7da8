"""Finds schemes by which a password goes along with each request."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A scheme that is HTTP Basic."""
    kind, scheme = site.raw.get("type"), site.raw.get("scheme")
    if kind == "basic" or (kind == "http" and isinstance(scheme, str) and scheme.lower() == "basic"):
        return Hit(f"by {code(site.name)} a password goes along with each request")
    return None


RULE = Rule(
    id="basic-authentication",
    severity=Severity.INFO,
    summary="Checks that nobody sends a password with each request.",
    rationale=(
        "The password is the account: it does not expire, has no scopes, and is in every log and memory that a request "
        "passes (RFC 7617, section 4). A token can be short-lived, narrow, and taken back."
    ),
    fix="Offer OAuth, by the flow of client credentials between servers; keep Basic for what cannot do otherwise.",
    on=Look("scheme"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                security: [{password: []}]
                components: {securitySchemes: {password: {type: http, scheme: Basic, description: A password.}}}
            """),
            finds=("/components/securitySchemes/password",),
        ),
        Example(
            None,
            whole("""
                security: [{token: []}]
                components: {securitySchemes: {token: {type: http, scheme: bearer, description: A token.}}}
            """),
            because="A token is no password.",
        ),
    ),
)
