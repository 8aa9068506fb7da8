"""Finds operationIds that join their words otherwise than the rest of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import case_of, usual
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_JOINTS = re.compile(r"[./:]")


def check(surface: Surface) -> Iterator[Problem]:
    """Every operationId in another case than nearly all have; parts between dots and slashes are names of their own."""
    named = {one.operation.id: one for one in surface.operations if one.operation.id}
    most = usual(part for name in named for part in _JOINTS.split(name))
    for name, site in named.items() if most is not None else ():
        for part in _JOINTS.split(name):
            case = case_of(part)
            if most is not None and case not in (None, most[0]):
                text = f"{code(name)} is in {case}, where {most[1]} of {most[2]} operationIds are in {most[0]}"
                yield Problem(site.document, (*site.pointer, "operationId"), text)
                break


RULE = Rule(
    id="operation-id-case-mixed",
    severity=Severity.INFO,
    summary="Checks that the operationIds of a document join their words in one way.",
    rationale=(
        "They become the names of methods, which generators turn into the case of their language: where they are mixed, "
        "two may fall together, and nobody finds a method by guessing."
    ),
    fix="Write the operationId as the others are. Who generates code sees another name of the method.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /a: {get: {operationId: getOne, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /b: {get: {operationId: getTwo, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /c: {get: {operationId: getThree, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /d: {get: {operationId: getFour, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /e: {get: {operationId: get_five, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
            """),
            finds=("/paths/~1e/get/operationId",),
        ),
        Example(
            None,
            paths("""
                /a: {get: {operationId: bills/get-one, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /b: {get: {operationId: bills/get-two, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /c: {get: {operationId: bills/get-all, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /d: {get: {operationId: bills/get-old, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
                /e: {get: {operationId: bills/get-new, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}}
            """),
            because="All of them have the same form, and what stands before a slash is a name of its own.",
        ),
    ),
)
