"""Finds operations that ask for scopes which nobody can get."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths, whole
from govkit.checks.lint.surface.surface import Surface, mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.security import schemes_of


def check(surface: Surface) -> Iterator[Problem]:
    """Every scope of a requirement that no flow of its scheme offers."""
    offered = {
        name: scheme.scopes()
        for name, scheme in schemes_of(surface.contract).items()
        if scheme.raw.get("type") == "oauth2"
    }
    root = (surface.contract.document, (), surface.contract.root)
    for document, at, raw in (root, *((one.document, one.pointer, one.raw) for one in surface.operations)):
        listed = raw.get("security")
        for index, requirement in enumerate(listed if isinstance(listed, list) else ()):
            for name, scopes in mapping(requirement).items():
                known = offered.get(name)
                for scope in scopes if known is not None and isinstance(scopes, list) else ():
                    if known is not None and scope not in known:
                        text = f"{code(name)} offers no scope {code(str(scope))}"
                        yield Problem(document, (*at, "security", index, name), text)


RULE = Rule(
    id="oauth-scope-unknown",
    severity=Severity.ERROR,
    summary="Checks that operations ask only for scopes that their scheme offers.",
    rationale=(
        "No token has the scope, so that by the description nobody may call the operation; it is misspelt here, or missing "
        "there."
    ),
    fix="Write the scope as the scheme does, or add it to the flows that offer it.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, security: [{oauth2: [invoice]}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/security/0/oauth2",),
        ),
        Example(
            None,
            whole("""
                security: [{login: [anything]}]
                components: {securitySchemes: {login: {type: openIdConnect, description: People.,
                  openIdConnectUrl: "https://example.com/.well-known/openid-configuration"}}}
            """),
            because="What the scopes of OpenID Connect are is said at another place.",
        ),
    ),
)
