"""Live verification of pacts: a provider that runs is asked what consumers recorded, by the verifier of Pact."""

from govkit.checks.pacts.live.asking import Asked, Asking, Target
from govkit.checks.pacts.live.judging import findings_of
from govkit.checks.pacts.live.sides import Refusing, Side, StateUrl, Told

__all__ = ["Asked", "Asking", "Refusing", "Side", "StateUrl", "Target", "Told", "findings_of"]
