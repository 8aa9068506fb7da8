"""Finds documents whose callers say in two ways which version they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_VERSION = re.compile(r"v[0-9]{1,3}(?:\.[0-9]{1,3})?", re.IGNORECASE)
_NAMES = frozenset({"api version", "version", "x api version", "accept version", "v"})


def check(surface: Surface) -> Iterator[Problem]:
    """The first parameter for a version, where addresses name one as well."""
    places = [site.name for site in (*surface.paths, *surface.servers)]
    named = [segment for place in places for segment in place.split("/") if _VERSION.fullmatch(segment)]
    for site in surface.parameters if named else ():
        said = " ".join(words(site.name))
        if site.location in ("query", "header") and said in _NAMES and (site.location == "header" or "api" in said):
            text = f"callers say by {code(site.name)} which version they mean, and addresses say {code(named[0])}"
            yield Problem(site.document, site.pointer, text, about=("version",))
            return


RULE = Rule(
    id="versioning-mixed",
    severity=Severity.INFO,
    summary="Checks that callers say in one way which version they mean.",
    rationale=(
        "With a version in the address and another in a header nobody knows which of them counts, what a change of one "
        "means, and which combinations work."
    ),
    fix="Keep one of the two, at the latest in the next major version.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /v2/invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: Api-Version, in: header,
                    description: Which., schema: {type: string, maxLength: 9}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1v2~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /v2/invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: version, in: query,
                    description: Of the invoice., schema: {type: string, maxLength: 9}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="Things have versions too.",
        ),
    ),
)
