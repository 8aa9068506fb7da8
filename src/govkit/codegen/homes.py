"""Models of a large contract in modules of their own: one for each tag, and one for what several tags share."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from govkit.codegen.calls import Call
from govkit.codegen.events import Webhook
from govkit.codegen.naming import Names, module
from govkit.codegen.registry import Registry
from govkit.codegen.shapes import Model, Named, Shape
from govkit.codegen.shaping import members_of

MANY = 300
"""So many models stand in one module; more are read faster in several."""

SHARED = "shared"
_NAME = re.compile(r"\b[A-Z][A-Za-z0-9_]*\b")


def homes_of(registry: Registry, calls: Iterable[Call], webhooks: Iterable[Webhook]) -> dict[str, str]:
    """The module of each model: that of the one tag whose operations lead to it, else the shared one."""
    starts: dict[str, set[Named]] = defaultdict(set)
    for call in calls:
        for shape in _shapes(call):
            starts[call.tag] |= {registry.of(name) for name in members_of(shape)}
    for webhook in webhooks:
        starts["webhooks"] |= {registry.of(name) for name in members_of(webhook.shape)}
    reached: dict[Named, set[str]] = defaultdict(set)
    for tag, names in starts.items():
        for name in _closure(registry, names):
            reached[name].add(tag)
    modules = Names({SHARED})
    by_tag = {tag: modules.give(module(tag) if tag else "other", joint="_") for tag in sorted(starts)}
    return {
        registry.names[name]: by_tag[next(iter(tags))] if len(tags) == 1 else SHARED
        for name, tags in sorted(reached.items(), key=lambda one: registry.names.get(one[0], ""))
        if name in registry.names
    }


def _shapes(call: Call) -> Iterable[Shape]:
    yield from (argument.shape for argument in call.arguments)
    contents = [*call.results.values(), *call.failures.values(), (call.body,) if call.body else ()]
    yield from (one.shape for content in contents for one in content if one.shape is not None)


def _closure(registry: Registry, names: set[Named]) -> set[Named]:
    """All that some models lead to, themselves included."""
    found, waiting = set(names), list(names)
    while waiting:
        definition = registry.definitions.get(waiting.pop())
        if definition is None:
            continue
        if isinstance(definition, Model):
            inner = [name for member in definition.members for name in members_of(member.shape)]
        else:
            inner = [name for name, _ in definition.members]
        for name in map(registry.of, inner):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def split(text: str, homes: Mapping[str, str]) -> dict[str, str]:
    """The modules that a module of models becomes, by their names, with the imports that they need of each other."""
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    head = "".join(_source(lines, node) for node in tree.body if isinstance(node, ast.ImportFrom))
    blocks: dict[str, list[str]] = defaultdict(list)
    for node in tree.body:
        name = _named(node)
        if name is not None:
            blocks[homes.get(name, SHARED)].append(_source(lines, node))
    found = {}
    for home, parts in sorted(blocks.items()):
        body = "\n\n".join(parts)
        foreign = sorted({name for name in _NAME.findall(body) if homes.get(name, home) == SHARED != home})
        shared = f"from .{SHARED} import {', '.join(foreign)}\n" if foreign else ""
        found[home] = f"{head}{shared}\n\n{body}"
    return found


def _named(node: ast.stmt) -> str | None:
    if isinstance(node, ast.ClassDef):
        return node.name
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None


def _source(lines: list[str], node: ast.stmt) -> str:
    return "".join(lines[node.lineno - 1 : node.end_lineno])
