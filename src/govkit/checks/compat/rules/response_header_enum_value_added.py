"""Judges a value added to the list of those that a header may have."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import response_headers
from govkit.checks.compat.rules._lists import of_list
from govkit.checks.compat.rules._wording import subject, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return of_list(f"{subject(change)} may also be {values(change.after)}", change)


RULE = Rule(
    id="response-header-enum-value-added",
    severity=Severity.WARNING,
    summary="A header of a response may have a value that was not on the list.",
    rationale=(
        "Clients branch on such headers (a cache state, a tier) and run into the branch for the "
        "impossible, often one that raises."
    ),
    fix=("Announce the value before it is sent for the first time, or give the new meaning a header of its own."),
    on=On("header", "enum-value-added", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_headers("X-Cache: {schema: {type: string, enum: [hit, miss]}}"),
            response_headers("X-Cache: {schema: {type: string, enum: [hit, miss, stale]}}"),
            finds=("/x-cache",),
        ),
        Example(
            response_headers("X-Cache: {schema: {type: string, enum: [hit, miss]}}"),
            response_headers("X-Cache: {schema: {type: string, enum: [miss, hit]}}"),
            because="The order of the values means nothing.",
        ),
    ),
    unpaired="What a request carries beside its body are parameters, which have rules of their own.",
)
