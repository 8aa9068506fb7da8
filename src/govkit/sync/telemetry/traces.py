"""Traces: one from the reception of an event to its outcome, whoever works on it, in whatever process.

Spans are those of opentelemetry-api: nothing is recorded unless the program sets up its SDK (the extra `otel`). What is
handed on is the W3C `traceparent`, so that it can be kept with an event and sent to platforms.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeAlias

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

Attribute: TypeAlias = str | int | float | bool

_PREFIX: Final = "govkit."
_FORM: Final = TraceContextTextMapPropagator()
_NANO: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Spanned:
    """A span that is open. `traceparent` is what those hand on who work below it."""

    traceparent: str
    _span: Span

    def tell(self, **attributes: Attribute | None) -> None:
        """Adds what is known by now; each is named `govkit.…`."""
        for name, value in attributes.items():
            if value is not None:
                self._span.set_attribute(_PREFIX + name, value)

    def fail(self, why: str) -> None:
        """Says that it did not succeed."""
        self._span.set_status(Status(StatusCode.ERROR, why))


@contextmanager
def span(
    name: str,
    parent: str | None = None,
    attributes: Mapping[str, Attribute | None] | None = None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
) -> Iterator[Spanned]:
    """A span while something is done: below the span of the same trace that is open here, else below `parent`.

    An error that leaves it is recorded. Without a parent that can be read a trace of its own begins.
    """
    above = _above(parent)
    tracer = trace.get_tracer("govkit.sync")
    with tracer.start_as_current_span(name, context=above, kind=kind) as opened:
        made = Spanned(_traceparent(opened) or parent_of(above) or new_traceparent(), opened)
        made.tell(**(attributes or {}))
        yield made


def lasted(name: str, parent: str | None, since: float, until: float, **attributes: Attribute | None) -> None:
    """Records what is over already, in seconds since 1970: a run, whose stretches were in several processes."""
    tracer = trace.get_tracer("govkit.sync")
    said = {_PREFIX + key: value for key, value in attributes.items() if value is not None}
    made = tracer.start_span(name, context=_context(parent), start_time=int(since * _NANO), attributes=said)
    made.end(int(max(since, until) * _NANO))


def new_traceparent() -> str:
    """The beginning of a trace, where nobody began one (W3C Trace Context, section 3.2)."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def parent_of(context: Context) -> str | None:
    """The `traceparent` of a context; None where it has none."""
    return _traceparent(trace.get_current_span(context))


def _above(parent: str | None) -> Context:
    """Where a span belongs: an open one of the same trace is nearer than the parent that was handed on."""
    wanted = _context(parent)
    there = trace.get_current_span().get_span_context()
    meant = trace.get_current_span(wanted).get_span_context()
    if there.is_valid and (not meant.is_valid or there.trace_id == meant.trace_id):
        return trace.set_span_in_context(trace.get_current_span())
    return wanted


def _context(parent: str | None) -> Context:
    return _FORM.extract({} if parent is None else {"traceparent": parent}, Context())


def _traceparent(found: Span) -> str | None:
    if not found.get_span_context().is_valid:
        return None
    carrier: dict[str, str] = {}
    _FORM.inject(carrier, trace.set_span_in_context(found, Context()))
    return carrier.get("traceparent")
