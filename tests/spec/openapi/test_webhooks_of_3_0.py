"""`x-webhooks` at the root of a 3.0 document is what 3.1 calls `webhooks`: read, compared and judged like them."""

from __future__ import annotations

import pytest

from govkit.catalog.entries.lock import locked_tree
from govkit.checks.compat import compare_texts
from govkit.findings import Finding
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.documents.references import references
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics


def document(amount: str = "type: integer", version: str = "3.0.3", section: str = "x-webhooks") -> str:
    """A document with one webhook, which sends a payment of this amount."""
    return f"""\
openapi: {version}
info: {{title: Billing, version: 1.0.0}}
paths: {{}}
{section}:
  payment.failed:
    post:
      operationId: paymentFailed
      requestBody:
        content:
          application/json:
            schema: {{type: object, required: [amount], properties: {{amount: {{{amount}}}}}}}
      responses: {{'204': {{description: Taken}}}}
"""


def contract_of(text: str) -> Contract:
    library = Library(MemoryFiles({}))
    contract = Contract(library, library.add(parse(text.encode(), "openapi.yaml")))
    library.check_references(contract.document)
    return contract


def told(old: str, new: str) -> list[str]:
    return [f"{one.severity} {one.rule} {one.subject.path}" for one in compare_texts(old, new)]


def test_it_is_an_operation_that_the_provider_sends() -> None:
    (operation,) = contract_of(document()).operations.values()
    assert (operation.name, operation.kind, operation.id) == (
        "POST webhook:payment.failed",
        "webhook",
        "paymentFailed",
    )


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
def test_later_versions_have_a_word_of_their_own(version: str) -> None:
    assert contract_of(document(version=version)).operations == {}


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
def test_rewritten_to_a_later_version_it_is_the_same(version: str) -> None:
    later = document(version=version, section="webhooks")
    assert told(document(), later) == told(later, document()) == []


def test_what_it_sends_is_compared() -> None:
    assert told(document("type: integer"), document("type: number")) == ["error response-property-type-changed /amount"]
    assert told(document(), document("type: integer, maximum: 9")) == ["info response-schema-narrowed /amount"]


@pytest.mark.parametrize(
    ("rest", "line"), [("", 1), ("x-webhooks: {other: {post: {responses: {'204': {description: Taken}}}}}\n", 4)]
)
def test_one_that_is_gone_is_a_break_placed_at_its_section(rest: str, line: int) -> None:
    new = f"openapi: 3.0.3\ninfo: {{title: Billing, version: 1.0.0}}\npaths: {{}}\n{rest}"
    removed: Finding = next(one for one in compare_texts(document(), new) if one.rule == "operation-removed")
    assert (removed.severity, removed.subject.operations) == ("error", ("POST webhook:payment.failed",))
    assert removed.new is not None
    assert removed.new.line == line


def test_it_is_judged_as_what_the_document_says() -> None:
    (finding,) = semantics(contract_of(document("type: integer, example: none")))
    assert finding.rule == "example-invalid"
    assert finding.subject.operations == ("POST webhook:payment.failed",)


def test_a_reference_in_it_must_lead_somewhere() -> None:
    dangling = document().replace("{type: integer}", "{$ref: '#/components/schemas/Amount'}")
    (finding,) = semantics(contract_of(dangling))
    assert finding.rule == "dangling-reference"
    assert semantics(contract_of(dangling.replace("3.0.3", "3.1.0"))) == []  # there nothing says that it is one


def test_a_file_that_it_refers_to_is_one_of_the_documents() -> None:
    elsewhere = document().replace("{type: integer}", "{$ref: amounts.yaml}")
    said = [reference for _, reference in references(parse(elsewhere.encode(), "openapi.yaml").tree)]
    assert said == ["amounts.yaml"]
    assert not list(references(parse(elsewhere.replace("3.0.3", "3.1.0").encode(), "openapi.yaml").tree))


def test_its_descriptions_may_be_edited_after_the_release() -> None:
    def tree(text: str) -> object:
        return locked_tree(parse(text.encode(), "openapi.yaml").tree)

    described = document("type: integer, description: In cents")
    assert tree(document()) == tree(described)
    assert tree(document()) != tree(document("type: number"))
