"""Verdicts: what a rule proposes, the schemas decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govkit.checks.compat.change import Change, Pair
from govkit.checks.compat.walk import Walk
from govkit.checks.compat.witness import Found, Witnesses
from govkit.findings import Direction, Verdict, Witness
from govkit.spec.schemas.algebra import beyond, covered
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.standalone import BudgetExceeded, Role, standalone
from govkit.spec.schemas.values import drawn_from

_ALGEBRA_NODES = 150


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, why, and the message that proves it; `provisional` where only the clock ended the search."""

    verdict: Verdict
    reason: str
    witness: Witness | None = None
    provisional: bool = False


_NO_MESSAGE = Judgement(Verdict.POLICY, "no message shows this")


class Judge:
    """Decides changes of payloads: a message, a proof that there is none, or neither."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._witnesses = Witnesses(walk)

    def decide(self, changes: list[Change]) -> Judgement:
        """The verdict over all occurrences of one cause."""
        undecided = Judgement(Verdict.UNPROVEN, "no occurrence could be decided")
        refuted: Judgement | None = None
        for change in changes[:4]:
            judgement = self._one(change)
            if judgement.verdict is Verdict.PROVEN:
                return judgement
            if judgement.verdict is Verdict.REFUTED:
                refuted = refuted or judgement
            else:
                undecided = judgement
        if refuted is not None and undecided.reason == "no occurrence could be decided":
            return refuted
        return undecided

    def is_open(self, change: Change) -> bool:
        """Whether only a search for a message or a proof can tell the verdict on a change."""
        return self._plain(change) is None

    def _one(self, change: Change) -> Judgement:
        plain = self._plain(change)
        if plain is not None or change.pair is None:
            return plain or _NO_MESSAGE
        found = self._witnesses.find(change)
        if found is not None:
            return _proven(found)
        return self._refute(change, change.pair)

    def _plain(self, change: Change) -> Judgement | None:
        if not change.payload or change.pair is None:
            return _NO_MESSAGE
        if change.narrows is False:
            return Judgement(Verdict.REFUTED, "the reader accepts everything that the writer may send")
        if change.keyword == "$ref":
            return Judgement(Verdict.UNPROVEN, "a reference leads nowhere, so what stands there is not known")
        return None

    def _refute(self, change: Change, pair: Pair) -> Judgement:
        proof = self._walk.proofs[pair.direction]
        for level in self._levels(pair):
            if proof.proved(level.writer, level.reader):
                return Judgement(Verdict.REFUTED, "the reader accepts everything that the writer may send")
        sides = self._written(pair)
        if sides is not None:
            if covered(*sides) is True:
                return Judgement(Verdict.REFUTED, "the difference of the two schemas is empty")
            difference = beyond(*sides)
            found = None if difference is None else self._witnesses.find(change, drawn_from(difference))
            if found is not None:
                return _proven(found)
        if self._walk.shapes.of(pair.writer).impossible:
            return Judgement(Verdict.REFUTED, "nothing can be sent here")
        keyword = change.keyword or change.kind
        budget = " (the budget for proofs was used up)" if proof.exhausted else ""
        return Judgement(Verdict.UNPROVEN, f"`{keyword}` could be neither shown to break nor proved safe{budget}")

    def _levels(self, pair: Pair) -> Iterator[Pair]:
        """The pair, and the outermost union that it is a branch of: another branch may take what this one refuses."""
        yield pair
        current, top = pair, None
        while current.parent is not None:
            current, step = current.parent
            if step.kind == "variant":
                top = current
        if top is not None:
            yield top

    def _written(self, pair: Pair) -> tuple[Schema, Schema] | None:
        """The writer's and the reader's schema in full, where they are small enough for the algebra."""
        profile = self._walk.profile
        tolerant = profile.tolerant and pair.direction is Direction.RESPONSE
        try:
            return (
                standalone(pair.writer, Role.WRITER if profile.closed else Role.PLAIN, budget=_ALGEBRA_NODES),
                standalone(pair.reader, Role.TOLERANT if tolerant else Role.PLAIN, budget=_ALGEBRA_NODES),
            )
        except BudgetExceeded:
            return None


def _proven(found: Found) -> Judgement:
    reason = "a message separates the two"
    if not found.alone:
        reason += ", for other changes at the same place as well"
    return Judgement(Verdict.PROVEN, reason, found.witness)
