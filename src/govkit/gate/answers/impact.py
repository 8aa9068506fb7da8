"""Who depends on an API, an operation or a field of it: consumers, mappings, the entities and workflows behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from govkit.catalog.entries import Estate, VersionOf, Workflow, WorkflowDocument
from govkit.catalog.entries.uses import plain_operation
from govkit.catalog.mapping.lineage import lines_of
from govkit.gate.answers.named import carries, field_named, operation_named, usages_of
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, Table
from govkit.gate.answers.shared import Contracts, consumer_contact, owner_name, team_contacts, versions_named
from govkit.gate.answers.touching import Touching
from govkit.gate.answers.workflow_uses import StepUse, WorkflowUses

_NAME, _NAMES = ColumnType.NAME, ColumnType.NAMES
_OWNER = (Column("owner", "owner", _NAME), Column("contact", "contact", _NAMES))


def impact(asked: Asked) -> Report:
    """The report; `api` of what is asked must be given. Raises UsageError for what there is not."""
    assert asked.api is not None, "the caller names the API"
    estate = asked.estate
    contracts = Contracts(estate)
    versions = versions_named(estate, asked.api)
    operation = operation_named(contracts, versions, asked.operation) if asked.operation else None
    field = field_named(contracts, versions, asked.field) if asked.field else None
    consumers = sorted(
        set(_consumers(estate, contracts, versions, operation, field)), key=lambda row: tuple(map(str, row))
    )
    mappings = list(_mappings(estate, contracts, versions, operation, field))
    entities = sorted({str(row[1]) for row in mappings})
    uses = WorkflowUses(estate, contracts)
    told = list(uses.of(versions, operation, field))
    others = list(_workflows(estate, contracts, versions, operation, field, uses.unread))
    workflows = [*(_use(estate, one) for one in told), *others]
    if field is not None and operation is None and others:
        contracts.notes.append(
            "a workflow is known by the operations that it calls: one that is listed may not use the field"
        )
    return Report(
        name="impact",
        title=f"What depends on {' · '.join(filter(None, (asked.api, operation, field)))}",
        command="impact",
        on=asked.on,
        about=" · ".join(filter(None, (asked.api, operation, field))),
        figures=(
            Figure("consumers", "consumers", len({row[0] for row in consumers})),
            Figure("mappings", "mappings", len(mappings)),
            Figure("entities", "entities behind them", len(entities)),
            Figure("workflows", "workflows", len({row[0] for row in workflows})),
        ),
        tables=(
            _consumer_table(tuple(consumers)),
            _mapping_table(tuple(mappings)),
            _entity_table(tuple(_entities(estate, entities))),
            _workflow_table(tuple(workflows)),
        ),
        notes=contracts.told(),
    )


_Rows = tuple[tuple[Cell, ...], ...]


def _consumer_table(rows: _Rows) -> Table:
    columns = (
        Column("consumer", "consumer", _NAME),
        Column("api", "uses", _NAME),
        Column("operations", "operations", _NAMES),
        Column("fields", "fields", _NAMES),
        *_OWNER,
    )
    empty = "no consumer declares such a use"
    return Table(name="consumers", title="Consumers", columns=columns, rows=rows, empty=empty)


def _mapping_table(rows: _Rows) -> Table:
    columns = (
        Column("mapping", "mapping", _NAME),
        Column("entity", "entity", _NAME),
        Column("api", "reads or writes", _NAME),
        Column("fields", "fields of the entity", _NAMES),
        *_OWNER,
    )
    empty = "no mapping reads or writes it"
    return Table(name="mappings", title="Mappings", columns=columns, rows=rows, empty=empty)


def _entity_table(rows: _Rows) -> Table:
    columns = (Column("entity", "entity", _NAME), Column("record", "system of record", _NAME), *_OWNER)
    empty = "no entity is made of it"
    return Table(name="entities", title="Entities behind the mappings", columns=columns, rows=rows, empty=empty)


def _workflow_table(rows: _Rows) -> Table:
    columns = (
        Column("workflow", "workflow", _NAME),
        Column("process", "process", _NAMES),
        Column("step", "step", _NAME),
        Column("operation", "operation", _NAME),
        Column("how", "does", _NAMES),
        Column("fields", "by", _NAMES),
        *_OWNER,
    )
    return Table(name="workflows", title="Workflows", columns=columns, rows=rows, empty="no workflow calls it")


def _consumers(
    estate: Estate, contracts: Contracts, versions: list[VersionOf], operation: str | None, field: str | None
) -> Iterator[tuple[Cell, ...]]:
    for version in versions:
        for usage in usages_of(estate, contracts, version, operation, field):
            consumer = usage.consumer
            yield (
                consumer.name,
                str(usage.use.api),
                usage.use.operations,
                usage.use.fields,
                str(consumer.spec.owner),
                consumer_contact(consumer, estate),
            )


def _mappings(
    estate: Estate, contracts: Contracts, versions: list[VersionOf], operation: str | None, field: str | None
) -> Iterator[tuple[Cell, ...]]:
    """Mappings of the schemas; of an operation, those of the components that its messages reach."""
    named = {version.name: version for version in versions}
    touching = Touching(contracts, versions, field)
    for mapping in estate.mappings.values():
        spec = mapping.spec
        version = named.get(f"{spec.api.name}@{spec.api.version}")
        if version is None:
            continue
        contract = contracts.of(version) if operation is not None else None
        if operation is not None and contract is not None and not carries(contract, operation, spec.schema_):
            continue
        touched = (line.field for line in lines_of(spec) if touching.line(spec, line))
        fields = tuple(dict.fromkeys(touched))
        if fields or field is None:
            contacts = team_contacts(estate.owner(mapping))[:1]
            yield (mapping.name, spec.entity.name, f"{spec.api} {spec.schema_}", fields, str(spec.owner), contacts)


def _entities(estate: Estate, names: list[str]) -> Iterator[tuple[Cell, ...]]:
    for name in names:
        entity = estate.entities.get(name)
        if entity is None:
            yield (name, None, None, ())
        else:
            contacts = team_contacts(estate.owner(entity))[:1]
            yield (name, str(entity.spec.record), owner_name(entity), contacts)


# ----------------------------------------------------------------------------------------------------------- workflows


def _use(estate: Estate, use: StepUse) -> tuple[Cell, ...]:
    team = estate.teams.get(use.owner)
    contacts = team_contacts(team)[:1]
    return (use.workflow, use.processes, use.step, use.operation, use.how, use.fields, use.owner or None, contacts)


def _workflows(
    estate: Estate,
    contracts: Contracts,
    versions: list[VersionOf],
    operation: str | None,
    field: str | None,
    unread: Collection[str],
) -> Iterator[tuple[Cell, ...]]:
    """Steps of workflows in another form of Arazzo that call an operation of the versions (Step Object)."""
    if not unread:
        return
    calls = _names_of(contracts, versions, field)
    for document in estate.workflow_documents:
        if document.source.path not in unread:
            continue
        sources = _sources(document, versions)
        for workflow in document.workflows if sources else ():
            contacts = team_contacts(estate.owner(workflow))[:1]
            for step, called in _steps(document, workflow):
                name = _called(called, sources, calls, single=len(_descriptions(document)) == 1)
                if name is not None and (operation is None or plain_operation(name) == plain_operation(operation)):
                    yield (workflow.id, (workflow.id,), step, name, ("calls",), (), workflow.owner, contacts)


def _names_of(contracts: Contracts, versions: list[VersionOf], field: str | None) -> dict[str, str]:
    """The operations of some versions by operationId and by pointer (`/paths/~1invoices/get`).

    With a field, those alone whose messages carry its component.
    """
    found: dict[str, str] = {}
    for version in versions:
        contract = contracts.of(version)
        for one in contract.operations.values() if contract is not None else ():
            if field is not None and contract is not None and not carries(contract, one.name, field.partition("/")[0]):
                continue
            if one.id:
                found.setdefault(one.id, one.name)
            path = one.path.replace("~", "~0").replace("/", "~1")
            section = one.contract.section(one)
            if section is not None:
                found.setdefault(f"/{section.pointer[0]}/{path}/{one.method}", one.name)
    return found


def _descriptions(document: WorkflowDocument) -> list[dict[str, Any]]:
    tree = document.tree
    listed = tree.get("sourceDescriptions") if isinstance(tree, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _sources(document: WorkflowDocument, versions: list[VersionOf]) -> set[str]:
    """The names of the source descriptions that are some versions: by their document, or by the name of the API."""
    found = set()
    for one in _descriptions(document):
        name, url = one.get("name"), one.get("url")
        if isinstance(name, str) and any(_is_source(name, url, version) for version in versions):
            found.add(name)
    return found


def _is_source(name: str, url: Any, version: VersionOf) -> bool:
    """Whether a source description is a version: its URL leads to the document, or names the version as references do.

    `url` may be the path of the document, from anywhere, or `govkit:billing@2.0.0`; else the name is that of the API.
    """
    if isinstance(url, str):
        plain = url.removeprefix("govkit:").removeprefix("api:")
        if plain in (version.name, version.api.name):
            return True
        if plain.partition("@")[0] == version.api.name and "@" in plain:
            return version.version.version.partition(".")[0] == plain.partition("@")[2]
        parts = [part for part in url.split("/") if part not in (".", "..")]
        if "/".join(parts) == version.version.definition:
            return True
        if url.endswith((".yaml", ".yml", ".json")):
            return False
    return name == version.api.name


def _steps(document: WorkflowDocument, workflow: Workflow) -> Iterator[tuple[str, dict[str, Any]]]:
    tree: Any = document.tree
    one = tree["workflows"][workflow.pointer[1]]
    steps = one.get("steps")
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(step, dict):
            name = step.get("stepId")
            yield (name if isinstance(name, str) else f"steps/{index}"), step


def _called(step: dict[str, Any], sources: set[str], calls: dict[str, str], *, single: bool) -> str | None:
    """The operation of some versions that a step calls; None where it calls another, or none."""
    by_id, by_path = step.get("operationId"), step.get("operationPath")
    if isinstance(by_id, str):
        if by_id.startswith("$sourceDescriptions."):
            source = next((one for one in sources if by_id.startswith(f"$sourceDescriptions.{one}.")), None)
            return calls.get(by_id.removeprefix(f"$sourceDescriptions.{source}.")) if source else None
        return calls.get(by_id) if single else None  # several documents: it must say which
    if isinstance(by_path, str):
        document, _, pointer = by_path.partition("#")
        if any(document == f"{{$sourceDescriptions.{one}.url}}" for one in sources):
            return calls.get(pointer)
    return None
