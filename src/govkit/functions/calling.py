"""Calls of functions by operationId: what goes in and comes out is held to the document, as with any API."""

from __future__ import annotations

import copy
import inspect
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from govkit.errors import InputError
from govkit.findings import Direction
from govkit.functions import Refusal
from govkit.functions.agreeing import disagreements
from govkit.spec.openapi import Contract
from govkit.spec.openapi.contract import MediaType, Operation
from govkit.spec.schemas.shape import Atom
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.standalone import Role, standalone
from govkit.spec.schemas.validators import Validator
from govkit.spec.schemas.vocabulary import ALL_FORMATS

Json: TypeAlias = Any
SECONDS = 10.0
"""How long a function may take."""

ABANDONED = 8
"""How many calls may go on that nobody waits for any more, before no function is called."""

_JSON, _PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True, slots=True)
class _Callable:
    function: Callable[..., Any]
    takes: Validator
    gives: Validator


class Dispatch:
    """The operations of a document of functions, each with the function that answers."""

    def __init__(self, contract: Contract, functions: Mapping[str, Callable[..., Any]]) -> None:
        """Raises InputError where an operation has no function, or one of other types, or takes or gives no JSON."""
        self._spaces = {
            way: Space(contract.library, contract.dialect, way, ALL_FORMATS)
            for way in (Direction.REQUEST, Direction.RESPONSE)
        }
        self._callables: dict[str, _Callable] = {}
        self._abandoned = _Abandoned()
        for one in contract.operations.values():
            if one.kind != "webhook":
                self._callables[one.id or one.name] = self._callable(one, functions)

    def _callable(self, operation: Operation, functions: Mapping[str, Callable[..., Any]]) -> _Callable:
        function = functions.get(operation.id or "")
        if function is None:
            raise InputError(f"the operation {operation.id} has no function", place=operation.node.place())
        taken = operation.body.content.get(_JSON) if operation.body is not None else None
        answer = operation.responses.get("200")
        given = answer.content.get(_JSON) if answer is not None else None
        if taken is None or given is None:
            raise InputError(f"{operation.id} takes or gives no {_JSON}", place=operation.node.place())
        if taken.schema is not None and given.schema is not None:
            found = list(disagreements(function, operation.contract, taken.schema, given.schema))
            if found:
                said = f"the function {operation.id} is not what is described: {'; '.join(found[:5])}"
                raise InputError(said, place=operation.node.place(), hint="change the document, or the function")
        return _Callable(function, self._validator(taken, operation.sent), self._validator(given, operation.answered))

    def _validator(self, media: MediaType, way: Direction) -> Validator:
        if media.schema is None:
            return Validator({})
        space = self._spaces[way]
        return Validator(standalone((Atom(space.schema(media.schema), space),), Role.PLAIN))

    def call(self, operation_id: str, body: Json, *, seconds: float = SECONDS) -> tuple[int, Json]:
        """The status and the body of the answer: a problem (RFC 9457) where it is not 200.

        404: there is no such function; 400: the body is not what the document asks for; 422: the function refuses;
        500: it failed, or its answer is not what the document promises; 504: it took longer than `seconds`; 503: calls
        that took too long are still going on, as many as may, and no function is called until one of them ends.
        """
        called = self._callables.get(operation_id)
        if called is None:
            return _problem(404, "unknown", "There is no such function", f"No function is called {operation_id}.")
        refused = _wrong(called.takes, body)
        if refused:
            return _problem(400, "body", "The body is not as described", refused)
        if self._abandoned.are_too_many():
            said = f"{ABANDONED} calls that nobody waits for are still going on; {operation_id} was not called."
            return _problem(503, "busy", "Too many functions do not end", said)
        answer = self._bounded(called.function, copy.deepcopy(body), seconds)
        if answer is None:
            return _problem(504, "slow", "The function takes too long", f"{operation_id} took over {seconds:g} s.")
        status, given = answer
        wrong = _wrong(called.gives, given) if status == 200 else ""
        if wrong:
            return _problem(500, "answer", "The answer is not as described", f"{operation_id}: {wrong}")
        return status, given

    def _bounded(self, function: Callable[..., Any], body: Json, seconds: float) -> tuple[int, Json] | None:
        """What a function answers, None where that takes too long: its thread is then left to itself."""
        answers: list[tuple[int, Json]] = []
        thread = threading.Thread(target=lambda: answers.append(answer_of(function, body)), daemon=True)
        thread.start()
        thread.join(seconds)
        if not answers:
            self._abandoned.add(thread)
        return answers[0] if answers else None


class _Abandoned:
    """The threads that nobody waits for: Python cannot end one, so that there must not be ever more of them."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def add(self, thread: threading.Thread) -> None:
        """Counts a thread until it ends."""
        with self._lock:
            self._threads.append(thread)

    def are_too_many(self) -> bool:
        """Whether as many as may are still going on."""
        with self._lock:
            self._threads = [one for one in self._threads if one.is_alive()]
            return len(self._threads) >= ABANDONED


def answer_of(function: Callable[..., Any], body: Json) -> tuple[int, Json]:
    """The status and the body of a function's answer, to a body that was looked at."""
    names = inspect.signature(function).parameters
    try:
        return 200, function(**{name: value for name, value in body.items() if name in names})
    except Refusal as refusal:
        return _problem(422, refusal.kind, refusal.title, refusal.detail)
    except BaseException as error:  # noqa: BLE001 - whatever it raises is an answer, and its thread is its own
        return _problem(500, "failed", "The function failed", f"{type(error).__name__}: {error}")


def _wrong(validator: Validator, value: Json) -> str:
    """Why a value is not as described, and that it is no JSON where it is none; empty where all is well."""
    try:
        refusals = validator.refusals(value, 8)
    except (TypeError, ValueError) as error:
        return f"it is no JSON: {error}"
    return "; ".join(f"/{'/'.join(map(str, one.path))}: {one.message}" for one in refusals)


def _problem(status: int, kind: str, title: str, detail: str) -> tuple[int, Json]:
    return status, {"type": f"urn:govkit:functions:{kind}", "title": title, "status": status, "detail": detail[:1000]}
