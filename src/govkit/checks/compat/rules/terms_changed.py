"""Judges other terms or another licence of the API."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def _document(info: str, more: str = "") -> str:
    return f"openapi: 3.1.0\n{more}info: {{title: Billing, version: 1.0.0{info}}}\npaths: {{}}\n"


def check(change: Change) -> str:
    """Words one such change."""
    noun = "licence" if change.name == "license" else "terms of service"
    was, now = ("none" if one is None else code(str(one)) for one in (change.before, change.after))
    return f"the {noun} of the API: {now}, before {was}"


RULE = Rule(
    id="terms-changed",
    severity=Severity.INFO,
    summary="The terms of service or the licence of the API changed.",
    rationale=(
        "No message changes, but what may be done with the API does, and those who agreed to the old terms want to know."
    ),
    fix=("Announce it as the terms themselves ask for."),
    on=On("terms", "changed"),
    when=check,
    examples=(
        Example(_document(", license: {name: MIT}"), _document(", license: {name: Apache 2.0}"), finds=("",)),
        Example(
            _document(", contact: {name: Ann}"), _document(", contact: {name: Bob}"), because="Whom to ask is no term."
        ),
    ),
)
