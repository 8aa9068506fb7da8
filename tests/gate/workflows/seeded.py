"""The seeded changes of contracts: each applied to the description that it is of, with the steps that it hits."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_SEEDED = Path(__file__).with_name("changes.yaml")


@dataclass(frozen=True)
class Hit:
    """A step that does not work any more; `start` stands for what starts its workflow."""

    workflow: str
    step: str
    why: str


@dataclass(frozen=True)
class Change:
    """A change of one version of an API, and all the steps that it hits."""

    id: str
    what: str
    api: str
    version: str
    edits: tuple[dict[str, Any], ...]
    hits: tuple[Hit, ...]
    because: str

    def files(self, specs: Path) -> dict[Path, Any]:
        """The documents that it changes, by their paths, as they are afterwards. Raises where an edit has no place."""
        changed: dict[Path, Any] = {}
        for edit in self.edits:
            path = specs / self.api / self.version / edit.get("file", "openapi.yaml")
            if path not in changed:
                changed[path] = tree_of(path)
            _apply(changed[path], edit)
        return changed


def tree_of(path: Path) -> Any:
    """A description that nobody has changed, a copy for whoever asks."""
    return pickle.loads(_kept(path))


@cache
def _kept(path: Path) -> bytes:
    return pickle.dumps(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))


@cache
def seeded() -> list[Change]:
    """All of them, in order."""
    told = yaml.load(_SEEDED.read_bytes(), Loader=yaml.CSafeLoader)["changes"]
    return [
        Change(**{**one, "edits": tuple(one["edits"]), "hits": tuple(Hit(**hit) for hit in one["hits"])})
        for one in told
    ]


def _apply(tree: Any, edit: dict[str, Any]) -> None:
    steps = [step.replace("~1", "/").replace("~0", "~") for step in edit["at"].split("/")[1:]]
    above = tree
    for step in steps[:-1]:
        above = above[_key(above, step)]
    last = _key(above, steps[-1])
    match edit["op"]:
        case "remove":
            del above[last]
        case "set":
            above[last] = edit["value"]
        case "rename":
            above[edit["value"]] = above.pop(last)
        case "append":
            above[last].append(edit["value"])
        case "take":
            above[last].remove(edit["value"])
        case other:
            raise ValueError(other)


def _key(above: Any, step: str) -> Any:
    if isinstance(above, list):
        return int(step)
    return step if step in above or not step.isdecimal() else int(step)
