"""Finds documents that do not say what the API is for."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem


def check(surface: Surface) -> Iterator[Problem]:
    """A document without a description of the API."""
    said = (surface.info.get("description"), surface.info.get("summary"))
    if surface.info and not any((isinstance(one, str) and one.strip()) or isinstance(one, dict) for one in said):
        yield Problem(surface.contract.document, ("info",), "nothing says what the API is for")


RULE = Rule(
    id="api-undescribed",
    severity=Severity.WARNING,
    summary="Checks that the document says what the API is for.",
    rationale=(
        "It is the first thing that is read, in the catalog and by whoever looks for an API before building another one: "
        "what it does, for whom, and which conventions hold everywhere in it."
    ),
    fix="Say in `info.description` what the API does, for whom, and what holds for all of its operations.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                info: {title: Billing, version: 1.0.0, contact: {email: billing@example.com},
                  license: {name: MIT, url: "https://opensource.org/license/mit"}}
            """),
            finds=("/info",),
        ),
        Example(
            None,
            whole("""
                info: {title: Billing, version: 1.0.0, summary: Invoices and what was paid of them.,
                  contact: {email: billing@example.com},
                  license: {name: MIT, url: "https://opensource.org/license/mit"}}
            """),
            because="A summary is a short description.",
        ),
    ),
)
