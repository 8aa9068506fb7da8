"""Finds documents that name nobody to turn to."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface, mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem


def check(surface: Surface) -> Iterator[Problem]:
    """A document without an address of its owner, of whom no catalog knows either."""
    contact = mapping(surface.info.get("contact"))
    if surface.known_owner or contact.get("email") or contact.get("url") or surface.info.get("x-owner"):
        return
    yield Problem(surface.contract.document, ("info",), "nobody is named to whom callers of the API can turn")


RULE = Rule(
    id="contact-missing",
    severity=Severity.INFO,
    summary="Checks that the document says whom to turn to, where no catalog says who owns the API.",
    rationale=(
        "Whoever meets a failure, or wants to know whether something will stay, asks a person in the end. In a catalog the "
        "entry of the API names its owner, and the document need not repeat it."
    ),
    fix="Give `info.contact` an `email` or a `url` that will outlive the people of today, or register the API.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                info: {title: Billing, version: 1.0.0, description: Invoices., contact: {name: Billing},
                  license: {name: MIT, url: "https://opensource.org/license/mit"}}
            """),
            finds=("/info",),
        ),
        Example(
            None,
            whole("""
                info: {title: Billing, version: 1.0.0, description: Invoices., x-owner: "team:billing",
                  license: {name: MIT, url: "https://opensource.org/license/mit"}}
            """),
            because="The owner is named in the words of the estate.",
        ),
    ),
)
