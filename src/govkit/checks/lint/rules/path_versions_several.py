"""Finds documents that describe several versions of an API at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Site
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_VERSION = re.compile(r"v[0-9]{1,3}(?:\.[0-9]{1,3})?", re.IGNORECASE)


def check(surface: Surface) -> Iterator[Problem]:
    """The first path of each version but the one that most paths name."""
    first: dict[str, Site] = {}
    often: Counter[str] = Counter()
    for site in surface.paths:
        for segment in site.name.split("/")[:4]:
            if _VERSION.fullmatch(segment):
                first.setdefault(segment.lower(), site)
                often[segment.lower()] += 1
    (most, number), *others = often.most_common() or [("", 0)]
    for version, times in others:
        text = f"paths are of {code(version)} ({times}) and of {code(most)} ({number})"
        yield Problem(first[version].document, first[version].pointer, text, about=("paths", version))


RULE = Rule(
    id="path-versions-several",
    severity=Severity.INFO,
    summary="Checks that a document describes one version of an API.",
    rationale=(
        "A version begins, is deprecated and ends as a whole. Where one document holds two, its own version says nothing "
        "about either, and no client can be generated for one of them."
    ),
    fix="Make a document of each version.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /v1/invoices: {}
                /v1/payments: {}
                /v2/invoices: {}
            """),
            finds=("/paths/~1v2~1invoices",),
        ),
        Example(
            None,
            paths("""
                /v1/invoices: {}
                /v1/payments: {}
                /invoices/{id}/versions: {}
            """),
            because="There is one version of the API.",
        ),
    ),
)
