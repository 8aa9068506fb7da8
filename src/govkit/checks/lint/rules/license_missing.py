"""Finds documents that do not say under which terms the API may be used."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface, mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem


def check(surface: Surface) -> Iterator[Problem]:
    """A document without a license and without terms of service."""
    license_ = mapping(surface.info.get("license"))
    if not license_.get("name") and not surface.info.get("termsOfService"):
        yield Problem(surface.contract.document, ("info",), "neither a license nor terms of service are named")


RULE = Rule(
    id="license-missing",
    severity=Severity.INFO,
    summary="Checks that the document names a license or terms of service.",
    rationale="Who generates a client from a document, or passes it on, needs to know whether that is allowed.",
    fix="Fill in `info.license` or `info.termsOfService`; an internal API may name the terms of the company.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                info: {title: Billing, version: 1.0.0, description: Invoices., contact: {email: billing@example.com}}
            """),
            finds=("/info",),
        ),
        Example(
            None,
            whole("""
                info: {title: Billing, version: 1.0.0, description: Invoices., contact: {email: billing@example.com},
                  termsOfService: "https://example.com/terms"}
            """),
            because="The terms are there.",
        ),
    ),
)
