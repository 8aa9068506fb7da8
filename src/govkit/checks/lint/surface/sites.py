"""Sites: the objects of a contract with what is around them, as the rules are handed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govkit.findings import Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.openapi import Operation, Response

if TYPE_CHECKING:
    from govkit.checks.lint.surface.surface import Surface

Raw = dict[str, Any]
"""An object of a document as it is written."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """An object, where it stands, and what people call it."""

    surface: Surface
    document: Document
    pointer: Pointer
    raw: Raw
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class ValueSite(Site):
    """Something that has a schema: a property, a parameter, a header.

    `plain` is what its schema says of the value itself; `types` are those that the value may have, without null.
    """

    plain: Raw
    types: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class PropertySite(ValueSite):
    """A property of a schema: `raw` is its schema as it is written, `owner` the schema that declares it."""

    owner: Raw
    is_required: bool


@dataclass(frozen=True, slots=True, eq=False)
class ParameterSite(ValueSite):
    """A parameter where it is declared, in an operation, a path or the components."""

    location: str


@dataclass(frozen=True, slots=True, eq=False)
class OperationSite(Site):
    """An operation of a path, or one that the provider calls: a webhook or a callback."""

    operation: Operation
    method: str
    path: str

    @property
    def segments(self) -> list[str]:
        """What stands between the slashes of the path."""
        return self.path.strip("/").split("/")


@dataclass(frozen=True, slots=True, eq=False)
class ResponseSite(Site):
    """What an operation answers under a status; components come once for each operation that refers to them."""

    operation: OperationSite
    response: Response
    status: str

    @property
    def is_error(self) -> bool:
        """Whether the status says that the caller or the server failed."""
        return self.status[:1] in ("4", "5")


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """What a rule finds at a site. `at` leads from the site to the member that it is about.

    `severity` is the rule's own unless given.
    """

    message: str
    at: Pointer = ()
    severity: Severity | None = None


class Fine:
    """The type of FINE."""


FINE = Fine()
"""What a check answers of a site that does what the rule asks for; None is of one that it does not concern.

A rule with a `habit` tells by it whether a document does something nowhere, or only here and there.
"""
