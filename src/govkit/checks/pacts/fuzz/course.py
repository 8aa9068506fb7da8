"""One run of schemathesis: its events, in bounded time, become what was found."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from govkit.checks.pacts.fuzz.doors import Doors
from govkit.checks.pacts.fuzz.found import ACCEPTANCE, ERROR, PHASES, Found, Fuzzed
from govkit.checks.pacts.fuzz.laws import broken_laws, unsent_headers
from govkit.checks.pacts.fuzz.memory import Memory
from govkit.checks.pacts.fuzz.misfits import misfits
from govkit.checks.pacts.fuzz.pages import Pages
from govkit.errors import InputError

UNSENT = "declared_header_sent"
_TAKEN = ("2xx", "3xx", "401", "403", "404", "409", "412", "428", "429", "5xx")
"""Answers to good data that speak of the record or the caller, and not of the data."""

_KEY = re.compile(r"(x-)?idempotency-?key\Z", re.IGNORECASE)
_FRAMING = frozenset({"transfer-encoding", "content-length", "connection", "expect", "upgrade"})
_LONGEST = 1_000
_WATCHED: list[Callable[[], None]] = []
"""What looks at the clock before each request of the run that is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a provider is to be asked. `examples` are those of an operation in each phase that draws them.

    `operations` are names such as `GET /invoices` or operationIds, with * for any text; without any, all are asked.
    """

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: bool = False
    seed: int = 1
    examples: int | None = None
    phases: tuple[str, ...] = PHASES
    operations: tuple[str, ...] = ()
    timeout: float = 10.0
    until: float = float("inf")


Told = Callable[[str, str, int, int], None]
"""Is told the phase, the operation, how many scenarios are done, and how much is found."""


def fuzzed(tree: dict[str, Any], wish: Wish, told: Told = lambda *_: None) -> Fuzzed:
    """All that schemathesis finds wrong with a provider. Raises InputError for a description that it cannot read."""
    run = _Run(tree, wish, told)
    return run.ended()


class _Run:
    def __init__(self, tree: dict[str, Any], wish: Wish, told: Told) -> None:
        self._wish = wish
        self._told = told
        self._tree = tree
        self._memory = Memory(tree)
        self._found: dict[tuple[str, str, int], Found] = {}
        self._phase = ""
        self._scenarios = 0
        self._requests = 0
        self._answers: dict[str, set[int]] = {}
        self._accepted: set[str] = set()
        self._complete = True
        self._stop: Callable[[], None] = lambda: None
        self._schema = _schema(tree, wish)

    def ended(self) -> Fuzzed:
        from schemathesis.engine import events, from_schema

        self._page_through()
        stream = from_schema(self._schema).execute()
        self._stop = stream.stop
        _WATCHED[:] = [self._watch]
        try:
            self._listen(stream, events)
        finally:
            _WATCHED.clear()
        for operation, status, name in unsent_headers(self._memory):
            said = f"the header `{name}` is declared, and was never sent"
            self._add(Found(UNSENT, operation, status, said))
        found = tuple(sorted(self._found.values()))
        answers = {operation: frozenset(statuses) for operation, statuses in sorted(self._answers.items())}
        return Fuzzed(found, self._requests, answers, self._complete, frozenset(self._accepted))

    def _page_through(self) -> None:
        """Asks for pages, and without credentials, before anything is written."""
        wish = self._wish
        pages = Pages(wish.address, wish.headers, wish.timeout, secret=wish.secret)
        doors = Doors(self._tree, wish.address, wish.headers, wish.timeout)
        for one in self._schema.get_all_operations():
            operation = one.ok() if hasattr(one, "ok") else None
            if operation is not None and time.monotonic() < wish.until:
                for found in (*pages.found(operation), *doors.found(operation)):
                    self._add(found)
        self._requests += pages.asked + doors.asked

    def _watch(self) -> None:
        """Ends the run when its time is over; schemathesis' own limit would spend all of the time that there is."""
        if time.monotonic() > self._wish.until and self._complete:
            self._complete = False
            self._stop()

    def _listen(self, stream: Any, events: Any) -> None:
        for event in stream:
            if isinstance(event, events.PhaseStarted):
                self._phase = str(event.phase.name.value)
            elif isinstance(event, events.ScenarioStarted):
                self._told(self._phase, event.label or "", self._scenarios, len(self._found))
            elif isinstance(event, events.ScenarioFinished):
                self._scenario(event.recorder)
            elif isinstance(event, events.NonFatalError):
                self._add(Found(ERROR, event.label, message=str(event.info.format())[:500], phase=self._phase))
            elif isinstance(event, events.FatalError):
                raise InputError(
                    f"schemathesis cannot ask this API: {_first(str(event.exception))}"
                ) from event.exception
            elif isinstance(event, events.Interrupted) and self._complete:
                raise KeyboardInterrupt
            self._watch()

    def _add(self, found: Found) -> None:
        self._found.setdefault(found.subject, found)

    def _scenario(self, recorder: Any) -> None:
        self._scenarios += 1
        for case_id, interaction in recorder.interactions.items():
            self._requests += 1
            node = recorder.cases.get(case_id)
            if node is None:
                continue
            answered = self._answers.setdefault(node.value.operation.label, set())
            if interaction.response is not None:
                answered.add(interaction.response.status_code)
                if 200 <= interaction.response.status_code < 300 and _is_good(node.value):
                    self._accepted.add(node.value.operation.label)
                for check, said in broken_laws(self._memory, node.value, _Answer(interaction.response)):
                    self._add(self._of(recorder, case_id, check, said, ""))
        for case_id, checks in recorder.checks.items():
            for one in checks:
                case = recorder.cases[case_id].value
                if one.failure_info is not None and not (one.name == ACCEPTANCE and misfits(case)):
                    sample = str(one.failure_info.code_sample)
                    self._add(self._of(recorder, case_id, one.name, str(one.failure_info.failure), sample))

    def _of(self, recorder: Any, case_id: str, check: str, said: str, curl: str) -> Found:
        case = recorder.cases[case_id].value
        response = recorder.interactions[case_id].response
        status, body = (0, b"") if response is None else (response.status_code, response.content or b"")
        message = f"{said}\n{body[:_LONGEST].decode(errors='replace')}"
        sample = curl or case.as_curl_command(dict(self._wish.headers))
        return Found(check, case.operation.label, status, message, sample, self._phase)


