"""Operations and fields of API versions as people name them, found in the documents; what is misspelt is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from govkit.catalog.entries import Estate, Usage, VersionOf, names_operation
from govkit.catalog.entries.uses import plain_operation
from govkit.errors import UsageError
from govkit.gate.answers.report import guess
from govkit.gate.answers.shared import Contracts
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract

_DEEPEST = 12
_MOST = 50_000


def operation_named(contracts: Contracts, versions: Sequence[VersionOf], text: str) -> str:
    """The operation that a text names in some versions: `GET /invoices/{id}`, or its operationId.

    Where no document can be read the text is taken as it is, with a note. Raises UsageError where there is none.
    """
    readable = [one for version in versions if (one := contracts.of(version)) is not None]
    if not readable:
        return text
    method, space, path = text.strip().partition(" ")
    wanted = plain_operation(f"{method.upper()} {path.strip()}" if space else method)
    operations = [operation for contract in readable for operation in contract.operations.values()]
    for operation in operations:
        if wanted == plain_operation(operation.name) or text == operation.id:
            return operation.name
    known = list(dict.fromkeys(operation.name for operation in operations))
    ids = list(dict.fromkeys(operation.id for operation in operations if operation.id))
    hint = guess(text, known if space else [*ids, *known], "the operations are")
    raise UsageError(f"{_names(versions)} has no operation {text!r}", hint=hint)


def field_named(contracts: Contracts, versions: Sequence[VersionOf], text: str) -> str:
    """The field that a text names in some versions, as uses write it: `Invoice/lines/*/memo`.

    A JSON Pointer into the document (`#/components/schemas/Invoice/properties/memo`) names it as well. Where no
    document can be read the text is taken as it is, with a note. Raises UsageError where there is none.
    """
    readable = [one for version in versions if (one := contracts.of(version)) is not None]
    field = _from_pointer(text)
    if not readable:
        return field
    if any(_leads(contract, field.split("/")) for contract in readable):
        return field
    parts = field.split("/")
    known = list(dict.fromkeys(name for contract in readable for name in _fields(contract, parts)))
    raise UsageError(f"{_names(versions)} has no field {text!r}", hint=guess(field, known, "the fields are"))


def _names(versions: Iterable[VersionOf]) -> str:
    return ", ".join(version.name for version in versions)


def usages_of(
    estate: Estate, contracts: Contracts, version: VersionOf, operation: str | None, field: str | None
) -> tuple[Usage, ...]:
    """The uses of a version, an operation, a field. A use without fields may use those that its operations carry."""
    found = estate.usages(version.api.name, version.version.version, operation=operation, field=field)
    contract = contracts.of(version) if field is not None else None
    if field is None or contract is None:
        return found
    schema = field.partition("/")[0]
    carrying = tuple(name for name in contract.operations if carries(contract, name, schema))
    return tuple(
        usage
        for usage in found
        if usage.use.fields or any(names_operation(usage.use.operations, name) for name in carrying)
    )


def carries(contract: Contract, operation: str, schema: str) -> bool:
    """Whether the messages of an operation carry a component."""
    named = contract.operations.get(operation)
    if named is None:
        return False
    target = f"/schemas/{schema.replace('~', '~0').replace('/', '~1')}"
    seen: set[int] = set()
    waiting: list[Node] = [named.node]
    while waiting:
        node = waiting.pop()
        if id(node.value) in seen:
            continue
        seen.add(id(node.value))
        if isinstance(node.value, dict):
            reference = node.value.get("$ref")
            if isinstance(reference, str):
                if reference.endswith((target, f"/definitions/{schema}")):
                    return True
                found = contract.resolved(node)
                waiting += [found] if found is not None else []
            waiting += [node.child(key) for key, value in node.value.items() if isinstance(value, dict | list)]
        elif isinstance(node.value, list):
            waiting += [node.child(index) for index, value in enumerate(node.value) if isinstance(value, dict | list)]
    return False


def _from_pointer(text: str) -> str:
    """A field as uses write it, out of a pointer or of itself."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in text.lstrip("#").strip("/").split("/")]
    if parts[:2] == ["components", "schemas"] or parts[:1] == ["definitions"]:
        parts = parts[2:] if parts[0] == "components" else parts[1:]
        found, rest = parts[:1], parts[1:]
        while rest:
            word = rest.pop(0)
            if word == "properties" and rest:
                found.append(rest.pop(0))
            elif word == "items":
                found.append("*")
            elif word in ("allOf", "anyOf", "oneOf") and rest:
                rest.pop(0)
            elif word == "additionalProperties":
                found.append("{}")
            else:
                found.append(word)
        return "/".join(found)
    return "/".join(parts)


def _schema(contract: Contract, name: str) -> Node | None:
    node = contract.document.root
    for part in ("components", "schemas", name):
        if not isinstance(node.value, dict) or part not in node.value:
            return None
        node = node.child(part)
    return contract.resolved(node)


def _leads(contract: Contract, parts: Sequence[str]) -> bool:
    """Whether a way of names leads somewhere from a component."""
    schema = _schema(contract, parts[0])
    level = [schema] if schema is not None else []
    for part in parts[1:]:
        level = [below for node in level for name, below in _members(contract, node) if part in (name, "*", "{}")]
        level = level[:_MOST]
    return bool(level)


def _members(contract: Contract, node: Node, depth: int = 0) -> list[tuple[str, Node]]:
    """The fields of a schema with their schemas; `*` for items and `{}` for additional properties."""
    target = contract.resolved(node)
    if target is None or not isinstance(target.value, dict) or depth > _DEEPEST:
        return []
    value: dict[str, Any] = target.value
    found: list[tuple[str, Node]] = []
    properties = value.get("properties")
    if isinstance(properties, dict):
        found += [(name, target.child("properties").child(name)) for name in properties]
    for word, name in (("items", "*"), ("additionalProperties", "{}")):
        if isinstance(value.get(word), dict):
            found.append((name, target.child(word)))
    for word in ("allOf", "anyOf", "oneOf"):
        branches = value.get(word)
        for index in range(len(branches) if isinstance(branches, list) else 0):
            found += _members(contract, target.child(word).child(index), depth + 1)
    return found


def _fields(contract: Contract, parts: Sequence[str]) -> list[str]:
    """The names near a way that leads nowhere: components, and the fields below the part of it that there is."""
    schema = _schema(contract, parts[0])
    if schema is None:
        return [name for name, _ in _components(contract)]
    level, way = [schema], parts[:1]
    for part in parts[1:]:
        below = [node for one in level for name, node in _members(contract, one) if part == name]
        if not below:
            break
        level, way = below, [*way, part]
    return list(dict.fromkeys("/".join([*way, name]) for one in level for name, _ in _members(contract, one)))


def _components(contract: Contract) -> list[tuple[str, Any]]:
    components = contract.document.root.value.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return list(schemas.items()) if isinstance(schemas, dict) else []
