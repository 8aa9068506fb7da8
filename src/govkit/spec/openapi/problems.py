"""What a rule of one document finds, before it is a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govkit.errors import Place
from govkit.findings import Severity
from govkit.spec.documents import Document, Pointer


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place of a document.

    `operations` are those that it reaches; where none are named, they are found by following references backwards.
    `path` is the way inside a message; where it is empty, it is read off the pointer. `place` is needed only where the
    pointer does not tell it: two members of the same name have one pointer. `severity` is the rule's own unless given.
    `about` is what it is about as a whole, and what names it over edits, where the place is only the first of several.
    """

    document: Document
    pointer: Pointer
    message: str
    operations: tuple[str, ...] = ()
    path: str = ""
    place: Place | None = None
    severity: Severity | None = None
    about: Pointer | None = None


def code(text: str, longest: int = 60) -> str:
    """A text as code, shortened, on one line."""
    text = " ".join(text.replace("`", "'").split())
    return f"`{text if len(text) <= longest else f'{text[: longest - 1]}…'}`"


def joined(words: Sequence[str]) -> str:
    """Words as a list in prose, the first few where they are many."""
    shown = list(words[:5]) + ([f"{len(words) - 5} more"] if len(words) > 5 else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
