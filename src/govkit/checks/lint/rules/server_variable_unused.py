"""Finds variables that no address of a server holds."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Remove
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A server with a variable that is not in its address."""
    for name in mapping(site.raw.get("variables")):
        if f"{{{name}}}" not in site.name:
            return Hit(f"the variable {code(name)} is not in the address {code(site.name, 100)}", ("variables", name))
    return None


def mend(document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Takes out the variable, and `variables` with the last one."""
    yield Remove(pointer if len(document.node(pointer[:-1]).value) > 1 else pointer[:-1])


RULE = Rule(
    id="server-variable-unused",
    severity=Severity.INFO,
    summary="Checks that the address of a server holds each of its variables.",
    rationale="Whoever sets it waits for an effect. Mostly the address was changed and the variable was forgotten.",
    fix="Remove the variable, or put it into the address.",
    on=Look("server"),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            whole("""
                servers: [{url: "https://api.example.com", variables: {region: {default: eu}}}]
            """),
            finds=("/servers/0/variables/region",),
        ),
        Example(
            None,
            whole("""
                servers: [{url: "https://{region}.example.com", variables: {region: {default: eu}}}]
            """),
            because="It is in the address.",
        ),
    ),
)
