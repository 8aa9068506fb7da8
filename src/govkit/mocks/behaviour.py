"""What a `behaviour.py` is written with, beside a `mock.yaml` that does not suffice.

    from govkit.mocks.behaviour import Call, Refusal, after, before, perform

    @before("createInvoice")
    def closed_on_sundays(call: Call) -> None:
        if call.now.weekday() == 6:
            raise Refusal(422, "nothing is posted on Sundays", code="closed", at=["/date"])

    @perform("previewInvoice")
    def preview(call: Call) -> Body:
        return {"total": "12.00"}

    @after("createPayment")
    def booked(call: Call) -> None:
        call.create("/bookings", {"paymentId": call.record["id"]})

Operations are named by operationId, or `METHOD /path`. What a function writes belongs to the request: a refusal, or an
error in it, takes all back. A file is code of whoever owns the estate: only `govkit mock up` runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, TypeVar

from govkit.mocks.messages import Flaw, JsonObject, Refused

Body: TypeAlias = Any
"""The body of an answer, in JSON."""

MARK = "__govkit_behaviour__"
_F = TypeVar("_F", bound=Callable[..., Any])


class Refusal(Refused):
    """Refuses a request, in the API's own form of an error. `at` are JSON Pointers of the fields at fault."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the member of a problem
        title: str | None = None,
        at: Iterable[str] = (),
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        said = {"code": code, "type": type, "title": title}
        told = {**(members or {}), **{name: value for name, value in said.items() if value is not None}}
        flaws = tuple(Flaw("body", pointer, detail, code or "") for pointer in at)
        near = tuple(one for one in (422, 409, 400) if one != status)
        super().__init__(status, detail, flaws, others=near, headers=[*(headers or {}).items()], members=told)


class Call(Protocol):
    """One request, and what may be done about it. Collections of other systems are named as in `erp:/invoices`."""

    @property
    def operation(self) -> str:
        """The operationId, or `METHOD /path`."""
        ...

    @property
    def now(self) -> datetime:
        """The time of the mocks, in UTC."""
        ...

    @property
    def today(self) -> date:
        """The day of it."""
        ...

    @property
    def body(self) -> Body:
        """The body of the request; None where there is none."""
        ...

    @property
    def query(self) -> Mapping[str, Any]:
        """The parameters of the query, typed."""
        ...

    @property
    def path(self) -> Mapping[str, Any]:
        """The parameters of the path, typed."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers by their names in lower case."""
        ...

    @property
    def record(self) -> JsonObject:
        """A copy of the record that the request is about, as it stands by now; empty where there is none."""
        ...

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the mock.yaml, as they are by now."""
        ...

    def change_setting(self, name: str, value: Any) -> None:
        """Changes a setting."""
        ...

    def records(self, collection: str) -> list[JsonObject]:
        """Copies of all records of a collection."""
        ...

    def lookup(self, collection: str, key: str) -> JsonObject | None:
        """A copy of a record."""
        ...

    def create(self, collection: str, record: Mapping[str, Any]) -> JsonObject:
        """Makes a record; what it lacks is completed. Raises Refused where what is declared does not allow it."""
        ...

    def update(self, collection: str, key: str, fields: Mapping[str, Any]) -> JsonObject:
        """Changes fields of a record. Raises Refused, LookupError."""
        ...

    def delete(self, collection: str, key: str) -> None:
        """Takes a record away. Raises Refused, LookupError."""
        ...

    def emit(self, event: str, body: Body = None, key: str | None = None) -> None:
        """Sends an event when all is done; without a body, what the contract shows."""
        ...


def before(*operations: str) -> Callable[[_F], _F]:
    """Registers a function that is called before an operation is performed."""
    return _registered("before", operations)


def perform(*operations: str) -> Callable[[_F], _F]:
    """Registers a function that performs an operation: it returns the body, or the status and the body."""
    return _registered("perform", operations)


def after(*operations: str) -> Callable[[_F], _F]:
    """Registers a function that is called when an operation has been performed."""
    return _registered("after", operations)


def _registered(when: str, operations: tuple[str, ...]) -> Callable[[_F], _F]:
    if not operations or not all(isinstance(one, str) for one in operations):
        raise TypeError(f"@{when} names operations: @{when}('createInvoice')")

    def marked(function: _F) -> _F:
        setattr(function, MARK, [*getattr(function, MARK, ()), *((when, one) for one in operations)])
        return function

    return marked
