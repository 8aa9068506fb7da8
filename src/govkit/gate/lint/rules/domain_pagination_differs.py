"""Finds APIs whose lists are gone through otherwise than those around them."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.rules._samples import apis
from govkit.gate.lint.view import View, apart


def check(view: View) -> Iterator[Problem]:
    """Active versions whose most frequent way through lists is not that of their domain."""
    yield from apart(view, lambda facts: facts.pages[:1], "pages by")


def _list(*names: str) -> str:
    listed = ", ".join(f"{{name: {name}, in: query, schema: {{type: string}}}}" for name in names)
    return f"paths: {{/a: {{get: {{parameters: [{listed}], responses: {{'200': {{description: fine}}}}}}}}}}\n"


RULE = Rule(
    id="domain-pagination-differs",
    severity=Severity.INFO,
    summary="Checks that the lists of the APIs of a domain are gone through in one way, by parameters of one name.",
    rationale="Each way through lists is written, tested and got wrong once more by everybody who reads all of a list.",
    fix="Choose one way, best a cursor, and one name for each parameter, and offer it from the next version on.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            apis(billing=_list("cursor", "limit"), invoices=_list("cursor", "limit"), ledger=_list("page", "per_page")),
            finds=("catalog/apis/ledger.yaml#/spec/versions/0",),
        ),
        Example(
            None,
            apis(billing=_list("cursor", "limit"), ledger=_list("since", "until")),
            because="The one has no pages: its parameters narrow a list.",
        ),
    ),
)
