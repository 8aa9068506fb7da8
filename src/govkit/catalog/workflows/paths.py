"""The paths on which a workflow is reached: as things happen, by poll or clock, in bulk, by reconciliation."""

from __future__ import annotations

from collections.abc import Mapping

from govkit.catalog.workflows.model import FoundTrigger, PollTrigger, ScheduleTrigger, WebhookTrigger, Workflow

PATHS = ("real time", "poll", "schedule", "reconciliation", "bulk")
"""All that there are."""


def paths_of(workflow: Workflow) -> Mapping[str, str]:
    """The paths of a workflow, each with what comes on it; none where only others call it."""
    start = workflow.start
    if start is None:
        return {}
    found: dict[str, str] = {}
    match start.trigger:
        case WebhookTrigger(source=source, webhook=webhook):
            found["real time"] = f"{source} {webhook}"
        case PollTrigger(operation=operation):
            found["poll"] = str(operation)
        case ScheduleTrigger(schedule=schedule):
            found["schedule"] = schedule
        case FoundTrigger(reconciliation=name, system=system, finds=finds):
            found["reconciliation"] = f"{system} {finds} in {name}"
    if start.bulk is not None:
        found["bulk"] = str(start.bulk.operation)
    return found
