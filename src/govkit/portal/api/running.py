"""Operations on what runs: health, the queue of exceptions, events, differences, and who did what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from govkit.portal.api.operation import PAGED, Call, Operation, Parameter, Problem, asked, chosen, named, page_said
from govkit.portal.api.schemas import NUMBER, PLAIN, Json, at, money, said
from govkit.portal.rows import paged

if TYPE_CHECKING:
    from govkit.sync.exceptions.listing import Listed
    from govkit.sync.inbox.events import Kept
    from govkit.sync.telemetry.timeline import Happening

_STATES = ("open", "retrying", "resolved", "dismissed", "superseded", "all")
_NARROW = ("state", "workflow", "system", "customer", "owner", "region")


def _narrowed(call: Call) -> dict[str, str | None]:
    return {**{name: call.value(name) for name in _NARROW}, "page": call.value("cursor")}


def _groups(call: Call) -> Json:
    made = call.page("exceptions", {**_narrowed(call), "by": call.value("by")})
    return page_said(
        made["groups"],
        [
            said(
                cause=one["cause"],
                count=one["count"],
                since=at(one["since"]),
                amounts=money(one["amounts"]),
                owners=list(one["owners"]),
                customers=one["customers"],
                workflow=one["workflow"],
            )
            for one in made["groups"].rows
        ],
    )


def _exceptions(call: Call) -> Json:
    query = {**_narrowed(call), "cause": call.value("cause"), "q": call.value("q")}
    rows = call.page("exception-group", query)["rows"]
    return page_said(rows, [_exception(one) for one in rows.rows])


def _exception(one: Listed) -> Json:
    amount = None if one.amount is None else money({one.currency or "": one.amount})[0]
    return said(
        id=str(one.id),
        event=str(one.event),
        run=str(one.run),
        workflow=one.workflow,
        key=one.key,
        step=one.step,
        state=one.state.value,
        kind=one.kind,
        cause=one.cause,
        owner=one.owner.removeprefix("team:"),
        unknown=bool(one.unknown),
        raisedAt=at(one.raised_at),
        detail=one.detail,
        customer=one.customer,
        contract=one.contract,
        region=one.region,
        amount=amount,
        status=one.status,
        closedAt=at(one.closed_at),
        closedBy=one.closed_by,
        reason=one.reason,
    )


def _one_exception(call: Call) -> Json:
    made = call.page("exception", number=call.value("id"))
    return said(
        exception=_exception(made["one"]),
        happened=_happened(made["happened"]),
        steps=list(made["steps"]),
        request=made["whole"].request,
        answer=made["whole"].answer,
        asked=made["asked"],
    )


def _happened(found: Iterable[Happening]) -> list[Json]:
    return [
        said(
            at=at(one.at),
            of=one.of,
            event=str(one.event),
            what=one.what,
            bad=bool(one.is_bad),
            detail=one.detail,
            run=_number(one.run),
            number=_number(one.number),
        )
        for one in found
    ]


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)


def _events(call: Call) -> Json:
    query = {name: call.value(name) for name in ("type", "source", "key")}
    made = call.page("events", {**query, "before": call.value("cursor")})
    return said(items=[_event(one) for one in made["events"]], nextCursor=_number(made["older"]))


def _event(one: Kept) -> Json:
    return said(
        id=str(one.seq),
        name=one.id,
        type=one.type,
        source=one.source,
        channel=one.channel,
        receivedAt=at(one.received_at),
        repeats=one.repeats,
        runs=[{"id": str(run.id), "workflow": run.workflow, "key": run.key, "state": run.state} for run in one.runs],
        saidToOccur=one.occurred_at,
    )


def _one_event(call: Call) -> Json:
    made = call.page("event", number=call.value("id"))
    return {"event": _event(made["event"]), "happened": _happened(made["happened"]), "body": made["body"]}


def _timeline(call: Call) -> Json:
    return {"items": _happened(call.page("events-of", {"key": call.value("key")})["happened"])}


def _reconciliations(call: Call) -> Json:
    made = call.page("reconciliation")
    query = {"page": call.value("cursor")} if call.value("cursor") else {}
    rows = paged(replace(call.ask, query=query), "", made["rows"])
    return page_said(
        rows,
        [
            said(
                name=one["name"],
                title=one["title"],
                entity=one["entity"],
                systems=one["systems"],
                agreement=one["agreement"],
                ranAt=at(one["newest"].started_at) if one["newest"] is not None else None,
                differences=one["count"],
            )
            for one in rows.rows
        ],
    )


def _differences(call: Call) -> Json:
    query = {"system": call.value("system"), "q": call.value("q"), "page": call.value("cursor")}
    rows = call.page("differences", query, name=call.value("name"))["rows"]
    return page_said(
        rows,
        [
            said(
                id=str(one.id),
                system=one.system,
                object=one.object,
                what=one.what,
                record=one.record,
                stands=one.stands,
                firstSeen=at(one.first_seen),
                lastSeen=at(one.last_seen),
                local=one.local,
                expected=one.expected,
                found=one.found,
                event=_number(one.event),
            )
            for one in rows.rows
        ],
    )


def _health(call: Call) -> Json:
    made = call.page("health")
    return {
        "at": at(made["now"]),
        "todo": list(made["waits"].todo),
        "processes": [
            said(
                name=one["name"],
                done=one["done"],
                failed=one["failed"],
                underWay=one["open"],
                exceptions=one["exceptions"],
                amounts=money(one["amounts"]),
                took=one["took"],
                oldest=one["oldest"],
            )
            for one in made["processes"].rows
        ],
    }


def _audit(call: Call) -> Json:
    query = {"actor": call.value("actor"), "action": call.value("action"), "before": call.value("cursor")}
    made = call.page("audit", query)
    if not made["is_there"]:
        raise Problem("runtime", "there is no database that holds the audit log")
    items = [
        said(
            id=str(one.id),
            at=at(one.at),
            actor=one.actor,
            action=one.action,
            detail=dict(one.detail),
            run=_number(one.run),
            exception=_number(one.exception),
        )
        for one in made["entries"]
    ]
    return said(items=items, nextCursor=_number(made["older"]))


def numbered(name: str, description: str) -> Parameter:
    """The number of something, in the path."""
    schema = {"type": "string", "minLength": 1, "maxLength": 18, "pattern": NUMBER, "examples": ["17"]}
    return Parameter(name, description, schema, "path", required=True)


_NARROWING = (
    chosen("state", "Only those that stand so.", _STATES, default="open"),
    asked("workflow", "Only those of this workflow."),
    asked("system", "Only those whose failed call went to this system."),
    asked("customer", "Only those of this customer."),
    asked("owner", "Only those that this team answers for."),
    asked("region", "Only those of this region."),
)
_SAMPLE: Any = {
    "id": "17", "event": "40", "run": "41", "workflow": "invoice-to-ledger", "key": "cus_1", "step": "post",
    "state": "open", "kind": "tax-configuration", "cause": "invoice-to-ledger/post: tax-configuration 422",
    "owner": "finance-systems", "unknown": False, "raisedAt": "2026-03-01T12:00:00Z",
    "amount": {"amount": "120.50", "currency": "EUR"},
}  # fmt: skip
_CAME: Any = {
    "id": "40", "name": "evt_1", "type": "billing.invoice.finalized", "source": "billing", "channel": "webhook",
    "receivedAt": "2026-03-01T12:00:00Z", "repeats": 0, "runs": [],
}  # fmt: skip
_HAPPENED: Any = {"at": "2026-03-01T12:00:00Z", "of": "event", "event": "40", "what": "it came", "bad": False}
_TOTAL = {"total": 1}

OPERATIONS = (
    Operation(
        id="getHealth",
        method="get",
        path="/health",
        tag="Operations",
        summary="Tell how the workflows do",
        description="What people must do, and each process over fourteen days.",
        make=_health,
        answer="Health",
        told="How they do.",
        example={"at": "2026-03-01T12:00:00Z", "todo": ["1 exception is open"], "processes": []},
        of_runtime=True,
    ),
    Operation(
        id="listExceptionGroups",
        method="get",
        path="/exception-groups",
        tag="Exceptions",
        summary="List causes of exceptions",
        description="Exceptions by what they have in common, those about most first.",
        make=_groups,
        answer="ExceptionGroupPage",
        told="One page of causes.",
        parameters=(*_NARROWING, chosen("by", "What is first.", ("amount", "age"), default="amount"), *PAGED),
        example={
            "items": [
                {
                    "cause": "invoice-to-ledger/post: tax-configuration 422",
                    "count": 1,
                    "since": "2026-03-01T12:00:00Z",
                    "amounts": [{"amount": "120.50", "currency": "EUR"}],
                    "owners": ["finance-systems"],
                    "customers": 1,
                    "workflow": "invoice-to-ledger",
                }
            ],
            **_TOTAL,
        },
        of_runtime=True,
    ),
    Operation(
        id="listExceptions",
        method="get",
        path="/exceptions",
        tag="Exceptions",
        summary="List exceptions",
        description="Those of a cause, or all, about most first.",
        make=_exceptions,
        answer="ExceptionPage",
        told="One page of exceptions.",
        parameters=(asked("cause", "Only those of this cause.", 500), asked("q", "Only those that have these words."),
                    *_NARROWING, *PAGED),
        example={"items": [_SAMPLE], **_TOTAL},
        of_runtime=True,
    ),
    Operation(
        id="getException",
        method="get",
        path="/exceptions/{id}",
        tag="Exceptions",
        summary="Read an exception",
        description="An exception with the call that failed, and all that happened to its run.",
        make=_one_exception,
        answer="ExceptionWhole",
        told="The exception.",
        parameters=(numbered("id", "Its number."),),
        example={"exception": _SAMPLE, "happened": [_HAPPENED], "steps": []},
        of_runtime=True,
    ),
    Operation(
        id="listEvents",
        method="get",
        path="/events",
        tag="Operations",
        summary="List events",
        description="What came in, the newest first.",
        make=_events,
        answer="EventPage",
        told="One page of events.",
        parameters=(asked("type", "Only those of this type."), asked("source", "Only those of this system."),
                    asked("key", "Only those that concerned this business key."), *PAGED),
        example={"items": [_CAME]},
        of_runtime=True,
    ),
    Operation(
        id="getEvent",
        method="get",
        path="/events/{id}",
        tag="Operations",
        summary="Read an event",
        description="What an event said, and what became of it.",
        make=_one_event,
        answer="EventWhole",
        told="The event.",
        parameters=(numbered("id", "Its number."),),
        example={"event": _CAME, "happened": [_HAPPENED], "body": {"id": "in_1"}},
        of_runtime=True,
    ),
    Operation(
        id="getTimeline",
        method="get",
        path="/timelines/{key}",
        tag="Operations",
        summary="Tell what happened for a key",
        description="All that concerned one business key, of its latest events, in time.",
        make=_timeline,
        answer="Timeline",
        told="What happened.",
        parameters=(named("key", "A customer, an invoice, …", pattern=PLAIN.replace("*", "+")),),
        example={"items": [_HAPPENED]},
        of_runtime=True,
    ),
    Operation(
        id="listReconciliations",
        method="get",
        path="/reconciliations",
        tag="Operations",
        summary="List reconciliations",
        description="How far systems agree, by reconciliation.",
        make=_reconciliations,
        answer="ReconciliationPage",
        told="One page of reconciliations.",
        parameters=PAGED,
        example={"items": [{"name": "customers-nightly", "title": "Customers", "entity": "customer",
                            "systems": ["billing"]}], **_TOTAL},
        of_runtime=True,
    ),
    Operation(
        id="listDifferences",
        method="get",
        path="/reconciliations/{name}/differences",
        tag="Operations",
        summary="List differences of a reconciliation",
        description="The differences that stand, the worst first.",
        make=_differences,
        answer="DifferencePage",
        told="One page of differences.",
        parameters=(named("name", "The reconciliation."), asked("system", "Only those of this system."),
                    asked("q", "Only those that have these words."), *PAGED),
        example={"items": [], "total": 0},
        of_runtime=True,
    ),
    Operation(
        id="listActs",
        method="get",
        path="/audit",
        tag="Operations",
        summary="List who did what",
        description="The audit log, the newest act first.",
        make=_audit,
        answer="ActPage",
        told="One page of acts.",
        parameters=(asked("actor", "Only acts of this person."), asked("action", "Only acts of this sort."), *PAGED),
        example={"items": [{"id": "9", "at": "2026-03-01T12:00:00Z", "actor": "anna", "action": "retry",
                            "detail": {}}]},
        of_runtime=True,
    ),
)  # fmt: skip