def _is_good(case: Any) -> bool:
    """Whether a request is meant to keep to the description."""
    mode = getattr(getattr(case.meta, "generation", None), "mode", None)
    return getattr(mode, "value", None) == "positive"


class _Answer:
    """An answer as laws read it."""

    def __init__(self, response: Any) -> None:
        self.status_code = response.status_code
        self.headers = response.headers
        self._content = response.content or b""

    def json(self) -> Any:
        import json

        return json.loads(self._content)


def _schema(tree: dict[str, Any], wish: Wish) -> Any:
    import schemathesis
    from schemathesis.config import SchemathesisConfig

    config: dict[str, Any] = {
        "seed": wish.seed,
        "base-url": wish.address,
        "headers": dict(wish.headers),
        "phases": {name: {"enabled": name in wish.phases} for name in PHASES},
        "request-timeout": wish.timeout,
        "checks": {ACCEPTANCE: {"expected-statuses": list(_TAKEN)}},
        "generation": {"database": "none"},
        "cache": {"enabled": False},
        "workers": 1,
        "output": {"sanitization": {"enabled": wish.secret}},
    }
    if wish.examples is not None:
        config["generation"]["max-examples"] = wish.examples
    try:
        schema = schemathesis.openapi.from_dict(tree, config=SchemathesisConfig.from_dict(config))
    except Exception as error:
        raise InputError(f"schemathesis cannot read this description: {_first(str(error))}") from error
    _give_own_keys()
    return schema.include(_chosen(wish.operations)) if wish.operations else schema


def _chosen(names: Sequence[str]) -> Callable[[Any], bool]:
    from fnmatch import fnmatchcase

    def chosen(context: Any) -> bool:
        operation = context.operation
        known = [operation.label, operation.definition.raw.get("operationId")]
        return any(fnmatchcase(one, name) for name in names for one in known if isinstance(one, str))

    return chosen


@cache
def _give_own_keys() -> None:
    """Lets each request that may have a key of repetitions have one of its own: it is no repetition.

    Drawn headers that say where a message ends, or what becomes of its connection, are left out: it would be no HTTP.
    Such hooks are known to all of schemathesis in this process, so that it is told once.
    """
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.core.parameters import ParameterLocation

    numbers = itertools.count()

    @schemathesis.hook
    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        for watch in _WATCHED:
            watch()
        part = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
        for one in [one for one in case.headers or {} if one.lower() in _FRAMING]:
            del case.headers[one]
        name = next((one for one in case.headers or {} if _KEY.match(one)), None)
        if name is not None and (part is None or part.mode is GenerationMode.POSITIVE):
            case.headers[name] = f"key-of-its-own-{next(numbers):08d}"


def _first(text: str) -> str:
    return text.strip().partition("\n")[0][:300]
