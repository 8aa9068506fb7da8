"""Short trials by chaos: nothing is lost, doubled, out of order or wrong, and what nobody knows is asked of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.__main__ import order_of, played, told
from tests.chaos.processes import Zygote, prepared
from tests.chaos.trial import Order
from tests.sync.postgres import Postgres


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Zygote]]:
    """The estate of the trials, and what its workers are forked from."""
    with prepared(tmp_path_factory.mktemp("chaos")) as estate:
        zygote = Zygote(estate)
        yield estate, zygote
        zygote.close()


def _small(order: Order) -> Order:
    return replace(order, subscriptions=8, changes=3)


def _is_clean(order: Order, ground: tuple[Path, Zygote], folder: Path, server: Postgres | None = None) -> None:
    estate, zygote = ground
    verdict = played(order, estate, zygote, folder, server)
    assert verdict.is_clean, told(verdict)
    assert verdict.kills >= order.kills
    assert verdict.effects >= order.subscriptions * order.changes * 3


@pytest.mark.parametrize("seed", [101])
def test_on_sqlite_nothing_is_lost_and_nothing_doubled(seed: int, ground: tuple[Path, Zygote], tmp_path: Path) -> None:
    _is_clean(_small(order_of(seed, 10, "sqlite")), ground, tmp_path)


@pytest.mark.parametrize("seed", [104])
def test_what_people_do_meanwhile_loses_and_doubles_nothing(
    seed: int, ground: tuple[Path, Zygote], tmp_path: Path
) -> None:
    """Two people retry, dismiss and replay many at a time, while the worker dies, and they as well."""
    estate, zygote = ground
    order = replace(_small(order_of(seed, 8, "sqlite", desk=True)), acts=12)
    verdict = played(order, estate, zygote, tmp_path, None)
    assert verdict.is_clean, told(verdict)
    assert sum(verdict.acts.values()) >= order.acts, told(verdict)


@pytest.mark.parametrize("seed", [105])
def test_a_list_that_is_loaded_meanwhile_loses_and_doubles_nothing(
    seed: int, ground: tuple[Path, Zygote], tmp_path: Path
) -> None:
    """Two commands load it beside the events; they die as the worker does, and each takes over from the other."""
    estate, zygote = ground
    order = _small(order_of(seed, 8, "sqlite", bulk=True))
    verdict = played(order, estate, zygote, tmp_path, None)
    assert verdict.is_clean, told(verdict)
    assert verdict.loaded > 1, told(verdict)
    assert verdict.command_kills >= order.command_kills, told(verdict)


@pytest.mark.postgres
@pytest.mark.parametrize("seed", [102])
def test_on_postgresql_two_workers_race_and_the_server_dies(
    seed: int, ground: tuple[Path, Zygote], tmp_path: Path
) -> None:
    server = Postgres()
    try:
        server.start()
        _is_clean(_small(order_of(seed, 10, "postgresql")), ground, tmp_path, server)
    finally:
        server.close()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(200, 204))
def test_on_sqlite_with_more_deaths(seed: int, ground: tuple[Path, Zygote], tmp_path: Path) -> None:
    _is_clean(order_of(seed, 40, "sqlite"), ground, tmp_path)
