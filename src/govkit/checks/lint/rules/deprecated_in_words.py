"""Finds what is deprecated in words only."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._deprecation import says_deprecated
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Site
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Put
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every operation, parameter and property whose description begins by saying that it is deprecated."""
    others: list[Site] = [] if surface.contract.is_swagger else [*surface.parameters, *surface.properties]
    for site in (*surface.operations, *others):
        said = site.raw.get("description")
        if isinstance(said, str) and says_deprecated(said) and not {"deprecated", "$ref"} & site.raw.keys():
            text = f"{code(site.name, 100)} is deprecated by its description, and does not say `deprecated: true`"
            yield Problem(site.document, site.pointer, text)


def mend(_document: Document, pointer: Pointer) -> Iterator[Edit]:
    """Says by a word what the description says."""
    yield Put(pointer, "deprecated", True, before=("description",))


RULE = Rule(
    id="deprecated-in-words",
    severity=Severity.WARNING,
    summary="Checks that what is deprecated says so by `deprecated: true`.",
    rationale=(
        "Prose is read by few. By the word generators warn whoever compiles, references strike it out, and the gate names "
        "the consumers that still use it."
    ),
    fix="Write `deprecated: true`.",
    on=Look("document"),
    when=check,
    mend=mend,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    memo: {type: string, description: "Deprecated: use `note`."}
            """),
            finds=("/components/schemas/Invoice/properties/memo",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    memo: {type: string, description: Takes the place of the deprecated `note`.}
                    old: {type: string, description: "Deprecated: use `memo`.", deprecated: true}
                    state: {type: string, description: Deprecated invoices have `old` here.}
            """),
            because="It is another one that is deprecated, or it says so.",
        ),
    ),
)
