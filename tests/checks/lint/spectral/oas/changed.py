"""Documents of `rules.yaml`, changed as a case says."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from govkit.spec.documents import parse_pointer


@dataclass(frozen=True)
class Case:
    """What a rule finds, and what it does not."""

    rule: str
    number: int
    wrong: dict[str, Any]
    right: dict[str, Any]
    finds: list[str]

    @property
    def name(self) -> str:
        """The rule, and which of its cases it is."""
        return f"{self.rule}-{self.number}"


def cases() -> list[Case]:
    """Every case of the table."""
    table = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text("utf-8"))
    found = []
    for rule, said in table["rules"].items():
        for number, one in enumerate(said):
            wrong, right = (_changed(table["documents"][one["document"]], one[which]) for which in ("wrong", "right"))
            found.append(Case(rule, number, wrong, right, sorted(one["finds"])))
    return found


def _changed(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    out = copy.deepcopy(document)
    for pointer, value in changes.items():
        *way, last = parse_pointer(pointer)
        inner = out
        for part in way:
            inner = inner[part]
        inner[last] = value
    return out
