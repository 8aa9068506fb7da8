"""Facts as they are found: who compares says what it is, here it gets the interaction and the operation around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govkit.checks.pacts.answers import Spoken
from govkit.checks.pacts.facts import Fact
from govkit.checks.pacts.reading.pact import Interaction
from govkit.findings import Direction, Verdict, Witness
from govkit.spec.documents import Node, Pointer
from govkit.spec.openapi import Operation


class Teller:
    """The facts of one pact."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def about(
        self, interaction: Interaction, direction: Direction, operation: Operation | None = None, part: str = ""
    ) -> Telling:
        """Whoever speaks of one part of an interaction."""
        return Telling(self.facts, interaction, direction, operation, part)


class Telling:
    """One part of an interaction, of which facts are told."""

    def __init__(
        self, facts: list[Fact], interaction: Interaction, direction: Direction, operation: Operation | None, part: str
    ) -> None:
        self._facts = facts
        self.interaction = interaction
        self.direction = direction
        self.operation = operation
        self.part = part

    def say(
        self,
        kind: str,
        *,
        at: Pointer,
        origin: Node | None = None,
        path: str = "",
        witness: Witness | None = None,
        **said: Any,
    ) -> None:
        """Tells a fact about the part; `said` is what its rule needs for its words."""
        self._facts.append(
            Fact(
                kind=kind,
                interaction=self.interaction,
                direction=self.direction,
                operation=self.operation,
                part=self.part,
                path=path,
                at=at,
                origin=origin,
                witness=witness,
                verdict=Verdict.PROVEN if witness is not None else Verdict.POLICY,
                reason="a message shows it" if witness is not None else "",
                said=said,
            )
        )

    @property
    def tell(self) -> Callable[[Spoken], None]:
        """What those who walk through bodies call."""
        return self._tell

    def _tell(self, spoken: Spoken) -> None:
        shown = spoken.shown
        witness = shown.witness if shown is not None else None
        self._facts.append(
            Fact(
                kind=spoken.kind,
                interaction=self.interaction,
                direction=self.direction,
                operation=self.operation,
                part=self.part,
                path=spoken.way.path,
                component=spoken.way.component,
                below=spoken.way.below,
                at=spoken.term.at,
                origin=spoken.origin,
                witness=witness,
                verdict=_verdict(spoken, proven=witness is not None),
                reason=_reason(spoken, proven=witness is not None),
                said=spoken.said | {"example": spoken.term.value},
            )
        )


def _verdict(spoken: Spoken, *, proven: bool) -> Verdict:
    if spoken.verdict is not None:
        return spoken.verdict
    if proven:
        return Verdict.PROVEN
    return Verdict.POLICY if spoken.shown is None else Verdict.UNPROVEN


def _reason(spoken: Spoken, *, proven: bool) -> str:
    if proven:
        return "a message shows it"
    if spoken.shown is not None:
        return spoken.reason or "no message was found that shows it"
    return spoken.reason
