"""The values that pass between the parts of a lint by rulesets: sites, targets, reports, functions, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

from govkit.errors import Place
from govkit.spec.documents import Document, Library, Pointer


class Undefined:
    """The type of UNDEFINED: a value that is not there, which is not null."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Final = Undefined()


class Level(StrEnum):
    """How bad a result is, in the words of rulesets."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"
    HINT = "hint"
    OFF = "off"


class Linted(Protocol):
    """A document that rulesets look at."""

    @property
    def library(self) -> Library:
        """The documents that it refers to."""

    @property
    def document(self) -> Document:
        """The document as it was written."""

    @property
    def resolved(self) -> Any:
        """Its tree with each reference replaced by what it leads to, circular ones left as they are.

        Parts that are referred to more than once are one object, and those without references are the document's own:
        nobody may change them.
        """

    @property
    def formats(self) -> frozenset[str]:
        """The formats that it has, as rulesets call them: `oas3`, `oas3_1`."""

    def source(self, way: Pointer, *, resolved: bool) -> tuple[Document, Pointer]:
        """Where the node at a way of the resolved tree (or of the tree as written) stands.

        Of a way that leads nowhere, where its nearest ancestor stands.
        """


class Site(NamedTuple):
    """A node that a rule's `given` selects: its value, and the keys by which the walk came to it."""

    value: Any
    way: Pointer
    parent: Any = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a function finds. `way` is None where it is about the target itself."""

    message: str
    way: Pointer | None = None


class Scene(NamedTuple):
    """Around a target: the document, whether its references are resolved, and the way to the target.

    `way` is that of the site and then that of the field within it.
    """

    linted: Linted
    resolved: bool
    site: Site
    way: Pointer

    @property
    def root(self) -> Any:
        """The tree that the walk is about."""
        return self.linted.resolved if self.resolved else self.linted.document.tree


Check = Callable[[Any, Scene], Iterable[Report]]
"""A function with its options: from a target, which may be UNDEFINED, to what is wrong with it."""


class Function(Protocol):
    """A function of rulesets, as its module offers it under the name FUNCTION."""

    @property
    def name(self) -> str:
        """As rulesets call it, such as `unreferencedReusableObject`."""

    def compile(self, options: Any) -> Check:
        """The check that some options ask for. Raises OptionsError where they are not what the function takes."""


class OptionsError(ValueError):
    """Options that a function does not take. `at` leads to what is wrong in them."""

    def __init__(self, message: str, at: Pointer = ()) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule asks of the nodes that it is given: of a field of them, or of themselves."""

    check: Check
    function: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Another level of a rule, in the files that match a glob and there at or below a pointer (None: everywhere)."""

    files: str
    pointer: Pointer | None
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class SpectralRule:
    """One rule of a ruleset, ready to run."""

    name: str
    given: tuple[str, ...]
    then: tuple[Then, ...]
    level: Level = Level.WARN
    message: str | None = None
    description: str = ""
    formats: frozenset[str] | None = None
    resolved: bool = True
    recommended: bool = True
    documentation_url: str | None = None
    overrides: Sequence[Override] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """The rules that are on, by name, and what could not be taken over, as (name, why, where)."""

    rules: Mapping[str, SpectralRule]
    left_out: Sequence[tuple[str, str, Place | None]] = field(default=())
    source: str = ""
