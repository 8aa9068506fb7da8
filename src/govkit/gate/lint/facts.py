"""What the document of an API version says that is compared with others: kept as data, so that few are read anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries.functions import describes_functions
from govkit.catalog.entries.scene import Definition
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, MediaType, Operation
from govkit.spec.openapi.security import Scheme, schemes_of

_NOTHING = "nothing"
_PROBLEM = "application/problem+json"
_DEPTH = 8
"""Schemas that lead into each other by `allOf` are followed so far."""

# fmt: off
_CURSORS = frozenset(
    {"cursor", "pagetoken", "nexttoken", "after", "startingafter", "continuation", "continuationtoken", "marker"}
)
_OFFSETS = frozenset({"offset", "skip", "startindex"})
_PAGES = frozenset({"page", "pagenumber", "pageindex"})
_SIZES = frozenset({"limit", "pagesize", "perpage", "pagelimit", "size", "top", "count", "maxresults", "maxitems"})
# fmt: on
_STYLES = ((_CURSORS, "cursor"), (_OFFSETS, "offset"), (_PAGES, "page"))

_CASES = (
    ("snake_case", re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")),
    ("camelCase", re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)+")),
    ("kebab-case", re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")),
    ("PascalCase", re.compile(r"([A-Z][a-z0-9]+){2,}")),
)
"""Only names of several words tell."""

_DATA = frozenset({"example", "examples", "default", "enum", "const", "value"})
"""Members that hold values, and no schemas."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared: each is empty where the document does not say it.

    `security` are the ways to authenticate, `errors` the forms of errors and `pages` the ways to go through lists, the
    most frequent first; `case` is how most of the fields are spelled. `functions` tells that the operations are Python
    functions of the estate, `unexplained` are those of them without a word on what they do. `number` is `info.version`,
    `operations` are the names of all operations.
    """

    number: str | None = None
    operations: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    case: str = ""
    functions: bool = False
    unexplained: tuple[str, ...] = ()

    @classmethod
    def of(cls, contract: Contract) -> Facts:
        """What a contract says."""
        operations = [one for one in contract.operations.values() if one.kind == "path"]
        functions = describes_functions(contract.root)
        definition = Definition.of(contract)
        return cls(
            number=definition.version,
            operations=tuple(sorted(definition.operations)),
            security=_security(contract, operations),
            errors=_most_first(form for one in operations for form in _errors(one)),
            pages=_most_first(way for one in operations if (way := _paging(one))),
            case=_case(contract),
            functions=functions,
            unexplained=tuple(one.name for one in operations if functions and not _is_explained(one)),
        )

    @property
    def definition(self) -> Definition:
        """What rules about entries want to know."""
        return Definition(self.number, frozenset(self.operations))


def _most_first(found: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(found)
    return tuple(sorted(counted, key=lambda one: (-counted[one], one)))


# ------------------------------------------------------------------------------------------------------------ security


def _security(contract: Contract, operations: list[Operation]) -> tuple[str, ...]:
    """The ways to authenticate; that some operations ask for none says nothing, that none asks for any does."""
    schemes = schemes_of(contract)
    ways = {_way(alternative, schemes) for one in operations for alternative in one.security}
    ways.discard("")
    return tuple(sorted(ways)) or ((_NOTHING,) if operations else ())


def _way(alternative: dict[str, Any], schemes: dict[str, Scheme]) -> str:
    known = (schemes.get(name) for name in alternative)
    return " with ".join(sorted(_told(one) for one in known if one is not None))


def _told(scheme: Scheme) -> str:
    raw, credentials = scheme.raw, scheme.credentials
    match raw.get("type"):
        case "oauth2":
            flows = ", ".join(sorted(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", flow).lower() for flow in scheme.flows))
            return f"OAuth 2.0 ({flows})" if flows else "OAuth 2.0"
        case "http":
            return f"HTTP {credentials.get('scheme')}"
        case "apiKey":
            return f"an API key in {credentials.get('in')} `{credentials.get('name')}`"
        case "openIdConnect":
            return "OpenID Connect"
        case "mutualTLS":
            return "mutual TLS"
        case "basic":
            return "HTTP basic"
    return str(raw.get("type"))


# -------------------------------------------------------------------------------------------------------------- errors


def _errors(operation: Operation) -> Iterator[str]:
    for status, response in operation.responses.items():
        if status[:1] in ("4", "5") or status == "default":
            for media in response.content.values():
                form = _form(operation.contract, media)
                if form:
                    yield form


def _form(contract: Contract, media: MediaType) -> str:
    """An error by its media type and its fields; the fields of a problem are those of RFC 9457."""
    name = media.name.partition(";")[0]
    if name == _PROBLEM:
        return name
    fields = sorted(_fields(contract, media.schema, _DEPTH)) if media.schema is not None else []
    more = ", …" if len(fields) > 6 else ""
    return f"{name} with {', '.join(f'`{one}`' for one in fields[:6])}{more}" if fields else ""


def _fields(contract: Contract, schema: Node, depth: int) -> set[str]:
    target = contract.resolved(schema)
    if target is None or not isinstance(target.value, dict) or not depth:
        return set()
    properties = target.value.get("properties")
    found = set(properties) if isinstance(properties, dict) else set()
    parts = target.value.get("allOf")
    for index in range(len(parts) if isinstance(parts, list) else 0):
        found |= _fields(contract, target.child("allOf").child(index), depth - 1)
    return found


# --------------------------------------------------------------------------------------------------------------- pages


def _paging(operation: Operation) -> str:
    """How an operation goes through a list: the style, and the parameters."""
    if operation.method != "get":
        return ""
    names = [one.name for one in operation.parameters.values() if one.location == "query"]
    plain = {name: re.sub(r"[^a-z]", "", name.lower()) for name in names}
    for known, style in _STYLES:
        here = [name for name, one in plain.items() if one in known]
        if here:
            sizes = [name for name, one in plain.items() if one in _SIZES and name not in here]
            return f"{style} ({', '.join(f'`{name}`' for name in sorted([*here, *sizes]))})"
    return ""


# --------------------------------------------------------------------------------------------------------------- names


def _case(contract: Contract) -> str:
    """How most fields of several words are spelled; empty where no spelling is that of two thirds."""
    counted: Counter[str] = Counter()
    for document in contract.library.documents:
        for name in _properties(document.tree):
            case = next((case for case, form in _CASES if form.fullmatch(name)), None)
            if case is not None:
                counted[case] += 1
    most = counted.most_common(1)
    return most[0][0] if most and 3 * most[0][1] >= 2 * counted.total() else ""


def _properties(tree: Any) -> set[str]:
    """The names of all fields of the schemas in a tree."""
    found: set[str] = set()
    waiting, seen = [tree], set[int]()
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict) and id(value) not in seen:
            seen.add(id(value))
            for name, inner in value.items():
                if name == "properties" and isinstance(inner, dict):
                    found |= {one for one in inner if isinstance(one, str)}
                    waiting += inner.values()
                elif name not in _DATA:
                    waiting.append(inner)
    return found


def _is_explained(operation: Operation) -> bool:
    said = operation.node.value if isinstance(operation.node.value, dict) else {}
    return any(isinstance(said.get(word), str) and said[word].strip() for word in ("description", "summary"))
