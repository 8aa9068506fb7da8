"""Contracts compared as the gate does it, with room for schemas that lead far."""

from __future__ import annotations

from govkit.checks.compat.texts import contract_of
from govkit.findings import Verdict
from govkit.gate.comparisons.compared import compare_contracts
from govkit.gate.options import Options


def nested(depth: int, leaf: str) -> str:
    """A chain of components, each the only property of the one before."""
    link = 'L%d: {type: object, properties: {next: {$ref: "#/components/schemas/L%d"}}}'
    links = [link % (n, n + 1) for n in range(depth)]
    return (
        'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'
        'paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/L0"}}}},'
        ' responses: {"200": {description: ok}}}}}\n'
        f"components: {{schemas: {{{', '.join(links)}, L{depth}: {leaf}}}}}\n"
    )


def test_a_long_chain_of_schemas_is_followed_to_its_end() -> None:
    """Four hundred schemas deep, a change is still found and proven."""
    before, after = nested(400, "{type: string}"), nested(400, "{type: integer}")
    (finding,) = compare_contracts(contract_of(before), contract_of(after), Options())
    assert finding.verdict is Verdict.PROVEN
