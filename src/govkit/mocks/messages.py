"""A request as it came in, an answer as it goes out, and a refusal before it is spelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govkit.mocks.state.store import Record

Headers = list[tuple[str, str]]
JsonObject = dict[str, Any]


@dataclass(slots=True)
class Request:
    """One request. `path` is still escaped and begins below `base`, `headers` are by their names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""
    base: str = ""

    @property
    def root(self) -> str:
        """Where the system of the request stands, as its caller says."""
        return f"http://{self.headers.get('host', 'localhost')}{self.base}"


@dataclass(slots=True)
class Answer:
    """One answer."""

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    def tell(self, name: str, value: str) -> None:
        """Sets a header, in the place of those of its name."""
        low = name.lower()
        for one in self.headers:
            if one[0].lower() == low:
                self.headers = [other for other in self.headers if other[0].lower() != low]
                break
        self.headers.append((name, value))


@dataclass(slots=True)
class Outcome:
    """An answer, and whether something was written: which record, and what it was before, where it was there."""

    answer: Answer
    committed: bool = False
    record: Record | None = None
    before: JsonObject | None = None
    more: list[tuple[Record, JsonObject | None]] = field(default_factory=list)
    """The other records that were written, each with what it was before."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a part of a request: `pointer` leads into the body, or is the name of a parameter."""

    part: str
    pointer: str
    reason: str
    keyword: str = ""


class Refused(Exception):
    """A request that is not served. `others` are statuses that say nearly the same, where the first is not declared."""

    def __init__(
        self,
        status: int,
        detail: str,
        flaws: tuple[Flaw, ...] = (),
        *,
        others: tuple[int, ...] = (),
        headers: Headers | None = None,
        members: JsonObject | None = None,
    ) -> None:
        """`members` are other members of the error, by their names in a problem (`type`, `title`, `code`)."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.flaws = flaws
        self.others = others
        self.headers = headers or []
        self.members = members or {}


def phrase(status: int) -> str:
    """The words for a status (RFC 9110, section 15)."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error" if status >= 400 else "Answer"


def pointer_of(path: tuple[str | int, ...]) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
