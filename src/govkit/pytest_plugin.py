"""The plugin for pytest: mocks that answer for as long as the tests run, and begin anew with each of them.

In pytest's settings, `govkit_mock_targets` names what is served (files, APIs, systems; all systems of the catalog where
nothing is named); a test asks for other targets by `@pytest.mark.govkit_mock("billing@3")`. Nothing of govkit is
imported before a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from govkit.gate.mock_server import Mock

_MARKER = "govkit_mock(*targets, seed=1, faults=None, rate_limits=False): what the fixture govkit_mock serves"
_SERVED = pytest.StashKey["Mock"]()
_MOST_SHOWN = 20


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings, and the options that go before them."""
    group = parser.getgroup("govkit", "mocks of govkit")
    group.addoption("--govkit-mock-seed", type=int, metavar="N", help="What mocks draw by lot follows from it.")
    group.addoption("--govkit-mock-faults", metavar="FILE", help="Faults of mocks that are in force from the start.")
    parser.addini("govkit_mock_targets", "What the fixture govkit_mock serves.", type="args", default=[])
    parser.addini("govkit_mock_seed", "What mocks draw by lot follows from it.", default="1")
    parser.addini("govkit_mock_faults", "A file of faults of mocks that are in force from the start.", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def govkit_mocks(pytestconfig: pytest.Config) -> Iterator[Callable[..., Mock]]:
    """Starts mocks of targets; a second call for the same ones gives the same. All are stopped in the end."""
    served: dict[str, Mock] = {}

    def start(*targets: str, **options: Any) -> Mock:
        from govkit.gate.mock_server import Mock

        wanted = {**_defaults(pytestconfig), **options}
        key = repr((targets, sorted(wanted.items())))
        if key not in served:
            served[key] = Mock(*targets, **wanted)
        return served[key]

    yield start
    for mock in served.values():
        mock.stop()


@pytest.fixture
def govkit_mock(request: pytest.FixtureRequest, govkit_mocks: Callable[..., Mock]) -> Mock:
    """Mocks that begin anew: records, faults, clock and ledger are as at the start."""
    marker = request.node.get_closest_marker("govkit_mock")
    targets = marker.args if marker is not None and marker.args else request.config.getini("govkit_mock_targets")
    mock = govkit_mocks(*targets, **(marker.kwargs if marker is not None else {}))
    mock.reset()
    request.node.stash[_SERVED] = mock
    return mock


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Shows with a test that failed what its mocks were asked."""
    report = yield
    mock = item.stash.get(_SERVED, None)
    if mock is not None and report.when == "call" and report.failed:
        report.sections.append(("govkit mock", _journal(mock)))
    return report


def _defaults(config: pytest.Config) -> dict[str, Any]:
    """The options of mocks as the settings have them. Raises UsageError."""
    seed = config.getoption("--govkit-mock-seed")
    text = str(config.getini("govkit_mock_seed"))
    if seed is None and not text.lstrip("-").isdigit():
        raise pytest.UsageError(f"govkit_mock_seed is a whole number, not {text!r}")
    faults = config.getoption("--govkit-mock-faults") or config.getini("govkit_mock_faults")
    return {
        "seed": int(text) if seed is None else seed,
        "faults": config.rootpath / faults if faults else None,
        "cwd": Path(config.rootpath),
    }


def _journal(mock: Mock) -> str:
    from govkit.errors import UsageError

    try:
        entries = mock.journal()[-_MOST_SHOWN:]
    except UsageError as error:
        return str(error)
    return "\n".join(
        f"{one['method']} {one['path']} ({one['system']}): {one['status']}"
        + (f", fault {one['fault']}" if one["fault"] else "")
        + (f", {one['refused']}" if one["refused"] else "")
        for one in entries
    )
