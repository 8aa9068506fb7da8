"""What the commands write that tell how the runtime stands, and what became of events and values."""

from __future__ import annotations

from typing import Final

from govkit.sync.store.states import EffectState, RunState
from tools.rows.notation import (
    Json,
    anything,
    count,
    flag,
    free,
    many,
    maybe,
    moment,
    named,
    number,
    one_of,
    record,
    ref,
    text,
    texts,
)
from tools.rows.shapes import KEY, WORKFLOW

_RUN_STATES: Final = [one.value for one in RunState]
_RUN_STATE: Final = one_of("Where it stands.", _RUN_STATES)

_STATUS: Final = record(
    "Where everything stands.",
    {
        "at": moment("The moment that it is about."),
        "todo": texts("What people must do something about; nothing is well while there is any."),
        "runs": named(
            "How many runs each workflow has, by their state.", named("By state.", count("How many there are."))
        ),
        "oldest": named("Since when the first run of a workflow waits that could go on.", moment("Since when.")),
        "held": many(
            "Lanes that a run holds which cannot go on by now.",
            record(
                "A lane.",
                {
                    "workflow": WORKFLOW,
                    "key": KEY,
                    "run": number("The run that holds it."),
                    "state": _RUN_STATE,
                    "step": maybe(text("The step at which it is.")),
                    "note": maybe(text("Why it waits.")),
                    "since": moment("Since when the run is there."),
                    "behind": count("How many wait behind it."),
                },
            ),
        ),
        "late": many(
            "Runs that are late.",
            record(
                "A run.",
                {
                    "run": number("Its number."),
                    "workflow": WORKFLOW,
                    "key": KEY,
                    "event": number("The event that started it."),
                    "state": _RUN_STATE,
                    "expectBy": moment("When it should have been through."),
                    "context": free("What it is about."),
                },
            ),
        ),
        "exceptions": many("Those that are open, by cause.", ref("exception-group")),
        "retrying": count("Exceptions whose runs are on their way again."),
        "unknown": many(
            "Writes of which nobody knows whether they were made.",
            record(
                "A write.",
                {
                    "key": text("Its idempotency key."),
                    "run": number("The run that made it."),
                    "workflow": WORKFLOW,
                    "step": text("The step."),
                    "system": text("The system that it was sent to."),
                    "operation": text("The operation."),
                    "since": moment("When it was sent last."),
                },
            ),
        ),
        "refused": many(
            "Deliveries that were not taken, by whose they are and why.",
            record(
                "Some of them.",
                {
                    "system": text("Who sent them; empty where nobody knows."),
                    "reason": text("Why: `signature`, `stale`, `body`, …"),
                    "count": count("How many they are."),
                    "lastAt": moment("When the last of them came."),
                    "detail": text("What was wrong with it."),
                },
            ),
        ),
        "polls": many(
            "The polls.",
            record(
                "A poll.",
                {
                    "name": text("Its system and its operation, as `erp.listInvoices`."),
                    "askedAt": maybe(moment("When it asked last.")),
                    "due": moment("When it asks next."),
                    "failed": maybe(text("Why the last one failed.")),
                },
            ),
        ),
        "workers": many(
            "The workers.",
            record(
                "A worker.",
                {
                    "executor": text("Its name."),
                    "startedAt": moment("Since when it is there."),
                    "beatAt": moment("When it was heard of last."),
                    "isAlive": flag("Whether that was lately."),
                },
            ),
        ),
        "escalated": many(
            "Exceptions that nobody acted on in time.",
            record(
                "One of them.",
                {
                    "exception": number("Its number."),
                    "step": count("How many steps of the escalation it climbed."),
                    "team": text("The team that did not act."),
                    "asked": text("Who is asked now."),
                    "at": moment("Since when."),
                    "nextDue": maybe(moment("When the next is asked; null where there is none.")),
                },
            ),
        ),
        "alerts": many(
            "Those who do not hear what they are told.",
            record(
                "One of them.",
                {
                    "sink": text("Who, as `sync.alerts` in govkit.yaml names it."),
                    "dead": count("Messages that are not tried any more."),
                    "waiting": count("Messages that wait in vain."),
                    "since": moment("Since when."),
                    "error": text("Why."),
                },
            ),
        ),
        "loads": many("Loads that are under way, or do not go on by themselves.", ref("load")),
        "paths": named(
            "How each workflow of the estate around is reached; nothing where there is no estate.",
            named("By sort: `real time`, `bulk`, `reconciliation`.", text("By what.")),
        ),
    },
)

