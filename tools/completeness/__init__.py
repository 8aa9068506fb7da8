"""What a description may say, and which rule judges it when that comes, goes or changes.

The table is data (`table.yaml`): every object and field of OpenAPI 3.2 with every keyword of JSON Schema 2020-12. Each
cell is an edit of one description (`base.yaml`) that is run through the comparison, so that the table cannot claim what
is not so. What no rule judges is waived in the table, with the reason.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from govkit.checks.compat import compare_texts
from govkit.spec.documents import parse

HERE = Path(__file__).parent
CHANGES = ("add", "remove", "change")
_ABSENT = object()


@dataclass(frozen=True)
class Cell:
    """One edit: `field` of `object` is added, removed or changed, in the direction of `way` where that matters.

    `rules` judge it; `waived` says why none does.
    """

    object: str
    field: str
    change: str
    way: str
    rules: tuple[str, ...]
    waived: str


@cache
def cells() -> tuple[Cell, ...]:
    """Every cell of the table, in its order."""
    return tuple(_cells())


@cache
def table() -> dict[str, Any]:
    """The table as it is written."""
    found: dict[str, Any] = _read("table.yaml")
    return found


def _cells() -> Iterator[Cell]:
    for name, said in table().items():
        ways = said["at"] if isinstance(said["at"], dict) else {"": said["at"]}
        for field, entry in said["fields"].items():
            for way, at in ways.items():
                if entry.get("of", way) != way:
                    continue
                for change in entry.get("only", CHANGES):
                    if change == "change" and len(entry["values"]) < 2:
                        continue
                    rules = _fired({**said, **entry}, field, entry.get("at", at), change)
                    yield Cell(name, str(entry.get("title", field)), change, way, rules, entry.get("waived", ""))


def _fired(entry: dict[str, Any], field: str, at: list[Any], change: str) -> tuple[str, ...]:
    """The rules that speak of one edit."""
    first, last = entry["values"][0], entry["values"][-1]
    before, after = {"add": (_ABSENT, first), "remove": (first, _ABSENT), "change": (first, last)}[change]
    old, new = (_with(entry, field, at, value) for value in (before, after))
    return tuple(sorted({finding.rule for finding in compare_texts(old, new, "source")}))


def _with(entry: dict[str, Any], field: str, at: list[Any], value: Any) -> str:
    """The base with a field of an object set, or left out."""
    document = copy.deepcopy(_read(entry.get("base", "base.yaml")))
    if "openapi" in entry:
        document["openapi"] = entry["openapi"]
    container = document
    for part in at:
        container = container[part] if isinstance(container, list) else container.setdefault(part, {})
    if "beside" in entry and at and at[-1] == "x":
        container.clear()
    container.update(copy.deepcopy(entry.get("beside", {})))
    for name in entry.get("without", ()):
        container.pop(name, None)
    if "schema" in entry:
        container["schema"] = entry["schema"]
    if entry.get("plain"):  # a parameter of Swagger 2.0 that holds one value
        container.pop("items", None)
        container.update({"type": entry.get("kind", "string"), **entry.get("more", {})})
    container.pop(field, None)
    if value is not _ABSENT:
        container[field] = copy.deepcopy(value)
    return json.dumps(document)


@cache
def _read(name: str) -> Any:
    return parse((HERE / name).read_bytes(), name).tree


def page() -> str:
    """The table as a page of the reference, in Markdown."""
    parts = [_HEAD]
    for name in table():
        parts += [f"## {name}", _rows([cell for cell in cells() if cell.object == name])]
    return "\n\n".join(parts) + "\n"


_HEAD = """# What is judged

Every object and field of OpenAPI 3.2 and every keyword of JSON Schema 2020-12, with what Swagger 2.0 and OpenAPI 3.0
say in another way, and which rules speak when it is added, removed or changed. Each cell was tried: an edit of one
description, compared in the profile `source`. What no rule judges has a reason. Which of the rules it is in `wire`,
and how bad, depends on the schemas around it."""


def _rows(found: list[Cell]) -> str:
    directed = any(cell.way for cell in found)
    head = ["field", *(["direction"] if directed else []), "added", "removed", "changed"]
    lines = [head, ["---"] * len(head)]
    for field, way in dict.fromkeys((cell.field, cell.way) for cell in found):
        own = {cell.change: cell for cell in found if (cell.field, cell.way) == (field, way)}
        lines.append([f"`{field}`", *([way] if directed else []), *(_shown(own.get(change)) for change in CHANGES)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return cell.waived or ", ".join(f"[{rule}](rules/{rule}.md)" for rule in cell.rules)
