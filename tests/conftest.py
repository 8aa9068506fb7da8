"""What all tests share: how much Hypothesis draws, and where published API descriptions lie."""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import rows
from tests.demonstration import Played, played
from tests.tiers import PROFILE

ROOT = Path(__file__).resolve().parent.parent

# `ci` draws the same examples every time: a run that fails can be repeated. `long` looks for what nobody has seen yet.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, max_examples=50)
settings.register_profile(
    "long", deadline=None, max_examples=2000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(PROFILE)


gc.set_threshold(50_000)  # as in the command line: to look for circles seldom takes a tenth of a run away

_FIRST = (
    "tests/cli/test_demo.py",
    "tests/packaging/",
    "tests/chaos/",
    "tests/e2e/test_sync_",
    "tests/e2e/test_operators_day.py",
)
"""What takes longest begins first, so that no process is left alone with it in the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest tests first, and leaves the others in their order, or shuffles them as TEST_ORDER says."""
    order = os.environ.get("TEST_ORDER")
    if order:
        _shuffle(items, random.Random(order))
    items.sort(key=lambda item: not item.nodeid.startswith(_FIRST))


def _shuffle(items: list[pytest.Item], at_random: random.Random) -> None:
    """Shuffles modules, and the tests in each: what a module makes for its tests is made once."""
    modules: dict[str, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.nodeid.partition("::")[0], []).append(item)
    shuffled = list(modules.values())
    at_random.shuffle(shuffled)
    for some in shuffled:
        at_random.shuffle(some)
    items[:] = (item for some in shuffled for item in some)


@pytest.fixture(scope="session", autouse=True)
def _rows_as_declared() -> Iterator[None]:
    """Holds what commands write for programs against its schema: see `tests.rows`."""
    with rows.watched():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """Fails a test in whose course a command wrote what no schema has."""
    try:
        yield
    except BaseException:
        rows.forget()
        raise
    rows.settle()


@pytest.fixture(scope="module", autouse=True)
def _nothing_left_open() -> Iterator[None]:
    """Collects behind each module, so that what it left open fails its own last test and none of somebody else's."""
    yield
    gc.collect()
    gc.freeze()  # what lives on is not looked at again: otherwise this would take a minute of a run


@pytest.fixture(scope="session", autouse=True)
def _cache_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps what govkit caches for a user out of the home of whoever tests; all processes of a run are one user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(_of_the_run(tmp_path_factory) / "cache"))
        yield


def _of_the_run(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run share."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """What came of `govkit demo`."""
    return played(_of_the_run(tmp_path_factory))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_specs() -> Path:
    """The folder of published API descriptions beside the checkout, several versions of each: `<api>/<n>-….yaml`."""
    folder = ROOT.parent / "shared" / "specs"
    if not folder.is_dir():
        pytest.skip("the corpus of published API descriptions does not lie beside the checkout (../shared/specs)")
    return folder
