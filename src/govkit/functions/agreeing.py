"""Whether the types of a function agree with the document that describes it, before anybody calls it."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from govkit.functions.describing import members_of
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract

_JSON = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object", types.NoneType: "null"}
_DEEP = 20


def disagreements(function: Callable[..., Any], contract: Contract, taken: Node, given: Node) -> Iterator[str]:
    """What a function reads that a body may lack, what a body holds that it would not get, what it should not answer.

    `taken` and `given` are the schemas of body and answer. A place whose schema says too little is left to the
    validation of each call.
    """
    walk = _Walk(contract)
    hints = get_type_hints(function, include_extras=True)
    body = walk.members(taken)
    parameters = inspect.signature(function).parameters
    for name, parameter in parameters.items():
        if name not in body:
            yield f"it takes `{name}`, of which the document does not speak"
            continue
        if parameter.default is parameter.empty and name not in walk.required(taken):
            yield f"it needs `{name}`, which a body may lack"
        yield from walk.reads(hints.get(name, Any), body[name], f"/{name}")
    for name in body:
        if name not in parameters:
            yield f"the document speaks of `{name}`, which it does not take"
    yield from walk.gives(hints.get("return", Any), given, "")


class _Walk:
    """Types and schemas, side by side."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def members(self, node: Node) -> dict[str, Node]:
        """The properties of an object; none where its schema names none."""
        properties = self._raw(node).get("properties")
        resolved = self._contract.resolved(node)
        if not isinstance(properties, dict) or resolved is None:
            return {}
        return {name: resolved.child("properties").child(name) for name in properties}

    def required(self, node: Node) -> list[str]:
        """The properties that are always there."""
        found = self._raw(node).get("required")
        return found if isinstance(found, list) else []

    def reads(self, hint: Any, node: Node, path: str) -> Iterator[str]:
        """What a type takes for granted and the schema does not."""
        hint = _bare(hint)
        unlisted = self._unlisted(hint, node)
        if unlisted is not None:
            yield from self.reads(unlisted[0], unlisted[1], f"{path}/*")
        elif is_typeddict(hint) and path.count("/") < _DEEP:
            members, required = self.members(node), self.required(node)
            for name, inner, needed in members_of(hint):
                if name not in members:
                    yield f"it reads `{path}/{name}`, of which the document does not speak"
                    continue
                if needed and name not in required:
                    yield f"it relies on `{path}/{name}`, which may lack"
                yield from self.reads(inner, members[name], f"{path}/{name}")
        else:
            names, said = _names(hint), self._types(node)
            for name in sorted(said - names) if names else ():
                if not (name == "integer" and "number" in names):
                    yield f"`{path}` may be of type {name}, which it does not expect"

    def gives(self, hint: Any, node: Node, path: str) -> Iterator[str]:
        """What a type may be and the schema does not speak of."""
        hint = _bare(hint)
        unlisted = self._unlisted(hint, node)
        if unlisted is not None:
            yield from self.gives(unlisted[0], unlisted[1], f"{path}/*")
        elif is_typeddict(hint) and path.count("/") < _DEEP:
            members = self.members(node)
            for name, inner, _ in members_of(hint):
                if name not in members:
                    yield f"it answers `{path}/{name}`, of which the document does not speak"
                    continue
                yield from self.gives(inner, members[name], f"{path}/{name}")
        else:
            names, said = _names(hint), self._types(node)
            for name in sorted(names - said) if said else ():
                if not (name == "integer" and "number" in said):
                    yield f"`{path}` of its answer may be of type {name}, of which the document does not speak"

    def _unlisted(self, hint: Any, node: Node) -> tuple[Any, Node] | None:
        """The type and the schema of the items, where both are lists."""
        items, resolved = self._raw(node).get("items"), self._contract.resolved(node)
        if get_origin(hint) is not list or not isinstance(items, dict) or resolved is None:
            return None
        return get_args(hint)[0], resolved.child("items")

    def _types(self, node: Node) -> set[str]:
        """The types that a schema names; none where it names none by itself."""
        said = self._raw(node).get("type")
        return {said} if isinstance(said, str) else {str(one) for one in said} if isinstance(said, list) else set()

    def _raw(self, node: Node) -> dict[str, Any]:
        resolved = self._contract.resolved(node)
        return resolved.value if resolved is not None and isinstance(resolved.value, dict) else {}


def _bare(hint: Any) -> Any:
    """A type without what is said of it."""
    while get_origin(hint) in (Annotated, NotRequired, Required):
        hint = get_args(hint)[0]
    return hint


def _names(hint: Any) -> set[str]:
    """The types of JSON that a plain type stands for; none where that is not known."""
    parts = [_bare(one) for one in get_args(hint)] if get_origin(hint) in (Union, types.UnionType) else [hint]
    names: set[str] = set()
    for part in parts:
        plain = dict if is_typeddict(part) else get_origin(part) or part
        name = "array" if plain is list else _JSON.get(plain) if isinstance(plain, type) else None
        if name is None:
            return set()
        names.add(name)
    return names
