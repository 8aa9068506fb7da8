"""Finds servers that are reached without encryption."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_HERE = re.compile(r"http://(?:localhost|127\.|\[::1\]|0\.0\.0\.0|\{)", re.IGNORECASE)


def check(site: Site) -> Hit | None:
    """A server by plain HTTP, but for those on the reader's own machine."""
    url = site.name.strip().lower()
    if url.startswith(("http://", "ws://")) and not _HERE.match(url):
        return Hit(f"the server {code(site.name, 100)} is reached without encryption", ("url",))
    return None


RULE = Rule(
    id="server-not-https",
    severity=Severity.WARNING,
    summary="Checks that servers are reached by HTTPS.",
    rationale=(
        "Whoever is on the way reads what is sent, tokens and personal data with it, and may change it. A server that "
        "sends callers on to HTTPS does so after their first request has been read."
    ),
    fix="Write `https`, and let the server refuse anything else.",
    on=Look("server"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                servers: [{url: "http://api.example.com"}]
            """),
            finds=("/servers/0/url",),
        ),
        Example(
            None,
            whole("""
                servers: [{url: "https://api.example.com"}, {url: "http://localhost:8080"}]
            """),
            because="Nothing is on the way to one's own machine.",
        ),
    ),
)
