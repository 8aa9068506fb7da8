"""Finds references that lead nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from govkit.errors import InputError
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, parse_pointer
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import schemas
from govkit.spec.openapi.survey import Survey, survey_of


def check(contract: Contract) -> Iterator[Problem]:
    """Every `$ref` that has no target, with the name that was probably meant."""
    survey = survey_of(contract)
    for document, pointer, reference in survey.dangling:
        near = _near(survey, document, reference)
        hint = f"; {code(near)} is close" if near else ""
        written = document.source(pointer).value
        said = written if isinstance(written, str) else reference
        yield Problem(document, pointer, f"the reference {code(said)} leads nowhere{hint}")


def _near(survey: Survey, document: Document, reference: str) -> str | None:
    """The neighbour of the missing target whose name is most like its own."""
    location, _, fragment = reference.partition("#")
    parent, _, _ = fragment.rpartition("/")
    try:
        siblings = survey.library.target(document, f"{location}#{parent}").value if parent else None
    except InputError:
        return None
    name = parse_pointer(fragment)[-1] if fragment else ""
    close = difflib.get_close_matches(name, list(siblings)[:2000], 1, 0.75) if isinstance(siblings, dict) else []
    return close[0] if close else None


RULE = Rule(
    id="dangling-reference",
    severity=Severity.ERROR,
    summary="Checks that every reference leads to something.",
    rationale=(
        "What a broken reference stood for is unknown: generators stop or write `any`, validators crash or let "
        "everything pass, and a comparison with the next version cannot tell what changed there."
    ),
    fix="Correct the name, or add the component that is missing.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  properties:
                    total: {$ref: "#/components/schemas/Mony"}
                Money: {type: string}
            """),
            finds=("/components/schemas/Invoice/properties/total/$ref",),
        ),
        Example(
            None,
            schemas("""
                Link:
                  type: object
                  properties:
                    $ref: {type: string}
                  example: {$ref: "#/components/schemas/Nowhere"}
            """),
            because="`$ref` is the name of a property here, and in an example it is data.",
        ),
    ),
)
