"""One thing that the control API does: a method, a path, what is sent, what is answered, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from govkit.mocks.messages import Flaw, JsonObject, Refused, Request, pointer_of
from govkit.spec.schemas.validators import Validator

PREFIX = "/__govkit__/"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query, or of the path where the path names it. All values are texts."""

    name: str
    description: str
    schema: JsonObject = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A request to a route as the description shows it, and as the tests send it, in the order of the table."""

    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """A request of the control API: what its path, its query and its body say."""

    request: Request
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None

    def number(self, name: str) -> int | None:
        """A parameter of the query that is a whole number. Raises Refused."""
        text = self.query.get(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise Refused(400, f"`{name}` is a whole number")
        return int(text)


@dataclass(frozen=True)
class Route:
    """One entry of the table. `path` stands below the prefix; parameters of it are in braces.

    `handler` returns what is answered as JSON with 200, or a whole Answer; it may be a coroutine function; it raises
    Refused. Schemas are JSON Schema 2020-12, each whole in itself (`$defs` may be used).
    """

    method: str
    path: str
    summary: str
    handler: Callable[[Asked], Any]
    answer: JsonObject = field(default_factory=dict)
    body: JsonObject | Callable[[], JsonObject] | None = None
    """The schema of the body, or what makes it when it is asked for."""

    body_required: bool = True
    body_checked: bool = True
    """Whether the body is held against its schema before the handler sees it; else the handler says what is wrong."""

    parameters: tuple[Parameter, ...] = ()
    sample: Sample = field(default_factory=Sample)

    @property
    def id(self) -> str:
        """The operationId: `get-ledger`, `delete-faults-id`."""
        words = self.path.replace("{", "").replace("}", "").strip("/").replace("/", "-").replace(".", "-")
        return f"{self.method.lower()}-{words or 'index'}"

    @cached_property
    def body_schema(self) -> JsonObject:
        """The schema of the body."""
        return (self.body() if callable(self.body) else self.body) or {}

    @cached_property
    def _validator(self) -> Validator:
        return Validator(self.body_schema)

    def check(self, body: Any) -> None:
        """Raises Refused where a body is not as its schema has it."""
        if self.body is None or not self.body_checked:
            return
        refusals = self._validator.refusals(body)
        if refusals:
            flaws = tuple(Flaw("body", pointer_of(one.path), one.message[:500], one.keyword) for one in refusals)
            where = f"`{flaws[0].pointer}`: " if flaws[0].pointer else ""
            raise Refused(400, f"the body is refused: {where}{flaws[0].reason}", flaws)


def described(**members: JsonObject) -> JsonObject:
    """The schema of an object with these members, all of them always there."""
    return {"type": "object", "properties": members, "required": list(members)}


TEXT: JsonObject = {"type": "string"}
NUMBER: JsonObject = {"type": "integer", "minimum": 0}
INSTANT: JsonObject = {"type": "string", "format": "date-time"}
