"""Finds a CODEOWNERS file that says otherwise than the catalog."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import file, team
from govkit.findings import Example, Rule, Severity

_BEGIN = "# --- begin: written by `govkit codeowners --write` from the catalog ---"
_END = "# --- end: written by `govkit codeowners --write` ---"
_TEAM = team("finance").replace("spec:\n", "spec:\n  codeowners: ['@example/finance']\n")


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="codeowners-outdated",
    severity=Severity.ERROR,
    summary="Checks that the generated part of CODEOWNERS is what the catalog says.",
    rationale="Reviews are asked of the people whom CODEOWNERS names; where it is stale they go to the wrong team.",
    fix="Run `govkit codeowners --write` and commit the file.",
    on="report",
    when=check,
    examples=(
        Example(
            None,
            _TEAM + file(".github/CODEOWNERS", f"{_BEGIN}\n/catalog/teams/finance.yaml @example/gone\n{_END}"),
            finds=(".github/CODEOWNERS",),
        ),
        Example(
            None,
            _TEAM
            + file(".github/CODEOWNERS", f"* @all\n{_BEGIN}\n/catalog/teams/finance.yaml @example/finance\n{_END}"),
            because="The block says what the catalog says; what stands around it is for people.",
        ),
        Example(None, _TEAM + file(".github/CODEOWNERS", "* @all"), because="Who has no block does not want one."),
    ),
)
