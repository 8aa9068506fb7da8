"""Finds security requirements that name no security scheme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Node
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.operations import every_operation, items
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import document


def check(contract: Contract) -> Iterator[Problem]:
    """Every requirement of the root or of an operation whose scheme is defined nowhere."""
    every = list(every_operation(contract))
    inherit = tuple(
        sorted(
            operation.name
            for operation in every
            if not isinstance(operation.node.value, dict) or "security" not in operation.node.value
        )
    )
    section = "`securityDefinitions`" if contract.is_swagger else "the components"
    owners = [(contract.document.root, inherit), *((operation.node, (operation.name,)) for operation in every)]
    for owner, operations in owners:
        defined = _schemes(contract.document) | _schemes(owner.document)
        for requirement in items(owner, "security"):
            for name in _names(requirement):
                if name not in defined and name not in contract.security_schemes:
                    message = f"the security scheme {code(name)} is not defined in {section}"
                    yield Problem(requirement.document, (*requirement.pointer, name), message, operations)


def _names(requirement: Node) -> list[str]:
    return list(requirement.value) if isinstance(requirement.value, dict) else []


def _schemes(document: Document) -> set[str]:
    """The names of the schemes that a document defines, in order or not."""
    value: Any = document.tree
    for key in ("components", "securitySchemes"):
        value = value.get(key) if isinstance(value, dict) else None
    return set(value) if isinstance(value, dict) else set()


RULE = Rule(
    id="security-scheme-undefined",
    severity=Severity.ERROR,
    summary="Checks that each security requirement names a security scheme of the components.",
    rationale=(
        "The description says that a caller must prove who it is, and not how. Generators drop the requirement, so "
        "that their clients call without credentials; gateways refuse the description, or leave the operation open."
    ),
    fix="Define it under `components/securitySchemes` (`securityDefinitions` in Swagger 2.0), or correct its name.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            document("""
                paths:
                  /invoices:
                    get:
                      security: [{token: []}]
                      responses: {"204": {description: Done}}
                components:
                  securitySchemes:
                    bearer: {type: http, scheme: bearer}
            """),
            finds=("/paths/~1invoices/get/security/0/token",),
        ),
        Example(
            None,
            document("""
                security: [{}]
                paths:
                  /invoices:
                    get:
                      security: []
                      responses: {"204": {description: Done}}
            """),
            because="An empty requirement asks for nothing, and an empty list takes back that of the root.",
        ),
    ),
)
