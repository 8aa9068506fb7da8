"""Finds scopes that nobody explains."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code, joined


def check(site: Site) -> Hit | None:
    """A scheme with scopes that have no words."""
    flows = mapping(site.raw.get("flows"))
    for flow, said in flows.items():
        scopes = mapping(mapping(said).get("scopes"))
        bare = [name for name, text in scopes.items() if not str(text or "").strip() or text == name]
        if bare:
            text = f"{code(site.name)} does not say what {joined([code(name) for name in bare])} allows"
            return Hit(text, ("flows", flow, "scopes", bare[0]))
    return None


RULE = Rule(
    id="oauth-scope-undescribed",
    severity=Severity.INFO,
    summary="Checks that scopes are described.",
    rationale="People are asked whether they grant a scope, and teams ask for one. Both have to know what it allows.",
    fix="Say in a sentence what a token with the scope may do.",
    on=Look("scheme"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {clientCredentials:
                  {tokenUrl: "https://example.com/token", scopes: {invoices: ""}}}}}}
            """),
            finds=("/components/securitySchemes/oauth2/flows/clientCredentials/scopes/invoices",),
        ),
        Example(
            None,
            whole("""
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {clientCredentials:
                  {tokenUrl: "https://example.com/token", scopes: {invoices: Reads and writes invoices.}}}}}}
            """),
            because="It is described.",
        ),
    ),
)
