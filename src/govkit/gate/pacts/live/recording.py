"""Results of live verifications, kept in the catalog: `can-i-deploy` and the matrix count them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govkit.catalog.entries import Estate
from govkit.catalog.entries.lock import digest
from govkit.catalog.entries.parties import consumer_named
from govkit.catalog.entries.verifications import (
    InteractionResult,
    VerificationForm,
    verification_path,
    verification_text,
)
from govkit.checks.pacts.live import Asked
from govkit.checks.pacts.live.facts import facts_of
from govkit.gate.configuration import estate_top, settings
from govkit.gate.writing import Writing

if TYPE_CHECKING:
    from govkit.gate.pacts.live.verifying import AskedPact

_BY = "govkit pact verify"


def record(estate: Estate, results: Sequence[AskedPact], now: datetime | None = None) -> list[str]:
    """Writes a file for each pact and version; what there is to be said of it. Raises UsageError.

    What was not asked is left out, and so is what failed and is pending: a result says nothing of them.
    """
    top = estate_top()
    assert top is not None, "there is an estate"
    folder, contents, notes = settings(top).catalog, {}, []
    for one in results:
        said = _said(estate, one, now or datetime.now(UTC).replace(microsecond=0))
        if isinstance(said, str):
            notes.append(f"not recorded: {one.recorded.label}: {said}")
            continue
        contents[verification_path(folder, said)] = verification_text(said)
    if contents:
        Writing(top, contents).write()
        notes += [f"recorded {path}" for path in sorted(contents)]
    return notes


def _said(estate: Estate, one: AskedPact, now: datetime) -> VerificationForm | str:
    """The result of a pact; a text where it cannot be kept, and why."""
    version = one.against.version if one.against is not None else None
    consumer = consumer_named(estate, one.recorded.pact.consumer)
    assert version is not None, "the command refuses to record anything else"
    if consumer is None:
        return f"the catalog has no consumer {one.recorded.pact.consumer!r}"
    if not one.recorded.path:
        return "it is no pact of the catalog: `govkit pact publish` takes it in"
    listed = [asked for asked in one.asked if asked.passed or not (asked.skipped or asked.interaction.pending)]
    if not listed:
        return "none of its interactions was asked"
    return VerificationForm(
        verification="govkit/v1",
        consumer=consumer.name,
        pact=one.recorded.hash,
        api=version.api.name,
        version=version.version.version,
        contract=digest(estate.files, version.version),
        result="passed" if all(asked.passed for asked in listed) else "failed",
        at=now.isoformat().replace("+00:00", "Z"),  # type: ignore[arg-type]  # read by the form's own validator
        by=_BY,
        interactions=tuple(map(_result, listed)),
    )


def _result(asked: Asked) -> InteractionResult:
    because = "; ".join(str(fact.said.get("because", "")) for fact in facts_of(asked)[:3])
    return InteractionResult(
        description=asked.interaction.description,
        states=tuple(state.name for state in asked.interaction.states),
        result="passed" if asked.passed else "failed",
        message=because,
    )
