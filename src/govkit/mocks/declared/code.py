"""The `behaviour.py` beside a `mock.yaml`: loaded for whoever serves mocks, its errors told with file and line."""

from __future__ import annotations

import copy
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.source import Source
from govkit.mocks.behaviour import MARK
from govkit.mocks.declared.program import Doing
from govkit.mocks.messages import JsonObject, Refused
from govkit.mocks.platforms import Unknown
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Record
from govkit.mocks.system import Call, System
from govkit.spec.expressions import MISSING, close_to

if TYPE_CHECKING:
    from govkit.mocks.declared.declared import Declared
    from govkit.mocks.declared.stage import Stage

_WHENS = ("before", "perform", "after")
Function = Callable[..., Any]


@dataclass(slots=True)
class Code:
    """The functions of one system: by when they are called, and by `METHOD /path`."""

    label: str
    functions: dict[tuple[str, str], list[Function]] = field(default_factory=dict)

    def of(self, when: str, operation: str) -> list[Function]:
        """The functions of an operation."""
        return self.functions.get((when, operation), [])

    def speaks_of(self, operation: str) -> bool:
        """Whether any function is registered for an operation."""
        return any((when, operation) in self.functions for when in _WHENS)


def load_code(data: bytes, path: str, label: str, system: System) -> Code | list[Problem]:
    """The functions in a file, or what is wrong with it."""
    source = Source(path, label, data)
    try:
        compiled = compile(data, label, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        return [Problem(source, (), f"this is no Python: {said}", at=(line or 1, max(1, column or 1)))]
    module = ModuleType(f"govkit_behaviour_{system.name}".replace("-", "_").replace(".", "_"))
    module.__file__ = label
    sys.modules[module.__name__] = module
    try:
        exec(compiled, module.__dict__)  # noqa: S102 - it is code of whoever serves it
    except Exception as error:  # noqa: BLE001 - whatever it raises is told
        line = _line(error, label)
        return [Problem(source, (), f"it cannot be loaded: {_said(error)}", at=(line, 1))]
    return _collected(module, source, label, system)


def _collected(module: ModuleType, source: Source, label: str, system: System) -> Code | list[Problem]:
    names = {served.operation.name: served.operation.name for served in system.operations}
    names |= {served.operation.id: served.operation.name for served in system.operations if served.operation.id}
    code, problems = Code(label), list[Problem]()
    functions = [one for one in vars(module).values() if callable(one) and hasattr(one, MARK)]
    for function in dict.fromkeys(functions):
        for when, text in getattr(function, MARK):
            operation = names.get(text)
            if operation is None:
                line = getattr(getattr(function, "__code__", None), "co_firstlineno", 1)
                known = [one for one in names if (" " in one) == (" " in text)]
                said = f"there is no operation `{text}`"
                problems.append(Problem(source, (), said, hint=close_to(text, known), at=(line, 1)))
            else:
                code.functions.setdefault((when, operation), []).append(function)
    return problems or code


def _line(error: BaseException, label: str) -> int:
    """The last line of a file that an error went through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == label]
    return (frames[-1].lineno or 1) if frames else 1


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def called(stage: Stage, code: Code, function: Function, call: Asking) -> Any:
    """What a function returns. Raises Refused; any other error is told, and never shown to the caller."""
    try:
        return function(call)
    except Refused:
        raise
    except Exception as error:
        name = getattr(function, "__name__", "a function")
        stage.tell(f"{code.label}:{_line(error, code.label)}: `{name}` failed: {_said(error)}")
        raise Refused(500, f"`{name}` of the mock's behaviour.py failed; standard error says why") from error


class Asking:
    """One request, as functions of a `behaviour.py` see it (see `govkit.mocks.behaviour.Call`)."""

    def __init__(self, declared: Declared, stage: Stage, call: Call, request: JsonObject) -> None:
        self._declared = declared
        self._stage = stage
        self._call = call
        self._request = request

    @property
    def operation(self) -> str:
        """The operationId, or `METHOD /path`."""
        return self._call.served.id

    @property
    def now(self) -> datetime:
        """The time of the mocks."""
        return self._stage.platforms.clock.now()

    @property
    def today(self) -> date:
        """The day of it."""
        return self.now.date()

    @property
    def body(self) -> Any:
        """The body."""
        return copy.deepcopy(self._call.content.value) if self._call.content.is_there else None

    @property
    def query(self) -> Mapping[str, Any]:
        """The query."""
        return dict(self._request["query"])

    @property
    def path(self) -> Mapping[str, Any]:
        """The path."""
        return dict(self._request["path"])

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        return dict(self._call.request.headers)

    @property
    def record(self) -> JsonObject:
        """The record."""
        subject = self._declared.subject
        return copy.deepcopy(subject[1].value) if subject is not None else {}

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings."""
        return copy.deepcopy(self._declared.world.settings())

    def change_setting(self, name: str, value: Any) -> None:
        """Changes a setting."""
        if name not in self._declared.program.settings:
            raise LookupError(f"there is no setting {name!r}")
        world, before = self._declared.world, self._declared.world.settings().get(name)
        if self._stage.transaction is not None:
            self._stage.transaction.undo.append(lambda: world.set(name, before))
        world.set(name, copy.deepcopy(value))

    def records(self, collection: str) -> list[JsonObject]:
        """All records."""
        owner, resource = self._place(collection)
        return [copy.deepcopy(one.value) for one in owner.records.table(resource)]

    def lookup(self, collection: str, key: str) -> JsonObject | None:
        """One record."""
        owner, resource = self._place(collection)
        found = next(iter(owner.records.table(resource).named(str(key))), None)
        return copy.deepcopy(found.value) if found is not None else None

    def create(self, collection: str, record: Mapping[str, Any]) -> JsonObject:
        """Makes a record."""
        owner, resource = self._place(collection)
        return copy.deepcopy(owner.put(resource, copy.deepcopy(dict(record))).value)

    def update(self, collection: str, key: str, fields: Mapping[str, Any]) -> JsonObject:
        """Changes a record."""
        owner, resource, record = self._named(collection, key)
        owner.alter(resource, record, {**record.value, **copy.deepcopy(dict(fields))}, doing=Doing())
        return copy.deepcopy(record.value)

    def delete(self, collection: str, key: str) -> None:
        """Takes a record away."""
        owner, resource, record = self._named(collection, key)
        owner.drop(resource, record)

    def emit(self, event: str, body: Any = None, key: str | None = None) -> None:
        """Sends an event."""
        known = list(self._declared.events.names())
        if event not in known:
            raise LookupError(f"there is no webhook {event!r}; {close_to(event, known)}")
        if self._stage.transaction is not None:
            self._stage.transaction.later.append(lambda: self._declared.events.send(event, body, key))

    def _place(self, collection: str) -> tuple[Declared, Resource]:
        try:
            system, resource = self._stage.platforms.collection(self._declared.system, collection)
        except Unknown as error:
            raise LookupError(f"{error.message}; {error.hint}") from error
        if resource is None:
            raise LookupError(f"the system {system!r} is not served")
        return self._stage.declared[system], resource

    def _named(self, collection: str, key: str) -> tuple[Declared, Resource, Record]:
        owner, resource = self._place(collection)
        found = next(iter(owner.records.table(resource).named(str(key))), None)
        if found is None:
            raise LookupError(f"there is no {key!r} in {collection}")
        return owner, resource, found


def status_and_body(returned: Any, usual: int) -> tuple[int, Any]:
    """What a function that performs an operation returned: the body, or the status with it."""
    if isinstance(returned, tuple) and len(returned) == 2 and isinstance(returned[0], int):
        return returned[0], returned[1]
    return usual, returned if returned is not None else MISSING
