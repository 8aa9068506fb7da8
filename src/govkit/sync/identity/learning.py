"""A caller of platforms by whose answers it is learnt what records are called elsewhere."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from govkit.sync.effects.sending import Caller
from govkit.sync.identity.answers import Answers
from govkit.sync.identity.refusals import IdentityError
from govkit.sync.values import MISSING, Answered, Asked, Traits

_LOG = logging.getLogger("govkit.sync")


@dataclass(frozen=True, slots=True)
class LearningCaller:
    """Calls by another caller. What is in doubt stays as it was: it parks the run that needs it, and no other."""

    caller: Caller
    answers: Answers

    def call(self, asked: Asked) -> Answered:
        """What came of one attempt. Raises what hinders a call from being made at all."""
        answered = self.caller.call(asked)
        if answered.is_success and answered.body is not MISSING:
            by = f"{asked.api} {asked.operation}"
            try:
                self.answers.learn(asked.api, asked.operation, answered.body, by)
            except IdentityError as error:
                _LOG.warning("%s answered what is in doubt: %s", by, error.message)
        return answered

    def traits(self, api: str, operation: str) -> Traits:
        """How an operation behaves towards one who writes."""
        return self.caller.traits(api, operation)

    def ready_at(self, system: str, *, yields: bool = False) -> float:
        """When a system may be called next."""
        return self.caller.ready_at(system, yields=yields)
