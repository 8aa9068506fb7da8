"""Finds APIs whose errors have another form than those around them."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.rules._samples import apis
from govkit.gate.lint.view import View, apart


def check(view: View) -> Iterator[Problem]:
    """Active versions whose most frequent form of errors is not that of their domain."""
    yield from apart(view, lambda facts: facts.errors[:1], "answers errors as")


def _failing(media: str, fields: str) -> str:
    schema = f"{{type: object, properties: {{{fields}}}}}"
    answers = (
        f"{{'200': {{description: fine}}, '400': {{description: wrong, content: {{{media}: {{schema: {schema}}}}}}}}}"
    )
    return f"paths: {{/a: {{get: {{responses: {answers}}}}}}}\n"


_PROBLEM = _failing("application/problem+json", "title: {type: string}, detail: {type: string}")
_LONGER = _failing("application/problem+json", "title: {type: string}, errors: {type: array}")
_OWN = _failing("application/json", "message: {type: string}, code: {type: string}")

RULE = Rule(
    id="domain-errors-differ",
    severity=Severity.WARNING,
    summary="Checks that the APIs of a domain answer errors in one form.",
    rationale=(
        "Whoever calls several APIs reads what went wrong in one place only if all of them say it there; else each "
        "caller learns each form, and the one that it forgot is not handled."
    ),
    fix="Answer errors as `application/problem+json` (RFC 9457) in all of them, from the next major version on.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            apis(billing=_PROBLEM, invoices=_PROBLEM, ledger=_OWN),
            finds=("catalog/apis/ledger.yaml#/spec/versions/0",),
        ),
        Example(None, apis(billing=_PROBLEM, ledger=_LONGER), because="A problem may have members of its own."),
    ),
)
