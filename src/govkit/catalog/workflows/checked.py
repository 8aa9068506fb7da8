"""A workflow that was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from govkit.catalog.workflows.course import Course
from govkit.catalog.workflows.facts import Fact
from govkit.catalog.workflows.model import Workflow


@dataclass(slots=True)
class Checked:
    """A workflow, its course, and everything that was found out about it."""

    workflow: Workflow
    course: Course
    facts: list[Fact] = field(default_factory=list)
