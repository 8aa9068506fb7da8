"""The plugin for pytest: mocks that answer while tests run, and pacts that the tests of consumers make.

**Mocks.** In pytest's settings, `govkit_mock_targets` names what is served (files, APIs, systems; all systems of the
catalog where nothing is named); a test asks for other targets by `@pytest.mark.govkit_mock("billing@3")`.

**Pacts.** `govkit_pact(consumer, api)` gives a pact under construction with the estate's generated client; what tests
that pass relied on becomes a pact of the catalog. `govkit_catalog` says where that is, `--govkit-pacts` what becomes
of the pacts.

Nothing of govkit is imported before a test asks for a fixture.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from govkit.gate.mock_server import Mock
    from govkit.gate.pacts.suites.bench import Bench
    from govkit.gate.pacts.suites.session import Session
    from govkit.gate.pacts.suites.trial import Trial

Pacts: TypeAlias = "Callable[[str, str], Trial]"
"""What the fixture `govkit_pact` is: a consumer and an API that it uses, and there is the pact under construction."""

_MARKER = "govkit_mock(*targets, seed=1, faults=None, rate_limits=False): what the fixture govkit_mock serves"
_SERVED = pytest.StashKey["Mock"]()
_TRIALS = pytest.StashKey["list[Trial]"]()
_MADE = pytest.StashKey["list[dict[str, Any]]"]()
_ENDED = pytest.StashKey["Session"]()
_MOST_SHOWN = 20
_FIXTURE = "govkit_pact"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings, and the options that go before them."""
    group = parser.getgroup("govkit", "mocks and pacts of govkit")
    group.addoption("--govkit-mock-seed", type=int, metavar="N", help="What mocks draw by lot follows from it.")
    group.addoption("--govkit-mock-faults", metavar="FILE", help="Faults of mocks that are in force from the start.")
    parser.addini("govkit_mock_targets", "What the fixture govkit_mock serves.", type="args", default=[])
    parser.addini("govkit_mock_seed", "What mocks draw by lot follows from it.", default="1")
    parser.addini("govkit_mock_faults", "A file of faults of mocks that are in force from the start.", default="")
    group.addoption(
        "--govkit-pacts",
        choices=("write", "check", "off"),
        help="What becomes of the pacts that tests make: written into the catalog, or held against it.",
    )
    parser.addini("govkit_pacts", "What becomes of the pacts that tests make: write, check or off.", default="write")
    parser.addini("govkit_catalog", "The folder of the catalog that the tests of consumers speak of.", default="")
    parser.addini("govkit_unread", "What an expected field is that no test reads: error or note.", default="error")


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    config.addinivalue_line("markers", _MARKER)
    config.stash[_MADE] = []


# --------------------------------------------------------------------------------------------------------------- mocks


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


# --------------------------------------------------------------------------------------------------------------- pacts


@pytest.fixture(scope="session")
def govkit_bench(pytestconfig: pytest.Config) -> Bench:
    """The catalog that the tests of consumers speak of, read once."""
    from govkit.errors import GovkitError
    from govkit.gate.pacts.suites.bench import Bench

    try:
        return Bench(_catalog(pytestconfig))
    except GovkitError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def govkit_pact(request: pytest.FixtureRequest, govkit_bench: Bench) -> Iterator[Callable[[str, str], Trial]]:
    """Begins a pact of a consumer with an API that it uses: `govkit_pact("alerts", "billing@3")`.

    Once the test has passed, its interactions are part of the pact in the catalog; a test that fails leaves none.
    """
    trials = request.node.stash.setdefault(_TRIALS, [])

    def start(consumer: str, api: str) -> Trial:
        from govkit.errors import GovkitError
        from govkit.gate.pacts.suites import begin

        try:
            trial = begin(govkit_bench, consumer, api)
        except GovkitError as error:
            pytest.fail(str(error), pytrace=False)
        trials.append(trial)
        return trial

    yield start
    for trial in trials:
        trial.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Asks pacts what came of them when their test is through: what hinders one fails the test."""
    result = yield
    trials = item.stash.get(_TRIALS, [])
    tried = [trial.result() for trial in trials]
    strict = item.config.getini("govkit_unread") != "note"
    faults = [said for one in tried for said in (*one.faults, *(one.unread if strict else ()))]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
    for one in tried:
        said = {"consumer": one.consumer, "api": one.api, "file": str(item.path), "unread": one.unread}
        item.config.stash[_MADE].append({**said, "interactions": one.interactions})
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Shows with a test that failed what its mocks were asked; notes that its pacts are not whole."""
    report = yield
    mock = item.stash.get(_SERVED, None)
    if mock is not None and report.when == "call" and report.failed:
        report.sections.append(("govkit mock", _journal(mock)))
    if not report.passed:
        _lacks(item)
    return report


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Notes that pacts are not whole whose tests are left out."""
    for item in items:
        _lacks(item)


def _lacks(item: pytest.Item) -> None:
    if _FIXTURE in getattr(item, "fixturenames", ()):
        item.config.stash[_MADE].append({"file": str(item.path), "lacks": True})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: Any) -> None:
    """Takes over what a worker of pytest-xdist made; one that died made less than all."""
    output = getattr(node, "workeroutput", None)
    made = node.config.stash[_MADE]
    made += json.loads(output["govkit_pacts"]) if output and "govkit_pacts" in output else [{"lacks": True}]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Brings the pacts of the run into the catalog, or holds them against it."""
    config = session.config
    made = config.stash[_MADE]
    if hasattr(config, "workeroutput"):
        config.workeroutput["govkit_pacts"] = json.dumps(made)
        return
    mode = config.getoption("--govkit-pacts") or config.getini("govkit_pacts")
    if mode == "off" or not any("interactions" in one for one in made):
        return
    from govkit.gate.pacts.suites import session as sessions

    ended = sessions.Session(
        _catalog(config), made, _covered(config), stopped=bool(session.shouldstop or session.shouldfail)
    )
    config.stash[_ENDED] = ended
    if not ended.finish(write=mode == "write") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Says what became of the pacts."""
    ended: Session | None = config.stash.get(_ENDED, None)
    if ended is not None and ended.lines:
        terminalreporter.section("govkit pacts")
        for line in ended.lines:
            terminalreporter.line(line)


def _catalog(config: pytest.Config) -> Path:
    return config.rootpath / str(config.getini("govkit_catalog"))


def _covered(config: pytest.Config) -> list[tuple[Path, bool]]:
    """The folders and files that the run was asked for, each with whether all of it was."""
    here = config.invocation_params.dir
    return [(here / arg.partition("::")[0], "::" not in arg) for arg in config.args]
