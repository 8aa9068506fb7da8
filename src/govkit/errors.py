"""The errors a user may meet, each with its place, a hint and an exit code.

GovkitError
├── InputError            something that was read is not what it must be     exit 2
│   └── GitError          Git cannot give what was asked of it               exit 2
├── UsageError            the command was called in a way that has no answer exit 2
│   └── MissingExtra      the command needs an extra that is not installed   exit 2
└── ConfigurationError    govkit.yaml or pyproject.toml is wrong             exit 2

A finding is never an error: what a check finds is returned, not raised.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, a 1-based line and column, and a JSON Pointer (RFC 6901) into its tree."""

    file: str
    line: int | None = None
    column: int | None = None
    pointer: str | None = None

    def __str__(self) -> str:
        """`file:line:column`, as editors and terminals link it."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class GovkitError(Exception):
    """What hinders govkit from answering: a message, the place, and what to do next."""

    exit_code = 2

    def __init__(self, message: str, *, place: Place | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """The whole error in one text: place, message and hint."""
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class InputError(GovkitError):
    """A document, an entry or a payload that cannot be read."""


class GitError(InputError):
    """A repository, a revision or a path in it that Git does not have."""


class UsageError(GovkitError):
    """Arguments that do not go together or name nothing."""


class MissingExtra(UsageError):
    """A command whose extra (`pip install govkit[…]`) is not installed."""


class ConfigurationError(GovkitError):
    """A setting that is unknown or has a value that it may not have."""
