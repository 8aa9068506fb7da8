"""Where a run can go on: from the steps at and before the one that failed, and by its workflow as it is now."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.catalog.entries import Estate
from govkit.catalog.entries.functions import is_of_functions
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import OperationCall, Step, Workflow
from govkit.errors import InputError
from govkit.sync.running.pins import Pin, Pins, pinned
from govkit.sync.running.places import stands
from govkit.sync.store.tables import RUNS


def steps_back(pin: Pin, place: str) -> tuple[str, ...]:
    """The steps that a run may go on from, in order, the failed one last; none where no step failed.

    `place` is that of the failed step: `customers/each[co_1]/account`. Names of items may hold slashes.
    """
    found = _located(pin, place)
    if found is None:
        return ()
    workflow, step = found
    ids = [one.id for one in workflow.steps]
    return tuple(ids[: ids.index(step.id) + 1])


def call_at(pin: Pin, place: str) -> OperationCall | None:
    """The call of a place, that of the undo where it is one (`draft!undo`); None where none is there."""
    found = _located(pin, place)
    if found is None:
        return None
    step = found[1]
    call = step.call if not place.endswith("!undo") else step.undo.call if step.undo is not None else None
    return call if isinstance(call, OperationCall) else None


def _located(pin: Pin, place: str) -> tuple[Workflow, Step] | None:
    """The step at a place, and the workflow that it is in."""
    found = stands(pin, place)
    return (found[-1].workflow, found[-1].step) if found else None


def repinning(estate: Estate, now: Callable[[], float]) -> Callable[[Connection, int], str]:
    """What pins a run to its workflow as an estate has it now; it raises InputError where that is gone."""
    functions = [one.name for one in estate.versions() if is_of_functions(estate.files, one)]
    read = [one for one in map(read_document, estate.workflow_documents) if not isinstance(one, list)]
    pins = Pins()

    def repin(connection: Connection, run: int) -> str:
        name = connection.execute(sa.select(RUNS.c.workflow).where(RUNS.c.id == run)).scalar_one()
        document = next((one for one in read if name in one.workflows), None)
        if document is None:
            raise InputError(
                f"the estate has no workflow {name} that can be read any more",
                hint="without --current the run goes on as it was begun",
            )
        return pins.keep(connection, pinned(estate, document, document.workflows[name], functions), now())

    return repin
