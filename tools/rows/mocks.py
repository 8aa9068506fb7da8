"""What the commands write that control mocks: records, time, states, faults, drift."""

from __future__ import annotations

from typing import Final

from tools.rows.notation import Json, count, either, free, many, maybe, moment, record, ref, text, texts

_COUNTED: Final[dict[str, Json]] = {
    "collection": text("The path of the collection, as `/customers`."),
    "records": count("How many records it has then."),
}

COMMANDS: Final[dict[str, Json]] = {
    "mock clock": record("The time of the mocks, after it was set.", {"now": moment("The time, in UTC.")}),
    "mock drift": either(
        many("What drifted: all of it, or what did just now in COLLECTION.", ref("drift")),
        record("With `--undo`: what was taken back.", {"records": count("How many records had drifted.")}),
    ),
    "mock fault add": many("All faults in force then.", ref("fault")),
    "mock fault clear": many("The faults in force then.", ref("fault")),
    "mock fault list": many("The faults in force.", ref("fault")),
    "mock records": either(
        many("The records of COLLECTION, as its API has them.", free("A record.")),
        many(
            "Without COLLECTION: which there are.",
            record("A collection.", {"system": text("Whose it is."), "collection": text("Its path.")}),
        ),
        record("With `--delete`: what is left.", _COUNTED),
    ),
    "mock reset": record(
        "What begins anew.", {"reset": maybe(text("The system whose records do; null where everything does."))}
    ),
    "mock restore": record("What was given back.", {"id": text("The name of the snapshot.")}),
    "mock seed": record("What the collection has then.", _COUNTED),
    "mock snapshot": either(
        record("What was kept.", {"id": text("The name that gives it back.")}),
        many(
            "With `--list`: the snapshots.",
            record(
                "A snapshot.",
                {
                    "id": text("Its name."),
                    "at": moment("When it was kept, by the mocks' clock."),
                    "systems": texts("The systems that are in it."),
                },
            ),
        ),
    ),
    "mock state": either(
        many("Without NAME: the provider states.", record("A provider state.", {"state": text("Its name.")})),
        free("With NAME: what the state tells of itself, by names that its declaration gives; none with `--teardown`."),
    ),
    "mock systems": many(
        "The systems that are served.",
        record(
            "A system.",
            {
                "name": text("What the catalog calls it."),
                "address": text("Where it is served."),
                "title": text("The title of its description."),
                "version": text("The version of its description."),
                "operations": count("How many operations it has."),
                "resources": texts("The paths of its collections."),
            },
        ),
    ),
}
