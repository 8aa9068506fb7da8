"""What of the APIs recorded contracts cover, by which consumers, and what was asked of them at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govkit.catalog.entries import Estate, Lifecycle, VersionOf
from govkit.catalog.entries.fuzzings import FuzzedOperation
from govkit.catalog.entries.lock import digest
from govkit.checks.pacts import VerifiedInteraction
from govkit.checks.pacts.declared import Declared, declared_of
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import Contracts, meant_versions
from govkit.gate.pull_requests.bound_pacts import BoundPacts
from govkit.spec.openapi import Operation
from govkit.spec.openapi.messages import response_for

_NAME, _NAMES, _COUNT = ColumnType.NAME, ColumnType.NAMES, ColumnType.COUNT
_VERSION = (Column("api", "API", _NAME), Column("version", "version", _NAME))
_NOT_RUN, _OUTDATED = "not run", "outdated"
"""What there is to say of a version that was not asked at random, or said something else when it was."""


@dataclass(slots=True)
class _Covered:
    """What the interactions with one operation cover, each with the consumers that do."""

    consumers: set[str] = field(default_factory=set)
    statuses: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sent: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    read: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, consumer: str, one: VerifiedInteraction) -> None:
        """Counts an interaction."""
        self.consumers.add(consumer)
        if one.status is not None:
            self.statuses[one.status].add(consumer)
        for names, found in ((one.sends, self.sent), (one.reads, self.read)):
            for name in names:
                if name.startswith("/"):  # the way from the message's root; the other names are of the same fields
                    found[name].add(consumer)


@dataclass(frozen=True, slots=True)
class Side:
    """One version: what its operations declare, and what of it is covered, by the names of operations."""

    version: VersionOf
    declared: dict[str, Declared]
    covered: dict[str, _Covered]
    fuzzing: str
    fuzzed: dict[str, FuzzedOperation]
    answered: dict[str, set[str]]
    """The statuses that an operation declares, and answered when it was asked at random."""

    @property
    def passed(self) -> bool:
        """Whether it was asked at random as it is now, and nothing was found."""
        return self.fuzzing.startswith("passed ")

    def statuses(self, operation: str) -> tuple[set[str], set[str]]:
        """The statuses that an operation declares, and those of them that some interaction expects."""
        declared = set(self.declared[operation].statuses)
        known = self.covered.get(operation)
        return declared, declared & known.statuses.keys() if known is not None else set()

    def fields(self, operation: str, *, sent: bool) -> tuple[set[str], set[str]]:
        """The fields that an operation declares in one direction, and those of them that some interaction has."""
        one, known = self.declared[operation], self.covered.get(operation)
        declared = set(one.request if sent else one.response)
        return declared, declared & (known.sent if sent else known.read).keys() if known is not None else set()


def make(asked: Asked) -> Report:
    """The report, of all versions that are not retired, or of those that were asked for."""
    contracts = Contracts(asked.estate)
    meant = meant_versions(asked)
    versions = [one for one in meant if asked.api is not None or one.lifecycle is not Lifecycle.RETIRED]
    pacts = BoundPacts(asked.estate, contracts.of, asked.options, Path.cwd())
    sides = list(sides_of(asked.estate, versions, contracts, pacts))
    operations = [(side, name) for side in sides for name in side.declared]
    bare = [(side, name) for side, name in operations if name not in side.covered]
    statuses = [side.statuses(name) for side, name in operations]
    return Report(
        name="coverage",
        title="Coverage by contracts",
        on=asked.on,
        about=asked.api or "",
        figures=(
            Figure("operations", "operations", len(operations)),
            Figure("covered", "operations that a pact records", len(operations) - len(bare)),
            Figure("statuses", "statuses that are declared", sum(len(known) for known, _ in statuses)),
            Figure("covered-statuses", "statuses that a pact expects", sum(len(found) for _, found in statuses)),
            Figure("fuzzed", "operations that were asked at random", sum(len(side.fuzzed) for side in sides)),
            Figure(
                "fuzzed-statuses",
                "statuses that these answered",
                sum(len(found) for side in sides for found in side.answered.values()),
            ),
        ),
        tables=(_versions(sides), _operations(sides), _fields(sides), _fuzzed(sides), _uncovered(bare)),
        notes=(*contracts.told(), *pacts.notes),
        line_of=asked.estate.line_of,
    )


def sides_of(estate: Estate, versions: Sequence[VersionOf], contracts: Contracts, pacts: BoundPacts) -> Iterator[Side]:
    """What is covered of some versions, of those whose documents can be read."""
    names = {one.name for one in versions}
    pairs = [(one, version) for one in pacts.all for version in one.versions if version.name in names]
    pacts.prepare(pairs)
    by_version: dict[str, dict[str, _Covered]] = defaultdict(lambda: defaultdict(_Covered))
    for one, version in pairs:
        found = pacts.verdict(one, version)
        for interaction in found.interactions if found is not None else ():
            if interaction.operation is not None:
                by_version[version.name][interaction.operation].add(one.consumer, interaction)
    results = {(one.said.api, one.said.version): one.said for one in estate.fuzzings}
    for version in versions:
        contract = contracts.of(version)
        if contract is None:
            continue
        said = results.get((version.api.name, version.version.version))
        current = said is not None and said.contract == digest(estate.files, version.version)
        listed = said.operations if said is not None and current else ()
        fuzzed = {one.operation: one for one in listed if one.operation in contract.operations}
        yield Side(
            version,
            declared_of(contract),
            dict(by_version[version.name]),
            _NOT_RUN if said is None else f"{said.result} {said.at.date()}" if current else _OUTDATED,
            fuzzed,
            {name: _answered(contract.operations[name], one) for name, one in fuzzed.items()},
        )


def _answered(operation: Operation, one: FuzzedOperation) -> set[str]:
    found = (response_for(operation, status) for status in one.statuses)
    return {response.status for response in found if response is not None}


# -------------------------------------------------------------------------------------------------------------- tables


def _versions(sides: Sequence[Side]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for side in sides:
        statuses = [side.statuses(name) for name in side.declared]
        sent = [side.fields(name, sent=True) for name in side.declared]
        read = [side.fields(name, sent=False) for name in side.declared]
        rows.append(
            (
                *_named(side),
                side.version.lifecycle.value,
                len(side.declared),
                len(side.covered.keys() & side.declared.keys()),
                *(sum(len(both[index]) for both in many) for many in (statuses, sent, read) for index in (0, 1)),
                tuple(sorted({name for one in side.covered.values() for name in one.consumers})),
                side.fuzzing,
                len(side.fuzzed),
                sum(map(len, side.answered.values())),
            )
        )
    return Table(
        name="versions",
        title="Versions",
        columns=(
            *_VERSION,
            Column("lifecycle", "lifecycle"),
            Column("operations", "operations", _COUNT),
            Column("covered", "operations covered", _COUNT),
            Column("statuses", "statuses", _COUNT),
            Column("covered-statuses", "statuses covered", _COUNT),
            Column("request-fields", "fields taken", _COUNT),
            Column("sent", "sent", _COUNT),
            Column("response-fields", "fields answered", _COUNT),
            Column("read", "read", _COUNT),
            Column("consumers", "consumers", _NAMES),
            Column("fuzzing", "fuzzing"),
            Column("fuzzed", "operations asked", _COUNT),
            Column("fuzzed-statuses", "statuses answered", _COUNT),
        ),
        rows=tuple(rows),
        empty="there are no APIs",
        note="Fields are counted for each operation, those of components in each place.",
    )


def _operations(sides: Sequence[Side]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for side in sides:
        for name in sorted(side.covered.keys() & side.declared.keys()):
            declared, found = side.statuses(name)
            taken, sent = side.fields(name, sent=True)
            answered, read = side.fields(name, sent=False)
            rows.append(
                (
                    *_named(side),
                    name,
                    tuple(sorted(found)),
                    tuple(sorted(declared - found)),
                    len(taken),
                    len(sent),
                    len(answered),
                    len(read),
                    tuple(sorted(side.covered[name].consumers)),
                )
            )
    return Table(
        name="operations",
        title="Operations that a pact records",
        columns=(
            *_VERSION,
            Column("operation", "operation", _NAME),
            Column("statuses", "statuses", _NAMES),
            Column("uncovered-statuses", "not covered", _NAMES),
            Column("request-fields", "fields taken", _COUNT),
            Column("sent", "sent", _COUNT),
            Column("response-fields", "fields answered", _COUNT),
            Column("read", "read", _COUNT),
            Column("consumers", "consumers", _NAMES),
        ),
        rows=tuple(rows),
        empty="no pact records any",
    )


def _fields(sides: Sequence[Side]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for side in sides:
        for name, one in sorted(side.covered.items()):
            for how, found in (("sent", one.sent), ("read", one.read)):
                rows += [(*_named(side), name, how, way, tuple(sorted(by))) for way, by in sorted(found.items())]
    return Table(
        name="fields",
        title="Fields that are sent and read",
        columns=(
            *_VERSION,
            Column("operation", "operation", _NAME),
            Column("how", "how"),
            Column("field", "field", _NAME),
            Column("consumers", "consumers", _NAMES),
        ),
        rows=tuple(rows),
        empty="no pact records any",
    )


def _fuzzed(sides: Sequence[Side]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for side in sides:
        for name, one in sorted(side.fuzzed.items()):
            declared, found = set(side.declared[name].statuses), side.answered[name]
            rows.append((*_named(side), name, tuple(sorted(found)), tuple(sorted(declared - found)), one.findings))
    return Table(
        name="fuzzed",
        title="Operations that were asked at random",
        columns=(
            *_VERSION,
            Column("operation", "operation", _NAME),
            Column("statuses", "statuses answered", _NAMES),
            Column("unanswered-statuses", "not answered", _NAMES),
            Column("findings", "findings", _NAMES),
        ),
        rows=tuple(rows),
        empty="no provider was: `govkit pact fuzz --record`",
    )


def _uncovered(bare: Sequence[tuple[Side, str]]) -> Table:
    return Table(
        name="uncovered",
        title="Operations that no pact records",
        columns=(*_VERSION, Column("operation", "operation", _NAME), Column("statuses", "statuses", _NAMES)),
        rows=tuple((*_named(side), name, tuple(side.declared[name].statuses)) for side, name in bare),
        empty="pacts record all",
    )


def _named(side: Side) -> tuple[str, str]:
    return side.version.api.name, side.version.version.version


REPORT = ReportKind(
    name="coverage",
    summary="Which operations, statuses and fields recorded contracts cover, and by whom.",
    make=make,
    takes=("api",),
)
