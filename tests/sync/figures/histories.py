"""Histories written as YAML, put into a database as the runtime would have left them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from govkit.catalog.entries import MeasureSpec
from govkit.spec.documents import parse
from govkit.sync.figures.figure import Figure, Measured
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene
from govkit.sync.reconciling.findings import Figures, OfField, OfSystem
from govkit.sync.store.database import Database
from govkit.sync.store.tables import AUDIT, EFFECTS, EVENTS, EXCEPTIONS, RECONCILED, RUNS
from govkit.sync.store.texts import as_text


def at(text: str | None) -> float | None:
    """The moment of a text, in UTC."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def moment(text: str) -> float:
    """The same, of a text that is there."""
    found = at(text)
    assert found is not None
    return found


MARCH = Span(moment("2026-03-01"), moment("2026-04-01"))


class History:
    """A history."""

    def __init__(self, text: str) -> None:
        parsed = parse(textwrap.dedent(text).encode(), "history.yaml").tree
        self._said: Mapping[str, Sequence[Mapping[str, Any]]] = parsed if isinstance(parsed, dict) else {}

    def put(self, database: Database) -> None:
        """Puts it into a database that is empty: numbers are those of the order in the text."""
        runs = self._said.get("runs", ())
        with database.begin() as connection:
            events = [*self._said.get("events", ())]
            own = {index: one.get("event", index) for index, one in enumerate(runs, 1)}
            events += [{"at": one["created"]} for one in runs][: max(0, max(own.values(), default=0) - len(events))]
            for number, event in enumerate(events, 1):
                connection.execute(EVENTS.insert().values(_event(number, event)))
            for number, run in enumerate(runs, 1):
                connection.execute(RUNS.insert().values(_run(own[number], run)))
            for one in self._said.get("exceptions", ()):
                connection.execute(EXCEPTIONS.insert().values(_exception(runs[one["run"] - 1], own, one)))
            for number, one in enumerate(self._said.get("writes", ()), 1):
                connection.execute(EFFECTS.insert().values(_write(number, runs[one["run"] - 1], own, one)))
            for one in self._said.get("acts", ()):
                known = {name: one.get(name) for name in ("run", "exception", "actor", "action")}
                connection.execute(AUDIT.insert().values(**known, at=at(one["at"])))
            for one in self._said.get("reconciled", ()):
                connection.execute(RECONCILED.insert().values(_reconciled(one)))


def _event(number: int, said: Mapping[str, Any]) -> dict[str, Any]:
    kind = said.get("type", "billing.happened")
    return {
        "source": kind.partition(".")[0],
        "event_id": f"evt_{number}",
        "type": kind,
        "channel": "webhook",
        "body": as_text(said.get("body", {})),
        "occurred_at": said.get("occurred"),
        "received_at": at(said["at"]),
    }


def _run(event: int, said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "event": event,
        "workflow": said["workflow"],
        "generation": said.get("generation", 0),
        "key": "cus_1",
        "pin": "pin-1",
        "state": said["state"],
        "created_at": at(said["created"]),
        "finished_at": at(said.get("finished")),
    }


def _exception(run: Mapping[str, Any], own: Mapping[int, int], said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "run": said["run"],
        "event": own[said["run"]],
        "workflow": run["workflow"],
        "key": "cus_1",
        "step": said.get("step", "post"),
        "try": said.get("try", 1),
        "state": said["state"],
        "kind": "refused",
        "cause": "refused",
        "owner": "ops",
        "raised_at": at(said["raised"]),
        "closed_at": at(said.get("closed")),
    }


def _write(number: int, run: Mapping[str, Any], own: Mapping[int, int], said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": f"key-{number}",
        "run": said["run"],
        "event": own[said["run"]],
        "workflow": run["workflow"],
        "step": "write",
        "system": said["system"],
        "api": f"{said['system']}@1.0.0",
        "operation": said["operation"],
        "request": as_text({"parameters": {}, "body": said.get("body", {})}),
        "digest": f"d{number}",
        "state": said.get("state", "committed"),
        "answer": as_text(said.get("answer", {})),
        "first_sent_at": at(said["at"]),
        "last_sent_at": at(said["at"]),
        "decided_at": at(said["at"]),
    }


def _reconciled(said: Mapping[str, Any]) -> dict[str, Any]:
    figures = Figures("customer", "crm", found=said.get("found", 0))
    of_field = OfField("crm", said.get("both", 0), said.get("equal", 0))
    figures.systems["erp"] = OfSystem(fields={"name": of_field})
    is_done = said["state"] == "done"
    return {
        "reconciliation": said["reconciliation"],
        "state": said["state"],
        "started_by": "schedule",
        "holder": "w",
        "held_until": 0.0,
        "started_at": at(said["finished"]),
        "finished_at": at(said["finished"]),
        "figures": as_text(figures.as_json()) if is_done else None,
    }


def measure_of(text: str) -> MeasureSpec:
    """A specification of a measure, of the team ops and the workflow invoices."""
    tree = parse(textwrap.dedent(text).encode(), "measure.yaml").tree
    assert isinstance(tree, dict)
    return MeasureSpec.model_validate({"owner": "ops", "process": "invoices", **tree})


def measured(
    database: Database, figure: Figure, history: str, measure: str = "", span: Span = MARCH
) -> list[tuple[str, str, float | None, int]]:
    """What a figure says of a history, in a period; a measure is called `measure`."""
    return [(one.subject, one.part, one.value, one.of) for one in _measured(database, figure, history, measure, span)]


def _measured(database: Database, figure: Figure, history: str, measure: str, span: Span) -> list[Measured]:
    told = History(history)
    told.put(database)
    measures = {"measure": measure_of(measure)} if measure else {}
    with database.reading() as connection:
        return list(figure.measure(Scene(connection, measures), span))
