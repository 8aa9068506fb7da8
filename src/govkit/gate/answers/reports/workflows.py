"""The workflows of an estate: what starts each, what its steps do, whose fields it writes, and pictures of all that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govkit.catalog.mapping.check import record_of
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.lineage import Touch, lineage
from govkit.catalog.workflows.model import (
    FoundTrigger,
    OperationCall,
    PollTrigger,
    ScheduleTrigger,
    Step,
    WebhookTrigger,
    Workflow,
    WorkflowCall,
)
from govkit.catalog.workflows.paths import PATHS, paths_of
from govkit.errors import UsageError
from govkit.gate.answers.picture import Edge, Node, Picture, Shape, ranked
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table, guess
from govkit.gate.answers.shared import Contracts, meant_versions, team_contacts
from govkit.gate.answers.workflow_uses import WorkflowUses

_NAME, _NAMES, _COUNT = ColumnType.NAME, ColumnType.NAMES, ColumnType.COUNT


def make(asked: Asked) -> Report:
    """The report, narrowed to the workflows that call an API, or to one. Raises UsageError where there is none such."""
    known = [one.id for one in asked.estate.workflows]
    if asked.workflow is not None and asked.workflow not in known:
        hint = guess(asked.workflow, known, "the workflows are")
        raise UsageError(f"there is no workflow {asked.workflow!r} in the catalog", hint=hint)
    contracts = Contracts(asked.estate)
    names = {version.name for version in meant_versions(asked)} if asked.api is not None else None
    uses = WorkflowUses(asked.estate, contracts)
    documents = [uses.checked(one) for one in uses.documents if asked.workflow in (None, *one.workflows)]
    found = [
        one
        for checked in documents
        for one in checked.values()
        if asked.workflow in (None, one.workflow.id)
        and (names is None or any(sent.called.version.name in names for sent in one.course.sent.values()))
    ]
    shown = {one.workflow.id for one in found}
    touches = [touch for checked in documents for touch in lineage(checked).touches if touch.workflow in shown]
    started = [one for one in found if paths_of(one.workflow)]
    is_whole = names is None and asked.workflow is None
    events = list(_events(asked, contracts, documents)) if is_whole else []
    written = list(_written(asked, touches))
    return Report(
        name="workflows",
        title="Workflows",
        on=asked.on,
        about=", ".join(filter(None, (asked.api, asked.workflow))),
        figures=(
            Figure("processes", "processes", len(started)),
            Figure("workflows", "workflows", len(found)),
            Figure("steps", "steps", sum(len(one.workflow.steps) for one in found)),
            Figure("functions", "steps through functions", sum(_opaque(uses, one) for one in found)),
            *(
                (Figure("unheard", "events that nobody hears", sum(not row[2] and not row[3] for row in events)),)
                if asked.workflow is None
                else ()
            ),
        ),
        tables=(
            _table("workflows", "Workflows", _WORKFLOWS, tuple(_rows(asked, found)), "there are none"),
            _table("paths", "Paths", _PATHS, tuple(map(_reached, started)), "nothing starts any"),
            _table("steps", "Steps", _STEPS, tuple(_steps(found)), "there are none"),
            _table("writes", "Who writes what", _WRITES, tuple(written), "nothing canonical is written"),
            *((_table("events", "Events", _EVENTS, tuple(events), "no API sends any"),) if is_whole else ()),
        ),
        pictures=(*(_picture(one) for one in found), _flows(asked, touches)) if found else (),
        notes=contracts.told(),
    )


_WORKFLOWS = (
    Column("workflow", "workflow", _NAME),
    Column("summary", "what it does"),
    Column("trigger", "started by"),
    Column("calls", "calls", _NAMES),
    Column("owner", "owner", _NAME),
    Column("contact", "contact", _NAMES),
    Column("within", "expected within"),
)
_PATHS = (
    Column("workflow", "workflow", _NAME),
    *(Column(path.replace(" ", "-"), path) for path in PATHS),
)
_STEPS = (
    Column("workflow", "workflow", _NAME),
    Column("step", "step", _NAME),
    Column("calls", "calls"),
    Column("does", "does"),
    Column("undo", "undone by"),
)
_WRITES = (
    Column("field", "canonical field", _NAME),
    Column("record", "system of record", _NAME),
    Column("system", "written to", _NAME),
    Column("workflow", "by workflow", _NAME),
    Column("step", "step", _NAME),
)
_EVENTS = (
    Column("api", "sent by", _NAME),
    Column("event", "event", _NAME),
    Column("workflows", "starts", _NAMES),
    Column("consumers", "also heard by", _NAMES),
)


def _table(name: str, title: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], empty: str) -> Table:
    return Table(name=name, title=title, columns=columns, rows=rows, empty=empty)


def _rows(asked: Asked, found: Sequence[Checked]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        workflow, start = one.workflow, one.workflow.start
        calls = dict.fromkeys(sent.called.version.name for sent in one.course.sent.values())
        team = asked.estate.teams.get(start.owner) if start is not None else None
        within = str(start.expect_within) if start is not None and start.expect_within is not None else None
        yield (
            workflow.id,
            workflow.summary or None,
            started_by(workflow),
            tuple(calls),
            start.owner if start is not None else None,
            team_contacts(team)[:1],
            within,
        )


def _reached(one: Checked) -> tuple[Cell, ...]:
    found = paths_of(one.workflow)
    return (one.workflow.id, *(found.get(path) for path in PATHS))


def started_by(workflow: Workflow) -> str:
    """What starts a workflow, in words."""
    trigger = workflow.start.trigger if workflow.start is not None else None
    match trigger:
        case WebhookTrigger(source=source, webhook=webhook):
            return f"{source} {webhook}"
        case PollTrigger(operation=operation):
            return f"poll of {operation}"
        case ScheduleTrigger(schedule=schedule):
            return f"schedule {schedule}"
        case FoundTrigger(reconciliation=name, system=system, finds=finds):
            return f"{system} {finds} in {name}"
    bulk = workflow.start.bulk if workflow.start is not None else None
    return f"bulk of {bulk.operation}" if bulk is not None else "other workflows"


def _steps(found: Sequence[Checked]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        for step in one.workflow.steps:
            sent = one.course.sent.get(step.id)
            if isinstance(step.call, WorkflowCall):
                each = " for each item" if step.call.each is not None else ""
                calls, does = f"{step.call.workflow}{each}", "runs"
            else:
                named = f"{sent.called.version.name} {sent.called.name}" if sent is not None else ""
                calls = named or str(step.call.operation)
                does = "writes" if sent is not None and sent.called.is_write else "reads"
            yield (one.workflow.id, step.id, calls, does, _undo(step))


def _undo(step: Step) -> str | None:
    if step.undo is None:
        return None
    return str(step.undo.call.operation) if step.undo.call is not None else step.undo.reason


def _opaque(uses: WorkflowUses, one: Checked) -> int:
    return sum(uses.is_function(sent.called.version) for sent in one.course.sent.values())


def _written(asked: Asked, touches: list[Touch]) -> Iterator[tuple[Cell, ...]]:
    """Which canonical field a step writes to which system, beside the field's system of record."""
    rows: dict[tuple[str, ...], None] = {}
    for touch in touches:
        if not touch.writes or not touch.field:
            continue
        name, _, field = touch.field.partition("/")
        entity = asked.estate.entities.get(name)
        api = asked.estate.apis.get(touch.version.partition("@")[0])
        record = record_of(entity, field) if entity is not None else ""
        rows[touch.field, record, str(api.spec.system) if api else "", touch.workflow, touch.step] = None
    yield from sorted(rows)


