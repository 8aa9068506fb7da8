"""Finds addresses of servers with gaps that nothing fills."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_GAP = re.compile(r"\{([^{}]*)\}")


def check(site: Site) -> Hit | None:
    """A server whose address has a variable that is not described, or that has no default."""
    known = mapping(site.raw.get("variables"))
    for name in _GAP.findall(site.name[:1_000]):
        if name not in known:
            return Hit(
                f"the address {code(site.name, 100)} has a variable {code(name)} that is not described", ("url",)
            )
        if "default" not in mapping(known[name]):
            return Hit(f"the variable {code(name)} of {code(site.name, 100)} has no default", ("variables", name))
    return None


RULE = Rule(
    id="server-variable-undefined",
    severity=Severity.ERROR,
    summary="Checks that the variables of a server's address are described and have a default.",
    rationale=(
        "Clients fill them in by what is described. With a gap there is no address at all, and OpenAPI demands a default "
        "(OpenAPI 3.1.1, section 4.8.6)."
    ),
    fix="Describe the variable below `variables`, with its `default`.",
    on=Look("server"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                servers: [{url: "https://{region}.example.com"}]
            """),
            finds=("/servers/0/url",),
        ),
        Example(
            None,
            whole("""
                servers: [{url: "https://{region}.example.com", variables: {region: {default: eu}}}]
            """),
            because="It is described, with its default.",
        ),
    ),
)
