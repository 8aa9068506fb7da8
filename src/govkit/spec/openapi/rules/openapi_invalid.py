"""Finds what openapi-spec-validator finds."""

from __future__ import annotations

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.rules._samples import document, paths
from govkit.spec.openapi.strictness import problems

RULE = Rule(
    id="openapi-invalid",
    severity=Severity.ERROR,
    summary="Checks that openapi-spec-validator accepts the document; asked with --strict only.",
    rationale=(
        "govkit reads whatever can be understood. Other tools stop at the first object that is not as the "
        "specification defines it: a member that is missing, unknown, or of another type."
    ),
    fix="Correct the object as the specification of the document's version defines it.",
    on="strict",
    when=problems,
    examples=(
        Example(
            None,
            document("""
                paths:
                  /invoices:
                    get:
                      responses:
                        "200": {}
            """),
            finds=("/paths/~1invoices/get/responses/200",),
            title="a response without a description",
        ),
        Example(
            None,
            paths("""
                /invoices:
                  get: {x-owner: finance, ANSWER}
            """),
            because="A member whose name starts with `x-` is an extension.",
        ),
    ),
)
