"""Error classes: one for each documented error, whatever operations answer it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from govkit.codegen.annotations import Annotator
from govkit.codegen.calls import Call, Representation
from govkit.codegen.naming import Names, pascal

_NAMES = re.compile(r"[A-Za-z0-9_\[\]| ]*models\.[A-Za-z0-9_.\[\]| ]*")

_CLASSES = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "409": "Conflict",
    "410": "Gone",
    "412": "PreconditionFailed",
    "422": "Unprocessable",
    "429": "TooManyRequests",
}


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """One class: its name, the class of govkit.client that it derives from, and what its body is."""

    name: str
    base: str
    data: str
    text: str

    @property
    def written(self) -> str:
        """What its body is, in a text where it names models: they are read when they are needed."""
        return repr(self.data) if _NAMES.fullmatch(self.data) else self.data


class ErrorClasses:
    """The classes of a package, by status and body."""

    def __init__(self, calls: Iterable[Call], annotator: Annotator) -> None:
        self._annotator = annotator
        seen = Counter((status, self._data(content)) for call in calls for status, content in call.failures.items())
        self._classes: dict[tuple[str, str], ErrorClass] = {}
        names = Names()
        usual: set[str] = set()
        for (status, data), _ in sorted(seen.items(), key=lambda one: (one[0][0], -one[1], one[0][1])):
            word = _word(status)
            model = "" if status not in usual else pascal(data.rpartition(".")[2], "Other")
            usual.add(status)
            name = names.give(f"{model}{word}")
            self._classes[status, data] = ErrorClass(name, _base(status), data, _text(status))

    @property
    def all(self) -> list[ErrorClass]:
        """The classes by name."""
        return sorted(self._classes.values(), key=lambda one: one.name)

    def of(self, status: str, content: tuple[Representation, ...]) -> ErrorClass:
        """The class of an error."""
        return self._classes[status, self._data(content)]

    def _data(self, content: tuple[Representation, ...]) -> str:
        found = [self._annotator.text(one.shape) for one in content if one.kind == "json" and one.shape is not None]
        if found:
            return " | ".join(dict.fromkeys(found))
        return "Any" if content else "None"


def _base(status: str) -> str:
    return _CLASSES.get(status, "ServerError" if status.startswith("5") else "ApiError")


def _word(status: str) -> str:
    if status == "default":
        return "OtherError"
    if status.endswith("XX"):
        return "ClientSideError" if status[0] == "4" else "ServerSideError"
    try:
        word = pascal(HTTPStatus(int(status)).phrase)
    except ValueError:
        word = f"Status{status}"
    return word if word.endswith("Error") else f"{word}Error"


def _text(status: str) -> str:
    if status == "default":
        return "Any error of which nothing more is said."
    try:
        return f"{status} {HTTPStatus(int(status)).phrase}."
    except ValueError:
        return f"{status}."
