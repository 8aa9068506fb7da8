"""A day as text in another form than that of ISO 8601."""

from __future__ import annotations

from datetime import date
from typing import Any

from govkit.catalog.mapping.function import DATE, DAY_FORM, Argument, Case, Function, Given, Unmappable
from govkit.spec.expressions import pattern_of, written_day
from govkit.spec.schemas.reading import Schema


def _run(day: Any, form: Any) -> str:
    if not isinstance(form, str) or pattern_of(form) is None:
        raise Unmappable("has no form of days beside it, such as DD.MM.YYYY")
    try:
        found = date.fromisoformat(day) if isinstance(day, str) and len(day) == len("2026-11-03") else None
    except ValueError:
        found = None
    if found is None:
        raise Unmappable("is no day")
    return written_day(found, form)


def _output(given: Given) -> Schema:
    forms = given[1].enum
    patterns = [pattern_of(form) for form in forms if isinstance(form, str)] if forms else []
    if not forms or len(patterns) != len(forms) or None in patterns:
        return {"type": "string", "minLength": 8, "maxLength": 20}
    lengths = [len(form) for form in forms]
    made = "|".join(f"(?:{pattern})" for pattern in patterns)
    return {"type": "string", "pattern": f"^(?:{made})$", "minLength": min(lengths), "maxLength": max(lengths)}


FUNCTION = Function(
    name="text_from_date",
    summary="A day as text in a form of `YYYY`, `MM` and `DD`, with or without `.`, `-`, `/` or spaces between.",
    arguments=(Argument("day", DATE), Argument("form", DAY_FORM)),
    output=_output,
    run=_run,
    back=("date_from_text", None),
    unit="day in another form",
    examples=(
        Case(("2026-11-03", "YYYYMMDD"), "20261103"),
        Case(("2026-11-03", "DD.MM.YYYY"), "03.11.2026"),
        Case(("soon", "DD.MM.YYYY"), refused="is no day"),
        Case(("2026-11-03", "YYYY"), refused="has no form of days beside it, such as DD.MM.YYYY"),
    ),
)
