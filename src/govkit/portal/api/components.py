"""The components of the API's document: what answers hold, and why there is none."""

from __future__ import annotations

from typing import Final

from govkit.portal.api.schemas import (
    Json,
    amounts,
    anything,
    count,
    flag,
    listed,
    moment,
    number,
    one_of_now,
    page_of,
    record,
    ref,
    text,
)
from govkit.portal.security.roles import Role

_NAME = "What the catalog calls it."
_STATES = ("open", "retrying", "resolved", "dismissed", "superseded")
_TABLE_TYPES = ("text", "name", "names", "day", "count", "quantity")

SCHEMAS: Final[dict[str, Json]] = {
    "Problem": record(
        "Why there is no answer (RFC 9457).",
        {
            "type": text("The kind of the problem.", format="uri-reference"),
            "title": text("The kind in words."),
            "status": {"type": "integer", "description": "The HTTP status.", "minimum": 400, "maximum": 599},
            "detail": text("This case in words."),
        },
    ),
    "Amount": record(
        "An amount of money, exactly.",
        {
            "amount": text("The amount, as a decimal number.", pattern="^-?[0-9]+(\\.[0-9]+)?$"),
            "currency": text("The currency (ISO 4217); empty where nobody said it.", maxLength=100),
        },
    ),
    "Hit": record(
        "Something that a search found.",
        {
            "kind": text("What sort of thing was found: an entry, an operation, a field, …"),
            "title": text("What it is called."),
            "path": text("The path of its page."),
        },
        {"where": text("Where it belongs."), "description": text("What is said about it.")},
    ),
    "HitPage": page_of("Hit", "things that were found"),
    "Item": record(
        "An entry of the catalog, in a list.",
        {"name": text(_NAME), "title": text("What people call it.")},
        {"description": text("What is said about it."), "owner": text("The team that answers for it.")},
    ),
    "ItemPage": page_of("Item", "entries"),
    "Catalogued": record(
        "An entry of the catalog, whole.",
        {
            "kind": text("What sort of entry it is: `API`, `System`, `Consumer`, …"),
            "name": text(_NAME),
            "title": text("What people call it."),
            "spec": {"type": "object", "description": "What its file says under `spec`.", "additionalProperties": True},
        },
        {
            "description": text("What is said about it."),
            "usedBy": listed("The entries that refer to it.", text("Kind and name: `API/billing`.")),
        },
    ),
    "Version": record(
        "A version of an API.",
        {"version": text("Its number."), "lifecycle": text("Where it is in its life.")},
        {
            "released": text("The day of its release.", format="date"),
            "sunset": text("The day from which it may be gone.", format="date"),
            "successor": text("The version to go to."),
            "consumers": listed("Who says to use it.", text(_NAME)),
        },
    ),
    "VersionPage": page_of("Version", "versions, the oldest first"),
    "Finding": record(
        "Something that was found, and how sure that is.",
        {
            "rule": text("The rule that found it."),
            "severity": text("How bad it is."),
            "verdict": text("How sure it is."),
            "message": text("What sort of thing was found: an entry, an operation, a field, …"),
            "operations": listed("The operations that it is about.", text("Method and path.")),
        },
        {
            "path": text("The way to what it is about."),
            "schema": text("The component that it is about."),
            "fix": text("What to do."),
            "reason": text("Why it is not decided."),
            "witness": {
                "type": "object",
                "description": "A message that one side sends and the other refuses.",
                "additionalProperties": True,
            },
            "affects": listed("Whom it hits: kind and name.", text("`consumer/warehouse-loader`.")),
        },
    ),
    "Changes": record(
        "What changed between two versions.",
        {
            "from": text("The version before."),
            "to": text("The version behind it."),
            "told": text("All of it in one sentence."),
            "items": listed("The findings of this page, the worst first.", ref("schemas", "Finding"), 100),
            "total": count("How many findings there are."),
        },
        {"nextCursor": text("What asks for the page behind this one; absent on the last.")},
    ),
    "Column": record(
        "A column of a table.",
        {
            "name": text("Its member in rows."),
            "title": text("Its heading."),
            "type": one_of_now("What it holds.", _TABLE_TYPES),
        },
    ),
    "Figure": record(
        "A number that matters.",
        {
            "name": text("What it is called."),
            "title": text("What it counts."),
            "value": {"type": "number", "description": "The number."},
            "bad": flag("Whether it should be zero, and is not."),
        },
    ),
    "Table": record(
        "A table of a report.",
        {
            "name": text("What it is called."),
            "title": text("Its heading."),
            "columns": listed("How each row is read, from left to right.", ref("schemas", "Column"), 100),
            "rows": count("How many rows it has."),
        },
    ),
    "Report": record(
        "A report on the estate.",
        {
            "name": text("Which one."),
            "title": text("Its heading."),
            "on": text("The day that it is about.", format="date"),
            "figures": listed("Its numbers.", ref("schemas", "Figure"), 100),
            "tables": listed("Its tables, without their rows.", ref("schemas", "Table"), 100),
            "findings": listed("What was found with it.", ref("schemas", "Finding")),
        },
        {"about": text("What it is narrowed to.")},
    ),
    "Row": {
        "type": "object",
        "description": "A row of a table, by the names of its columns.",
        "additionalProperties": True,
    },
    "RowPage": page_of("Row", "rows"),
    "ExceptionGroup": record(
        "Exceptions with one cause.",
        {
            "cause": text("What they have in common."),
            "count": count("How many they are."),
            "since": moment("When the first of them was raised."),
            "amounts": amounts(),
            "owners": listed("The teams that answer for them.", text(_NAME)),
            "customers": count("How many customers they are about."),
            "workflow": text("The workflow of the first."),
        },
    ),
    "ExceptionGroupPage": page_of("ExceptionGroup", "causes, those about most first"),
    "Exception": record(
        "A run that could not go on by itself.",
        {
            "id": number("Its number."),
            "event": number("The event that started its run."),
            "run": number("Where it failed, by number."),
            "workflow": text("Which of the catalog's workflows."),
            "key": text("The business key."),
            "step": text("The step that failed; empty where it is the run itself."),
            "state": one_of_now("Where it stands.", _STATES),
            "kind": text("What sort of failure it is."),
            "cause": text("What it has in common with others."),
            "owner": text("The team that answers for it."),
            "unknown": flag("Whether nobody knows if its write was made."),
            "raisedAt": moment("When it was raised."),
        },
        {
            "detail": text("What was said."),
            "customer": text("Whom it is about."),
            "contract": text("Under which agreement."),
            "region": text("In which part of the world."),
            "amount": ref("schemas", "Amount"),
            "status": {"type": "integer", "description": "The HTTP status that was answered."},
            "closedAt": moment("When it was closed."),
            "closedBy": text("Who closed it."),
            "reason": text("Why."),
        },
    ),
    "ExceptionPage": page_of("Exception", "exceptions, those about most first"),
    "ExceptionWhole": record(
        "An exception with all about it.",
        {
            "exception": ref("schemas", "Exception"),
            "happened": listed("What happened, in time.", ref("schemas", "Happening")),
            "steps": listed("The steps that its run may go on from.", text("A step.")),
        },
        {
            "request": anything("The call that failed: parameters and body."),
            "answer": anything("What was answered."),
            "asked": text("Who is asked now."),
        },
    ),
    "Happening": record(
        "Something that happened.",
        {
            "at": moment("When."),
            "of": one_of_now("What it is.", ("event", "run", "write", "exception", "person")),
            "event": number("The event that it belongs to."),
            "what": text("What happened."),
            "bad": flag("Whether it waits for people."),
        },
        {
            "detail": text("More about it."),
            "run": number("The run that it belongs to."),
            "number": number("Its own number."),
        },
    ),
    "Timeline": record("What happened, in time.", {"items": listed("What happened.", ref("schemas", "Happening"))}),
    "Event": record(
        "An event that came in.",
        {
            "id": number("Its number, in the order of arrival."),
            "name": text("What its source calls it."),
            "type": text("What its source says happened, in the words of its catalog."),
            "source": text("The system that it came from."),
            "channel": text("How it came."),
            "receivedAt": moment("When it came."),
            "repeats": count("How often it came again."),
            "runs": listed("The runs that it started.", ref("schemas", "Run"), 1000),
        },
        {"saidToOccur": text("When it happened, as its source says.")},
    ),
    "Run": record(
        "A run of a workflow.",
        {
            "id": number("Its number."),
            "workflow": text("Which of the catalog's workflows."),
            "key": text("The business key."),
            "state": text("Where it stands."),
        },
    ),
    "EventPage": page_of("Event", "events, the newest first"),
    "EventWhole": record(
        "An event with what became of it.",
        {
            "event": ref("schemas", "Event"),
            "happened": listed("What happened, in time.", ref("schemas", "Happening")),
            "body": anything("What it said."),
        },
    ),
    "Reconciliation": record(
        "How far systems agree.",
        {
            "name": text(_NAME),
            "title": text("What people call it."),
            "entity": text("What is held beside each other, of the catalog's entities."),
            "systems": listed("The systems that are held beside each other.", text(_NAME), 100),
        },
        {
            "agreement": text("How far they agree: `98.4 %`."),
            "ranAt": moment("When it began last."),
            "differences": count("How many differences stand."),
        },
    ),
    "ReconciliationPage": page_of("Reconciliation", "reconciliations"),
    "Difference": record(
        "A difference that stands.",
        {
            "id": number("Its number."),
            "system": text("The system that differs."),
            "object": text("The canonical identifier."),
            "what": text("The field, or what is wrong with the object."),
            "record": text("The system whose word counts."),
            "stands": text("Where it stands."),
            "firstSeen": moment("When it was found first."),
            "lastSeen": moment("When it was found last."),
        },
        {
            "local": text("What the system calls the object."),
            "expected": text("What the record says."),
            "found": text("What the system says."),
            "event": number("The event of its repair."),
        },
    ),
    "DifferencePage": page_of("Difference", "differences, the worst first"),
    "Health": record(
        "How the workflows do.",
        {
            "at": moment("The moment that it is about."),
            "todo": listed("What people must do something about.", text("In words."), 20),
            "processes": listed("Each workflow that something is known of.", ref("schemas", "Process")),
        },
    ),
    "Process": record(
        "How one workflow did over fourteen days.",
        {
            "name": text("Which of the catalog's workflows."),
            "done": count("Runs that went through."),
            "failed": count("Exceptions that were raised."),
            "underWay": count("Runs that are not through."),
            "exceptions": count("Exceptions that are open."),
            "amounts": amounts(),
        },
        {"took": text("How long runs took last, in the mean."), "oldest": text("For how long the oldest waits.")},
    ),
    "Act": record(
        "Something that somebody did.",
        {
            "id": number("Its number."),
            "at": moment("When."),
            "actor": text("Who; `run` where the runtime did it by itself."),
            "action": text("What."),
            "detail": {"type": "object", "description": "More about it.", "additionalProperties": True},
        },
        {
            "run": number("Of which workflow's course it was a part."),
            "exception": number("The exception that it was about."),
        },
    ),
    "ActPage": page_of("Act", "acts, the newest first"),
    "Outcome": record(
        "What was done, or would be.",
        {
            "dryRun": flag("Whether nothing was done."),
            "done": count("How many it was done to, or would be."),
            "refused": count("How many it was refused of."),
            "items": listed("Each of them.", ref("schemas", "Change")),
        },
    ),
    "Change": record(
        "What becomes of one exception.",
        {"exception": number("Its number."), "isDone": flag("Whether it is done, or would be.")},
        {
            "does": text("What is done."),
            "refused": text("Why nothing is done."),
            "verdict": text("Who takes the request as it is then."),
            "differences": listed("What the request says differently.", ref("schemas", "Edit")),
        },
    ),
    "Edit": {
        "type": "object",
        "description": "A value that is another: where, before, and after.",
        "additionalProperties": True,
    },
    "Token": record(
        "A token, without what it is.",
        {
            "name": text("Whose it is."),
            "role": one_of_now("What its owner may do.", [one.value for one in Role]),
            "madeAt": moment("When it was made."),
            "madeBy": text("Who made it."),
        },
        {"until": moment("Until when it is good; absent where it has no end.")},
    ),
    "TokenPage": page_of("Token", "tokens"),
    "Secret": record(
        "A token that was made: it is told once.",
        {"name": text("Whose it is."), "token": text("What its owner shows; it is kept nowhere.")},
    ),
}


