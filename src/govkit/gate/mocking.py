"""`govkit mock up`: what its arguments name, as systems that can be served."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from govkit.errors import InputError, MissingExtra, UsageError
from govkit.gate.declaring import Declarations, declarations
from govkit.spec.documents import open_source
from govkit.spec.openapi import Contract

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate, VersionOf
    from govkit.catalog.entries.kinds.system import Integration
    from govkit.gate.scenarios import Telling
    from govkit.mocks.control import Route
    from govkit.mocks.declared.staging import Staging
    from govkit.mocks.faults.form import Order
    from govkit.mocks.serving import Serving
    from govkit.mocks.state.behaviour import Behaviour
    from govkit.mocks.system import System
    from govkit.mocks.webhooks.webhooks import Webhooks

T = TypeVar("T")
_MOST_TOLD = 20
_BEFORE_JUDGING = 1.0
"""Seconds in which whoever waits for the server gets the first answer."""

_RESTS = 4
"""How much longer than it works it rests, so that requests are answered meanwhile."""

_RECURSION = 3_000
"""Levels of calls, for schemas that lead into each other some four hundred deep."""


@contextmanager
def lasting() -> Iterator[None]:
    """While that is made which a process keeps to its end: the collector of garbage need not look at it, ever."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class _Around:
    """The catalog around a folder: opened when somebody asks, and once."""

    def __init__(self, cwd: Path | None) -> None:
        self.cwd = cwd

    @cached_property
    def is_there(self) -> bool:
        """Whether there is one."""
        from govkit.gate.configuration import estate_top

        return estate_top(self.cwd) is not None

    @cached_property
    def estate(self) -> Estate:
        """The estate, in order. Raises GovkitError."""
        from govkit.gate.estates.loading import open_estate

        estate = open_estate(cwd=self.cwd)
        estate.refuse_problems()
        return estate


def contracts_of(
    targets: Sequence[str],
    notes: list[str],
    cwd: Path | None = None,
    origins: dict[str, str] | None = None,
    around: _Around | None = None,
) -> dict[str, Contract]:
    """The contracts that arguments name, by the names that they are served under.

    A target is a file, a folder, a version of an API (`billing@3`), an API or a system of the catalog; without any,
    all systems of the catalog are meant. `origins` is given the target of each name. Raises InputError, UsageError.
    """
    found: dict[str, Contract] = {}
    around = around or _Around(cwd)
    for target in targets or _all_systems(around):
        for name, contract in _contracts(target, notes, around).items():
            free = _add(found, name, contract)
            if origins is not None:
                origins[free] = target
    if not found:
        raise UsageError("there is nothing to be served", hint="name an OpenAPI document, or a system of the catalog")
    return found


def _add(found: dict[str, Contract], name: str, contract: Contract) -> str:
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "api"
    number, free = 1, plain
    while free in found:
        number += 1
        free = f"{plain}-{number}"
    found[free] = contract
    return free


def _contracts(target: str, notes: list[str], around: _Around) -> dict[str, Contract]:
    cwd = around.cwd
    if _is_file(target, cwd):  # who serves files does not pay for the catalog
        library, document = open_source(target, cwd=cwd)
        contract = Contract(library, document)
        return {contract.name: contract}
    if "@" not in target and not _is_there(target, cwd):
        return _of_catalog(target, notes, around)
    from govkit.gate.comparisons.opening import opened

    sources = opened(target, (), notes)
    alone = len(sources) == 1
    found = {}
    for path, (library, document) in sources.items():
        contract = Contract(library, document)
        found[path if "/" not in path and "." not in path else contract.name if alone else Path(path).stem] = contract
    return found


def _is_file(target: str, cwd: Path | None) -> bool:
    try:
        return ((cwd or Path()) / target).is_file()
    except (OSError, ValueError):
        return False


def _is_there(target: str, cwd: Path | None) -> bool:
    if ":" in target or "/" in target or "\\" in target or target.endswith((".yaml", ".yml", ".json")):
        return True  # it is meant to be a file, and who cannot find it says so
    try:
        return ((cwd or Path()) / target).exists()
    except (OSError, ValueError):
        return False


def _all_systems(around: _Around) -> list[str]:
    """The systems that are played: functions run in the process of who calls them, and entities have none of their own.

    The latter are served from the systems that are played (`govkit sync serve`).
    """
    from govkit.catalog.entries.functions import is_of_functions

    if not around.is_there:
        raise UsageError("nothing is named, and there is no catalog here", hint="name an OpenAPI document")
    estate = around.estate
    best = [one for one in (_best(estate, name) for name in estate.apis) if one is not None]
    others = (one for one in best if not one.version.entities and not is_of_functions(estate.files, one))
    return sorted({str(one.api.spec.system) for one in others})


