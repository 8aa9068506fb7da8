"""One trace leads from the reception of an event to its outcome, whoever works on it."""

from __future__ import annotations

import re

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from govkit.sync.telemetry.traces import lasted, new_traceparent, span

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What an SDK records, set up for this test alone."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


def above(found: ReadableSpan) -> str:
    assert found.parent is not None
    return format(found.parent.span_id, "016x")


def own(found: ReadableSpan) -> str:
    assert found.context is not None
    return format(found.context.span_id, "016x")


def test_without_an_sdk_the_trace_is_handed_on_as_it_came() -> None:
    with span("stretch", PARENT) as spanned:
        assert spanned.traceparent == PARENT
        spanned.tell(run=1)
        spanned.fail("nothing is recorded")


@pytest.mark.parametrize("parent", [None, "", "no trace", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_where_nobody_began_a_trace_one_begins(parent: str | None) -> None:
    with span("delivery", parent) as first, span("delivery", parent) as second:
        assert FORM.fullmatch(first.traceparent)
        assert first.traceparent != second.traceparent
    assert FORM.fullmatch(new_traceparent())


@pytest.mark.requirement("S7")
def test_a_trace_goes_from_the_delivery_over_the_stretch_to_the_call(recorded: InMemorySpanExporter) -> None:
    with span("delivery", PARENT) as delivery:
        kept = delivery.traceparent  # with the event, for another process
    with span("stretch", kept, {"run": 7, "customer": None}) as stretch, span("call", stretch.traceparent) as call:
        sent = call.traceparent
    found = {one.name: one for one in recorded.get_finished_spans()}
    assert above(found["delivery"]) == PARENT.split("-")[2]
    assert above(found["stretch"]) == own(found["delivery"])
    assert above(found["call"]) == own(found["stretch"])
    assert sent.split("-")[1:3] == [PARENT.split("-")[1], own(found["call"])]
    assert dict(found["stretch"].attributes or {}) == {"govkit.run": 7}


def test_a_span_belongs_to_the_one_that_is_open_in_the_same_trace(recorded: InMemorySpanExporter) -> None:
    with span("stretch", PARENT), span("call", PARENT), span("of another event", new_traceparent()):
        pass
    found = {one.name: one for one in recorded.get_finished_spans()}
    assert above(found["call"]) == own(found["stretch"])
    assert above(found["of another event"]) not in (own(found["stretch"]), own(found["call"]))


def test_what_fails_is_seen(recorded: InMemorySpanExporter) -> None:
    with span("stretch", PARENT) as spanned:
        spanned.fail("tax-configuration at post")
    with pytest.raises(ValueError, match="boom"), span("call", PARENT):
        raise ValueError("boom")
    told, raised = recorded.get_finished_spans()
    assert (told.status.status_code.name, told.status.description) == ("ERROR", "tax-configuration at post")
    assert raised.status.status_code.name == "ERROR"


def test_a_run_is_recorded_when_it_is_over(recorded: InMemorySpanExporter) -> None:
    lasted("run", PARENT, 10.0, 12.5, workflow="invoice-to-ledger", customer=None)
    (found,) = recorded.get_finished_spans()
    assert (found.start_time, found.end_time) == (10_000_000_000, 12_500_000_000)
    assert dict(found.attributes or {}) == {"govkit.workflow": "invoice-to-ledger"}
