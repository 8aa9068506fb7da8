"""What is wrong with the text of an expression, and what it takes too long to answer."""

from __future__ import annotations


class ExpressionError(ValueError):
    """A text that is no expression: why, at which character (1-based), and what to write instead."""

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.hint = hint


class OverBudget(Exception):
    """An evaluation that looked at more values than anybody waits for."""
