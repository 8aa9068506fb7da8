"""Finds addresses that name a version twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Site
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code, joined

_VERSION = re.compile(r"v[0-9]{1,3}(?:\.[0-9]{1,3})?", re.IGNORECASE)


def check(surface: Surface) -> Iterator[Problem]:
    """Every path with two versions, or with one where the address of a server of the document ends in one."""
    servers = [site.name for site in surface.servers if site.pointer[:1] == ("servers",)]
    ends = [segment for url in servers for segment in url.split("?")[0].split("/")[3:] if _VERSION.fullmatch(segment)]
    first: dict[str, Site] = {}
    for site in surface.paths:
        said = [segment for segment in site.name.split("/") if _VERSION.fullmatch(segment)]
        if len(said) > 1:
            text = f"the path {code(site.name, 100)} names a version twice: {joined(list(map(code, said)))}"
            yield Problem(site.document, site.pointer, text)
        elif said and ends:
            first.setdefault(said[0], site)
    for version, site in first.items():
        text = f"paths begin with {code(version)}, and the address of the server ends in {code(ends[0])} already"
        yield Problem(site.document, site.pointer, text, about=("paths", version))


RULE = Rule(
    id="path-version-repeated",
    severity=Severity.WARNING,
    summary="Checks that an address names the version once.",
    rationale=(
        "Two versions in one address leave open which of them counts, and what a caller changes to move to the next one."
    ),
    fix="Keep the version in the address of the server, or in the paths, and not in both.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                servers: [{url: "https://api.example.com/v2"}]
                paths:
                  /v2/invoices: {}
            """),
            finds=("/paths/~1v2~1invoices",),
        ),
        Example(
            None,
            whole("""
                servers: [{url: "https://api.example.com/billing"}]
                paths:
                  /v2/invoices: {}
            """),
            because="The version stands in the path only.",
        ),
    ),
)
