"""Finds objects that have two members of the same name."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import schemas
from govkit.spec.openapi.survey import survey_of


def check(contract: Contract) -> Iterator[Problem]:
    """Every repetition of a key, in all documents that the contract is made of."""
    for document in survey_of(contract).documents:
        try:
            repeated = document.duplicate_keys
        except (ValueError, RecursionError):  # a number of thousands of digits, which the fast reader takes
            continue
        for pointer, place in repeated:
            above = (place.pointer or "").rpartition("/")[0]
            owner = code(above) if above else "the root"
            yield Problem(document, pointer, f"{code(str(pointer[-1]))} stands in {owner} twice", place=place)


RULE = Rule(
    id="duplicate-key",
    severity=Severity.ERROR,
    summary="Checks that no object has two members of the same name.",
    rationale=(
        "JSON and YAML leave open what that means (RFC 8259, section 4; YAML 1.2.2, section 3.2.1.3). Most readers "
        "keep the last and drop what stood there before without a word, some keep the first, some refuse the file."
    ),
    fix="Join the two, or give one another name.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  properties:
                    id: {type: string}
                    memo: {type: string}
                    id: {type: integer}
            """),
            finds=("/components/schemas/Invoice/properties/id",),
        ),
        Example(
            None,
            schemas("""
                Invoice: &invoice
                  type: object
                  properties: {id: {type: string}}
                Credit:
                  <<: *invoice
                  type: object
            """),
            because="A key beside a YAML merge (`<<`) overrides what is merged in.",
        ),
    ),
)
