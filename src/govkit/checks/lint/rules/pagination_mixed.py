"""Finds lists that are paged by other parameters than nearly all of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._paging import kinds
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import listing_of
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code, joined


def check(surface: Surface) -> Iterator[Problem]:
    """Every list whose size or start is asked for by another name than in four fifths of the lists."""
    lists = [(site, kinds(site)) for site in surface.operations if site.method == "GET" and listing_of(site)]
    paged = [(site, names) for site, names in lists if names]
    if len(paged) < 5:
        return
    (most, number), *_ = Counter(frozenset(names.values()) for _, names in paged).most_common(1)
    if number * 5 < len(paged) * 4:
        return
    for site, names in paged:
        other = [name for name in names.values() if name not in most]
        if other:
            shown = joined([code(name) for name in other])
            usual_ones = joined([code(name) for name in sorted(most)])
            text = (
                f"{code(site.name, 100)} is paged by {shown}, where {number} of {len(paged)} lists are by {usual_ones}"
            )
            yield Problem(site.document, site.pointer, text)


RULE = Rule(
    id="pagination-mixed",
    severity=Severity.INFO,
    summary="Checks that all lists of a document are paged in one way.",
    rationale=(
        "A client pages through lists by one piece of code. A list that is paged otherwise needs another, and where nobody "
        "notices, its parameter is ignored and the first page is read again and again."
    ),
    fix="Page the list as the others are; keep the old parameter for a while.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /as: {get: {operationId: listA, ABOUT, parameters: [CURSOR], responses: LIST}}
                /bs: {get: {operationId: listB, ABOUT, parameters: [CURSOR], responses: LIST}}
                /cs: {get: {operationId: listC, ABOUT, parameters: [CURSOR], responses: LIST}}
                /ds: {get: {operationId: listD, ABOUT, parameters: [CURSOR], responses: LIST}}
                /es: {get: {operationId: listE, ABOUT, parameters: [{name: page_token, in: query, description: The page.,
                  schema: {type: string, maxLength: 99}}], responses: LIST}}
            """),
            finds=("/paths/~1es/get",),
        ),
        Example(
            None,
            paths("""
                /as: {get: {operationId: listA, ABOUT, parameters: [CURSOR], responses: LIST}}
                /bs: {get: {operationId: listB, ABOUT, parameters: [CURSOR], responses: LIST}}
                /cs: {get: {operationId: listC, ABOUT, parameters: [CURSOR], responses: LIST}}
                /ds: {get: {operationId: listD, ABOUT, parameters: [CURSOR], responses: LIST}}
                /es: {get: {operationId: listE, ABOUT, responses: LIST}}
            """),
            because="A list that is not paged at all is not paged otherwise.",
        ),
    ),
)
