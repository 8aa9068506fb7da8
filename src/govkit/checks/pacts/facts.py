"""What is found in an interaction, before rules put it into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from govkit.checks.pacts.reading.pact import Interaction
from govkit.findings import Direction, Severity, Verdict, Witness
from govkit.spec.documents import Node, Pointer
from govkit.spec.openapi import Operation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """One thing that speaks against an interaction; `kind` is the id of the rule that words it.

    `part` is the part of the message (`request body`, `response 200 body`), `path` the way in it, `at` the place in the
    pact, `origin` that in the description. `said` is whatever the rule needs for its words.
    """

    kind: str
    interaction: Interaction
    direction: Direction
    operation: Operation | None = None
    part: str = ""
    path: str = ""
    component: str | None = None
    below: str = ""
    at: Pointer = ()
    origin: Node | None = None
    verdict: Verdict = Verdict.POLICY
    reason: str = ""
    witness: Witness | None = None
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def field(self) -> str:
        """The place in words of the message: `/lines/*/memo`, or the message itself."""
        return f"`{self.path}`" if self.path else f"the {self.part}"


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of a fact; severity and fix where they are not the rule's own."""

    message: str
    severity: Severity | None = None
    fix: str = ""
