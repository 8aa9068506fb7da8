"""Drift: platforms that disagree on purpose, and the truth of what was made to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import NUMBER, TEXT, Asked, Parameter, Route, Sample, described
from govkit.mocks.messages import JsonObject, Refused

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control
    from govkit.mocks.drift.form import DriftOrder

_ENTRY = described(
    seq=NUMBER,
    system=TEXT,
    collection=TEXT,
    key=TEXT,
    kind={"enum": ["differs", "missing", "extra"]},
    field={"type": ["string", "null"], "description": "Where it differs, as a JSON Pointer."},
    was={"description": "What is true: the value of the field, or the record that is missing."},
    **{"is": {"description": "What the platform says: the value of the field, or the record that is one too many."}},
)
_ORDER: JsonObject = {
    "type": "object",
    "properties": {
        "system": {"type": "string", "description": "The system; it may be left out where there is one only."},
        "collection": {"type": "string", "description": "The path of the collection, as `/customers`."},
        "differ": {**NUMBER, "description": "In how many records a field says something else."},
        "missing": {**NUMBER, "description": "How many records are not there."},
        "extra": {**NUMBER, "description": "How many records are there that no other platform knows."},
        "fields": {
            "type": "array",
            "items": TEXT,
            "description": "The fields that may differ, as `email` or `billing_address/city`.",
        },
        "seed": {**NUMBER, "description": "What decides which records; that of the mocks without it."},
    },
    "required": ["collection"],
    "additionalProperties": False,
}
_SYSTEM = Parameter("system", "Of this system only.")
_SAMPLE = Sample({"system": "billing", "collection": "/customers", "differ": 1, "fields": ["email"]})


def routes(control: Control) -> tuple[Route, ...]:
    """Reading, ordering, taking back."""

    def told(asked: Asked) -> Any:
        system = asked.query.get("system")
        return [one for one in control.drifts.told() if system in (None, one["system"])]

    def order(asked: Asked) -> Any:
        return control.drifts.order(_read(asked.body))

    def undo(_: Asked) -> Any:
        return {"records": control.drifts.undo()}

    entries, summary = {"type": "array", "items": _ENTRY}, "What drifted, and what was true of it"
    return (
        Route("GET", "drift", summary, told, entries, parameters=(_SYSTEM,)),
        Route("POST", "drift", "Lets records drift, chosen by a seed", order, entries, _ORDER, sample=_SAMPLE),
        Route("DELETE", "drift", "Takes all drift back", undo, described(records=NUMBER)),
    )


def _read(body: JsonObject) -> DriftOrder:
    """An order. Raises Refused."""
    from pydantic import ValidationError  # late: who serves one file does not pay for forms

    from govkit.catalog.entries.reading import causes_of, problem_of
    from govkit.catalog.entries.source import Source
    from govkit.mocks.drift.form import DriftOrder

    try:
        return DriftOrder.model_validate(body)
    except ValidationError as error:
        problem = problem_of(causes_of(error)[0], (), body, DriftOrder, Source("", "", b""), "")
        raise Refused(400, f"{problem.message}; {problem.hint}" if problem.hint else problem.message) from error
