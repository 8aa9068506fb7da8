"""What every order says: which requests it strikes, when, how often."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field

from govkit.catalog.entries.form import Form, Text
from govkit.catalog.texts import named, shown
from govkit.mocks.faults.spans import Moment, Span

_BY = re.compile(r"(header|query|path|body):(.{1,300})\Z", re.DOTALL)


def _wanted(value: Any) -> Any:
    """Raises ValueError."""
    if isinstance(value, list | tuple):
        return tuple(_wanted(one) for one in value)
    if isinstance(value, dict):
        raise ValueError(f"must be a value or a list of values, not {named(value)}")
    return value


Scalar: TypeAlias = str | int | float | bool
Wanted = Annotated[
    Any,
    BeforeValidator(_wanted, json_schema_input_type=Scalar | tuple[Scalar, ...]),
]
"""A value that is asked for, or several of which one will do; texts may have `*` and `?`."""


class Match(Form):
    """What a request must hold to be struck: all of it."""

    header: dict[str, Wanted] = Field(default_factory=dict, description="Headers by name.")
    query: dict[str, Wanted] = Field(default_factory=dict, description="Parameters of the query by name.")
    path: dict[str, Wanted] = Field(default_factory=dict, description="Parameters of the path by name.")
    body: dict[str, Wanted] = Field(
        default_factory=dict, description="Values of the body, by JSON Pointer, or by name where they are at its top."
    )


def _by(value: Any) -> Any:
    if isinstance(value, str) and not _BY.match(value):
        raise ValueError(f"must be as `header:NAME`, `query:NAME`, `path:NAME` or `body:/pointer`, not {shown(value)}")
    return value


By = Annotated[
    str, BeforeValidator(_by, json_schema_input_type=Annotated[str, Field(pattern="^(header|query|path|body):.+$")])
]
Count = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]


class Order(Form):
    """An order for faults of one kind."""

    fault: Text = Field(description="The kind of fault.")
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$", strict=True)] | None = Field(
        default=None, description="A name to take it back by; one is given where none is said."
    )
    system: Text = Field(default="*", description="The system that it strikes; may have `*`.")
    operation: Text = Field(
        default="*", description="The operation that it strikes: operationId or `METHOD /path`; may have `*`."
    )
    match: Match | None = Field(default=None, description="What a request must hold to be struck.")
    odds: Annotated[float, Field(ge=0, le=1, strict=True)] = Field(
        default=1.0, description="The share of those requests that it strikes."
    )
    seed: Annotated[int, Field(strict=True)] = Field(
        default=0, description="Decides, with the seed of the mocks, which ones: the same seed strikes the same ones."
    )
    after: Count = Field(default=0, description="How many such requests are left alone first.")
    times: Count | None = Field(default=None, description="How often it strikes; without end where nothing is said.")
    by: By | None = Field(
        default=None,
        description="Counts, odds and limits are those of each such value; requests without one are left alone.",
    )
    from_: Moment | None = Field(
        default=None, alias="from", description="Since when: an instant of the mocks' clock, or a time from the order."
    )
    until: Moment | None = Field(default=None, description="Until when.")
    every: Span | None = Field(default=None, description="It comes back in this rhythm, …")
    for_: Span | None = Field(default=None, alias="for", description="… and stays for so long each time.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where a rhythm is half said."""
        if (self.every is None) != (self.for_ is None):
            raise ValueError("`every` and `for` go together: how often it comes, and how long it stays")
        if self.every is not None and not self.every:
            raise ValueError("`every` must be longer than nothing")


class AfterCommit(Order):
    """An order for faults that come before the request is looked at, or after what it does is done."""

    after_commit: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="Whether what the request does is done before the fault strikes."
    )
