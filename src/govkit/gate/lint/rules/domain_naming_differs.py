"""Finds APIs whose fields are spelled otherwise than those around them."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.rules._samples import apis
from govkit.gate.lint.view import View, apart


def check(view: View) -> Iterator[Problem]:
    """Active versions whose fields are spelled in another case than most of their domain."""
    yield from apart(view, lambda facts: (facts.case,) if facts.case else (), "names fields in")


def _fields(*names: str) -> str:
    listed = ", ".join(f"{name}: {{type: string}}" for name in names)
    return f"paths: {{}}\ncomponents: {{schemas: {{Thing: {{type: object, properties: {{{listed}}}}}}}}}\n"


RULE = Rule(
    id="domain-naming-differs",
    severity=Severity.INFO,
    summary="Checks that the APIs of a domain spell the names of fields in one case.",
    rationale="`due_date` here and `dueDate` there are told apart by nobody who writes them, and by every parser.",
    fix="Spell the fields of the next major version as the domain does.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            apis(
                billing=_fields("due_date", "paid_at"), invoices=_fields("due_date", "net"), ledger=_fields("dueDate")
            ),
            finds=("catalog/apis/ledger.yaml#/spec/versions/0",),
        ),
        Example(
            None,
            apis(billing=_fields("due_date", "paid_at"), ledger=_fields("total", "currency")),
            because="Names of one word are spelled alike in all cases.",
        ),
    ),
)
