"""Results of providers that were asked, kept in the catalog for `can-i-deploy`, the matrix and what is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.fuzzings import FuzzedOperation, FuzzingForm, fuzzing_path, fuzzing_text
from govkit.catalog.entries.lock import digest
from govkit.catalog.entries.parties import consumer_named
from govkit.catalog.entries.verifications import (
    InteractionResult,
    VerificationForm,
    verification_path,
    verification_text,
)
from govkit.checks.pacts.fuzz import Fuzzed
from govkit.checks.pacts.live import Asked
from govkit.checks.pacts.live.facts import facts_of
from govkit.findings import Finding, Severity
from govkit.gate.configuration import estate_top
from govkit.gate.writing import Writing

if TYPE_CHECKING:
    from govkit.gate.pacts.live.verifying import AskedPact

_BY = "govkit pact verify"
_AT_RANDOM = "govkit pact fuzz"


def record(estate: Estate, results: Sequence[AskedPact], now: datetime | None = None) -> list[str]:
    """Writes a file for each pact and version; what there is to be said of it. Raises UsageError.

    What was not asked is left out, and so is what failed and is pending: a result says nothing of them.
    """
    contents, notes = {}, []
    for one in results:
        said = _said(estate, one, now or _now())
        if isinstance(said, str):
            notes.append(f"not recorded: {one.recorded.label}: {said}")
            continue
        contents[verification_path(estate.folder, said)] = verification_text(said)
    return [*notes, *_written(contents)]


def record_fuzzed(
    estate: Estate, version: VersionOf, done: Fuzzed, found: Sequence[Finding], seed: int, now: datetime | None = None
) -> list[str]:
    """Writes what came of asking a version at random; what there is to be said of it. Raises UsageError."""
    counted = [one for one in found if one.counts and one.severity is Severity.ERROR]
    rules = {name: sorted({one.rule for one in counted if name in one.subject.operations}) for name in done.answers}
    said = FuzzingForm(
        fuzzing="govkit/v1",
        api=version.api.name,
        version=version.version.version,
        contract=digest(estate.files, version.version),
        result="failed" if counted else "passed",
        at=_text(now or _now()),  # type: ignore[arg-type]  # read by the form's own validator
        by=_AT_RANDOM,
        seed=seed,
        requests=done.requests,
        complete=done.ended,
        operations=tuple(
            FuzzedOperation(operation=name, statuses=tuple(sorted(statuses)), findings=tuple(rules[name]))
            for name, statuses in done.answers.items()
        ),
    )
    return _written({fuzzing_path(estate.folder, said): fuzzing_text(said)})


def _written(contents: Mapping[str, bytes]) -> list[str]:
    top = estate_top()
    assert top is not None, "there is an estate"
    if contents:
        Writing(top, contents).write()
    return [f"recorded {path}" for path in sorted(contents)]


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


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
        at=_text(now),  # type: ignore[arg-type]  # read by the form's own validator
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
