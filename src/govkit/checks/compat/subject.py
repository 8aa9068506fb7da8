"""What a change is about, in words that outlive a move of the file: component, data path, and an anchor."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.checks.compat.change import Change, Pair, Step
from govkit.spec.documents import Node, Pointer

_SCHEMA_KEYWORDS_WITH_NAME = {"properties": "", "patternProperties": "", "dependentSchemas": ""}
_SKIPPED = frozenset({"allOf", "if", "then", "else", "not"})


@dataclass(frozen=True, slots=True)
class Spotted:
    """`component` is the schema component at or above the change. `anchor` tells inline places apart."""

    component: str | None
    path: str
    anchor: str


def spotted(change: Change, element: str) -> Spotted:
    """Where a change stands, judged on its old side, on the new where it came with it."""
    if change.pair is None:
        path = f"/{change.name}" if change.element in ("status", "media-type") and change.name else ""
        return Spotted(None, path, change.place)
    node = change.old if change.before is not None or change.new is None else change.new
    if node is None:
        node = change.old or change.new
    if node is None:
        return Spotted(None, "", element)
    component, rest = _component(node)
    path = data_path(rest)
    step = change.step
    if component is None and element in ("parameter", "header"):
        steps = [*_steps(change.pair), *([step] if step is not None else [])]
        return Spotted(None, "".join(f"/{_segment(one, change)}" for one in steps), element)
    if step is not None and step.kind == "property":
        path = _with_member(path, str(step.name), node)
    elif step is not None and step.kind == "variant" and not path.endswith(f"({change.name})"):
        path = f"{path}/({change.name})"
    return Spotted(component, path, component or element)


def _steps(pair: Pair) -> list[Step]:
    """The way from the message's root to a pair."""
    steps: list[Step] = []
    while pair.parent is not None:
        pair, step = pair.parent
        steps.append(step)
    return steps[::-1]


def _segment(step: Step, change: Change) -> str:
    """One step as a segment of a path."""
    if step.kind == "item":
        return "*"
    if step.kind in ("additional", "pattern"):
        return "{}"
    if step.kind == "variant":
        return f"({step.name})"
    location, _, name = str(step.name).partition(" ")
    if location == "path" and name.isdigit():
        return _path_parameter(change, name)
    return name or location


def _path_parameter(change: Change, number: str) -> str:
    """The name of a path parameter, which on the wire is only a position."""
    pair = change.pair
    while pair is not None and pair.parent is not None:
        pair = pair.parent[0]
    if pair is None or pair.root is None:
        return "{}"
    parameter = pair.root.operation.parameters.get(f"path {number}")
    return parameter.name if parameter is not None else "{}"


def _with_member(path: str, name: str, node: Node) -> str:
    """The path of a property, whether the node is its declaration or the object that lacks it."""
    member = f"/{name}"
    declared = len(node.pointer) >= 2 and node.pointer[-2] == "properties" and node.pointer[-1] == name
    return path if declared else path + member


def _component(node: Node) -> tuple[str | None, Pointer]:
    """The component schema that a node stands in, and the way from there; else the way from the message's root."""
    pointer = node.pointer
    if len(pointer) >= 3 and pointer[0] == "components" and pointer[1] == "schemas":
        return str(pointer[2]), pointer[3:]
    if pointer[:1] in (("definitions",), ("$defs",), ("schemas",)) and len(pointer) >= 2:
        return str(pointer[1]), pointer[2:]
    for index in range(len(pointer) - 1, -1, -1):
        if pointer[index] == "schema":
            return None, pointer[index + 1 :]
    if pointer and pointer[0] in ("paths", "webhooks", "components"):
        return None, ()
    return None, pointer


def data_path(pointer: Pointer) -> str:
    """The way through the data for a way through a schema: `/lines/*/memo`; `{}` is an additional property."""
    parts: list[str] = []
    index = 0
    while index < len(pointer):
        part = str(pointer[index])
        following = str(pointer[index + 1]) if index + 1 < len(pointer) else None
        if part in _SCHEMA_KEYWORDS_WITH_NAME and following is not None:
            parts.append(following)
            index += 2
        elif part == "items":
            parts.append("*")
            index += 1
        elif part == "prefixItems" and following is not None:
            parts.append(following)
            index += 2
        elif part == "additionalProperties" and following is not None:
            parts.append("{}")
            index += 1
        elif part in ("anyOf", "oneOf") and following is not None:
            parts.append(f"({following})")
            index += 2
        elif part == "allOf":
            index += 2
        else:
            index += 1
    return "".join(f"/{part}" for part in parts)
