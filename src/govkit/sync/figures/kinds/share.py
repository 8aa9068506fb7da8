"""How many of some objects something happened to, as measures of the catalog name it."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.happenings import happened
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene

_EVER = float("inf")


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """The share of each measure that is one."""
    for name, spec in scene.measures.items():
        if spec.share is None:
            continue
        counted = {one.key for one in happened(scene.connection, spec.share.of, span)}
        if not counted:
            yield Measured(name, None, said=f"there is none of what counts: no {spec.share.of.what}")
            continue
        hit: dict[str, set[str]] = {}
        for what in spec.share.having:
            later = Span(span.since, _EVER)
            found = {one.key for one in happened(scene.connection, what, later)} & counted
            hit[what.what] = hit.get(what.what, set()) | found
        said = ", ".join(f"{len(keys)} {what}" for what, keys in hit.items() if keys)
        yield Measured(name, len(set().union(*hit.values())) / len(counted), len(counted), said=said)


FIGURE = Figure(
    id="share",
    title="Shares of business processes",
    counts="Objects, each once, by measure of the catalog (`share`).",
    events=(
        "What `of` of the measure names, by the moment at which the runtime came to know it; what `having` names from "
        "the beginning of the period on, also after its end."
    ),
    words="The objects to which any of it happened, divided by all that count. Each object counts once.",
    formula="count(keys of `of` that `having` has) / count(keys of `of`)",
    unit=Unit.SHARE,
    better="lower",
    no_data="nothing that counts came in this period",
    measure=measure,
    examples=(
        Example(
            """
            events:
              - {type: billing.invoice.finalized, at: 2026-03-01T10:00, body: {id: i-1}}
              - {type: billing.invoice.finalized, at: 2026-03-02T10:00, body: {id: i-2}}
              - {type: billing.invoice.finalized, at: 2026-03-03T10:00, body: {id: i-3}}
              - {type: billing.invoice.finalized, at: 2026-03-03T11:00, body: {id: i-3}}
              - {type: billing.invoice.finalized, at: 2026-03-04T10:00, body: {id: i-4}}
              - {type: erp.invoice.reversed, at: 2026-04-02T10:00, body: {reference: i-1}}
              - {type: erp.invoice.reversed, at: 2026-03-02T10:00, body: {reference: i-0}}
            runs:
              - {workflow: invoices, event: 1, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T12:00}
              - {workflow: invoices, event: 2, state: done, created: 2026-03-02T10:00, finished: 2026-03-02T12:00}
            exceptions:
              - {run: 1, state: resolved, raised: 2026-03-01T10:00, closed: 2026-03-01T12:00}
              - {run: 2, state: resolved, raised: 2026-03-02T10:00, closed: 2026-03-02T12:00}
            """,
            measure="""
            share:
              of: {event: billing.invoice.finalized, key: $inputs.id}
              having:
                - {exception: invoices, key: $inputs.id}
                - {event: erp.invoice.reversed, key: $inputs.reference}
            """,
            gives=(("measure", "", 0.5, 4),),
            because="Of four invoices i-1 failed and was reversed later, which counts once, and i-2 failed.",
        ),
    ),
)