_SOURCE: Final = record(
    "Where it came from.",
    {"kind": one_of("What sort of source it is.", ["event", "answer", "function", "constant", "links"])},
    {
        "step": text("The step that called."),
        "call": text("The operation that answered."),
        "status": number("The HTTP status of the answer."),
        "at": moment("When it answered."),
        "pointer": text("Where in it, as a JSON Pointer."),
        "mapping": text("The mapping that read it."),
        "how": text("How the mapping did."),
        "value": anything("What it was there."),
        "kept": flag("`false` where the value is not kept any more; left out otherwise."),
    },
)
_WRITE: Final = record(
    "A write.",
    {
        "number": number("Its number."),
        "key": text("Its idempotency key."),
        "system": text("The system that it was sent to."),
        "api": text("The API and its version, as `erp@2.2.0`."),
        "operation": text("The operation."),
        "step": text("The step."),
        "state": one_of("What is known of it.", [one.value for one in EffectState]),
        "status": maybe(number("The HTTP status that was answered.")),
        "tries": count("The number of the last try of the step."),
        "firstSentAt": moment("When it was sent first."),
        "lastSentAt": moment("When it was sent last."),
        "decidedAt": maybe(moment("When it was known what became of it.")),
        "decidedBy": maybe(text("By what: `answer`, `look-up`, or a person.")),
        "decided": maybe(text("Who decided it, where a person did.")),
        "resource": maybe(text("What was written.")),
        "undoes": maybe(text("The key of the write that it takes back.")),
        "undoneBy": maybe(number("The write that took it back.")),
        "later": many("Writes of the same object behind it, the last first.", number("A number.")),
        "notes": texts("What is not there any more."),
        "mended": many(
            "Changes of people to what was sent.",
            record(
                "A change.",
                {
                    "by": text("Who."),
                    "at": moment("When."),
                    "exception": maybe(number("In which exception.")),
                    "before": anything("What would have been sent."),
                    "diff": texts("A line that differs."),
                },
            ),
        ),
        "event": maybe(
            record(
                "The event behind it; null where it is not kept any more.",
                {
                    "number": number("Its number, in the order of arrival."),
                    "source": text("The system that it came from."),
                    "id": text("What its source calls it."),
                    "type": text("What its source says happened."),
                    "channel": text("How it came: `webhook`, `poll`, `schedule`, `reconciliation`, `bulk`."),
                    "receivedAt": moment("When it came."),
                    "occurredAt": maybe(text("When it happened, as its source says.")),
                },
            )
        ),
        "run": maybe(
            record(
                "The run that made it; null where it is not kept any more.",
                {
                    "number": number("Its number."),
                    "workflow": WORKFLOW,
                    "replay": count("0, then 1 for each replay."),
                    "key": KEY,
                    "state": _RUN_STATE,
                    "pin": text("What it runs: the digest of the workflow with all that it needs."),
                },
            )
        ),
        "values": many(
            "The values that were sent.",
            record(
                "A value.",
                {
                    "pointer": text("Where in the request: a JSON Pointer, or a parameter as `path id`."),
                    "value": anything("What was sent."),
                    "field": maybe(text("The canonical field, as `customer/legalName`.")),
                    "mapping": maybe(text("The mapping that wrote it.")),
                    "how": maybe(text("How the mapping did.")),
                    "sources": many("Where it came from.", _SOURCE),
                },
            ),
        ),
    },
)

COMMANDS: Final[dict[str, Json]] = {
    "sync access": many(
        "Who used which grant.",
        record(
            "An operation and who asks it.",
            {
                "consumer": text("Who; empty where nobody knows."),
                "version": text("The version, as `enterprise@1.0.0`."),
                "operation": text("The operation, as `GET /customers/{id}`."),
                "granted": flag("Whether it may."),
                "answered": count("How often it was answered."),
                "refused": count("How often it was refused."),
                "last": maybe(moment("When it asked last; null where it never did.")),
            },
        ),
    ),
    "sync lineage": record(
        "What was written about an object, and where that came from.",
        {
            "about": text("What was asked."),
            "identifiers": texts("All that the object is called, as `SYSTEM:TYPE:ID`."),
            "notes": texts("What is not there any more."),
            "writes": many("The writes, the last first.", _WRITE),
        },
    ),
    "sync migrate": record("What is ready.", {"database": text("The database, without its password.")}),
    "sync status": _STATUS,
    "sync timeline": many(
        "What happened, in time.",
        record(
            "Something that happened.",
            {
                "at": moment("When."),
                "event": number("The event that it belongs to."),
                "run": maybe(number("The run that it belongs to.")),
                "of": one_of("What it is.", ["event", "run", "write", "exception", "person"]),
                "number": maybe(number("Its own number.")),
                "what": text("What happened."),
                "detail": maybe(text("More about it.")),
                "isBad": flag("Whether it waits for people."),
            },
        ),
    ),
}
