"""What the commands write that hold systems against each other: reconciliations, links, bulk loads."""

from __future__ import annotations

from typing import Final

from govkit.sync.store.states import LoadState
from tools.rows.notation import Json, count, either, flag, many, maybe, moment, number, one_of, record, ref, text, texts
from tools.rows.shapes import DRY, LOAD, WORKFLOW

_NAME: Final = text("Which of the catalog's reconciliations.")
_DIFFERENCES: Final = many("The differences that stand.", ref("difference"))
_RUN: Final[dict[str, Json]] = {
    "run": number("Its number."),
    "reconciliation": _NAME,
    "state": one_of("How it stands.", ["running", "done", "failed"]),
    "startedBy": text("Who began it; `schedule` where nobody did."),
    "startedAt": moment("When it began."),
    "finishedAt": maybe(moment("When it ended.")),
    "note": maybe(text("Why it failed.")),
    "agreement": maybe(text("The part of all values compared that is equal, as `0.998519`; null where none was.")),
    "figures": maybe(ref("figures", "Its numbers; null where it was not done.")),
}
_PERCENT: Final = maybe(text("How far it agreed, as `99.22%`; null where nothing was compared."))
_DECIDED: Final = record(
    "What leads where then.",
    {
        "entity": text("The entity."),
        "golden": text("The object that they lead to then."),
        "moved": many(
            "What was moved.",
            record(
                "An identifier.",
                {"identifier": text("The identifier."), "from": text("The object that it led to before.")},
            ),
        ),
        "dryRun": DRY,
    },
)

COMMANDS: Final[dict[str, Json]] = {
    "sync reconcile": either(
        record(
            "With NAME: what a run, or with `--dry-run` a trial, found.",
            {
                "reconciliation": _NAME,
                "run": maybe(number("Its number; null for a trial.")),
                "dryRun": flag("Whether it was a trial, of which nothing is kept."),
                "figures": ref("figures"),
                "differences": _DIFFERENCES,
            },
            {
                "sent": many(
                    "Repairs that were started at once; left out for a trial.",
                    record(
                        "A repair.",
                        {
                            "differences": many("The numbers of what it repairs.", number("A number.")),
                            "event": maybe(number("The event that starts it; null where it was not sent.")),
                        },
                    ),
                )
            },
        ),
        many(
            "Without NAME: how each of the catalog stands.",
            record(
                "A reconciliation.",
                {
                    "name": _NAME,
                    "entity": text("What is held beside each other, of the catalog's entities."),
                    "systems": texts("The systems that are held beside each other."),
                    "repair": one_of("What becomes of a difference.", ["report", "propose", "write"]),
                    "ran": text("When it ran last, in words: `3 h ago`, `never`."),
                    "agreement": _PERCENT,
                    "differences": maybe(count("How many differences stand; null where it never was through.")),
                    "next": maybe(moment("When it runs next.")),
                },
            ),
        ),
        record("With `--last`: the last run that was done.", {**_RUN, "differences": _DIFFERENCES}),
        record(
            "With `--history`: the runs, and what became of differences.",
            {
                "runs": many("The runs, the newest first.", record("A run.", _RUN)),
                "closed": many("Differences that are settled; none without NAME.", ref("difference")),
            },
        ),
        many(
            "With `--trend`: how agreement went, the newest run first.",
            {
                **record(
                    "A run. Each system has a member of its name besides: how far it agreed.",
                    {
                        "run": number("Its number."),
                        "at": moment("When it began."),
                        "all": _PERCENT,
                        "differ": count("How many differences there were."),
                    },
                ),
                "additionalProperties": _PERCENT,
            },
        ),
        record(
            "With `--apply`: repairs.",
            {
                "dryRun": DRY,
                "repairs": many(
                    "Each repair.",
                    record(
                        "A repair.",
                        {
                            "system": text("The system that is repaired."),
                            "objects": texts("The canonical identifiers."),
                            "differences": many("The numbers of what it repairs.", number("A number.")),
                            "event": maybe(number("The event that starts it; null where there is none.")),
                            "refused": maybe(text("Why it is left out.")),
                        },
                    ),
                ),
            },
        ),
    ),
    "sync links list": many(
        "The objects that are linked.",
        record(
            "An object.",
            {
                "entity": text("Its entity."),
                "golden": text("Its canonical identifier."),
                "identifiers": texts("All that it is called, as `SYSTEM:TYPE:ID`."),
                "double": texts("Systems and types that it has several identifiers of."),
            },
        ),
    ),
    "sync links import": either(
        record(
            "With FILE: what was linked.",
            {
                "linked": count("Identifiers that were linked."),
                "known": count("Those that were linked so before."),
                "doubtful": texts("What is linked otherwise, and was left as it was."),
                "dryRun": DRY,
            },
        ),
        record(
            "With `--from`: what was read.",
            {
                "records": count("Records that were read."),
                "objects": many(
                    "Each entity.",
                    record(
                        "An entity.",
                        {
                            "entity": text("Its name."),
                            "linked": count("Objects that several systems know."),
                            "alone": count("Objects that one alone knows."),
                            "double": count("Objects that a system has two identifiers of."),
                        },
                    ),
                ),
                "doubtful": texts("What is linked otherwise, and was left as it was."),
                "unread": texts("Lists that could not be read, and why."),
            },
        ),
    ),
    "sync links merge": _DECIDED,
    "sync links split": _DECIDED,
    "sync bulk": either(
        many(
            "Without WORKFLOW: each workflow that has a bulk path, and how its last load went.",
            record(
                "A bulk path: all but its workflow and its list is left out where there was no load.",
                {"workflow": WORKFLOW, "list": text("The list that it reads, as `erp@2.2.0 listCustomers`.")},
                {name: form for name, form in LOAD.items() if name not in ("workflow", "list")},
            ),
        ),
        record(
            "With WORKFLOW: what was loaded, or would be.",
            {
                "dryRun": DRY,
                "loads": many(
                    "Each load.",
                    record(
                        "A load.",
                        {
                            "workflow": WORKFLOW,
                            "list": text("The list that was read."),
                            "state": one_of("Where it stands.", [one.value for one in LoadState]),
                            "load": maybe(number("Its number; null in a dry run.")),
                            "pages": count("Pages that were read."),
                            "records": count("Records that were read."),
                            "events": count("Events that were made of them, or would be."),
                            "known": count("Records that were read before, and are as they were."),
                            "open": count("Runs that are not through."),
                            "parked": count("Those of them that wait for people."),
                            "keyless": count("Records that no run could be started for: they have no key."),
                            "note": maybe(text("Why it does not go on.")),
                        },
                    ),
                ),
            },
        ),
    ),
}
