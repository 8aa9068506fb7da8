"""Finds scopes that no operation asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code, joined
from govkit.spec.openapi.security import schemes_of


def check(surface: Surface) -> Iterator[Problem]:
    """Every scheme with scopes for which no operation asks."""
    listed = [surface.contract.root.get("security"), *(one.raw.get("security") for one in surface.operations)]
    used: defaultdict[str, set[str]] = defaultdict(set)
    for requirement in (one for many in listed if isinstance(many, list) for one in many if isinstance(one, dict)):
        for name, scopes in requirement.items():
            used[name] |= {str(scope) for scope in scopes} if isinstance(scopes, list) else set()
    for name, scheme in schemes_of(surface.contract).items():
        left = sorted(scheme.scopes() - used[name])
        if used[name] and left:
            text = f"no operation asks for {joined([code(scope) for scope in left])} of {code(name)}"
            yield Problem(scheme.node.document, scheme.node.pointer, text)


RULE = Rule(
    id="oauth-scope-unused",
    severity=Severity.INFO,
    summary="Checks that operations ask for each scope that is offered.",
    rationale=(
        "A scope that opens nothing is granted all the same, and nobody dares take it away. Mostly it is one that was "
        "renamed, or an operation that lost its requirement."
    ),
    fix="Remove the scope, or ask for it where it belongs.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                security: [{oauth2: [invoices]}]
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {clientCredentials: {tokenUrl:
                  "https://example.com/token", scopes: {invoices: Reads invoices., payments: Reads payments.}}}}}}
            """),
            finds=("/components/securitySchemes/oauth2",),
        ),
        Example(
            None,
            whole("""
                security: [{oauth2: []}]
                components: {securitySchemes: {oauth2: {type: oauth2, flows: {clientCredentials: {tokenUrl:
                  "https://example.com/token", scopes: {invoices: Reads invoices., payments: Reads payments.}}}}}}
            """),
            because="Where nobody asks for any scope, they are not what decides.",
        ),
    ),
)
