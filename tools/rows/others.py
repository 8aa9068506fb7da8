"""What the other commands write: the doctor, rules, tokens of the portal."""

from __future__ import annotations

from typing import Final

from govkit.findings import Severity
from govkit.gate.doctoring import State
from govkit.portal.security.roles import Role
from tools.rows.notation import Json, count, flag, many, maybe, moment, one_of, record, text

_VERSION = text("The version of govkit.")

COMMANDS: Final[dict[str, Json]] = {
    "doctor": record(
        "What was looked at.",
        {
            "govkit": _VERSION,
            "healthy": flag("Whether nothing is missing."),
            "missing": count("How much of what is needed here is missing."),
            "checks": many(
                "Each thing that was looked at.",
                record(
                    "One of them.",
                    {
                        "name": text("What was looked at."),
                        "state": one_of(
                            "In order; not needed here, or worth a look; needed and not there.",
                            [one.value for one in State],
                        ),
                        "says": text("What is so."),
                        "remedy": text("What to do; empty where there is nothing to do."),
                    },
                ),
            ),
        },
    ),
    "portal token list": many(
        "The tokens.",
        record(
            "A token, without what it is.",
            {
                "name": text("Whose it is."),
                "role": one_of("What its owner may do.", [one.value for one in Role]),
                "madeAt": moment("When it was made."),
                "madeBy": text("Who made it."),
                "until": maybe(moment("Until when it is good; null where it has no end.")),
            },
        ),
    ),
    "rules": record(
        "All rules.",
        {
            "govkit": _VERSION,
            "rules": many(
                "The rules, by their ids.",
                record(
                    "A rule.",
                    {
                        "id": text("Its name in findings, policies and waivers."),
                        "severity": one_of("Where no policy says otherwise.", [one.value for one in Severity]),
                        "stricter": flag("Whether comparators of pacts do not know it."),
                        "summary": text("What it finds."),
                        "rationale": text("Why that matters."),
                        "fix": text("What to do."),
                    },
                ),
            ),
        },
    ),
}