def _refusal(description: str, detail: str, kind: str, status: int, title: str, **headers: Json) -> Json:
    example = {"type": f"urn:govkit:portal:{kind}", "title": title, "status": status, "detail": detail}
    media = {"schema": ref("schemas", "Problem"), "example": example}
    found: Json = {"description": description, "content": {"application/problem+json": media}}
    return {**found, "headers": headers} if headers else found


_WAIT = ref("headers", "Retry-After")

RESPONSES: Final[dict[str, Json]] = {
    "BadRequest": _refusal(
        "The request is not one that can be answered.",
        "`limit` is at most 100",
        "request",
        400,
        "The request cannot be answered",
    ),
    "Unauthorized": _refusal(
        "Nobody knows who asks.",
        "Show a token of the portal.",
        "token",
        401,
        "Nobody knows who asks",
        **{"WWW-Authenticate": ref("headers", "WWW-Authenticate")},
    ),
    "Forbidden": _refusal(
        "Who asks may not do this.",
        "This needs the role operator; anna has viewer.",
        "role",
        403,
        "Who asks may not do this",
    ),
    "NotFound": _refusal(
        "There is no such thing.", "There is no exception 17.", "absent", 404, "There is no such thing"
    ),
    "Conflict": _refusal(
        "As things stand this cannot be done.",
        "anna has a token already: rotate it, or revoke it first",
        "conflict",
        409,
        "As things stand this cannot be done",
    ),
    "TooLarge": _refusal(
        "The request is too large.", "a request has at most 1,024 KiB", "large", 413, "The request is too large"
    ),
    "NoJson": _refusal("The body is no JSON.", "send `application/json`", "media", 415, "The body is no JSON"),
    "TooManyTries": _refusal(
        "There were too many tries with wrong tokens.",
        "Wait 4 s before you try again.",
        "wait",
        429,
        "There were too many tries",
        **{"Retry-After": _WAIT},
    ),
    "Failed": _refusal("The portal failed.", "The log of the portal says why.", "failed", 500, "The portal failed"),
    "NoRuntime": _refusal(
        "Nothing is known of what runs: there is no database, or it does not answer.",
        "the database is not there",
        "runtime",
        503,
        "Nothing is known of what runs",
        **{"Retry-After": _WAIT},
    ),
}

HEADERS: Final[dict[str, Json]] = {
    "Cache-Control": {
        "description": "What is answered is kept nowhere.",
        "schema": {"type": "string", "enum": ["no-store"]},
    },
    "Location": {
        "description": "Where what was made is found.",
        "schema": {"type": "string", "format": "uri-reference", "maxLength": 300},
    },
    "Retry-After": {
        "description": "The seconds after which it may be tried again.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {
        "description": "How a caller shows who it is (RFC 6750).",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    },
}