def _events(
    asked: Asked, contracts: Contracts, documents: list[dict[str, Checked]]
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Every event of a version that is in use, with the workflows and consumers that hear it."""
    started = [one.workflow for checked in documents for one in checked.values()]
    for version in asked.estate.versions():
        contract = contracts.of(version) if version.lifecycle.value == "active" else None
        for operation in contract.operations.values() if contract is not None else ():
            if operation.kind != "webhook":
                continue
            hears = tuple(one.id for one in started if _hears(one, version.version.definition, operation.path))
            usages = asked.estate.usages(version.api.name, version.version.version, operation=operation.name)
            yield version.name, operation.path, hears, tuple(dict.fromkeys(one.consumer.name for one in usages))


def _hears(workflow: Workflow, definition: str, event: str) -> bool:
    trigger = workflow.start.trigger if workflow.start is not None else None
    if not isinstance(trigger, WebhookTrigger) or trigger.webhook != event:
        return False
    source = workflow.sources.get(trigger.source)
    return source is not None and source.path == definition


# ------------------------------------------------------------------------------------------------------------- pictures


def _picture(one: Checked) -> Picture:
    """The steps of a workflow, with the ends of its ways."""
    workflow = one.workflow
    nodes = [Node("(start)", started_by(workflow), Shape.START, workflow.id)]
    nodes += [_node(one, step) for step in workflow.steps]
    edges = [Edge("(start)", workflow.steps[0].id)]
    for index, step in enumerate(workflow.steps):
        following = workflow.steps[index + 1].id if index + 1 < len(workflow.steps) else "(end)"
        edges += _edges(step, following)
    ends: list[Node] = []
    if any(edge.end == "(end)" for edge in edges):
        ends.append(Node("(end)", "through", Shape.GOOD))
    kinds = dict.fromkeys(edge.end for edge in edges if edge.end.startswith("!"))
    ends += [Node(kind, kind[1:], Shape.BAD) for kind in kinds]
    return Picture(workflow.id, workflow.id, ranked([*nodes, *ends]), tuple(edges))


def _node(one: Checked, step: Step) -> Node:
    if isinstance(step.call, WorkflowCall):
        each = "for each: " if step.call.each is not None else ""
        return Node(step.id, step.id, Shape.FLOW, f"{each}{step.call.workflow}")
    sent = one.course.sent.get(step.id)
    detail = f"{sent.called.api}: {sent.called.name}" if sent is not None else str(step.call.operation)
    writes = sent is not None and sent.called.is_write
    return Node(step.id, step.id, Shape.WRITE if writes else Shape.READ, detail)


def _edges(step: Step, following: str) -> Iterator[Edge]:
    """Where a run may go from a step: after success in order, after failures but the ends that all steps share."""
    always = False
    for action in step.on_success:
        target = action.step if action.type == "goto" and action.step else "(end)"
        yield Edge(step.id, target, "" if action.is_unconditional else action.name)
        always = always or action.is_unconditional
    if not always:
        yield Edge(step.id, following)
    for action in step.on_failure if isinstance(step.call, OperationCall) else ():
        if action.type == "goto" and action.step is not None:
            yield Edge(step.id, action.step, action.name, failing=True)
        elif action.exception is not None and action.at[0] != "components":
            yield Edge(step.id, f"!{action.exception.kind}", "", failing=True)


def _flows(asked: Asked, touches: list[Touch]) -> Picture:
    """The data flow of the estate: from the systems that are read, through the processes, to those that are written."""
    systems = {name: str(api.spec.system) for name, api in asked.estate.apis.items()}
    sources: dict[str, None] = {}
    targets: dict[str, None] = {}
    edges: dict[tuple[str, str], dict[str, None]] = {}
    workflows = dict.fromkeys(touch.workflow for touch in touches)
    for touch in touches:
        system = systems.get(touch.version.partition("@")[0], "")
        entity = touch.field.partition("/")[0]
        if not system or (not touch.writes and touch.how in ("condition", "detail")):
            continue
        if touch.writes and touch.part != "request body":
            continue
        pair = (touch.workflow, f">{system}") if touch.writes else (f"<{system}", touch.workflow)
        (targets if touch.writes else sources)[system] = None
        edges.setdefault(pair, {})
        if entity:
            edges[pair][entity] = None
    ranks = (
        tuple(Node(f"<{name}", name, Shape.SYSTEM) for name in sources),
        tuple(Node(name, name, Shape.FLOW) for name in workflows),
        tuple(Node(f">{name}", name, Shape.SYSTEM) for name in targets),
    )
    drawn = tuple(Edge(a, b, ", ".join(entities)) for (a, b), entities in edges.items())
    return Picture("data-flow", "Data flow of the estate", ranks, drawn, across=True)


REPORT = ReportKind(
    name="workflows",
    summary="What starts each workflow, what its steps do and write, who hears which event; with pictures.",
    make=make,
    takes=("api", "workflow"),
)
