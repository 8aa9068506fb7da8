"""What is different in a request that people mended, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.sync.store.texts import as_text
from govkit.sync.values import MISSING, Json

Path = tuple[str | int, ...]

_LONGEST = 60
"""Characters of a value that are shown."""
_ALIGNED = 100
"""Items of a list up to which one that was put in between is found: what is longer is held item against item."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of a body that is another than before. `was` or `becomes` is MISSING where there is nothing."""

    path: Path
    was: Json
    becomes: Json

    @property
    def place(self) -> str:
        """The place as people read it: a JSON Pointer (RFC 6901), or that it is all of it."""
        return pointer_of(self.path) or "the whole body"

    @property
    def words(self) -> str:
        """What becomes of it."""
        if self.was is MISSING:
            return f"is new: {shown(self.becomes)}"
        if self.becomes is MISSING:
            return f"was {shown(self.was)}, is taken out"
        return f"was {shown(self.was)}, becomes {shown(self.becomes)}"

    def as_json(self) -> dict[str, Json]:
        """It for JSON; a side where nothing is has no member."""
        sides = {"was": self.was, "becomes": self.becomes}
        return {"path": pointer_of(self.path)} | {name: one for name, one in sides.items() if one is not MISSING}


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """The places in which two bodies differ, in order; none where they are the same JSON."""
    if before is MISSING or after is MISSING:
        return () if before is after else (Difference((), before, after),)
    return tuple(sorted(_found(before, after), key=lambda one: [(isinstance(part, str), part) for part in one.path]))


def pointer_of(path: Path) -> str:
    """A path as a JSON Pointer."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def shown(value: Json) -> str:
    """A value as JSON, its numbers digit for digit; what is long ends in dots."""
    text = as_text(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _found(before: Json, after: Json) -> Iterator[Difference]:
    from deepdiff import DeepDiff  # slow to import, and only who mends needs it
    from deepdiff.helper import notpresent

    # Objects that have little in common are compared member by member all the same: people look for what they changed.
    zipped = _longest_list(before) > _ALIGNED or _longest_list(after) > _ALIGNED
    compared: Any = DeepDiff(before, after, view="tree", threshold_to_diff_deeper=0, zip_ordered_iterables=zipped)
    for levels in compared.values():
        for level in levels:
            was, becomes = (MISSING if one is notpresent else one for one in (level.t1, level.t2))
            yield Difference(tuple(level.path(output_format="list")), was, becomes)


def _longest_list(value: Json) -> int:
    longest, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            longest = max(longest, len(one))
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
    return longest
