"""Finds segments of paths that join their words otherwise than the rest of the document."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._paths import segments
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import case_of, usual
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every path with a segment in another case than nearly all have."""
    found = segments(surface)
    most = usual(found)
    if most is None:
        return
    for segment, site in found.items():
        case = case_of(segment)
        if case not in (None, most[0]):
            text = f"{code(segment)} is in {case}, where {most[1]} of {most[2]} segments of paths are in {most[0]}"
            yield Problem(site.document, site.pointer, text)


RULE = Rule(
    id="path-case-mixed",
    severity=Severity.WARNING,
    summary="Checks that the segments of all paths join their words in one way.",
    rationale="Who has typed three addresses of an API guesses the fourth. A segment in another case is guessed wrong.",
    fix="Write the segment as the others are; while callers use the old address, answer both.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /credit-notes: {}
                /tax-rates: {}
                /price-lists: {}
                /open-items: {}
                /usage-events: {}
                /paymentMethods: {}
            """),
            finds=("/paths/~1paymentMethods",),
        ),
        Example(
            None,
            paths("""
                /credit-notes: {}
                /tax-rates: {}
                /price-lists: {}
                /open-items: {}
                /usage-events: {}
                /invoices/{invoiceNumber}: {}
            """),
            because="One word is in any case, and the name of a parameter is seen nowhere.",
        ),
    ),
)
