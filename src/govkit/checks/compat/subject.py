"""What a change is about, in words that outlive a move of the file: component, data path, and an anchor."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govkit.checks.compat.change import Change, Pair, Step
from govkit.spec.documents import Node, Pointer
from govkit.spec.openapi import X_WEBHOOKS, Contract

_NAMED = ("status", "media-type", "header", "encoding", "link")
"""Elements of a message whose name is the way to them."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """`component` is the schema component at or above the change. `anchor` tells inline places apart."""

    component: str | None
    path: str
    anchor: str


def spotted(change: Change, element: str, old: Contract, new: Contract) -> Spotted:
    """Where a change between two contracts stands, judged on its old side, on the new where it came with it."""
    if change.pair is None:
        path = f"/{change.name}" if change.element in _NAMED and change.name else ""
        if change.element == "parameter":
            path = f"/{change.name.partition(' ')[2]}"
        return Spotted(None, path, change.place)
    node = change.old if change.before is not None or change.new is None else change.new
    if node is None:
        node = change.old or change.new
    if node is None:
        return Spotted(None, "", element)
    component, rest = (old if node is change.old else new).component_of(node) or _component(node)
    path = data_path(rest, node)
    step = change.step
    if component is None and element in ("parameter", "header"):
        steps = [*_steps(change.pair), *([step] if step is not None else [])]
        return Spotted(None, "".join(f"/{_segment(one, change)}" for one in steps), element)
    if step is not None and step.kind == "property":
        path = _with_member(path, str(step.name), node)
    elif step is not None and step.kind == "variant":
        path = f"{re.sub(r'/[(][^/]*[)]$', '', path)}/({change.name})"
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
    return segment(name or location)


def segment(name: str) -> str:
    """A name as a segment of a data path: `/` and `~` as in RFC 6901, and no name looks like `*` or `{}`."""
    escaped = name.replace("~", "~0").replace("/", "~1")
    return f"~{escaped}" if escaped in ("*", "{}") else escaped


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
    member = f"/{segment(name)}"
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
        if pointer[index] == "itemSchema":
            return None, pointer[index:]
    if pointer and pointer[0] in ("paths", "webhooks", X_WEBHOOKS, "components"):
        return None, ()
    return None, pointer


def data_path(pointer: Pointer, node: Node) -> str:
    """The way through the data for a way through a schema: `/lines/*/memo`.

    `{}` is an additional property, `(card)` the branch of a union by its title, its tag or its number. `pointer` is the
    last part of the node's own pointer.
    """
    parts: list[str] = []
    index = 0
    offset = len(node.pointer) - len(pointer)
    while index < len(pointer):
        part = str(pointer[index])
        following = str(pointer[index + 1]) if index + 1 < len(pointer) else None
        width = 1 if following is None or part in ("items", "itemSchema", "additionalProperties") else 2
        if part in ("items", "itemSchema"):
            parts.append("*")
        elif (part == "additionalProperties" and following is not None) or (
            part == "patternProperties" and following is not None
        ):
            parts.append("{}")
        elif part in ("properties", "dependentSchemas", "prefixItems") and following is not None:
            parts.append(segment(following))
        elif part in ("anyOf", "oneOf") and following is not None:
            parts.append(f"({_branch_name(node, offset + index + 2)})")
        elif part != "allOf":
            width = 1
        index += width
    return "".join(f"/{part}" for part in parts)


def _branch_name(node: Node, length: int) -> str:
    """What the inline branch of a union is called: its title, the one value of a property, or its number."""
    branch = node.document.node(node.pointer[:length]).value
    if isinstance(branch, dict):
        if isinstance(branch.get("title"), str):
            return str(branch["title"])
        properties = branch.get("properties")
        for name, schema in properties.items() if isinstance(properties, dict) else ():
            constant = _constant(schema)
            if constant is not None:
                return f"{name}={constant}"
    return str(node.pointer[length - 1])


def _constant(schema: object) -> str | None:
    if not isinstance(schema, dict):
        return None
    listed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return listed[0] if isinstance(listed, list) and len(listed) == 1 and isinstance(listed[0], str) else None
