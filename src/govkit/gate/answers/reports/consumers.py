"""Who uses what: per API version, operation and field, as consumers declare it."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Usage, VersionOf, names_operation
from govkit.catalog.entries.scene import Definition
from govkit.errors import UsageError
from govkit.gate.answers.named import field_named, operation_named, usages_of
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import Contracts, by_place, consumer_contact, meant_versions, of_rules, speaks_of

_NAME, _NAMES, _COUNT = ColumnType.NAME, ColumnType.NAMES, ColumnType.COUNT
_RULES = ("use-of-unknown-operation", "consumer-of-deprecated-version", "consumer-of-retired-version")


def make(asked: Asked) -> Report:
    """The report, narrowed to what was asked."""
    if asked.api is None and (asked.operation or asked.field):
        raise UsageError("operations and fields are those of an API", hint="name it: --api billing@2")
    contracts = Contracts(asked.estate)
    versions = meant_versions(asked)
    operation = operation_named(contracts, versions, asked.operation) if asked.operation else None
    field = field_named(contracts, versions, asked.field) if asked.field else None
    used = {version: usages_of(asked.estate, contracts, version, operation, field) for version in versions}
    rows = [
        row for version, usages in used.items() for usage in usages for row in _rows(asked, version, usage, operation)
    ]
    consumers = {usage.consumer.name for usages in used.values() for usage in usages}
    narrowed = " · ".join(filter(None, (asked.api, operation, field)))
    names = {version.name for version in versions}
    return Report(
        name="consumers",
        title="Consumers",
        on=asked.on,
        about=narrowed,
        notes=contracts.told(),
        figures=(
            Figure("versions", "API versions", len(versions)),
            Figure("consumers", "consumers", len(consumers)),
            Figure("unused", "versions that nobody uses", sum(not usages for usages in used.values())),
        ),
        tables=(
            _versions(used),
            Table(
                name="uses",
                title="Who uses what",
                columns=(
                    *_VERSION,
                    Column("operation", "operation", _NAME),
                    Column("fields", "fields", _NAMES),
                    Column("consumer", "consumer", _NAME),
                    Column("owner", "owner", _NAME),
                    Column("contact", "contact", _NAMES),
                ),
                rows=tuple(sorted(rows, key=lambda row: tuple(map(str, row[:3])))),
                empty="nobody declares such a use",
                note="Without fields, a consumer may use all of them.",
            ),
        ),
        findings=by_place(
            one
            for one in of_rules(asked, _RULES, _definitions(contracts, asked, versions))
            if asked.api is None or speaks_of(one, asked.estate, names)
        ),
    )


def _definitions(contracts: Contracts, asked: Asked, versions: list[VersionOf]) -> dict[tuple[str, ...], Definition]:
    """What the documents of one API say; those of all are left to `govkit validate`, which keeps what it has read."""
    if asked.api is None:
        return {}
    return {version.files: Definition.of(one) for version in versions if (one := contracts.of(version)) is not None}


_VERSION = (Column("api", "API", _NAME), Column("version", "version", _NAME))


def _versions(used: dict[VersionOf, tuple[Usage, ...]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for version, usages in used.items():
        operations = {name for usage in usages for name in usage.use.operations}
        names = tuple(sorted({usage.consumer.name for usage in usages}))
        rows.append((version.api.name, version.version.version, version.lifecycle.value, len(operations), names))
    return Table(
        name="versions",
        title="Versions",
        columns=(
            *_VERSION,
            Column("lifecycle", "lifecycle"),
            Column("operations", "operations used", _COUNT),
            Column("consumers", "consumers", _NAMES),
        ),
        rows=tuple(rows),
        empty="there are no APIs",
    )


def _rows(asked: Asked, version: VersionOf, usage: Usage, wanted: str | None) -> Iterator[tuple[Cell, ...]]:
    """One row an operation; where one was asked for, that alone."""
    for operation in usage.use.operations:
        if wanted is None or names_operation((operation,), wanted):
            yield (
                version.api.name,
                version.version.version,
                operation,
                usage.use.fields,
                usage.consumer.name,
                str(usage.consumer.spec.owner),
                consumer_contact(usage.consumer, asked.estate),
            )


REPORT = ReportKind(
    name="consumers",
    summary="Who uses which API version, operation and field.",
    make=make,
    takes=("api", "operation", "field"),
)
