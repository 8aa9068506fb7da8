"""Finds schemas that say they are written in a language that is not known."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import document, schemas
from govkit.spec.openapi.survey import survey_of
from govkit.spec.schemas.drafts import WORDS, draft_of
from govkit.spec.schemas.vocabulary import Dialect


def check(contract: Contract) -> Iterator[Problem]:
    """Every `jsonSchemaDialect` and `$schema` that names no draft of JSON Schema and no dialect of OpenAPI."""
    survey = survey_of(contract)
    if survey.dialect is Dialect.OPENAPI_3_0:
        return
    for one in survey.documents:
        said = one.tree.get("jsonSchemaDialect") if isinstance(one.tree, dict) else None
        if said is not None and draft_of(said) is None:
            yield Problem(one, ("jsonSchemaDialect",), _message(said))
    if not any(one.mentions(*WORDS) for one in survey.documents):
        return
    for one, pointer, schema in survey.spots["schema"]:
        if "$schema" in schema and draft_of(schema["$schema"]) is None:
            yield Problem(one, (*pointer, "$schema"), _message(schema["$schema"]))


def _message(said: object) -> str:
    shown = code(said) if isinstance(said, str) else "what stands here"
    return f"{shown} is no dialect of JSON Schema that is known, so the schemas are read as those of 2020-12"


_UNKNOWN = "https://example.com/dialects/billing"

RULE = Rule(
    id="schema-dialect-unknown",
    severity=Severity.WARNING,
    summary="Checks that `jsonSchemaDialect` and `$schema` name a dialect that is known.",
    rationale=(
        "Another dialect may give a keyword another meaning or bring keywords of its own. Tools that do not know it "
        "read the schemas as those of the draft they know best, and each may find something else in them."
    ),
    fix="Name a draft of JSON Schema (04 to 2020-12) or a dialect of OpenAPI, or leave the member out.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            document(f"jsonSchemaDialect: {_UNKNOWN}\npaths: {{}}"),
            finds=("/jsonSchemaDialect",),
        ),
        Example(
            None,
            schemas(f"Invoice: {{$schema: '{_UNKNOWN}', type: object}}"),
            finds=("/components/schemas/Invoice/$schema",),
        ),
        Example(
            None,
            document("""
                jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
                paths: {}
                components: {schemas: {Invoice: {$schema: 'http://json-schema.org/draft-07/schema#', type: object}}}
            """),
            because="Both are known.",
        ),
    ),
)
