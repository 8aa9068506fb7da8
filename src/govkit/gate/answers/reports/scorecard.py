"""Which levels the APIs, teams and domains reach, and the cheapest step to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govkit.catalog.entries import Entry, Estate, Lifecycle, VersionOf
from govkit.catalog.entries.kinds.scorecard import ScorecardSpec
from govkit.findings import Finding, Severity
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Quantity, Report, ReportKind, Table
from govkit.gate.answers.reports.coverage import Side, sides_of
from govkit.gate.answers.shared import Contracts, meant_versions
from govkit.gate.cache import cache_at
from govkit.gate.configuration import configuration, estate_top
from govkit.gate.estates.policies import speaks_to
from govkit.gate.lint.called import called
from govkit.gate.lint.documents import Documents
from govkit.gate.lint.governed import Governing
from govkit.gate.lint.rulesets import Rulesets
from govkit.gate.lint.scoring import Measured, Rating, Step, rated
from govkit.gate.lint.view import domain_of
from govkit.gate.lint.whole import Whole
from govkit.gate.pull_requests.bound_pacts import BoundPacts

_NAME, _NAMES, _COUNT, _QUANTITY = ColumnType.NAME, ColumnType.NAMES, ColumnType.COUNT, ColumnType.QUANTITY
_STANDING = (Lifecycle.ACTIVE, Lifecycle.DEPRECATED, Lifecycle.DRAFT)
_BELOW = "none"
"""What is said of an API that does not reach the first level."""


@dataclass(frozen=True, slots=True)
class _Rated:
    """An API by the version that counts, as a scorecard rates it."""

    scorecard: Entry[ScorecardSpec]
    version: VersionOf
    measured: Measured
    rating: Rating

    @property
    def level(self) -> str:
        return self.rating.level or _BELOW

    @property
    def name(self) -> str:
        return self.version.api.name


def make(asked: Asked) -> Report:
    """The report, of all APIs, of one, or of those of a team. Raises UsageError, InputError."""
    estate = asked.estate
    cards = estate.of("Scorecard")
    versions = [one for one in _counting(asked) if asked.owner in (None, str(one.api.spec.owner))]
    contracts = Contracts(estate)
    pacts = BoundPacts(estate, contracts.of, asked.options, Path.cwd())
    measuring = _Measuring(asked) if cards and versions else None
    rows = []
    for side in sides_of(estate, versions, contracts, pacts) if measuring is not None else ():
        measured = measuring.of(side) if measuring is not None else None
        for card in cards.values():
            version = side.version
            if measured and speaks_to(card.spec.applies_to, estate, version.api, version.version.version):
                rows.append(_Rated(card, version, measured, rated(measured, card.spec)))
    if measuring is not None:
        measuring.save()
    rows.sort(key=lambda one: (one.scorecard.name, one.name))
    return Report(
        name="scorecard",
        title="Scorecards",
        on=asked.on,
        about=", ".join(filter(None, (asked.api, asked.owner))),
        figures=tuple(_figures(rows)),
        tables=(_apis(rows), _steps(rows), _teams(rows), _domains(rows, estate), _measured(rows, estate)),
        notes=(*contracts.told(), *pacts.notes),
        line_of=estate.line_of,
    )


def _counting(asked: Asked) -> Iterator[VersionOf]:
    """Of each API the version that counts: the newest active one, or else what stands."""
    by_api: dict[str, list[VersionOf]] = defaultdict(list)
    for version in meant_versions(asked):
        if version.lifecycle in _STANDING:
            by_api[version.api.name].append(version)
    for some in by_api.values():
        yield max(some, key=lambda one: (-_STANDING.index(one.lifecycle), one.order))


class _Measuring:
    """What APIs are rated by, of one estate."""

    def __init__(self, asked: Asked) -> None:
        self._estate = asked.estate
        top = estate_top()
        cache = cache_at(top) if asked.options.cache and top is not None else None
        self._documents = Documents(asked.estate.files, cache)
        self._governing = Governing(asked.estate, configuration().waivers, asked.on)
        self._rulesets = Rulesets(asked.estate.files)
        self._whole = Whole(asked.estate, asked.on, self._documents, cache)
        about: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._governing.judged(self._whole.findings()):
            about[finding.subject.api].append(finding)
        self._about = about
        self._called = {one.version.api.name for one in called(asked.estate)}

    def of(self, side: Side) -> Measured:
        """What one version is rated by."""
        version = side.version
        found = self._documents.findings(version, self._rulesets.at(self._governing.rulesets(version)))
        statuses = [side.statuses(name) for name in side.declared]
        return Measured(
            findings=[*self._governing.judged(found, version), *self._about[version.api.name]],
            operations=frozenset(side.declared),
            covered={
                "operations": len(side.covered.keys() & side.declared.keys()),
                "statuses": sum(len(covered) for _, covered in statuses),
            },
            of={"operations": len(side.declared), "statuses": sum(len(declared) for declared, _ in statuses)},
            facts=frozenset(self._facts(side)),
        )

    def save(self) -> None:
        """Keeps what was found for the next time."""
        self._documents.save()
        self._whole.save()

    def _facts(self, side: Side) -> Iterator[str]:
        estate, api = self._estate, side.version.api
        team = estate.owner(api)
        versions = estate.versions(api.name)
        if api.metadata.description is not None:
            yield "described"
        if team is not None and team.spec.members:
            yield "members"
        if team is not None and team.spec.escalation:
            yield "escalation"
        if any(one.lifecycle is Lifecycle.ACTIVE for one in versions):
            yield "released"
        if estate.usages(api.name) or api.name in self._called:
            yield "used"
        ending = [one for one in versions if one.lifecycle in (Lifecycle.DEPRECATED, Lifecycle.RETIRED)]
        if not any(estate.usages(api.name, one.version.version) for one in ending):
            yield "current"
        if side.passed:
            yield "asked"


# -------------------------------------------------------------------------------------------------------------- tables


def _figures(rows: Sequence[_Rated]) -> Iterator[Figure]:
    yield Figure("apis", "APIs", len({one.name for one in rows}))
    counted = Counter(one.level for one in rows)
    names = dict.fromkeys(level.name for one in rows for level in one.scorecard.spec.levels)
    for name in (_BELOW, *names):
        yield Figure(name, f"at {name}" if name != _BELOW else "below the first level", counted[name])


def _apis(rows: Sequence[_Rated]) -> Table:
    return Table(
        name="apis",
        title="APIs",
        columns=(
            Column("scorecard", "scorecard", _NAME),
            Column("api", "API", _NAME),
            Column("level", "level"),
            Column("next", "next"),
            Column("steps", "steps", _COUNT),
            Column("effort", "effort", _QUANTITY),
            Column("step", "cheapest step"),
        ),
        rows=tuple(
            (
                one.scorecard.name,
                one.name,
                one.level,
                one.rating.next or None,
                len(one.rating.steps),
                _effort(one.rating.effort),
                one.rating.steps[0].what if one.rating.steps else None,
            )
            for one in rows
        ),
        empty="no scorecard of the catalog rates an API (kind `Scorecard`)",
    )


def _measured(rows: Sequence[_Rated], estate: Estate) -> Table:
    def findings(one: _Rated, severity: Severity) -> int:
        return sum(finding.severity is severity and finding.counts for finding in one.measured.findings)

    return Table(
        name="measured",
        title="What they are rated by",
        columns=(
            Column("api", "API", _NAME),
            Column("version", "version", _NAME),
            Column("domain", "domain", _NAME),
            Column("owner", "owner", _NAME),
            *(Column(f"{severity.value}s", f"{severity.value}s", _COUNT) for severity in Severity),
            Column("operations", "operations", _COUNT),
            Column("covered", "covered", _COUNT),
            Column("facts", "facts", _NAMES),
        ),
        rows=tuple(
            (
                one.name,
                one.version.version.version,
                domain_of(estate, one.version),
                str(one.version.api.spec.owner),
                *(findings(one, severity) for severity in Severity),
                one.measured.of["operations"],
                one.measured.covered["operations"],
                tuple(sorted(one.measured.facts)),
            )
            for one in {one.name: one for one in rows}.values()
        ),
        empty="there are none",
        note="Of each API the newest active version counts; covered are operations that a pact records."
        if rows
        else "",
    )


def _steps(rows: Sequence[_Rated]) -> Table:
    return Table(
        name="steps",
        title="Steps to the next level, the cheapest first",
        columns=(
            Column("scorecard", "scorecard", _NAME),
            Column("api", "API", _NAME),
            Column("next", "to"),
            Column("step", "step"),
            Column("number", "how many", _COUNT),
            Column("effort", "effort", _QUANTITY),
        ),
        rows=tuple(
            (one.scorecard.name, one.name, one.rating.next, step.what, step.number, _effort(step.effort))
            for one in rows
            for step in one.rating.steps
        ),
        empty="none: all APIs are at the last level" if rows else "there is none",
    )


def _teams(rows: Sequence[_Rated]) -> Table:
    return _together("teams", "Teams", Column("team", "team", _NAME), rows, lambda one: str(one.version.api.spec.owner))


def _domains(rows: Sequence[_Rated], estate: Estate) -> Table:
    column = Column("domain", "domain", _NAME)
    return _together("domains", "Domains", column, rows, lambda one: domain_of(estate, one.version))


def _together(
    name: str, title: str, column: Column, rows: Sequence[_Rated], of: Callable[[_Rated], str | None]
) -> Table:
    """A table of what several APIs reach together: the level of the lowest, and the cheapest step of one of those."""
    groups: dict[tuple[str, str], list[_Rated]] = defaultdict(list)
    for one in rows:
        groups[one.scorecard.name, of(one) or ""].append(one)
    cells: list[tuple[Cell, ...]] = []
    for (card, key), some in sorted(groups.items()):
        if not key:
            continue
        least = min(one.rating.rank for one in some)
        lowest = [one for one in some if one.rating.rank == least]
        cheapest = min(
            ((step, one) for one in lowest for step in one.rating.steps[:1]),
            key=lambda pair: (pair[0].effort, pair[1].name),
            default=None,
        )
        counted = Counter(one.level for one in some)
        levels = (_BELOW, *(level.name for level in some[0].scorecard.spec.levels))
        cells.append(
            (
                card,
                key,
                lowest[0].level,
                len(some),
                tuple(f"{counted[level]} {level}" for level in levels if counted[level]),
                _effort(sum(one.rating.effort for one in lowest)),
                _said(cheapest),
            )
        )
    return Table(
        name=name,
        title=title,
        columns=(
            Column("scorecard", "scorecard", _NAME),
            column,
            Column("level", "level"),
            Column("apis", "APIs", _COUNT),
            Column("levels", "their levels", _NAMES),
            Column("effort", "effort to the next", _QUANTITY),
            Column("step", "cheapest step"),
        ),
        rows=tuple(cells),
        empty="there are none",
        note="The level is that of the API which is lowest." if cells else "",
    )


def _said(cheapest: tuple[Step, _Rated] | None) -> str | None:
    return f"{cheapest[1].name}: {cheapest[0].what}" if cheapest is not None else None


def _effort(value: float) -> Quantity | None:
    return Quantity(value, "effort") if value else None


REPORT = ReportKind(
    name="scorecard",
    summary="Which levels APIs, teams and domains reach, and the cheapest step to the next.",
    make=make,
    takes=("api", "owner"),
)
