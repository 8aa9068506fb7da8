"""Finds keys that are sent in the address."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A key that is a parameter of the query."""
    if site.raw.get("type") == "apiKey" and site.raw.get("in") == "query":
        return Hit(f"the key of {code(site.name)} is sent in the query", ("in",))
    return None


RULE = Rule(
    id="api-key-in-query",
    severity=Severity.WARNING,
    summary="Checks that no key is sent in the query.",
    rationale=(
        "Addresses are written into logs of servers and proxies, histories and referrers; a key in one is read by many "
        "who should not have it (OWASP API2:2023)."
    ),
    fix="Send the key in a header, better an OAuth token that expires.",
    on=Look("scheme"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                security: [{key: []}]
                components: {securitySchemes: {key: {type: apiKey, in: query, name: api_key, description: A key.}}}
            """),
            finds=("/components/securitySchemes/key/in",),
        ),
        Example(
            None,
            whole("""
                security: [{key: []}]
                components: {securitySchemes: {key: {type: apiKey, in: header, name: Api-Key, description: A key.}}}
            """),
            because="Headers are not written into logs.",
        ),
    ),
)
