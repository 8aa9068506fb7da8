"""Judges another dialect that the schemas are written in."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def _document(info: str, more: str = "") -> str:
    return f"openapi: 3.1.0\n{more}info: {{title: Billing, version: 1.0.0{info}}}\npaths: {{}}\n"


def check(change: Change) -> str:
    """Words one such change."""
    return f"the schemas are written in the dialect {code(str(change.after))}, before {code(str(change.before))}"


RULE = Rule(
    id="schema-dialect-changed",
    severity=Severity.WARNING,
    summary="The schemas are written in another dialect of JSON Schema, and one of the two is not known.",
    rationale=(
        "The dialect says what the keywords mean. Validators that know it may take and refuse other values than before, in every message. Schemas of a dialect that is not known are compared as those of 2020-12."
    ),
    fix=("Keep the dialect. If the new one is meant, compare what validators of both say of recorded messages."),
    on=On("api", "dialect-changed"),
    when=check,
    examples=(
        Example(
            _document(""),
            _document("", "jsonSchemaDialect: https://example.com/dialects/billing\n"),
            finds=("",),
        ),
        Example(
            _document(""),
            _document("", "jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base\n"),
            because="This is what holds where nothing is said.",
        ),
        Example(
            _document(""),
            _document("", "jsonSchemaDialect: https://json-schema.org/draft/2019-09/schema\n"),
            because="Both are known, and the schemas of each are read as it means them.",
        ),
    ),
)
