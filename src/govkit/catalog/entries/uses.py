"""What a consumer says that it uses, held against an operation and a field."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.kinds.consumer import ConsumerSpec, Use
from govkit.errors import Place

ALL = "*"
_NAMES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, eq=False)
class Usage:
    """A use with its consumer; `index` is its position among the uses."""

    consumer: Entry[ConsumerSpec]
    use: Use
    index: int

    def place(self, *below: str | int) -> Place:
        """Where it, or a part of it, stands."""
        return self.consumer.place(("spec", "uses", self.index, *below))


def plain_operation(name: str) -> str:
    """The name of an operation without the names of its path parameters: `GET /invoices/{}`."""
    return _NAMES.sub("{}", name)


def names_operation(listed: tuple[str, ...], operation: str) -> bool:
    """Whether a list of operations names one, whatever its path parameters are called; `*` names all."""
    wanted = plain_operation(operation)
    return any(one == ALL or plain_operation(one) == wanted for one in listed)


def names_field(listed: tuple[str, ...], field: str) -> bool:
    """Whether a list of fields (`Invoice/lines/*/memo`) touches a field: one is the other, or lies in it.

    An empty list may mean all. `*` in a list stands for any one part, and `{}` of a field for any name.
    """
    wanted = field.strip("/").split("/")
    return not listed or any(_meets(one.strip("/").split("/"), wanted) for one in listed)


def _meets(one: list[str], other: list[str]) -> bool:
    return all(a == b or ALL in (a, b) or "{}" in (a, b) for a, b in zip(one, other, strict=False))


def touches(use: Use, operation: str | None = None, field: str | None = None) -> bool:
    """Whether a use has to do with an operation and a field, where they are given."""
    by_operation = operation is None or names_operation(use.operations, operation)
    return by_operation and (field is None or names_field(use.fields, field))
