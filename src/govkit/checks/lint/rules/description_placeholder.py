"""Finds descriptions that somebody meant to write later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Site
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_LATER = re.compile(
    r"\s*(?:TODO|TBD|TBA|FIXME|XXX|lorem ipsum|\.\.\.|…|n/a|-|none|description(?: here)?)\s*[.!]?\s*", re.I
)
_INSIDE = re.compile(r"\b(?:TODO|FIXME)\b:?|lorem ipsum")


def check(surface: Surface) -> Iterator[Problem]:
    """Every description that is a placeholder, or holds a mark of one."""
    sites: list[Site] = [*surface.operations, *surface.parameters, *surface.schemas, *surface.responses]
    for site in sites:
        said = site.raw.get("description")
        if isinstance(said, str) and said and (_LATER.fullmatch(said[:100]) or _INSIDE.search(said[:5_000])):
            mark = _INSIDE.search(said)
            text = (
                f"{code(mark[0])} in this description says that it is not finished"
                if mark
                else f"{code(said)} is a placeholder"
            )
            yield Problem(site.document, (*site.pointer, "description"), text)


RULE = Rule(
    id="description-placeholder",
    severity=Severity.INFO,
    summary="Checks that no description is a placeholder.",
    rationale="It is shown to every reader, and counted as a description by every tool that looks for one.",
    fix="Write the description, or remove it.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: TODO
                  properties: {memo: {type: string, description: Words on the paper.}}
            """),
            finds=("/components/schemas/Invoice/description",),
        ),
        Example(
            None,
            schemas("""
                Task:
                  type: object
                  description: What is on a todo list.
                  properties: {memo: {type: string, description: Words on the paper.}}
            """),
            because="A todo list is a thing.",
        ),
    ),
)
