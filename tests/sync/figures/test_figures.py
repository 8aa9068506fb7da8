"""Every figure by its own examples, over nothing at all, and at the edges of periods."""

from __future__ import annotations

import pytest

from govkit.catalog.entries.kinds.measure import FIGURES, TIMES
from govkit.sync.figures.figure import Example, Figure, Unit, all_figures, median, spread
from govkit.sync.figures.scene import Scene
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EVENTS
from tests.sync.figures.histories import MARCH, measure_of, measured

ALL = all_figures()
EXAMPLES = [
    pytest.param(figure, example, id=f"{figure.id}-{number}")
    for figure in ALL.values()
    for number, example in enumerate(figure.examples, 1)
]


@pytest.mark.requirement("S7")
@pytest.mark.parametrize(("figure", "example"), EXAMPLES)
def test_an_example_gives_exactly_its_values(database: Database, figure: Figure, example: Example) -> None:
    assert measured(database, figure, example.history, example.measure) == list(example.gives), example.because


@pytest.mark.parametrize("figure", ALL.values(), ids=ALL)
def test_nothing_is_never_taken_for_nought(database: Database, figure: Figure) -> None:
    found = measured(database, figure, "runs: []", figure.examples[0].measure)
    assert [value for _, _, value, _ in found] in ([], [None])


def test_figures_of_every_workflow_may_have_targets() -> None:
    of_workflows = {name for name in ALL if name not in ("agreement", "latency", "share", "accuracy")}
    assert set(FIGURES) == of_workflows
    assert set(TIMES) == {name for name in of_workflows if ALL[name].unit is Unit.SECONDS}


@pytest.mark.parametrize("figure", ALL.values(), ids=ALL)
def test_a_figure_says_all_that_people_must_know(figure: Figure) -> None:
    for text in (figure.counts, figure.events, figure.words):
        assert text.endswith(".")
    assert figure.formula
    assert figure.examples


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    assert median([1, 2, 10]) == 2
    assert median([1, 2, 4, 10]) == 3


def test_the_p95_is_the_least_value_that_ninety_five_of_a_hundred_do_not_exceed() -> None:
    assert [one.value for one in spread("x", range(1, 101))] == [50.5, 95]
    (_, p95) = spread("x", [3.0])
    assert (p95.value, p95.of, p95.said) == (3.0, 1, "the largest, of so few")
    assert spread("x", []) == []


def test_one_run_is_a_figure_that_says_it_is_of_one(database: Database) -> None:
    history = """
    runs:
      - {workflow: invoices, state: done, created: 2026-03-31T23:59, finished: 2026-03-31T23:59:59}
    """
    assert measured(database, ALL["success-rate"], history) == [("invoices", "", 1.0, 1)]


def test_a_run_that_is_done_with_a_write_that_nobody_knows_is_not_well(database: Database) -> None:
    history = """
    runs:
      - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T10:05}
      - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T10:05}
    writes:
      - {run: 1, system: erp, operation: post, at: 2026-03-01T10:01, state: unknown}
      - {run: 2, system: erp, operation: post, at: 2026-03-01T10:01, state: refused}
    """
    assert measured(database, ALL["success-rate"], history) == [("invoices", "", 0.5, 2)]


def test_a_moment_of_another_zone_counts_as_the_instant_that_it_is(database: Database) -> None:
    history = """
    events:
      - {type: a.begun, at: 2026-03-02T10:00, occurred: '2026-03-02T09:00:00+02:00', body: {id: 1}}
      - {type: a.ended, at: 2026-03-02T10:00, occurred: '2026-03-02T08:00:00Z', body: {id: 1}}
    """
    measure = "latency: {from: {event: a.begun, key: $inputs.id}, to: {event: a.ended, key: $inputs.id}}"
    assert measured(database, ALL["latency"], history, measure)[0][2] == 3600


def test_a_beginning_that_is_longer_ago_than_is_looked_for_is_none(database: Database) -> None:
    history = """
    events:
      - {type: a.begun, at: 2026-01-01T10:00, body: {id: 1}}
      - {type: a.ended, at: 2026-03-02T10:00, body: {id: 1}}
      - {type: a.ended, at: 2026-03-02T10:00, body: {other: 1}}
    """
    measure = (
        "latency: {{from: {{event: a.begun, key: $inputs.id}}, to: {{event: a.ended, key: $inputs.id}}, within: {}}}"
    )
    assert measured(database, ALL["latency"], history, measure.format("P7D")) == [("measure", "", None, 0)]


def test_hostile_bodies_have_no_key_and_no_moment(database: Database) -> None:
    history = """
    events:
      - {type: a.begun, at: 2026-03-01T10:00, body: {id: {deep: [1]}, at: soon}}
      - {type: a.begun, at: 2026-03-01T10:00, body: {id: 1, at: '9999-99-99'}}
      - {type: a.begun, at: 2026-03-01T10:00, body: [1, 2]}
      - {type: a.begun, at: 2026-03-01T10:00, body: null}
      - {type: a.ended, at: 2026-03-02T10:00, body: {id: 1}}
      - {type: a.ended, at: 2026-03-02T10:00, body: {id: true}}
    """
    measure = (
        "latency: {from: {event: a.begun, key: $inputs.id, at: $inputs.at}, to: {event: a.ended, key: $inputs.id}}"
    )
    assert measured(database, ALL["latency"], history, measure) == [("measure", "", None, 0)]


def test_a_message_that_no_reader_of_json_takes_is_left_out(database: Database) -> None:
    measure = "share: {of: {event: a.begun, key: $inputs.id}, having: [{event: a.ended, key: $inputs.id}]}"
    assert measured(database, ALL["share"], "events: [{type: a.begun, at: 2026-03-01T10:00, body: {id: 1}}]", measure)
    if not database.is_sqlite:
        return
    with database.begin() as connection:
        connection.execute(EVENTS.update().values(body='{"id": 1, "deep": ['))
    with database.reading() as connection:
        scene = Scene(connection, {"measure": measure_of(measure)})
        assert [one.value for one in ALL["share"].measure(scene, MARCH)] == [None]
