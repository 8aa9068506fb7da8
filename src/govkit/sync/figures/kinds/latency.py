"""How long it takes from one thing to another, as measures of the catalog name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from govkit.catalog.entries import MeasureSpec
from govkit.sync.figures.figure import Example, Figure, Measured, Unit, spread
from govkit.sync.figures.happenings import Happened, happened
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """Median and p95 of each measure that is a latency."""
    for name, spec in scene.measures.items():
        if spec.latency is not None:
            yield from _measured(scene, span, name, spec)


def _measured(scene: Scene, span: Span, name: str, spec: MeasureSpec) -> Iterator[Measured]:
    said = spec.latency
    assert said is not None, "the caller looked"
    ends = list(happened(scene.connection, said.to, span))
    if not ends:
        yield Measured(name, None, said=f"nothing ended in this period: no {said.to.what}")
        return
    reach = Span(span.since - said.reach.total_seconds(), span.until)
    took, alone = _took(happened(scene.connection, said.from_, reach), ends)
    left_out = f"{alone} without a beginning before them" if alone else ""
    if not took:
        yield Measured(name, None, said=left_out)
    for one in spread(name, took):
        notes = ", ".join(filter(None, (one.said, left_out)))
        yield Measured(name, one.value, one.of, one.part, notes)


def _took(begun: Iterable[Happened], ends: list[Happened]) -> tuple[list[float], int]:
    """How long each took whose end is there, from the last beginning before it; and how many ends have none.

    A beginning counts once: what ends again has to begin again.
    """
    known: dict[str, list[float]] = defaultdict(list)
    for one in begun:
        known[one.key].append(one.at)
    took: list[float] = []
    for end in sorted(ends, key=lambda one: one.at):
        before = [at for at in known[end.key] if at <= end.at]
        if before:
            took.append(end.at - max(before))
            known[end.key] = [at for at in known[end.key] if at > end.at]
    return took, len(ends) - len(took)


FIGURE = Figure(
    id="latency",
    title="Latency of business processes",
    counts="Objects for which both things happened, by measure of the catalog (`latency`).",
    events=(
        "What `from` and `to` of the measure name. An end is in the period in which the runtime came to know it; the "
        "beginning is looked for as long before as `within` says."
    ),
    words=(
        "From the last beginning before an end to that end, of the same key: the median, and the time within which 95 "
        "of 100 ended. Each beginning counts once; ends without one are told apart."
    ),
    formula="median, p95 of (at of `to` - at of `from`)",
    unit=Unit.SECONDS,
    better="lower",
    no_data="nothing ended in this period",
    measure=measure,
    examples=(
        Example(
            """
            events:
              - {type: billing.invoice.finalized, at: 2026-02-28T22:00, body: {invoice: {id: i-1, closed: 2026-02-28}}}
              - {type: billing.invoice.finalized, at: 2026-03-02T10:00, body: {invoice: {id: i-2, closed: 2026-03-02}}}
              - {type: erp.invoice.posted, at: 2026-03-01T00:00, body: {reference: i-1}}
              - {type: erp.invoice.posted, at: 2026-03-02T12:00, body: {reference: i-2}}
              - {type: erp.invoice.posted, at: 2026-03-02T13:00, body: {reference: i-2}}
              - {type: erp.invoice.posted, at: 2026-03-03T12:00, body: {reference: i-9}}
              - {type: erp.invoice.posted, at: 2026-04-01T00:00, body: {reference: i-3}}
            """,
            measure="""
            latency:
              from: {event: billing.invoice.finalized, key: $inputs.invoice#/id, at: $inputs.invoice#/closed}
              to: {event: erp.invoice.posted, key: $inputs.reference}
            """,
            gives=(("measure", "median", 18 * 3600, 2), ("measure", "p95", 24 * 3600, 2)),
            because=(
                "One took a day from the close of its period, which was in February, and one half a day. The second "
                "posting of i-2 and that of i-9 have no beginning of their own."
            ),
        ),
    ),
)
