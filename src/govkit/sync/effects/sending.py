"""Whether a write may be sent now, and what comes of it: never blindly twice.

| the last try | platform knows keys, and remembers | method may be repeated | neither |
|---|---|---|---|
| no answer, or a crash | the same key again | again, once it has settled | only after the workflow looked |
| the key is too old | only after the workflow looked | | |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from govkit.errors import GovkitError
from govkit.sync.effects.ledger import Entry, Intent, Ledger, recorded
from govkit.sync.store.states import EffectState
from govkit.sync.store.texts import as_text, as_value
from govkit.sync.values import MISSING, Answered, Asked, Json, Traits


class Caller(Protocol):
    """Makes one attempt of a call."""

    def call(self, asked: Asked) -> Answered:
        """What came of it. Raises what hinders a call from being made at all."""
        ...

    def traits(self, api: str, operation: str) -> Traits:
        """How an operation behaves towards one who writes."""
        ...

    def ready_at(self, system: str, *, yields: bool = False) -> float:
        """When a system may be called next: now or before where nothing is against it.

        Whoever `yields` leaves half of the requests that the system takes to others.
        """
        ...


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of a try. `at` is when it was over, `key` the entry in the ledger, None where nothing was written.

    `stuck`: it was not sent, since only looking can tell whether an earlier try was done.
    """

    answered: Answered
    at: float
    key: str | None = None
    state: str | None = None
    stuck: bool = False
    settled_at: float = 0.0

    def json(self) -> dict[str, Json]:
        """As the journal keeps it; the body is a text, so that its numbers stay exact."""
        said = self.answered
        kept: dict[str, Any] = {"status": said.status, "at": self.at}
        if said.body is not MISSING:
            kept["body"] = as_text(said.body)
        for name, value in (
            ("headers", dict(said.headers)),
            ("error", said.error),
            ("retry_after", said.retry_after),
            ("key", self.key),
            ("state", self.state),
            ("stuck", self.stuck),
            ("settled_at", self.settled_at),
        ):
            if value:
                kept[name] = value
        if not said.sent:
            kept["sent"] = False
        return kept

    @classmethod
    def parse(cls, kept: Mapping[str, Any]) -> Performed:
        """What the journal kept."""
        answered = Answered(
            kept["status"],
            as_value(kept["body"]) if "body" in kept else MISSING,
            kept.get("headers", {}),
            kept.get("sent", True),
            kept.get("error", ""),
            kept.get("retry_after"),
        )
        return cls(
            answered,
            kept["at"],
            kept.get("key"),
            kept.get("state"),
            kept.get("stuck", False),
            kept.get("settled_at", 0.0),
        )


@dataclass(frozen=True)
class Sender:
    """Sends writes by the ledger."""

    ledger: Ledger
    caller: Caller
    now: Callable[[], float]
    probe: Callable[[str, str], None] = field(default=lambda _, __: None)
    """Is told of each boundary (`before`, `sent`, `written`) and the step: where tests let the process die."""

    def ready_at(self, intent: Intent) -> float:
        """When a try may be sent; now or before where nothing is against it."""
        if not intent.traits.repeatable:
            return 0.0
        entry = self.ledger.find(intent)
        if entry is None or not entry.is_open or entry.digest != intent.digest:
            return 0.0
        if self._by_key(intent, entry) or intent.has_looked_since(entry):
            return 0.0
        return entry.last_sent_at + (intent.traits.settle or 0.0)

    def perform(self, intent: Intent) -> Performed:
        """What comes of a try: sent, or known from an earlier one, or stuck."""
        entry = self.ledger.find(intent)
        known = self._known(intent, entry)
        if known is not None:
            return known
        self.probe("before", intent.step)
        entry = self.ledger.begin(intent)
        repeated = entry.first_sent_at < entry.last_sent_at
        asked = replace(intent.asked, key=entry.sent_key if intent.traits.keyed else None)
        try:
            answered = self.caller.call(asked)
        except GovkitError as error:  # it refuses what it does not send
            self.ledger.end(entry, Answered(None, sent=False, error=str(error)))
            raise
        if answered.status == 409 and repeated and intent.traits.keyed and _is_in_flight(answered):
            answered = Answered(None, sent=True, error="the platform is still at work on the same request")
        self.probe("sent", intent.step)
        entry = self.ledger.end(entry, answered, intent.undoes)
        self.probe("written", intent.step)
        return self._performed(intent, entry, answered)

    def _known(self, intent: Intent, entry: Entry | None) -> Performed | None:
        """What is known without sending anything; None where the try is to be sent."""
        if entry is None:
            return None
        same = entry.digest == intent.digest
        if not entry.is_open:
            known = same and (entry.state is EffectState.COMMITTED or entry.tries >= intent.number)
            if known and entry.state in (EffectState.COMMITTED, EffectState.REFUSED):
                return self._performed(intent, entry, recorded(entry))
            return None
        if intent.has_looked_since(entry) or (same and (self._by_key(intent, entry) or self._settled(intent, entry))):
            return None
        crashed = entry.state is EffectState.SENDING
        why = "the process ended while it was sent" if crashed else "an earlier try got no answer"
        if not same:
            why = "an earlier write of the step, of something else, got no answer"
        answered = Answered(None, sent=True, error=why)
        return self._performed(intent, entry, answered, stuck=not (same and crashed and entry.tries >= intent.number))

    def _by_key(self, intent: Intent, entry: Entry) -> bool:
        """Whether the platform tells a repeated request by its key, still."""
        traits = intent.traits
        return traits.keyed and (traits.retention is None or self.now() - entry.first_sent_at < traits.retention)

    def _settled(self, intent: Intent, entry: Entry) -> bool:
        return intent.traits.repeatable and self.now() >= entry.last_sent_at + (intent.traits.settle or 0.0)

    def _performed(self, intent: Intent, entry: Entry, answered: Answered, *, stuck: bool = False) -> Performed:
        settled = 0.0
        if entry.is_open and not self._by_key(intent, entry):
            settled = entry.last_sent_at + (intent.traits.settle or 0.0)
        state = EffectState.UNKNOWN if entry.is_open else entry.state
        return Performed(answered, self.now(), entry.key, str(state), stuck, settled)


def _is_in_flight(answered: Answered) -> bool:
    """Whether a conflict is about the key and not about the object: the first request is still worked on.

    The draft of the header says 409 (draft-ietf-httpapi-idempotency-key-header, section 2.7) and names no type, so
    anything is taken for it that speaks of the key.
    """
    body = answered.body
    if not isinstance(body, dict):
        return body is MISSING
    said = " ".join(str(body.get(name, "")) for name in ("type", "title", "detail", "code", "message")).lower()
    return "idempoten" in said or "in progress" in said or "in flight" in said
