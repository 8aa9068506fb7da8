"""`oasPathParam`: the parameters in paths are declared, those declared are in the path, and no two paths are alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import METHODS, plain, word
from govkit.spec.documents import Pointer

_IN_PATH = re.compile(r"\{;?\??[a-zA-Z0-9_-]+\*?\}")
_AROUND = re.compile(r"[{}?*;]")


def _check(paths: Any, scene: Scene) -> Iterator[Report]:
    if not isinstance(paths, dict):
        return
    shapes: dict[str, str] = {}
    for path, item in paths.items():
        if not isinstance(item, dict | list):
            continue
        shape = _IN_PATH.sub("%", path)
        if shape in shapes:
            yield Report(f"the paths {shapes[shape]} and {path} are the same but for names", ("paths", path))
        shapes.setdefault(shape, path)
        yield from _of_item(path, item if isinstance(item, dict) else {})


def _of_item(path: str, item: dict[str, Any]) -> Iterator[Report]:
    wanted: list[str] = []
    for found in _IN_PATH.findall(path):
        name = _AROUND.sub("", found)
        if name in wanted:
            yield Report(f"the path {path} has the parameter {name} more than once", ("paths", path))
        else:
            wanted.append(name)
    shared: dict[str, Pointer] = {}
    yield from _declared(item.get("parameters"), ("paths", path, "parameters"), shared)
    for method, operation in item.items():
        if method not in METHODS or not isinstance(operation, dict):
            continue
        at = ("paths", path, method)
        own: dict[str, Pointer] = {}
        yield from _declared(operation.get("parameters"), (*at, "parameters"), own)
        declared = {**shared, **own}
        for name, where in declared.items():
            if name not in wanted:
                yield Report(f"the path {path} has no parameter {name}", where)
        for name in wanted:
            if name not in declared:
                yield Report(f"the parameter {name} of the path {path} is not declared", at)


def _declared(parameters: Any, at: Pointer, known: dict[str, Pointer]) -> Iterator[Report]:
    """Notes the path parameters of a list, and tells what is wrong with them."""
    for index, one in enumerate(parameters if isinstance(parameters, list) else ()):
        if not isinstance(one, dict) or one.get("in") != "path" or "name" not in one:
            continue
        name = word(one["name"])
        if one.get("required") is not True:
            yield Report(f"the path parameter {name} must say `required: true`", (*at, index))
        if name in known:
            yield Report(f"the path parameter {name} is declared more than once", (*at, index))
        else:
            known[name] = (*at, index)


FUNCTION = plain("oasPathParam", _check)
