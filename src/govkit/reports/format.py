"""What a report format is, what a renderer is given, and how the formats are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from govkit.errors import Place, UsageError
from govkit.findings import Rule, Severity
from govkit.reports import formats as _formats
from govkit.reports.spans import Line

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

Rendered: TypeAlias = list[Line] | str
"""Styled lines for people, or the text of a document for machines."""


def _no_source(_: Place) -> str | None:
    return None


def _as_it_is(path: str) -> str:
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What a report is shown with, beside the outcome itself.

    `line_of` gives the source text of the line a place is on, or None where it is not known. `rules` holds the rules
    by id, for the formats that carry help texts. `fail_on` is the severity that refuses; None never does.
    `in_repository` tells how the Git repository calls a file that is seen from the working directory.
    """

    show_all: bool = False
    width: int = 100
    line_of: Callable[[Place], str | None] = _no_source
    rules: Mapping[str, Rule] = field(default_factory=dict)
    fail_on: Severity | None = Severity.ERROR
    in_repository: Callable[[str], str] = _as_it_is


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write an outcome down: `name` is what `--format` takes and the name of the module it lives in."""

    name: str
    description: str
    render: Callable[[Outcome, RenderOptions], Rendered]


def format_names() -> list[str]:
    """The names of all formats, sorted, without importing one."""
    return sorted(info.name for info in pkgutil.iter_modules(_formats.__path__) if not info.name.startswith("_"))


@cache
def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        UsageError: there is no such format.
        RuntimeError: a module of formats without a FORMAT, or one that bears another name. Both are mistakes of ours.
    """
    if name not in format_names():
        raise UsageError(f"there is no format {name!r}", hint=f"the formats are {', '.join(format_names())}")
    found = getattr(importlib.import_module(f"{_formats.__name__}.{name}"), "FORMAT", None)
    if not isinstance(found, Format) or found.name != name:
        raise RuntimeError(f"{_formats.__name__}.{name} must define the FORMAT named {name}")
    return found


def render(outcome: Outcome, format_name: str, options: RenderOptions) -> Rendered:
    """The outcome in the named format."""
    return format_named(format_name).render(outcome, options)
