"""Finds requests without the credentials that an operation asks for."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said(f"the request carries no credentials for {listed(fact.said['schemes'])}")


RULE = Rule(
    id="request-credentials-missing",
    severity=Severity.WARNING,
    summary="The request carries no credentials, and the operation asks for some.",
    rationale=(
        "Many pacts leave them out, for whoever replays them adds them; so this is a warning. A consumer that forgot them gets 401."
    ),
    fix=("Record them, or make this `off` in a policy where tests add them elsewhere."),
    on="request-credentials-missing",
    when=check,
    examples=(
        Example(
            None,
            called(
                "security: [{token: []}]", more="components: {securitySchemes: {token: {type: http, scheme: bearer}}}"
            ),
            finds=("",),
        ),
        Example(
            None,
            called(
                "security: [{token: []}, {}]",
                more="components: {securitySchemes: {token: {type: http, scheme: bearer}}}",
            ),
            because="One may also call it without.",
        ),
    ),
)
