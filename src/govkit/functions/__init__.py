"""Functions of an estate, called by its workflows in their own process.

A function stands in a file of the folder `functions/`, marked by `function`; the members of the body are its
parameters, and what it returns is the answer. Where it has no answer it raises `Refusal`. The code of an estate runs
only where somebody asks for it: nothing that checks an estate loads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
MARK = "__govkit_function__"
"""The attribute of a function that workflows may call."""


class Refusal(Exception):
    """A function has no answer: `kind` names why in one word, `title` and `detail` say it to people."""

    def __init__(self, kind: str, title: str, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.title, self.detail = kind, title, detail


def function(chosen: F) -> F:
    """Lets workflows call a function, by its name in camel case as its operationId."""
    setattr(chosen, MARK, True)
    return chosen
