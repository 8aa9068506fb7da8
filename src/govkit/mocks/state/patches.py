"""JSON Patch (RFC 6902): a list of operations, performed on a copy, all or none."""

from __future__ import annotations

import copy
from typing import Any

from govkit.mocks.json_text import is_deeper
from govkit.mocks.messages import Flaw, Refused

_MOST = 1_000
_MOST_COPIED = 100_000
"""Values: a copy into itself doubles with each operation."""
_NEEDS = {
    "add": "value",
    "replace": "value",
    "test": "value",
    "move": "from",
    "copy": "from",
    "remove": "path",
}


def patched(value: Any, operations: Any) -> Any:
    """A value with operations performed on it. Raises Refused: 400 where one is none, 409 where one cannot be done."""
    if not isinstance(operations, list) or len(operations) > _MOST:
        raise Refused(400, f"a JSON Patch is a list of at most {_MOST} operations", others=(422,))
    made, copied = copy.deepcopy(value), 0
    for number, one in enumerate(operations):
        kind = one.get("op") if isinstance(one, dict) else None
        needed = _NEEDS.get(kind) if isinstance(kind, str) else None
        texts = [one.get(name) for name in ("path", "from") if name == "path" or needed == "from"] if needed else []
        if needed is None or needed not in one or not all(isinstance(text, str) for text in texts):
            told = "it is an object with `op`, `path`, and `value` or `from` as its `op` needs"
            raise Refused(
                400, f"operation {number} is none: {told}", (Flaw("body", f"/{number}", told),), others=(422,)
            )
        try:
            made = _performed(made, one)
            copied = _counted(copied, one, made)
        except _Impossible as error:
            flaw = Flaw("body", f"/{number}", str(error))
            raise Refused(409, f"operation {number} cannot be done: {error}", (flaw,), others=(422, 400)) from error
    if is_deeper(made):
        raise Refused(422, "the record would nest too deep", others=(400, 409))
    return made


class _Impossible(ValueError):
    """What cannot be done to this value; says why."""


def _counted(copied: int, one: dict[str, Any], whole: Any) -> int:
    """How many values were copied by now. Raises _Impossible where there are too many."""
    if one["op"] != "copy":
        return copied
    steps = _steps(one["path"])
    waiting, count = [_at(whole, [*steps[:-1], "0" if steps[-1:] == ["-"] else steps[-1]] if steps else [])], copied
    while waiting:
        inner = waiting.pop()
        count += 1
        if count > _MOST_COPIED:
            raise _Impossible(f"more than {_MOST_COPIED:,} values are copied")
        waiting += inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ()
    return count


def _performed(whole: Any, one: dict[str, Any]) -> Any:
    kind, path = one["op"], _steps(one["path"])
    if kind == "test":
        if not _same(_at(whole, path), one["value"]):
            raise _Impossible(f"`{one['path']}` has another value")
        return whole
    if kind in ("move", "copy"):
        source = _steps(one["from"])
        if kind == "move" and path[: len(source)] == source and path != source:
            raise _Impossible("a value cannot be moved into itself")
        inner = copy.deepcopy(_at(whole, source))
        if kind == "move":
            whole = _without(whole, source)
        return _with(whole, path, inner, replaces=False)
    if kind == "remove":
        return _without(whole, path)
    return _with(whole, path, one["value"], replaces=kind == "replace")


def _steps(pointer: str) -> list[str]:
    """The steps of a JSON Pointer (RFC 6901)."""
    if pointer and not pointer.startswith("/"):
        raise _Impossible(f"`{pointer[:100]}` is no pointer")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list):
            value = value[_index(step, len(value) - 1)]
        else:
            raise _Impossible(f"there is no `{step[:100]}`")
    return value


def _index(step: str, most: int) -> int:
    if not (step.isascii() and step.isdigit()) or (len(step) > 1 and step[0] == "0") or int(step[:9]) > most:
        raise _Impossible(f"there is no place `{step[:100]}`")
    return int(step)


def _with(whole: Any, steps: list[str], value: Any, *, replaces: bool) -> Any:
    if not steps:
        return value
    above, last = _at(whole, steps[:-1]), steps[-1]
    if isinstance(above, dict):
        if replaces and last not in above:
            raise _Impossible(f"there is no `{last[:100]}`")
        above[last] = value
    elif isinstance(above, list) and replaces:
        above[_index(last, len(above) - 1)] = value
    elif isinstance(above, list):
        above.insert(len(above) if last == "-" else _index(last, len(above)), value)
    else:
        raise _Impossible(f"`{last[:100]}` would stand in what has no members")
    return whole


def _without(whole: Any, steps: list[str]) -> Any:
    if not steps:
        raise _Impossible("the whole record is taken away by DELETE")
    above, last = _at(whole, steps[:-1]), steps[-1]
    if isinstance(above, dict) and last in above:
        del above[last]
    elif isinstance(above, list):
        del above[_index(last, len(above) - 1)]
    else:
        raise _Impossible(f"there is no `{last[:100]}`")
    return whole


def _same(a: Any, b: Any) -> bool:
    """Whether two values are equal as JSON: true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(inner, b[name]) for name, inner in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b)
