"""A caller of platforms whose calls are measured, and are part of the trace of their event."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from opentelemetry.trace import SpanKind

from govkit.sync.effects.sending import Caller
from govkit.sync.telemetry.metrics import Metrics
from govkit.sync.telemetry.traces import span
from govkit.sync.values import Answered, Asked, Traits


@dataclass(frozen=True, slots=True)
class MeasuredCaller:
    """Calls by another caller. A platform gets the `traceparent` of the call's own span."""

    caller: Caller
    metrics: Metrics
    clock: Callable[[], float] = field(default=time.perf_counter)

    def call(self, asked: Asked) -> Answered:
        """What came of one attempt. Raises what hinders a call from being made at all."""
        system = self.caller.traits(asked.api, asked.operation).system
        said = {"system": system, "api": asked.api, "operation": asked.operation, "consumer": asked.consumer}
        name = f"{system} {asked.operation}"
        with span(name, asked.trace, {**said, "key": asked.key}, kind=SpanKind.CLIENT) as spanned:
            began = self.clock()
            answered = self.caller.call(replace(asked, trace=spanned.traceparent))
            if answered.sent:
                self.metrics.called(system, asked.operation, answered.status, self.clock() - began)
            spanned.tell(status=answered.status)
            if not answered.is_success:
                spanned.fail(answered.error or str(answered.status))
        return answered

    def traits(self, api: str, operation: str) -> Traits:
        """How an operation behaves towards one who writes."""
        return self.caller.traits(api, operation)

    def ready_at(self, system: str, *, yields: bool = False) -> float:
        """When a system may be called next."""
        return self.caller.ready_at(system, yields=yields)
