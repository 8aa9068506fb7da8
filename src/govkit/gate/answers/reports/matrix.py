"""The contract matrix: which versions of consumers and APIs get along, and where they meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from govkit.catalog.entries import Lifecycle, VersionOf
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import by_place, versions_named
from govkit.gate.configuration import configuration
from govkit.gate.estates.policies import judged_entries, policies_of_entries
from govkit.gate.pacts.because import Because, absent, finding_of, of_verdict
from govkit.gate.pacts.running import Meetings, Relied
from govkit.gate.pacts.verdicts import Reason, Verdicts

_NAME, _NAMES = ColumnType.NAME, ColumnType.NAMES
_PAIR = (
    Column("consumer", "consumer", _NAME),
    Column("consumer-version", "version", _NAME),
    Column("api", "API", _NAME),
    Column("api-version", "version", _NAME),
)


def make(asked: Asked) -> Report:
    """The report, of all APIs or of one."""
    narrowed = {one.name for one in versions_named(asked.estate, asked.api)} if asked.api is not None else None
    matrix = _Matrix(asked, narrowed)
    pairs = matrix.pairs()
    meetings = list(matrix.meetings())
    broken = [(place, one) for place, one in meetings if one.reason is not Reason.VERIFIED]
    count = Counter(one.reason for one in pairs)
    return Report(
        name="matrix",
        title="Contract matrix",
        on=asked.on,
        about=asked.api or "",
        figures=(
            Figure("pairs", "pairs of versions with a pact", len(pairs)),
            Figure("verified", "verified", count[Reason.VERIFIED]),
            Figure("failed", "failed", count[Reason.FAILED]),
            Figure("broken", "pairs that run together and do not get along", len(broken), bad=bool(broken)),
        ),
        tables=(_where_they_meet(meetings), _all_pairs(pairs, matrix)),
        findings=by_place(
            judged_entries(
                [finding_of(one, place) for place, one in broken],
                policies_of_entries(asked.estate),
                configuration().waivers,
                asked.on,
            )
        ),
        notes=tuple(matrix.notes()),
        line_of=asked.estate.line_of,
    )


class _Matrix:
    """The pairs of an estate: of all APIs, or of some versions."""

    def __init__(self, asked: Asked, narrowed: set[str] | None) -> None:
        self._estate = asked.estate
        self._narrowed = narrowed
        self._verdicts = Verdicts(asked.estate, asked.on, asked.options)
        self._meetings = Meetings(asked.estate, asked.on, self._verdicts)

    def where(self, name: str, version: str) -> tuple[str, ...]:
        """The environments in which a version runs."""
        return self._meetings.where(name, version)

    def pairs(self) -> list[Because]:
        """Every recorded version of a consumer with every version of the APIs that it speaks of and may meet."""
        wanted = [(one, version) for one in self._meetings.all_relied() for version in self._spoken_of(one)]
        self._verdicts.prepare((one.pact, version) for one, version in wanted)
        return [of_verdict(one, version, self._verdicts.of(one.pact, version)) for one, version in wanted]

    def _spoken_of(self, one: Relied) -> Iterator[VersionOf]:
        for version in self._estate.versions(one.api):
            is_wanted = self._narrowed is None or version.name in self._narrowed
            is_there = is_wanted and version.lifecycle is not Lifecycle.RETIRED
            if is_there and one.speaks_of(self._estate, version.version.version):
                yield version

    def meetings(self) -> Iterator[tuple[str, Because]]:
        """The pairs that run in one environment, with its name; a consumer whose API is missing there as well."""
        for environment in self._estate.environments:
            for consumer, _, known in self._meetings.consumers(environment):
                for one in self._meetings.relied(consumer, known) if known is not None else ():
                    yield from ((environment, because) for because in self._met(one, environment))

    def _met(self, one: Relied, environment: str) -> Iterable[Because]:
        running = [
            version
            for version in self._meetings.versions(one.api, environment)
            if one.speaks_of(self._estate, version.version.version)
        ]
        met = [version for version in running if self._narrowed is None or version.name in self._narrowed]
        if not running and self._narrowed is None:
            return [absent(one, self._meetings.running(one.api, environment), environment)]
        return [of_verdict(one, version, self._verdicts.of(one.pact, version)) for version in met]

    def notes(self) -> Iterator[str]:
        """What the matrix says nothing of."""
        without = [one.name for one in self._estate.consumers.values() if not (one.spec.pacts or one.spec.versions)]
        if without:
            some = ", ".join(without[:10]) + (" …" if len(without) > 10 else "")
            yield f"without a pact: {some}"


def _where_they_meet(meetings: list[tuple[str, Because]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            one.consumer,
            one.consumer_version,
            one.api,
            one.api_version or None,
            one.reason.value,
            one.message or None,
        )
        for place, one in meetings
    ]
    return Table(
        name="environments",
        title="What runs together",
        columns=(
            Column("environment", "environment", _NAME),
            *_PAIR,
            Column("verdict", "verdict"),
            Column("message", "why"),
        ),
        rows=tuple(rows),
        empty="nowhere do a consumer with a pact and its API run together",
    )


def _all_pairs(pairs: list[Because], matrix: _Matrix) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.consumer,
            one.consumer_version,
            one.api,
            one.api_version,
            one.reason.value,
            matrix.where(one.consumer, one.consumer_version),
            matrix.where(one.api, one.api_version),
            one.pact[:12],
            one.by or None,
            one.message or None,
        )
        for one in pairs
    ]
    return Table(
        name="matrix",
        title="All pairs of versions",
        columns=(
            *_PAIR,
            Column("verdict", "verdict"),
            Column("consumer-runs-in", "runs in", _NAMES),
            Column("api-runs-in", "API runs in", _NAMES),
            Column("pact", "pact", _NAME),
            Column("by", "verified by"),
            Column("message", "why"),
        ),
        rows=tuple(rows),
        empty="no consumer has recorded a pact",
        note="Of an API the majors that a version calls; retired versions are left out.",
    )


REPORT = ReportKind(
    name="matrix",
    summary="Which versions of consumers and APIs get along, and where they meet.",
    make=make,
    takes=("api",),
)
