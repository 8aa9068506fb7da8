"""Finds names of properties that join their words otherwise than the rest of the document."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.names import case_of, usual
from govkit.checks.lint.surface.sites import PropertySite
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every name in another case than nearly all have, where it is declared first."""
    first: dict[str, PropertySite] = {}
    for site in surface.properties:
        first.setdefault(site.name, site)
    most = usual(first)
    for name, site in first.items() if most is not None else ():
        case = case_of(name)
        if most is not None and case not in (None, most[0]) and "-" not in name:
            text = f"{code(name)} is in {case}, where {most[1]} of {most[2]} names of properties are in {most[0]}"
            yield Problem(site.document, site.pointer, text, about=("properties", name))


RULE = Rule(
    id="property-case-mixed",
    severity=Severity.WARNING,
    summary="Checks that the names of all properties join their words in one way.",
    rationale=(
        "Who writes a client by hand guesses names, and a name that was guessed wrong is an unknown member that most "
        "servers ignore without a word."
    ),
    fix="Call the property as the others are called, in the next major version where it is released.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    due_date: {type: string, format: date, description: The day.}
                    tax_number: {type: string, description: As the state has it.}
                    order_number: {type: string, description: As the customer has it.}
                    cost_center: {type: string, description: As the customer has it.}
                    legal_entity: {type: string, description: Who is owed.}
                    creditNote: {type: string, description: What takes it back.}
            """),
            finds=("/components/schemas/Invoice/properties/creditNote",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    due_date: {type: string, format: date, description: The day.}
                    tax_number: {type: string, description: As the state has it.}
                    order_number: {type: string, description: As the customer has it.}
                    cost_center: {type: string, description: As the customer has it.}
                    legal_entity: {type: string, description: Who is owed.}
                    "@type": {type: string, description: As JSON-LD has it.}
                    EUR: {type: string, description: The amount in euro.}
            """),
            because="Signs and codes are in no case.",
        ),
    ),
)
