"""What the commands write that tell what mocks did: ledger, journal, webhooks."""

from __future__ import annotations

from typing import Final

from tools.rows.notation import (
    Json,
    anything,
    count,
    decimal,
    either,
    flag,
    many,
    maybe,
    moment,
    number,
    record,
    ref,
    text,
)

COMMANDS: Final[dict[str, Json]] = {
    "mock deliveries": many("What was told to whom.", ref("delivery")),
    "mock events": either(
        many(
            "Without EVENT: which events there are.",
            record("An event.", {"system": text("Who tells of it."), "event": text("Its name.")}),
        ),
        many("With EVENT: the deliveries that were made.", ref("delivery")),
    ),
    "mock journal": many(
        "The last requests.",
        record(
            "A request.",
            {
                "seq": count("Its number."),
                "at": moment("When it came, by the mocks' clock."),
                "system": text("Which system it was for."),
                "method": text("Its method."),
                "path": text("Its path."),
                "operation": maybe(text("The operation that it was for; null where there is none.")),
                "status": number("The HTTP status that was answered; 0 where nothing was."),
                "refused": maybe(text("Why it was refused.")),
                "flaws": many(
                    "What is wrong with it.",
                    record(
                        "A flaw.",
                        {
                            "in": text("Where it is: `body`, `query`, `path`, `header`, `cookie`."),
                            "pointer": text("Where there, as a JSON Pointer or a name."),
                            "reason": text("What is wrong."),
                        },
                    ),
                ),
                "fault": maybe(text("The kind of the fault that struck it.")),
                "seconds": maybe(decimal("How long it took.")),
            },
        ),
    ),
    "mock ledger": many(
        "What could have written something.",
        record(
            "A write.",
            {
                "seq": count("Its number."),
                "at": moment("When it came, by the mocks' clock."),
                "system": text("Which system it was for."),
                "operation": text("The operation."),
                "key": maybe(text("Its idempotency key.")),
                "path": text("Its path."),
                "body": anything("What was sent."),
                "status": number("The HTTP status that was answered."),
                "committed": flag("Whether it was written."),
                "cause": text("`request`, or the timer that wrote, as `timer due`."),
            },
        ),
    ),
}
