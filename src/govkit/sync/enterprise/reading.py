"""One record of a system of record, read by a call, mapped, and cut down to what the system may say."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from govkit.catalog.entries import Estate
from govkit.catalog.entries.access import granted_operations
from govkit.catalog.mapping.transforms import Inward
from govkit.errors import GovkitError
from govkit.sync.believing import Belief
from govkit.sync.calls.grants import grants_of
from govkit.sync.calls.refusals import CallRefused
from govkit.sync.enterprise.problems import Down, Problem
from govkit.sync.enterprise.sources import Source, Sources
from govkit.sync.identity.register import Register
from govkit.sync.values import Answered, Asked, Json

TIMEOUT = 10.0
"""Seconds that one call may take."""
PATIENCE = 15.0
"""Seconds that a call waits for its turn where a system lets only so many in."""
_NONE = (400, 404, 410, 422)
"""What a system answers that has no such record; some call an identifier that none of theirs can be a bad request."""

Call = Callable[[Asked], Answered]


@dataclass(frozen=True, eq=False)
class Part:
    """What a system of record says of an object. `id` and `external` are how it is called."""

    source: Source
    id: str
    external: tuple[Json, ...]
    owned: dict[str, Json]
    more: dict[str, Json]
    read_at: float


@dataclass(eq=False)
class RecordReader:
    """Reads records as `consumer`, and learns of each what it is called."""

    estate: Estate
    register: Register
    call: Call
    consumer: str
    now: Callable[[], float]
    sleep: Callable[[float], None] = time.sleep
    _inward: dict[str, tuple[Inward, Belief]] = field(default_factory=dict)

    def may(self, source: Source) -> bool:
        """Whether the consumer is granted a call."""
        grants = grants_of(self.estate, self.consumer, source.api)
        return granted_operations(f"{source.operation.method.upper()} {source.operation.path}", grants)

    def one(self, sources: Sources, source: Source, identifier: str) -> Part | None:
        """The record that an identifier names; None where the system has none. Raises Problem, IdentityError."""
        assert source.parameter is not None, "only such sources read one"
        asked = Asked(
            self.consumer, source.api, source.called, ((source.parameter, "path", identifier),), timeout=TIMEOUT
        )
        answered = self.answer(source, asked)
        if answered.status in _NONE:
            return None
        at = self.now()
        record = answered.body if answered.is_success else None
        if not isinstance(record, dict):
            said = "what is no record" if answered.is_success else str(answered.status)
            raise Problem("call", f"{source}: {source.system} answered {said}", system=source.system)
        return self.part(sources, source, record, at)

    def answer(self, source: Source, asked: Asked) -> Answered:
        """What comes of a call, after its turn. Raises Down, and Problem where nothing can be asked."""
        until = self.now() + PATIENCE
        while True:
            try:
                answered = self.call(asked)
            except CallRefused as error:
                raise Problem("call", f"{source}: {error.message}", system=source.system) from error
            wait = answered.retry_after
            if answered.sent or answered.status is not None or wait is None or self.now() + wait > until:
                break
            self.sleep(wait)
        if answered.status is None or answered.status >= 500 or answered.status in (408, 429):
            said = "no answer came" if answered.status is None else f"it answered {answered.status}"
            raise Down(source.system, f"{source} cannot be read: {said}", answered.retry_after)
        return answered

    def part(self, sources: Sources, source: Source, record: Json, at: float) -> Part:
        """A record as it is served. Raises Problem for one that has no place in the entity, IdentityError."""
        inward, belief = self._prepared(sources, source)
        self.register.learn(source.mapping, record)
        try:
            mapped = inward(record)
        except (GovkitError, AttributeError, KeyError, TypeError, ValueError) as error:
            if isinstance(error, GovkitError):
                raise
            raise self._unfit(source, "", f"{type(error).__name__}: {error}") from error
        if mapped.unmapped:
            first = mapped.unmapped[0]
            raise self._unfit(source, first.target, str(first))
        if not mapped.value.get("id"):
            raise self._unfit(source, "id", "the record does not say who it is")
        external = tuple(mapped.value.get("externalIds", ()))
        return Part(
            source, str(mapped.value["id"]), external, belief.owned(mapped.value), belief.more(mapped.value), at
        )

    def _unfit(self, source: Source, where: str, why: str) -> Problem:
        said = f"the mapping {source.mapping.name} cannot read what {source.system} says: {why}"
        return Problem("record", said, system=source.system, mapping=source.mapping.name, field=where or None)

    def _prepared(self, sources: Sources, source: Source) -> tuple[Inward, Belief]:
        found = self._inward.get(source.mapping.name)
        if found is None:
            inward = Inward(self.estate, source.mapping, self.register(source.system))
            found = inward, Belief(sources.entity, source.mapping, source.system)
            self._inward[source.mapping.name] = found
        return found