def _of_catalog(name: str, notes: list[str], around: _Around) -> dict[str, Contract]:
    """The contracts of a system, or of one API."""
    from govkit.gate.answers.report import guess
    from govkit.gate.estates.definitions import open_version

    if not around.is_there:
        raise UsageError(f"there is no file {name}, and no catalog here", hint="name an OpenAPI document")
    estate = around.estate
    apis = [api.name for api in estate.apis.values() if str(api.spec.system) == name]
    if not apis and name in estate.apis:
        apis = [name]
    if not apis:
        known = sorted({*estate.systems, *estate.apis})
        raise UsageError(f"there is no file, system or API {name!r}", hint=guess(name, known, "the systems are"))
    found = {}
    for api in apis:
        version = _best(estate, api)
        if version is not None:
            library, document = open_version(estate, version, notes)
            found[api] = Contract(library, document, api)
    if not found:
        raise UsageError(f"{name} has no version to be served", hint="name a version of its API")
    return found


def _best(estate: Estate, api: str) -> VersionOf | None:
    """The version that is meant where none is named: the greatest."""
    from govkit.catalog.entries import ApiRef

    try:
        meant = estate.meant(ApiRef.parse(api)) or estate.versions(api)
    except ValueError:
        return None
    return meant[-1] if meant else None


def _standing(path: Path) -> list[Order]:
    from govkit.mocks.faults.orders import orders_in

    return orders_in(path)


def _require_server() -> None:
    """Raises MissingExtra where what serves is not installed."""
    if find_spec("uvicorn") is None or find_spec("httptools") is None:
        raise MissingExtra("mocks need uvicorn, which is not installed", hint="pip install 'govkit[mock]'")


