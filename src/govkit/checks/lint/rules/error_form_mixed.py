"""Finds failures that are told in another form than nearly all of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import members_of
from govkit.checks.lint.surface.sites import ResponseSite
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code, joined


def check(surface: Surface) -> Iterator[Problem]:
    """The first failure of each form that a few failures have, where four fifths have one."""
    first: dict[frozenset[str], ResponseSite] = {}
    often: Counter[frozenset[str]] = Counter()
    for site in surface.responses:
        members = frozenset(members_of(surface, site.response.content.values())) if site.is_error else frozenset()
        if members:
            often[members] += 1
            first.setdefault(members, site)
    if often.total() < 5:
        return
    (most, number), *others = often.most_common()
    if number * 5 < often.total() * 4:
        return
    for members, times in others:
        if not members >= most:
            site = first[members]
            shown = joined([code(name) for name in sorted(members)])
            text = f"this failure has {shown}, where {number} of {often.total()} have {joined([code(n) for n in sorted(most)])}"
            about = ("errors", *sorted(members))
            yield Problem(site.document, site.pointer, f"{text}; {times} are like this", about=about)


RULE = Rule(
    id="error-form-mixed",
    severity=Severity.WARNING,
    summary="Checks that all failures of a document are told in one form.",
    rationale=(
        "A client reads failures in one place, for all operations. A failure in another form is not understood there, and "
        "is shown to people as an unknown error."
    ),
    fix="Let the failure have the members that all others have; what is special about it goes beside them.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /a: {get: {operationId: getA, ABOUT, responses: {"204": {description: Done}, FAILURES}}}
                /b: {get: {operationId: getB, ABOUT, responses: {"204": {description: Done}, FAILURES}}}
                /c:
                  get: {operationId: getC, ABOUT, responses: {"204": {description: Done}, FAILURES,
                    "500": {description: Broken, content: {application/problem+json:
                      {schema: {type: object, properties: {fault: {type: string, description: What broke.}}}}}}}}
            """),
            finds=("/paths/~1c/get/responses/500",),
        ),
        Example(
            None,
            paths("""
                /a: {get: {operationId: getA, ABOUT, responses: {"204": {description: Done}, FAILURES}}}
                /b: {get: {operationId: getB, ABOUT, responses: {"204": {description: Done}, FAILURES}}}
                /c:
                  get: {operationId: getC, ABOUT, responses: {"204": {description: Done}, FAILURES,
                    "500": {description: Broken, content: {application/problem+json: {schema:
                      {allOf: [{$ref: "#/components/schemas/Problem"}, {type: object, properties:
                        {trace_id: {type: string, description: Where to look.}}}]}}}}}}
            """),
            because="It has all that the others have, and more.",
        ),
    ),
)
