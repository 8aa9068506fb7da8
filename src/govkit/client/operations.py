"""What generated code says about an operation: values only, no behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from pydantic import TypeAdapter

from govkit.client.errors import ApiError, Unwritable
from govkit.client.spelling import Parameter

T = TypeVar("T")

Kind = Literal["json", "text", "binary", "form", "multipart", "lines", "events"]
"""How a body is read and written; `lines` are JSON values one a line, `events` are server-sent events."""


@dataclass(frozen=True)
class Media:
    """One representation of a body: JSON is validated as `type`, or as what `of` answers when it is first needed.

    `fields` spell members of forms.
    """

    name: str
    kind: Kind = "json"
    type: Any = Any
    of: Callable[[], Any] | None = None
    fields: Mapping[str, Parameter] = field(default_factory=dict)

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """What validates a value; made at the first need, for models are slow to build."""
        return TypeAdapter(self.type if self.of is None else self.of())


@dataclass(frozen=True)
class Failure:
    """An error that the contract documents: its class, and what its body may be."""

    error: type[ApiError[Any]]
    content: tuple[Media, ...] = ()


@dataclass(frozen=True)
class Paging:
    """How the pages of a list follow each other.

    Pointers (RFC 6901; `-1` is the last of a list) lead into a page: `items` to its list, `next` to the cursor or the
    address of the page behind it, `more` to a boolean, `total` to the number of all items, `pages` to that of pages.
    `parameter` is the query parameter that asks for another page, or `member` leads to what asks for it in the body.
    `first` is the number of the first page.
    """

    kind: Literal["cursor", "page", "offset", "link", "url"]
    items: str = ""
    parameter: str = ""
    member: str = ""
    next: str = ""
    more: str = ""
    total: str = ""
    pages: str = ""
    first: int = 1


@dataclass(frozen=True, eq=False)
class Operation(Generic[T]):
    """One operation: how it is asked, what it answers. `T` is what a call of it returns.

    `results` and `failures` are by status: `200`, then `2XX`, then `default`. `idempotency` names the header in which
    the provider reads a key; None where it reads none, so that a key would promise what nobody keeps. An `anonymous`
    operation is called without credentials.
    """

    name: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    body: Media | None = None
    results: Mapping[str, tuple[Media, ...]] = field(default_factory=dict)
    failures: Mapping[str, Failure] = field(default_factory=dict)
    idempotency: str | None = None
    paging: Paging | None = None
    anonymous: bool = False
    server: str | None = None

    def arguments(self, named: Mapping[str, Any]) -> tuple[Any, ...]:
        """Arguments in the order of the parameters, from values by the names of the contract; None where one is absent.

        A parameter whose name another has too is named with its place: `header id`. Raises Unwritable for others.
        """
        known = {name for one in self.parameters for name in (one.name, f"{one.location} {one.name}")}
        for name in named:
            if name not in known:
                raise Unwritable(f"{self.name} has no parameter {name}")
        return tuple(named.get(f"{one.location} {one.name}", named.get(one.name)) for one in self.parameters)

    @cached_property
    def accept(self) -> str:
        """The media types that can be read, those of results before those of errors."""
        said = [media.name for content in self.results.values() for media in content]
        said += [media.name for failure in self.failures.values() for media in failure.content]
        return ", ".join(dict.fromkeys(said)) or "*/*"


def by_status(table: Mapping[str, T], status: int) -> T | None:
    """The entry of a table that speaks for a status."""
    return next((table[key] for key in (str(status), f"{status // 100}XX", "default") if key in table), None)
