"""What consumers are granted: used without a grant, granted without use, wider than needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.catalog.entries import ConsumerSpec, Entry, Estate, Grant, Use, names_operation
from govkit.catalog.entries.access import grants_for, uses_under
from govkit.catalog.entries.uses import ALL
from govkit.findings import Finding
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import Contracts, by_place, found, meant_versions, of_rules, speaks_of

_NAME, _NAMES = ColumnType.NAME, ColumnType.NAMES
_RULES = ("use-without-grant", "grant-unused", "scope-wider-than-used")


def make(asked: Asked) -> Report:
    """The report on a day."""
    estate = asked.estate
    contracts = Contracts(estate)
    wanted = {version.name for version in meant_versions(asked)} if asked.api is not None else None
    findings = [one for one in of_rules(asked, _RULES) if wanted is None or speaks_of(one, estate, wanted)]
    beyond = [
        finding
        for consumer in estate.consumers.values()
        for index, grant in enumerate(consumer.spec.grants)
        if wanted is None or any(one.name in wanted for one in estate.meant(grant.api))
        for finding in _beyond(estate, contracts, consumer, index, grant)
    ]
    rows = [
        row
        for consumer in estate.consumers.values()
        for row in grants_of(estate, contracts, consumer)
        if wanted is None or any(one.name in wanted for one in estate.meant(str(row[1])))
    ]
    said = {rule: [one for one in findings if one.rule == rule] for rule in _RULES}
    wider = [*said["scope-wider-than-used"], *beyond]
    return Report(
        name="access",
        title="Access",
        on=asked.on,
        about=asked.api or "",
        figures=(
            Figure("grants", "grants", sum(len(one.spec.grants) for one in estate.consumers.values())),
            Figure(
                "ungranted", "uses without a grant", len(said["use-without-grant"]), bool(said["use-without-grant"])
            ),
            Figure("unused", "grants without use", len(said["grant-unused"]), bool(said["grant-unused"])),
            Figure("wider", "wider than needed", len(wider), bool(wider)),
        ),
        tables=(
            Table(
                name="grants",
                title="What is granted to whom",
                columns=(
                    Column("consumer", "consumer", _NAME),
                    Column("api", "API", _NAME),
                    Column("granted", "granted operations", _NAMES),
                    Column("used", "used operations", _NAMES),
                    Column("scopes", "granted scopes", _NAMES),
                    Column("needed", "needed scopes", _NAMES),
                ),
                rows=tuple(rows),
                empty="nobody is granted anything",
                note="Needed are the scopes that the security of the used operations asks for; "
                "where the document cannot be read, those that the uses name.",
            ),
            _problems("ungranted", "Used without a grant", said["use-without-grant"], "every use is granted"),
            _problems("unused", "Granted without use", said["grant-unused"], "every grant is used"),
            _problems("wider", "Wider than needed", wider, "no grant is wider than needed"),
        ),
        findings=by_place([*findings, *beyond]),
        notes=contracts.told(),
    )


def grants_of(estate: Estate, contracts: Contracts, consumer: Entry[ConsumerSpec]) -> Iterator[tuple[Cell, ...]]:
    """The rows of one consumer: what it is granted and uses, with the scopes; and what it uses without a grant."""
    for grant in consumer.spec.grants:
        uses = uses_under(grant, consumer.spec, estate)
        used = tuple(dict.fromkeys(name for use in uses for name in use.operations))
        needed = _needed(estate, contracts, grant, uses)
        if needed is None:
            needed = {scope for use in uses for scope in use.scopes}
        yield (consumer.name, str(grant.api), grant.operations, used, grant.scopes, tuple(sorted(needed)))
    for use in consumer.spec.uses:
        if not grants_for(use, consumer.spec, estate):
            yield (consumer.name, str(use.api), (), use.operations, (), use.scopes)


def _needed(estate: Estate, contracts: Contracts, grant: Grant, uses: list[Use]) -> set[str] | None:
    """The scopes that the operations ask for that are used under a grant; None where no document tells."""
    found: set[str] = set()
    told = False
    for version in estate.meant(grant.api):
        meant = [use for use in uses if use.api.speaks_of(version.version.version)]
        contract = contracts.of(version) if meant else None
        if contract is None:
            continue
        for operation in contract.operations.values():
            if any(names_operation(use.operations, operation.name) for use in meant):
                told = True
                found |= _scopes(operation.security, {scope for use in meant for scope in use.scopes} | {*grant.scopes})
    return found if told else None


def _scopes(alternatives: list[dict[str, Any]], held: set[str]) -> set[str]:
    """The scopes of the alternative that asks for the least beyond what is held, and of those for the least."""
    asked = [
        {scope for scopes in one.values() if isinstance(scopes, list) for scope in scopes if isinstance(scope, str)}
        for one in alternatives
    ]
    return min(asked, key=lambda scopes: (len(scopes - held), len(scopes), sorted(scopes)), default=set())


def _beyond(
    estate: Estate, contracts: Contracts, consumer: Entry[ConsumerSpec], index: int, grant: Grant
) -> Iterator[Finding]:
    """Scopes that the consumer asks for, and that no operation it uses needs."""
    uses = uses_under(grant, consumer.spec, estate)
    needed = _needed(estate, contracts, grant, uses)
    if needed is None or any(ALL in use.operations for use in uses):
        return
    asked = {scope for use in uses for scope in use.scopes}
    for at, scope in enumerate(grant.scopes):
        if scope in asked and scope not in needed:  # what is not even asked for is found by `scope-wider-than-used`
            yield found(
                "scope-not-needed",
                consumer.about,
                f"`{consumer.name}` is granted the scope `{scope}` of {grant.api}, "
                "and none of the operations that it uses asks for it",
                consumer.place(("spec", "grants", index, "scopes", at)),
                path=f"/spec/grants/{grant.api}/scopes/{scope.replace('/', '~1')}",
            )


def _problems(name: str, title: str, findings: list[Finding], empty: str) -> Table:
    return Table(
        name=name,
        title=title,
        columns=(Column("what", "what"), Column("place", "where", _NAME)),
        rows=tuple((one.message, str(one.new) if one.new else None) for one in findings),
        empty=empty,
    )


REPORT = ReportKind(
    name="access",
    summary="What consumers are granted and use: without a grant, without use, wider than needed.",
    make=make,
    takes=("api",),
)
