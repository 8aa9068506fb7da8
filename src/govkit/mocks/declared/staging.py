"""Declared behaviour put on stage: files compiled and installed, and read again when they change."""

from __future__ import annotations

import asyncio
import posixpath
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from govkit.catalog.entries.kinds.system import RateLimit
from govkit.catalog.entries.problem import Problem
from govkit.errors import InputError
from govkit.mocks.agenda import Agenda
from govkit.mocks.control import Control
from govkit.mocks.declared.code import Code, load_code
from govkit.mocks.declared.declared import Declared
from govkit.mocks.declared.loading import BEHAVIOUR, Loaded, MockFile, load
from govkit.mocks.declared.mistakes import Mistake, mistake_of, refuse
from govkit.mocks.declared.program import Program
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.state_routes import routes
from govkit.mocks.declared.states import States
from govkit.mocks.platforms import Platforms
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.webhooks.event import Event
from govkit.mocks.webhooks.webhooks import Webhooks

_EVERY = 0.5
"""Seconds between two looks at the files."""


class Staging:
    """The declared behaviour of all systems that are served."""

    def __init__(
        self,
        files: Mapping[str, MockFile],
        behaviours: Mapping[str, Behaviour],
        agenda: Agenda,
        others: Collection[str],
        tell: Callable[[str], None],
    ) -> None:
        """Raises InputError with all that is wrong in any of the files."""
        self._files = dict(files)
        self._behaviours = behaviours
        self._tell = tell
        self._webhooks: Webhooks | None = None
        self.platforms = Platforms(behaviours, agenda.clock, others)
        self.stage = Stage(self.platforms, agenda, tell=tell)
        self.states = States(self.stage)
        loaded = {name: load(file, behaviours[name], self.platforms) for name, file in self._files.items()}
        codes = {name: self._code(name, file) for name, file in self._files.items()}
        wrong = [problem for one in codes.values() if isinstance(one, list) for problem in one]
        refuse([*wrong, *(problem for one in loaded.values() for problem in one.problems)])
        for name, behaviour in behaviours.items():
            program, code = loaded[name].program if name in loaded else None, codes.get(name)
            self._install(behaviour, program or Program(name), code if isinstance(code, Code) else None)
        self._seen = {name: self._watched(self._files[name], one) for name, one in loaded.items()}
        self.stage.begin()

    def control(self, control: Control) -> None:
        """Joins those that are controlled: states have a route, timers are planned anew when records are."""
        control.join("declared", self.stage)
        self.stage.ledger = control.books
        control.add(lambda: routes(control, self.states))

    def rate_limits(self) -> dict[str, RateLimit | None]:
        """The systems that keep a limit from the start, each with its own; None for the one that its System says."""
        said = {name: declared.program.rate_limit for name, declared in self.stage.declared.items()}
        return {name: None if one == "system" else one for name, one in said.items() if one is not None}

    def send_by(self, webhooks: Webhooks) -> None:
        """Sends events by webhooks, which tell no longer by themselves of what is declared."""
        self._webhooks = webhooks
        self.stage.emit = lambda *event: webhooks.emit(Event(*event))
        for name, declared in self.stage.declared.items():
            self._tell_by(name, declared.program)

    def _tell_by(self, name: str, program: Program) -> None:
        source = self._webhooks.sources.get(name) if self._webhooks is not None else None
        if self._webhooks is not None and source is not None:
            source.declared = frozenset(one.name for one in program.events)
            self._webhooks.declare(name, program.webhooks)

    def _code(self, name: str, file: MockFile) -> Code | list[Problem] | None:
        """The functions beside a file, or what is wrong with them."""
        path = posixpath.join(file.folder, BEHAVIOUR)
        if not file.files.exists(path):
            return None
        return load_code(file.files.read(path), path, file.files.label(path), self._behaviours[name].system)

    @staticmethod
    def _watched(file: MockFile, loaded: Loaded) -> dict[Path, tuple[int, int]]:
        return _stamps([*loaded.files, file.top / file.folder / BEHAVIOUR])

    def _install(self, behaviour: Behaviour, program: Program, code: Code | None) -> None:
        known = self.stage.declared.get(behaviour.system.name)
        if known is not None:
            known.timers.cancel()
        behaviour.records.seeds = program.seeds
        behaviour.records.draws = program.source is None
        behaviour.writes = Declared(behaviour, self.stage, program, code)

    # ----------------------------------------------------------------------------------------------------- again

    async def watch(self) -> None:
        """Looks at the files for ever. One that changed takes effect where it is in order; records stay."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                self.look()
            except Exception:  # noqa: BLE001 - a mistake of ours must not end the watch
                traceback.print_exc()

    def look(self) -> None:
        """Reads anew what changed."""
        for name, file in self._files.items():
            now = _stamps(self._seen[name])
            if now == self._seen[name]:
                continue
            self._seen[name] = now
            try:
                loaded = load(file, self._behaviours[name], self.platforms)
                code = self._code(name, file)
            except InputError as error:
                self._tell(f"{error}\n{file.label} is as it was before")
                continue
            self._seen[name] = self._watched(file, loaded)
            self._renew(name, file, loaded, code)

    def _renew(self, name: str, file: MockFile, loaded: Loaded, code: Code | list[Problem] | None) -> None:
        problems = [*loaded.problems, *(code if isinstance(code, list) else ())]
        if problems or loaded.program is None:
            found = sorted({mistake_of(one) for one in problems}, key=lambda one: str(one.place))
            told = "\n".join(_told(one) for one in found)
            self._tell(f"{told}\n{file.label} is as it was before")
            return
        self._install(self._behaviours[name], loaded.program, code if isinstance(code, Code) else None)
        self._tell_by(name, loaded.program)
        self.stage.declared[name].timers.begin()
        self._tell(f"{file.label} was read again, and holds from now on")


def _told(mistake: Mistake) -> str:
    hint = f"\n  hint: {mistake.hint}" if mistake.hint else ""
    return f"{mistake.place}: {mistake.message}{hint}"


def _stamps(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """When files were changed last, and how long they are; zeros for those that are gone."""
    found = {}
    for path in files:
        try:
            stat = path.stat()
            found[path] = stat.st_mtime_ns, stat.st_size
        except OSError:
            found[path] = 0, 0
    return found
