"""Finds security schemes by which no operation is secured."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every scheme that no requirement names, where some are named."""
    listed = [surface.contract.root.get("security"), *(one.raw.get("security") for one in surface.operations)]
    listed += [one.raw.get("security") for one in surface.events]
    named = {name for many in listed if isinstance(many, list) for one in many if isinstance(one, dict) for name in one}
    for site in surface.schemes if named else ():
        if site.name not in named:
            yield Problem(site.document, site.pointer, f"no operation is secured by {code(site.name)}")


RULE = Rule(
    id="security-scheme-unused",
    severity=Severity.INFO,
    summary="Checks that each security scheme secures something.",
    rationale=(
        "Readers take a scheme for a way to sign in. Where nothing asks for it, either it is gone, or the operations that "
        "need it forgot to say so."
    ),
    fix="Remove the scheme, or name it in the `security` of what it secures.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                security: [{token: []}]
                components: {securitySchemes: {token: {type: http, scheme: bearer, description: A token.},
                  other: {type: http, scheme: bearer, description: Another.}}}
            """),
            finds=("/components/securitySchemes/other",),
        ),
        Example(
            None,
            whole("""
                security: [{token: []}]
                components: {securitySchemes: {token: {type: http, scheme: bearer, description: A token.}}}
            """),
            because="It secures the whole document.",
        ),
    ),
)
