"""Finds pacts whose provider the catalog does not know."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import file
from govkit.findings import Example, Rule, Severity


def check(provider: str, api: str | None) -> str:
    """The message for a pact; `api` is the one that is meant and has no version, where there is one."""
    if api is not None:
        return f"the API `{api}` has no version that the pact could be held against"
    return f"the catalog has no API, and no system with one API, that is called {provider!r}"


_PACT = """\
{
  "consumer": {"name": "revenue-dashboard"},
  "provider": {"name": "%s"},
  "interactions": [],
  "metadata": {"pactSpecification": {"version": "4.0"}}
}
"""

RULE = Rule(
    id="pact-provider-unknown",
    severity=Severity.WARNING,
    summary="Finds pacts whose provider is no API of the catalog.",
    rationale="Nobody holds such a pact against anything: what its consumer relies on may break in silence.",
    fix="Call the provider as the catalog does, or say what it promises: `--provider FILE`.",
    on="pacts",
    when=check,
    examples=(
        Example(None, file("catalog/pacts/dashboard.json", _PACT % "biling"), finds=("/provider/name",)),
        Example(
            None,
            file("catalog/pacts/dashboard.json", _PACT % "billing"),
            because="There is an API of this name.",
        ),
    ),
)
