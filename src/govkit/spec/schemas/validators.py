"""Compiled validators: offline, formats asserted, and the reason of a refusal in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from govkit.spec.schemas.reading import Schema


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a value is refused: the keyword, where in the value, and the validator's words."""

    keyword: str
    path: tuple[str | int, ...]
    message: str


class Validator:
    """A schema that was compiled once."""

    def __init__(self, schema: Schema) -> None:
        self._compiled = jsonschema_rs.Draft202012Validator(schema, offline=True, validate_formats=True)
        self.accepts: Callable[[Any], bool] = self._compiled.is_valid
        """Whether a value is allowed."""

    def refusals(self, value: Any, most: int = 20) -> list[Refusal]:
        """Why the value is refused, at most `most` reasons; empty where it is accepted."""
        found = []
        for error in self._compiled.iter_errors(value):
            keyword = str(error.schema_path[-1]) if error.schema_path else "false"
            found.append(Refusal(keyword, tuple(error.instance_path), str(error.message)))
            if len(found) == most:
                break
        return found
