"""A day out of text in another form than that of ISO 8601."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import DATE, DAY_FORM, Argument, Case, Function, Given, Unmappable
from govkit.spec.expressions import pattern_of, read_day
from govkit.spec.schemas.reading import Schema


def _run(text: Any, form: Any) -> str:
    if not isinstance(form, str) or pattern_of(form) is None:
        raise Unmappable("has no form of days beside it, such as DD.MM.YYYY")
    found = read_day(text, form)
    if found is None:
        raise Unmappable(f"is no day in the form {form}")
    return found.isoformat()


def _output(given: Given) -> Schema:
    return DATE


def _asked(form: Any) -> list[Any]:
    parts = {"YYYY": "2026", "MM": "11", "DD": "03"}
    text = form if isinstance(form, str) else ""
    for part, value in parts.items():
        text = text.replace(part, value)
    return [text]


FUNCTION = Function(
    name="date_from_text",
    summary="A day out of text in a form of `YYYY`, `MM` and `DD`, with or without `.`, `-`, `/` or spaces between.",
    arguments=(Argument("text", {"type": "string"}), Argument("form", DAY_FORM)),
    output=_output,
    run=_run,
    back=("text_from_date", None),
    asked=_asked,
    unit="day in another form",
    examples=(
        Case(("20261103", "YYYYMMDD"), "2026-11-03"),
        Case(("3.11.2026", "DD.MM.YYYY"), refused="is no day in the form DD.MM.YYYY"),
        Case(("31/02/2026", "DD/MM/YYYY"), refused="is no day in the form DD/MM/YYYY"),
        Case(("11/03/2026", "MM/DD/YYYY"), "2026-11-03"),
        Case(("2026", "YYYY"), refused="has no form of days beside it, such as DD.MM.YYYY"),
    ),
)
