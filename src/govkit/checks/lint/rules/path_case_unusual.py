"""Finds documents whose paths are not in kebab case."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._paths import segments
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import Case, case_of, usual
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem


def check(surface: Surface) -> Iterator[Problem]:
    """The first path in another case, where that is the case of the document."""
    found = segments(surface)
    most = usual(found)
    if most is None or most[0] is Case.KEBAB:
        return
    site = next(site for segment, site in found.items() if case_of(segment) is most[0])
    text = f"{most[1]} of {most[2]} segments of paths are in {most[0]}, and not in kebab case"
    yield Problem(site.document, site.pointer, text, about=("paths",))


RULE = Rule(
    id="path-case-unusual",
    severity=Severity.INFO,
    summary="Checks that paths are in kebab case.",
    rationale=(
        "Addresses are read aloud, underlined as links and typed by hand. Upper case gets lost there and underscores "
        "are hidden by the line; hyphens survive, and most style guides ask for them."
    ),
    fix="Write the paths of the next major version in kebab case; one version keeps to one case.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /credit_notes: {}
                /tax_rates: {}
                /price_lists: {}
                /open_items: {}
                /usage_events: {}
            """),
            finds=("/paths/~1credit_notes",),
        ),
        Example(
            None,
            paths("""
                /credit-notes: {}
                /tax-rates: {}
                /price-lists: {}
                /open-items: {}
                /usage-events: {}
            """),
            because="These are in kebab case.",
        ),
    ),
)
