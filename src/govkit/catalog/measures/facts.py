"""What is found out about a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from govkit.catalog.entries import Entry, MeasureSpec
from govkit.spec.documents import Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something wrong at a place of a measure."""

    measure: Entry[MeasureSpec]
    at: Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUnknown(Fact):
    """There is no such workflow, event or operation; `known` are those that there are."""

    kind: Literal["workflow", "event", "operation"]
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldUnknown(Fact):
    """An expression leads nowhere: why, and the names that could be meant."""

    expression: str
    message: str
    name: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldUnfit(Fact):
    """What an expression names is nothing that it could be used as."""

    expression: str
    wanted: str


Found: TypeAlias = NameUnknown | FieldUnknown | FieldUnfit
