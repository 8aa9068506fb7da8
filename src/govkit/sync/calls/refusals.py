"""Calls that are not made: nothing was sent, and it takes people until it can be."""

from __future__ import annotations

from typing import ClassVar

from govkit.errors import GovkitError


class CallRefused(GovkitError):
    """A call that cannot be made as it is asked; `kind` is that of the exception it ends in."""

    kind: ClassVar[str] = "call"


class NotGranted(CallRefused):
    """A call of an operation that the consumer may not make."""

    kind: ClassVar[str] = "grant"
