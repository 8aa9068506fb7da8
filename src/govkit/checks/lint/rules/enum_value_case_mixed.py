"""Finds enumerations whose values join their words in several ways."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.names import Case, case_of
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code, joined


def check(site: Site) -> Hit | None:
    """An enumeration with values in two cases."""
    listed = site.raw.get("enum")
    texts = [value for value in listed if isinstance(value, str)] if isinstance(listed, list) else []
    cases = {case: text for text in texts if (case := case_of(text)) is not None}
    if Case.PASCAL in cases and Case.CAMEL not in cases:
        del cases[Case.PASCAL]  # a single word with a capital is in Pascal case: `Visa`
    if len(cases) < 2:
        return None
    shown = joined([f"{code(text)} in {case}" for case, text in list(cases.items())[:2]])
    return Hit(f"{where(site)} lists {shown}", ("enum",))


RULE = Rule(
    id="enum-value-case-mixed",
    severity=Severity.INFO,
    summary="Checks that the values of an enumeration join their words in one way.",
    rationale="Values are typed by hand into filters, mappings and tests. One that is written otherwise is typed wrong.",
    fix="Write new values as the others are; released ones stay.",
    on=Look("schema", keys=("enum",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                State: {type: string, description: How far., enum: [past_due, on-hold, paid]}
            """),
            finds=("/components/schemas/State/enum",),
        ),
        Example(
            None,
            schemas("""
                State: {type: string, description: How far., enum: [past_due, paid, N/A, 2xx]}
            """),
            because="What is in no case is in no other one either.",
        ),
    ),
)
