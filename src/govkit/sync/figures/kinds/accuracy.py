"""How often a forecast said what then came, as measures of the catalog name both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.happenings import Happened, happened
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """The accuracy of each measure that is one."""
    for name, spec in scene.measures.items():
        if spec.accuracy is None:
            continue
        outcomes = {one.key: one for one in happened(scene.connection, spec.accuracy.outcome, span)}
        if not outcomes:
            yield Measured(name, None, said=f"nothing came out in this period: no {spec.accuracy.outcome.what}")
            continue
        reach = Span(span.since - spec.accuracy.reach.total_seconds(), span.until)
        forecasts: dict[str, list[Happened]] = defaultdict(list)
        for one in happened(scene.connection, spec.accuracy.forecast, reach):
            forecasts[one.key].append(one)
        yield _held(name, outcomes, forecasts)


def _held(name: str, outcomes: dict[str, Happened], forecasts: dict[str, list[Happened]]) -> Measured:
    hits, of = 0, 0
    for key, outcome in outcomes.items():
        before = [one for one in forecasts.get(key, ()) if one.at <= outcome.at]
        if before:
            of += 1
            hits += max(before, key=lambda one: one.at).is_yes == outcome.is_yes
    alone = len(outcomes) - of
    said = f"{alone} without a forecast before them" if alone else ""
    return Measured(name, hits / of if of else None, of, said=said)


FIGURE = Figure(
    id="accuracy",
    title="Accuracy of forecasts",
    counts="Outcomes for which there was a forecast, by measure of the catalog (`accuracy`).",
    events=(
        "What `outcome` of the measure names, by the moment at which the runtime came to know it; of the forecasts "
        "before an outcome the last, looked for as long before as `within` says."
    ),
    words=(
        "The outcomes of which the forecast said the same, yes or no, divided by all that have a forecast. Outcomes "
        "without one are told apart."
    ),
    formula="count(forecast = outcome) / count(outcomes with a forecast)",
    unit=Unit.SHARE,
    better="higher",
    no_data="nothing came out in this period",
    measure=measure,
    examples=(
        Example(
            """
            events:
              - {type: success.renewal.due, at: 2026-02-01T10:00, body: {id: r-1}}
              - {type: success.renewal.due, at: 2026-02-01T10:00, body: {id: r-2}}
              - {type: success.renewal.closed, at: 2026-03-01T10:00, body: {id: r-1, outcome: won}}
              - {type: success.renewal.closed, at: 2026-03-02T10:00, body: {id: r-2, outcome: won}}
              - {type: success.renewal.closed, at: 2026-03-03T10:00, body: {id: r-3, outcome: lost}}
            runs:
              - {workflow: renewals, event: 1, state: done, created: 2026-02-01T10:00, finished: 2026-02-01T12:00}
              - {workflow: renewals, event: 2, state: done, created: 2026-02-01T10:00, finished: 2026-02-01T12:00}
            writes:
              - {run: 1, system: crm, operation: updateDeal, at: 2026-02-01T11:00, body: {probability: 20}}
              - {run: 1, system: crm, operation: updateDeal, at: 2026-02-20T11:00, body: {probability: 80}}
              - {run: 1, system: crm, operation: updateDeal, at: 2026-03-20T11:00, body: {probability: 0}}
              - {run: 2, system: crm, operation: updateDeal, at: 2026-02-01T11:00, body: {probability: 49.5}}
            """,
            measure="""
            accuracy:
              forecast: {write: crm.updateDeal, key: $inputs.id, value: '$request.body#/probability', atLeast: 50}
              outcome: {event: success.renewal.closed, key: $inputs.id, value: $inputs.outcome, is: [won]}
            """,
            gives=(("measure", "", 0.5, 2),),
            because="The last word on r-1 before it was won was 80; r-2 was won against its forecast; r-3 had none.",
        ),
    ),
)
