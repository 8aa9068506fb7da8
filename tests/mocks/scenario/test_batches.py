"""A value of many facts at once is that of each by itself, whatever it is made of."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.mocks.scenario import batches as module
from govkit.mocks.scenario.batches import batches
from govkit.mocks.scenario.facts import Fact, Named
from tests.mocks.scenario.telling import NEWEST, OLDER, behaviours, scenario


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches so small that there are several of each kind, the last of them not full."""
    monkeypatch.setattr(module, "_SIZE", 17)


def _shown(value: Any) -> Any:
    """A value to be compared: a fact by its number, an identifier by its text."""
    if isinstance(value, Fact):
        return value.kind.name, value.n
    if isinstance(value, list):
        return [_shown(one) for one in value]
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    return str(value) if isinstance(value, Named) else value


@pytest.mark.parametrize("seed", [1, 5])
def test_each_value_of_a_batch_is_that_of_the_fact(seed: int) -> None:
    compared = 0
    for name, kind in scenario(60, seed).kinds.items():
        numbers = list(kind.numbers)
        for value in [*kind.makers, *kind.relations]:
            alone = [_shown(_fact(kind.name, n, seed).get(value)) for n in numbers]
            together = [_shown(one) for batch in batches(kind, numbers) for one in batch.get(value)]
            assert together == alone, (name, value)
            compared += len(alone)
    assert compared > 10_000


def _fact(kind: str, n: int, seed: int) -> Fact:
    found = scenario(60, seed).kinds[kind].fact(n)
    assert found is not None
    return found


@pytest.mark.parametrize("api", [*NEWEST, *OLDER])
def test_a_column_says_what_the_records_say(api: str) -> None:
    for behaviour in behaviours(api, records=45, seed=3).values():
        for path, first in behaviour.records.beginnings.items():
            values = [first.value(at) for at in range(len(first))]
            for name in sorted({name for value in values for name in value} | {"nothing"}):
                assert list(first.column(name)) == [value.get(name) for value in values], (path, name)
            links = [first.links(at) for at in range(len(first))]
            for name in {name for one in links for name in one}:
                assert list(first.link_column(name)) == [one.get(name) for one in links], (path, name)


def test_a_part_is_asked_for_no_more_than_it_has() -> None:
    kind = scenario(60).kinds["invoice"]
    [whole, *_] = batches(kind, kind.numbers)
    part = whole.part([3, 5, 8])
    told = [_fact("invoice", n, 1).get("lines") for n in part.numbers]
    assert [_shown(one) for one in part.get("lines")] == [_shown(one) for one in told]
    assert part.part([2]).numbers == [kind.numbers[8]]
