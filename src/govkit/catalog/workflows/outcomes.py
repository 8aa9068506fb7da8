"""How a call may end: classes of statuses that a description and the conditions of a step do not tell further apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from govkit.catalog.workflows.grammar import STATUS
from govkit.spec.expressions import Binary, Literal, Name, Tree, walk
from govkit.spec.openapi.contract import Operation, Response
from govkit.spec.openapi.messages import response_for

_STATUSES = range(200, 600)
"""Those of final answers (RFC 9110, section 15.2: others only come before one)."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """An end of a call: with any of some statuses, or without an answer where there is none.

    `response` is what the description says of them; None where it says nothing.
    """

    statuses: tuple[int, ...]
    response: Response | None
    operation: Operation | None

    @property
    def status(self) -> int | None:
        """One of the statuses, which stands for all."""
        return self.statuses[0] if self.statuses else None

    @property
    def label(self) -> str:
        """As people speak of it: `404`, `4XX`, `no answer`."""
        if self.operation is None:
            return "the workflow is through"
        if not self.statuses:
            return "no answer"
        if len(self.statuses) == 1 or self.response is None:
            return str(self.statuses[0])
        return self.response.status

    @property
    def is_2xx(self) -> bool:
        """Whether the request was received, understood and accepted (RFC 9110, section 15.3)."""
        return self.status is not None and 200 <= self.status < 300


THROUGH = Outcome((), None, None)
"""How a workflow ends that was called: what fails in it ends the whole run."""


def outcomes_of(operation: Operation, conditions: Iterable[Tree]) -> list[Outcome]:
    """The ways in which a call may end, the declared ones first, each status in one of them; no answer last."""
    bounds = sorted(set(_bounds(conditions)))
    classes: dict[tuple[str | None, tuple[int, ...]], list[int]] = {}
    for status in _STATUSES:
        compared = tuple((status > bound) - (status < bound) for bound in bounds)
        answer = response_for(operation, status)
        classes.setdefault((answer.status if answer is not None else None, compared), []).append(status)
    found = [
        Outcome(tuple(statuses), operation.responses.get(key) if key is not None else None, operation)
        for (key, _), statuses in classes.items()
    ]
    found.sort(key=lambda one: one.response is None)
    return [*found, Outcome((), None, operation)]


def _bounds(conditions: Iterable[Tree]) -> Iterator[int]:
    yield from (200, 299)
    for condition in conditions:
        for one in walk(condition):
            if isinstance(one, Binary):
                sides = (one.left, one.right)
                if any(isinstance(side, Name) and side.root == STATUS for side in sides):
                    for side in sides:
                        if isinstance(side, Literal) and isinstance(side.value, Decimal):
                            yield int(side.value.to_integral_value())
