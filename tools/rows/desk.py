"""What the commands write that people work off events and exceptions with."""

from __future__ import annotations

from typing import Final

from govkit.sync.store.states import EffectState, MessageState, RunState
from tools.rows.notation import (
    Json,
    anything,
    count,
    either,
    flag,
    free,
    many,
    maybe,
    moment,
    number,
    one_of,
    record,
    ref,
    text,
)
from tools.rows.shapes import CHANGES, DRY, EXCEPTION, KEY, WORKFLOW

_RUN_STATE: Final = one_of("Where it stands.", [one.value for one in RunState])
_CHANNEL: Final = text("How it came: `webhook`, `poll`, `schedule`, `reconciliation`, `bulk`.")
_EVENT_ROW: Final = record(
    "The event as it is kept; empty where it is not kept any more.",
    {},
    {
        "seq": number("Its number, in the order of arrival."),
        "source": text("The system that it came from."),
        "eventId": text("What its source calls it."),
        "type": text("What its source says happened."),
        "channel": _CHANNEL,
        "body": anything("What it said."),
        "occurredAt": maybe(text("When it happened, as its source says.")),
        "receivedAt": moment("When it came."),
        "trace": maybe(text("The trace of its reception (W3C `traceparent`).")),
        "repeats": count("How often it came again."),
        "echoOf": maybe(text("The key of the write that caused it.")),
    },
)
_RUN_ROW: Final = record(
    "The run as it is kept; empty where it is not kept any more.",
    {},
    {
        "id": number("Its number."),
        "event": number("The event that started it."),
        "workflow": WORKFLOW,
        "generation": count("0, then 1 for each replay."),
        "key": KEY,
        "pin": text("What it runs: the digest of the workflow with all that it needs."),
        "state": _RUN_STATE,
        "stretch": count("How often it was taken up."),
        "deaths": count("How often its process died meanwhile."),
        "due": maybe(moment("Not before this it goes on.")),
        "executor": maybe(text("Who took it up.")),
        "step": maybe(text("Where it waits or is parked.")),
        "note": maybe(text("Why it waits, or how it ended.")),
        "context": free("What it is about: customer, contract, region, amount, …"),
        "createdAt": moment("When it was started."),
        "startedAt": maybe(moment("When it was taken up first.")),
        "finishedAt": maybe(moment("When it was through.")),
        "expectBy": maybe(moment("From when on it is late.")),
        "lateTold": flag("Whether people were told that it is late."),
    },
)
_WRITE_ROW: Final = record(
    "A write as it is kept.",
    {
        "id": number("Its number."),
        "key": text("Its idempotency key."),
        "run": number("The run that made it."),
        "event": number("The event that started the run."),
        "workflow": WORKFLOW,
        "step": text("The step."),
        "system": text("The system that it was sent to."),
        "api": text("The API and its version, as `erp@2.2.0`."),
        "operation": text("The operation."),
        "request": anything("Parameters and body."),
        "digest": text("The digest of the request."),
        "state": one_of("What is known of it.", [one.value for one in EffectState]),
        "status": maybe(number("The HTTP status that was answered.")),
        "answer": anything("What was answered."),
        "tries": count("The number of the last try of the step."),
        "variant": count("How often it was refused or undone."),
        "firstSentAt": moment("When it was sent first."),
        "lastSentAt": moment("When it was sent last."),
        "decidedAt": maybe(moment("When it was known what became of it.")),
        "decidedBy": maybe(text("By what: `answer`, `look-up`, or a person.")),
        "undoes": maybe(text("The key of the write that it takes back.")),
        "resource": maybe(text("What was written.")),
        "mark": maybe(text("What its echo would show.")),
    },
)
_ACT: Final = record(
    "Something that somebody did.",
    {
        "id": number("Its number."),
        "at": moment("When."),
        "actor": text("Who; `run` where the runtime did it by itself."),
        "action": text("What."),
        "run": maybe(number("The run that it was about.")),
        "exception": maybe(number("The exception that it was about.")),
        "detail": free("More about it."),
    },
)
_ASKED: Final = maybe(text("Who is asked now."))

COMMANDS: Final[dict[str, Json]] = {
    "sync alerts": either(
        many(
            "What people were told.",
            record(
                "A message.",
                {
                    "id": number("Its number."),
                    "sink": text("To whom, as `sync.alerts` in govkit.yaml names it."),
                    "kind": text("Of what it tells: `exception`, `late`, `escalated`, …"),
                    "state": one_of("Where it stands.", [one.value for one in MessageState]),
                    "count": count("Of how many it tells."),
                    "madeAt": moment("When it was made."),
                    "tries": count("How often it was tried."),
                    "due": moment("Not before this it is tried."),
                    "sentAt": maybe(moment("When it was taken.")),
                    "error": maybe(text("Why the last try failed.")),
                    "text": maybe(text("What it says.")),
                },
            ),
        ),
        record(
            "With `--again` or `--drop`: what was done.",
            {"dryRun": DRY, "count": count("How many it was done to, or would be.")},
        ),
    ),
    "sync decide": CHANGES,
    "sync dismiss": CHANGES,
    "sync events": many(
        "Events in the order of their arrival.",
        record(
            "An event.",
            {
                "number": number("Its number, in the order of arrival."),
                "source": text("The system that it came from."),
                "id": text("What its source calls it."),
                "type": text("What its source says happened."),
                "channel": _CHANNEL,
                "occurredAt": maybe(text("When it happened, as its source says.")),
                "receivedAt": moment("When it came."),
                "repeats": count("How often it came again."),
                "echoOf": maybe(text("The key of the write that caused it.")),
                "body": anything("What it said."),
                "runs": many(
                    "The runs that it started.",
                    record(
                        "A run.",
                        {
                            "id": number("Its number."),
                            "workflow": WORKFLOW,
                            "generation": count("0, then 1 for each replay."),
                            "key": KEY,
                            "state": _RUN_STATE,
                        },
                    ),
                ),
            },
        ),
    ),
    "sync exceptions": either(
        many("Exceptions by cause, those about most money first.", ref("exception-group")),
        many(
            "With `--list`: exceptions one by one.",
            record("A run that could not go on.", EXCEPTION | {"asked": _ASKED}),
        ),
        record(
            "With ID: one exception with all that is known of it.",
            EXCEPTION
            | {
                "asked": _ASKED,
                "context": free("What its run is about."),
                "request": anything("The call that failed: parameters and body."),
                "answer": anything("What was answered."),
                "resolution": maybe(free("How it is settled, where it is.")),
                "event": _EVENT_ROW,
                "run": _RUN_ROW,
                "effects": many("The writes of its event.", _WRITE_ROW),
                "others": many("Other exceptions of its event.", ref("exception")),
                "audit": many("What was done.", _ACT),
            },
        ),
    ),
    "sync mend": CHANGES,
    "sync replay": either(
        many(
            "With WORKFLOW: each event.",
            record(
                "An event.",
                {
                    "event": number("Its number."),
                    "type": text("What its source says happened."),
                    "id": text("What its source calls it."),
                    "key": text("The business key; empty where it has none."),
                    "generation": count("Which replay of the event it is."),
                    "run": maybe(number("The run that it starts; null in a dry run, and where it is left out.")),
                    "refused": text("Why it is left out; empty where it is not."),
                },
            ),
        ),
        {**CHANGES, "description": "Without WORKFLOW: what was done to exceptions."},
    ),
    "sync retry": CHANGES,
}
