"""Finds versions of APIs that are neither SemVer nor a day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_SEMVER = re.compile(r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:[-+][0-9A-Za-z.+-]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[.-][0-9A-Za-z.-]+)?")


def check(surface: Surface) -> Iterator[Problem]:
    """The version of the document, where nobody can tell from it how far it is from the one before."""
    version = surface.info.get("version")
    text = str(version)[:100]
    if version is None or _SEMVER.fullmatch(text) or _DAY.fullmatch(text):
        return
    yield Problem(
        surface.contract.document, ("info", "version"), f"the version {code(text)} is neither SemVer nor a day"
    )


RULE = Rule(
    id="info-version-not-semver",
    severity=Severity.WARNING,
    summary="Checks that the version of an API is SemVer, or a day.",
    rationale=(
        "From 2.1.0 to 3.0.0 everybody knows that something breaks, and from 2.1.0 to 2.2.0 that nothing does. The gate "
        "compares this step with what really changed; a version in a form of its own says nothing."
    ),
    fix="Write three numbers, such as `1.4.0`, or the day as `2026-03-01`.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                info: {title: Billing, version: v2, description: Invoices., contact: {email: billing@example.com},
                  license: {name: MIT, url: "https://opensource.org/license/mit"}}
            """),
            finds=("/info/version",),
        ),
        Example(
            None,
            whole("""
                info: {title: Billing, version: "2026-03-01", description: Invoices.,
                  contact: {email: billing@example.com},
                  license: {name: MIT, url: "https://opensource.org/license/mit"}}
            """),
            because="Versions by days are ordered, and say how old they are.",
        ),
    ),
)
