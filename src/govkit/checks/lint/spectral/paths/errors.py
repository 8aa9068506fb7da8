"""What is said of an expression that cannot be understood."""

from __future__ import annotations


class PathError(ValueError):
    """An expression outside of the dialect. `offset` counts the characters before the trouble."""

    def __init__(self, message: str, offset: int = 0, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint

    def moved(self, by: int) -> PathError:
        """The same error, in a text that starts so many characters earlier."""
        return PathError(self.message, self.offset + by, self.hint)