class Mocks:
    """Systems about to be served."""

    def __init__(
        self,
        targets: Sequence[str],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tokens: Mapping[str, frozenset[str]] | None = None,
        cwd: Path | None = None,
        webhooks: Sequence[str] = (),
        reach: Sequence[str] = (),
        faults: Path | None = None,
        rate_limits: bool = False,
        seed: int = 1,
        behaviour: Sequence[str] = (),
        tell: Callable[[str], None] | None = None,
        records: int | None = None,
    ) -> None:
        """Raises InputError, UsageError, MissingExtra. `tokens` are the scopes of each token that is known.

        `webhooks` are addresses that are told of events (URL, or SYSTEM=URL), `reach` hosts that may be told beside
        this machine. `faults` is a file of faults that are in force from the start; with `rate_limits` the limits
        that the catalog declares are kept. All that is drawn by lot follows from `seed`, the estate's scenario too.
        It tells `records` of each kind. `behaviour` names files that declare what systems do besides; `tell` is told
        what goes wrong in them later.
        """
        _require_server()
        from govkit.gate.telling import may_tell
        from govkit.mocks.agenda import Agenda
        from govkit.mocks.state.store import Clock
        from govkit.mocks.system import System

        self.notes: list[str] = []
        self._webhooks: Webhooks | None = None
        self._complain: Callable[[str], None] = self.notes.append
        standing = _standing((cwd or Path()) / faults) if faults is not None else []
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION))
        origins: dict[str, str] = {}
        around = _Around(cwd)
        contracts = contracts_of(targets, self.notes, cwd, origins, around)
        files = {name: target for name, target in origins.items() if _is_file(target, cwd)}
        self.systems: list[System] = [System(name, one, tokens) for name, one in contracts.items()]
        self.clock = Clock()
        self.agenda = Agenda(self.clock)
        self.behaviours = self._behave()
        estate = around.estate if files.keys() != contracts.keys() and around.is_there else None
        self._integrations = self._known_of(estate, files, cwd)
        self._make_webhooks = self._webhooks_by(webhooks, reach, seed)
        if webhooks or reach or self._integrations or any(may_tell(one) for one in contracts.values()):
            self._webhooks = self._make_webhooks()
        self._remember_keys()
        telling = self._tell(estate, cwd, records, seed)
        declared = declarations(contracts, contracts.keys() - files.keys(), behaviour, estate, cwd)
        self.staging = self._staged(declared, tell)
        self._listen(host, port, standing, seed=seed, rate_limits=rate_limits)
        self._drift(telling, seed)

    def _behave(self) -> dict[str, Behaviour]:
        """What keeps the records of each system; the systems perform by it from now on."""
        from govkit.mocks.state.behaviour import Behaviour

        made = {system.name: Behaviour(system, self.clock) for system in self.systems}
        for system in self.systems:
            system.perform = made[system.name].perform
        return made

    @property
    def webhooks(self) -> Webhooks:
        """The webhooks of the systems: made at the start where one may tell of anything, else when somebody asks."""
        if self._webhooks is None:
            self._webhooks = self._make_webhooks()
            self._webhooks.tell = self._complain
        return self._webhooks

    def _webhooks_by(self, addresses: Sequence[str], reach: Sequence[str], seed: int) -> Callable[[], Webhooks]:
        """What makes the webhooks. Raises UsageError."""

        def make() -> Webhooks:
            from govkit.gate.telling import webhooks_for

            return webhooks_for(
                self.agenda,
                self.systems,
                self.behaviours,
                self._integrations,
                addresses=addresses,
                reach=reach,
                seed=seed,
                notes=self.notes,
            )

        return make

    def _drift(self, telling: Telling | None, seed: int) -> None:
        """Lets platforms disagree as their scenario says. Raises InputError, and serves nothing then."""
        self.control.drifts.seed = seed
        if telling is not None:
            try:
                telling.drift(self.behaviours, self.control.drifts)
            except InputError:
                self.serving.close()
                raise

    def _known_of(self, estate: Estate | None, files: Mapping[str, str], cwd: Path | None) -> dict[str, Integration]:
        """What the catalog says of the systems that are served, also of those whose definition is named as a file."""
        from govkit.gate.integrations import estate_of_files, integrations_of

        names = [one.name for one in self.systems if one.name not in files]
        around, own = estate_of_files(files, cwd, self.notes)
        return {**integrations_of(estate, names), **integrations_of(around, own, own)}

    def _remember_keys(self) -> None:
        """Has the systems forget keys of repetitions when the catalog says."""
        from govkit.gate.telling import retention_of

        for name, integration in self._integrations.items():
            retention = retention_of(integration)
            if retention is not None:
                self.behaviours[name].remember_keys(retention)

    def _listen(self, host: str, port: int, standing: list[Order], *, seed: int, rate_limits: bool) -> None:
        """Takes the address, and puts the control API and the server before the systems. Raises UsageError."""
        from govkit.gate.integrations import limits_for
        from govkit.mocks.application import Application
        from govkit.mocks.control import Control
        from govkit.mocks.hosts import Hosts
        from govkit.mocks.listening import bound
        from govkit.mocks.serving import Serving

        listener = bound(host, port)
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{listener.getsockname()[1]}"
        said = self.staging.rate_limits() if self.staging is not None else {}
        limits = limits_for(self.clock, self._integrations, standing, said, seed=seed, kept=rate_limits)
        self.control = Control(self.behaviours, self.agenda, {one.name: one for one in self.systems}, limits)
        if self._webhooks is not None:
            self.control.join("webhooks", self._webhooks)
        self.control.add(self._webhook_routes)
        if self.staging is None:
            self.control.add(_no_states)
        else:
            self.staging.control(self.control)
        self.application = Application(self.systems, Hosts(host), self.control)
        self.serving: Serving = Serving(self.application, listener)

    def _webhook_routes(self) -> Iterable[Route]:
        from govkit.mocks.webhooks.routes import routes

        self.control.join("webhooks", self.webhooks)
        return routes(self.webhooks)

    def _staged(self, declared: Declarations, tell: Callable[[str], None] | None) -> Staging | None:
        """The declared behaviour of the systems, where there is any."""
        self.notes += declared.notes
        if not declared:
            return None
        staging = declared.staging(self.behaviours, self.agenda, tell or (lambda _: None))
        staging.send_by(self.webhooks)
        return staging

    def _tell(self, estate: Estate | None, cwd: Path | None, records: int | None, seed: int) -> Telling | None:
        """Gives the systems of the catalog the first records that the estate's scenario tells; what tells them."""
        if estate is None:
            return None
        from govkit.gate.configuration import estate_top, settings

        top = estate_top(cwd)
        assert top is not None, "there is an estate"
        from govkit.gate.scenarios import Telling

        telling = Telling(estate, settings(top).mocks, seed=seed, records=records)
        if telling.scenario is None:
            return None
        for system in self.systems:
            self.behaviours[system.name].records.beginnings = telling.rows(system.name, system.contract)
        return telling

    @property
    def addresses(self) -> dict[str, str]:
        """Where each system is served."""
        if len(self.systems) == 1:
            return {self.systems[0].name: f"{self.address}/"}
        return {system.name: f"{self.address}/{system.name}/" for system in self.systems}

    def run(self, ready: Callable[[], None], tell: Callable[[str], None]) -> None:
        """Serves until it is stopped; `tell` is told of examples that their own schemas refuse."""
        self._complain = tell
        if self._webhooks is not None:
            self._webhooks.tell = tell

        async def later() -> None:
            self.agenda.arm()
            watching = [self.staging.watch()] if self.staging is not None else []
            await asyncio.gather(self.judge_examples(tell), *watching)

        self.serving.run(ready, later)

    async def judge_examples(self, tell: Callable[[str], None]) -> None:
        """Holds all examples against their schemas, a few at a time, so that requests are answered between."""
        await asyncio.sleep(_BEFORE_JUDGING)
        for system in self.systems:
            count = 0
            judged = system.broken_examples()
            while (found := await _resting(judged)) is not None:
                count += len(found)
                for one in found if count <= _MOST_TOLD else ():
                    example = f"the example `{one.name}`" if one.name else "the example"
                    tell(f"{one.place}: {example} of {one.operation}, {one.status}, breaks its schema: {one.reason}")
            if count > _MOST_TOLD:
                tell(f"{system.name}: {count} examples break their schemas; drawn values stand for them")


def _no_states() -> Iterable[Route]:
    from govkit.mocks.control.routes.states import no_states

    return no_states()


async def _resting(work: Iterator[T]) -> T | None:
    """The next result of work that is not urgent, after a rest; None at its end."""
    begun = perf_counter()
    found = next(work, None)
    await asyncio.sleep(_RESTS * (perf_counter() - begun))
    return found
