"""The exchanges of all that a run has found."""

from __future__ import annotations

from govkit.gate.outcome import Outcome
from govkit.gate.replay.build import exchanges
from govkit.gate.replay.exchange import Exchange, Unplayable


def replayed(outcome: Outcome) -> list[Exchange | Unplayable]:
    """The exchange of every finding with a witness, or why there is none, in the order in which findings are shown."""
    home = {id(finding.witness): pair for pair in outcome.pairs for finding in pair.findings}
    shown = [finding for finding in outcome.ordered if finding.witness is not None]
    played: dict[int, Exchange | Unplayable] = {}
    for pair in outcome.pairs:  # a waiver makes another finding and leaves the witness as it is
        own = [finding for finding in shown if home.get(id(finding.witness)) is pair]
        for one in exchanges(own, pair.old, pair.new, outcome.profile or "wire"):
            played[id(one.finding.witness)] = one
    return [played[id(f.witness)] for f in shown if id(f.witness) in played]
