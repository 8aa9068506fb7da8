"""Places of runs: `customers/each[co_1]/account` leads through workflows that steps call, item by item."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govkit.catalog.workflows.model import Step, Workflow, WorkflowCall
from govkit.sync.running.pins import Pin


@dataclass(frozen=True, slots=True)
class Stand:
    """A step on the way to a place: `path` is that of its workflow in the run, `item` what it is gone through for."""

    workflow: Workflow
    step: Step
    path: str
    item: str | None = None


def stands(pin: Pin, place: str) -> tuple[Stand, ...]:
    """The steps that lead to a place, that of the call last; none where it leads nowhere.

    Names of items may hold slashes.
    """
    found: list[Stand] = []
    workflow, rest = pin.main, place
    while rest:
        step = next((one for one in workflow.steps if re.match(rf"{re.escape(one.id)}(?:[\[/!]|$)", rest)), None)
        if step is None:
            return ()
        path = place[: len(place) - len(rest)]
        rest = rest[len(step.id) :]
        if not isinstance(step.call, WorkflowCall):
            return (*found, Stand(workflow, step, path))
        inner = pin.document.workflows[step.call.workflow]
        names = "|".join(re.escape(one.id) for one in inner.steps)
        end = re.search(rf"(?:^|\])/(?=(?:{names})(?:[\[/!]|$))", rest)
        if end is None:
            return ()
        item = rest[1 : end.start()] if rest.startswith("[") else None
        found.append(Stand(workflow, step, path, item))
        workflow, rest = inner, rest[end.end() :]
    return ()
