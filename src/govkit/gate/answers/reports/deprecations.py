"""Which versions end, when, what comes after them, and who still uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from govkit.catalog.entries import Estate, Lifecycle, VersionOf
from govkit.findings import Finding, Severity
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import by_place, consumer_contact, found, meant_versions, of_rules

_NAME, _DAY, _COUNT = ColumnType.NAME, ColumnType.DAY, ColumnType.COUNT


def make(asked: Asked) -> Report:
    """The report on a day: what is overdue first, then by the day of the sunset."""
    estate = asked.estate
    ending = sorted((one for one in meant_versions(asked) if one.lifecycle is Lifecycle.DEPRECATED), key=_order)
    overdue = [one for one in ending if _is_over(one, asked.on)]
    remaining = [row for one in ending for row in _remaining(estate, one)]
    names = {one.api.about for one in ending}
    findings = [
        finding
        for finding in of_rules(asked, ("lifecycle-inconsistent",))
        if finding.new and any(f"api:{finding.subject.api}" == name for name in names)
    ]
    return Report(
        name="deprecations",
        title="Deprecations",
        on=asked.on,
        about=asked.api or "",
        figures=(
            Figure("deprecated", "deprecated versions", len(ending)),
            Figure("overdue", "past their sunset", len(overdue), bad=bool(overdue)),
            Figure("consumers", "consumers that still use one", len({row[2] for row in remaining})),
        ),
        tables=(
            Table(
                name="deprecations",
                title="What ends when",
                columns=(
                    Column("api", "API", _NAME),
                    Column("version", "version", _NAME),
                    Column("deprecated", "deprecated", _DAY),
                    Column("sunset", "sunset", _DAY),
                    Column("daysLeft", "days left", _COUNT),
                    Column("successor", "successor", _NAME),
                    Column("consumers", "consumers", _COUNT),
                    Column("reason", "reason"),
                ),
                rows=tuple(_row(estate, one, asked.on) for one in ending),
                empty="no version is deprecated",
            ),
            Table(
                name="remaining",
                title="Who still uses them",
                columns=(
                    Column("api", "API", _NAME),
                    Column("version", "version", _NAME),
                    Column("consumer", "consumer", _NAME),
                    Column("owner", "owner", _NAME),
                    Column("contact", "contact", ColumnType.NAMES),
                    Column("operations", "operations", ColumnType.NAMES),
                ),
                rows=tuple(remaining),
                empty="nobody does",
            ),
        ),
        findings=by_place([*findings, *(problem for one in ending for problem in _problems(estate, one, asked.on))]),
    )


def _sunset(version: VersionOf) -> date | None:
    return version.version.deprecation.sunset if version.version.deprecation else None


def _order(version: VersionOf) -> tuple[date, str]:
    return (_sunset(version) or date.max, version.name)


def _is_over(version: VersionOf, on: date) -> bool:
    """Whether the day of its sunset has come: from then on it may be gone (RFC 8594)."""
    sunset = _sunset(version)
    return sunset is not None and sunset <= on


def _row(estate: Estate, version: VersionOf, on: date) -> tuple[Cell, ...]:
    end = version.version.deprecation
    users = {usage.consumer.name for usage in estate.usages(version.api.name, version.version.version)}
    return (
        version.api.name,
        version.version.version,
        end.date if end else None,
        end.sunset if end else None,
        (end.sunset - on).days if end else None,
        str(end.successor) if end and end.successor else None,
        len(users),
        end.reason if end else None,
    )


def _remaining(estate: Estate, version: VersionOf) -> Iterator[tuple[Cell, ...]]:
    for usage in estate.usages(version.api.name, version.version.version):
        consumer = usage.consumer
        yield (
            version.api.name,
            version.version.version,
            consumer.name,
            str(consumer.spec.owner),
            consumer_contact(consumer, estate),
            usage.use.operations,
        )


def _problems(estate: Estate, version: VersionOf, on: date) -> Iterator[Finding]:
    """A sunset that has come: an error while somebody uses the version, for their calls may fail any day."""
    sunset = _sunset(version)
    if sunset is None or sunset > on:
        return
    users = sorted({usage.consumer.name for usage in estate.usages(version.api.name, version.version.version)})
    users_text = f", and {', '.join(f'`{name}`' for name in users[:5])} still use{'s' * (len(users) == 1)} it"
    more = f" (and {len(users) - 5} more)" if len(users) > 5 else ""
    yield found(
        "deprecation-overdue",
        version.api.about,
        f"`{version.name}` should be gone since {sunset.isoformat()}{f'{users_text}{more}' if users else ''}",
        version.place("deprecation", "sunset"),
        path=f"/spec/versions/{version.version.version}",
        severity=Severity.ERROR if users else Severity.WARNING,
    )


REPORT = ReportKind(
    name="deprecations",
    summary="Which versions end, in how many days, what comes after them, and who still uses them.",
    make=make,
    takes=("api",),
)
