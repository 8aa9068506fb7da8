"""Functions of an estate, called by its workflows in their own process.

A function stands in a file of the folder `functions/`, marked by `function`; the members of the body are its
parameters, and what it returns is the answer. Where it has no answer it raises `Refusal`. The code of an estate runs
only where somebody asks for it: nothing that checks an estate loads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
MARK = "__govkit_function__"
"""The attribute of a function that workflows may call."""
SCHEMA_OF = "__govkit_schema_of__"
"""The attribute of a type that is a schema of another API."""


class Refusal(Exception):
    """A function has no answer: `kind` names why in one word, `title` and `detail` say it to people."""

    def __init__(self, kind: str, title: str, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.title, self.detail = kind, title, detail


def function(chosen: F) -> F:
    """Lets workflows call a function, by its name in camel case as its operationId."""
    setattr(chosen, MARK, True)
    return chosen


@dataclass(frozen=True, slots=True)
class SchemaOf:
    """Says that a type is a schema of a catalogued API: `SchemaOf("billing@3.0.0", "Price")`.

    It stands above a TypedDict, which has those members of the schema that the function reads or answers, or beside
    another type in `Annotated`.
    """

    api: str
    schema: str

    def __call__(self, described: T) -> T:
        """Marks a TypedDict."""
        setattr(described, SCHEMA_OF, self)
        return described


class Schema:
    """Keywords of JSON Schema beside a type in `Annotated`: `Annotated[list[Price], Schema(maxItems=100)]`."""

    def __init__(self, **keywords: Any) -> None:
        self.keywords = keywords
