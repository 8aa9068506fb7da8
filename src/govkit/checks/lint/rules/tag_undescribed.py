"""Finds groups of operations of which nothing says what they are."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.rules._tags import declared_tags
from govkit.checks.lint.surface.sites import Raw
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code, joined


def check(surface: Surface) -> Iterator[Problem]:
    """The first declared tag without words, with all others that have none."""
    bare = [(name, index) for name, (index, raw) in declared_tags(surface).items() if not _is_described(raw)]
    if bare:
        names = joined([code(name) for name, _ in bare])
        at = ("tags", bare[0][1])
        yield Problem(surface.contract.document, at, f"nothing says what is in {names}", about=("tags",))


def _is_described(raw: Raw) -> bool:
    return any(raw.get(word) for word in ("description", "summary", "externalDocs", "x-displayName"))


RULE = Rule(
    id="tag-undescribed",
    severity=Severity.INFO,
    summary="Checks that tags are described.",
    rationale="Tags are the chapters of the reference. A sentence below the heading says whether to read on.",
    fix="Say in a sentence what is in the group.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                tags: [{name: Invoices}]
            """),
            finds=("/tags/0",),
        ),
        Example(
            None,
            whole("""
                tags: [{name: Invoices, description: What customers owe.}]
            """),
            because="It is described.",
        ),
    ),
)
