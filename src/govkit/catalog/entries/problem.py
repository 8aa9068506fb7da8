"""What is wrong with an entry, before anybody judges how bad that is."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.catalog.entries.source import Source
from govkit.errors import Place
from govkit.findings import Severity
from govkit.spec.documents import Pointer


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place of a file; `about` names the entry (`api:billing`), `hint` says what to do.

    `at` is a line and column, 1-based, where the pointer does not tell them: two members of one name have one pointer.
    `severity` is the rule's own unless given.
    """

    source: Source
    pointer: Pointer
    message: str
    about: str = ""
    hint: str = ""
    at: tuple[int | None, int | None] | None = None
    severity: Severity | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        if self.at is not None:
            return self.source.at(*self.at, self.pointer)
        return self.source.place(self.pointer)
