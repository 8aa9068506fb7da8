"""The shapes that several commands write."""

from __future__ import annotations

from typing import Final

from govkit.sync.reconciling.findings import Kind, State
from govkit.sync.store.states import ExceptionState, LoadState
from tools.rows.notation import (
    Json,
    anything,
    count,
    decimal,
    flag,
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

WORKFLOW: Final = text("Which of the catalog's workflows.")
KEY: Final = text("The business key.")
DRY: Final = flag("Whether nothing was done, for `--dry-run` asked for that.")

EXCEPTION: Final[dict[str, Json]] = {
    "id": number("Its number, which commands are given."),
    "run": number("The run that failed."),
    "event": number("The event that started the run."),
    "workflow": WORKFLOW,
    "key": KEY,
    "step": text("The step that failed; empty where it is the run itself."),
    "try": count("Which try of the step it was."),
    "state": one_of("Where it stands.", [one.value for one in ExceptionState]),
    "kind": text("What sort of failure it is: `tax-configuration`, `exhausted`, `unknown`, `mapping`, …"),
    "detail": maybe(text("What was said.")),
    "cause": text("What it has in common with others."),
    "owner": text("The team that answers for it, as `team:finance-systems`."),
    "customer": maybe(text("Whom it is about.")),
    "contract": maybe(text("Under which agreement.")),
    "region": maybe(text("In which part of the world.")),
    "amount": maybe(text("What it is about: an exact decimal number.")),
    "currency": maybe(text("The currency of the amount.")),
    "status": maybe(number("The HTTP status that was answered.")),
    "unknown": flag("Whether nobody knows if its write was made."),
    "compensated": flag("Whether what was written before it is undone."),
    "effect": maybe(text("The key of the write that it is about.")),
    "blocked": texts("The steps that wait behind it."),
    "raisedAt": moment("When it was raised."),
    "closedAt": maybe(moment("When it was closed.")),
    "closedBy": maybe(text("Who closed it.")),
    "reason": maybe(text("Why.")),
}
"""An exception as lists have it."""

_DELIVERY = record(
    "What was told to a subscriber, and what became of it.",
    {
        "id": text("Its number, as `dlv_000001`."),
        "webhookId": text("What receivers know it by: a repeated delivery has the same."),
        "system": text("Who tells."),
        "event": text("Of which event."),
        "key": maybe(text("The business object that it is about.")),
        "subscription": maybe(text("The subscription that it is for.")),
        "url": maybe(text("Where it goes.")),
        "created": moment("When it was made, by the mocks' clock."),
        "state": one_of("What became of it.", ["pending", "taken", "given up", "lost", "invalid", "unsubscribed"]),
        "fate": texts(
            "What goes wrong with it on purpose: `lost`, `duplicated`, `reordered`, `delayed`, `corrupt`, `stale`."
        ),
        "body": anything("What was told."),
        "tries": many(
            "Each try.",
            record(
                "A try.",
                {
                    "at": moment("When, by the mocks' clock."),
                    "url": text("Where it went."),
                    "duration": decimal("How long it took, in seconds."),
                },
                {
                    "status": maybe(number("The HTTP status that was answered.")),
                    "error": text("Why nothing was answered."),
                    "fate": text("What went wrong with it on purpose."),
                    "undeclared": flag("Whether the description of the webhook knows no such answer."),
                },
            ),
        ),
    },
    {
        "next": moment("When it is tried again."),
        "problem": text("Why it was not told."),
        "duplicateOf": text("The delivery that it repeats."),
    },
)

_FAULT = {
    **record(
        "A fault in force: its order, and how often it struck. Each kind has members of its own, those of its order.",
        {
            "name": text("What takes it back."),
            "fault": text("The kind of fault."),
            "system": text("The system that it strikes; may have `*`."),
            "operation": text("The operation that it strikes; may have `*`."),
            "odds": decimal("The share of those requests that it strikes."),
            "seed": number("What decides which ones."),
            "after": count("How many such requests are left alone first."),
            "hits": count("How often it struck."),
            "seen": count("How many requests it might have struck."),
        },
        {"times": count("How often it strikes; without end where it is left out.")},
    ),
    "additionalProperties": True,
}

_DRIFT = record(
    "A record that was made to disagree, and the truth.",
    {
        "seq": count("Its number."),
        "system": text("The system that disagrees."),
        "collection": text("The path of the collection."),
        "key": text("The identifier of the record."),
        "kind": one_of("How it disagrees.", ["differs", "missing", "extra"]),
        "field": maybe(text("Where it differs, as a JSON Pointer.")),
        "was": anything("What is true: the value of the field, or the record that is missing."),
        "is": anything("What the system says: the value of the field, or the record that is one too many."),
    },
)

_GROUP = record(
    "Exceptions with one cause.",
    {
        "cause": text("What they have in common."),
        "count": count("How many they are."),
        "since": moment("When the first of them was raised."),
        "amounts": named("What they are about, by currency, which are never added up.", text("An exact number.")),
        "ids": many("Their numbers.", number("A number.")),
        "owners": texts("The teams that answer for them."),
    },
)

_CHANGE = record(
    "What becomes of one exception.",
    {"id": number("Its number."), "run": number("The run that failed.")},
    {
        "does": text("What is done, or would be; left out where nothing is."),
        "refused": text("Why nothing is done."),
        "verdict": text("Who takes the request as it is then."),
        "diff": many(
            "What the request says differently.",
            record(
                "A place in which it differs.",
                {"path": text("Where, as a JSON Pointer.")},
                {"was": anything("What it said; left out where there was nothing."),
                 "becomes": anything("What it says then; left out where there is nothing.")},
            ),
        ),
    },
)  # fmt: skip

_LOAD: dict[str, Json] = {
    "id": number("Its number."),
    "workflow": WORKFLOW,
    "list": text("The list that is read, as `erp@2.2.0 listCustomers`."),
    "state": one_of("Where it stands.", [one.value for one in LoadState]),
    "isRead": flag("Whether somebody reads it now; one that is `running` and is not read lost its process."),
    "startedBy": text("Who began it."),
    "startedAt": moment("When it began."),
    "finishedAt": maybe(moment("When it ended.")),
    "records": count("Records that were read."),
    "events": count("Events that were made of them."),
    "done": count("Runs that are through."),
    "open": count("Runs that are not."),
    "parked": count("Those of them that wait for people."),
    "note": maybe(text("Why it does not go on.")),
}
LOAD: Final = _LOAD
"""The last load of a workflow."""

_DIFFERENCE = record(
    "Something that is not as its record has it.",
    {
        "id": number("Its number, which `--apply` is given; 0 in a dry run."),
        "reconciliation": text("Which of the catalog's reconciliations."),
        "system": text("The system that differs."),
        "object": text("The canonical identifier."),
        "field": text("The field; empty where it is about the object."),
        "kind": one_of("How it differs.", [one.value for one in Kind]),
        "state": one_of("Where it stands; `found` in a dry run.", [*(one.value for one in State), "found"]),
        "record": text("The system whose word counts."),
        "firstSeen": decimal("When it was found first, in seconds since 1970 (UTC)."),
        "lastSeen": decimal("When it was found last, in seconds since 1970 (UTC)."),
        "repairs": count("Repairs in a row that did not last."),
        "isRepairable": flag("Whether a workflow can repair it."),
    },
    {
        "local": text("What the system calls the object."),
        "expected": text("What the record says."),
        "found": text("What the system says."),
        "detail": text("More about it."),
        "event": number("The event of its repair."),
        "closedAt": moment("When it was settled."),
        "closedBy": text("The workflow that repaired it; left out where it went by itself."),
    },
)

_FIGURES = record(
    "How far systems agree, in numbers.",
    {
        "entity": text("What is held beside each other, of the catalog's entities."),
        "base": text("The system that is the record of the entity."),
        "systems": named(
            "What was found of each system, by its name.",
            record(
                "Of one system.",
                {
                    "records": count("Records that it has."),
                    "both": count("Objects that it shares with the record of the entity."),
                    "absent": count("Objects that it does not have."),
                    "extra": count("Objects that the record does not know."),
                    "several": count("Objects that several of its records could be."),
                    "unfit": count("Values, or records, that have no place in the entity."),
                    "double": maybe(count("Records that may be one object with another; null where nobody looked.")),
                    "fields": named(
                        "Each field, by its name.",
                        record(
                            "Of one field.",
                            {
                                "record": text("The system whose word counts."),
                                "both": count("Values that were compared."),
                                "equal": count("Those that are equal."),
                                "differs": count("Those that differ."),
                                "missing": count("Values that the record alone has."),
                                "surplus": count("Values that the system alone has."),
                            },
                        ),
                    ),
                },
            ),
        ),
        "notes": texts("A sentence about the run."),
        "kept": count("How many differences are listed one by one."),
        "found": count("How many there are."),
    },
)

SHAPES: Final[dict[str, Json]] = {
    "change": _CHANGE,
    "delivery": _DELIVERY,
    "difference": _DIFFERENCE,
    "drift": _DRIFT,
    "exception": record("A run that could not go on by itself.", EXCEPTION),
    "exception-group": _GROUP,
    "fault": _FAULT,
    "figures": _FIGURES,
    "load": record("A bulk load.", LOAD),
}
"""By their names in `$defs`."""

CHANGES: Final = record("What was done.", {"dryRun": DRY, "changes": many("Each exception.", ref("change"))})
"""What an action on exceptions writes."""
