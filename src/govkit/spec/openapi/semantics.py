"""The semantic pass: what is readable in one document, and wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from govkit.errors import Place
from govkit.findings import Finding, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.spec.documents import Document, Pointer
from govkit.spec.openapi.contract import METHODS, X_WEBHOOKS, Contract, wire_path
from govkit.spec.openapi.problems import Problem
from govkit.spec.openapi.survey import survey_of

RULES = "govkit.spec.openapi.rules"


def semantics(contract: Contract) -> list[Finding]:
    """What is wrong in a contract's documents, in the order of their text.

    Raises InputError for references that go round in a circle, as `Contract` does.
    """
    rules = [rule for rule in discover(RULES).values() if rule.on == "document"]
    return findings_of(contract, [(rule, problem) for rule in rules for problem in rule.when(contract)])


def findings_of(contract: Contract, problems: Iterable[tuple[Judge, Problem]]) -> list[Finding]:
    """Problems as findings: with their places, the operations that they reach, and an identity."""
    return gathered(contract.name, problems, Reach(contract).of, survey_of(contract).documents)


class Judge(Protocol):
    """What finds problems: a rule, or whatever else has a name and knows what to do about them."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def severity(self) -> Severity:
        """How bad a problem is that does not say so itself."""

    @property
    def fix(self) -> str:
        """What to do."""


def gathered(
    api: str,
    problems: Iterable[tuple[Judge, Problem]],
    reached: Callable[[Document, Pointer], tuple[str, ...]],
    documents: Sequence[Document],
) -> list[Finding]:
    """Problems in the documents of an API as findings, in the order of their text.

    `reached` gives the operations that a place of a document reaches.
    """
    problems = list(problems)
    places = _Places([problem for _, problem in problems])
    order = {id(document): number for number, document in enumerate(documents)}
    known: dict[_Key, _About] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    found: list[tuple[tuple[Any, ...], Finding]] = []
    for rule, problem in problems:
        document = problem.document
        place = problem.place or places.of(problem)
        pointer = problem.pointer if problem.about is None else problem.about
        about = known.get((id(document), pointer))
        if about is None:
            about = known[id(document), pointer] = _About(document, pointer, reached(document, pointer))
        named = (rule.id, about.owner, about.inside)
        seen[named] += 1
        inside = about.inside if seen[named] == 1 else f"{about.inside}#{seen[named]}"
        finding = Finding(
            rule=rule.id,
            severity=problem.severity or rule.severity,
            verdict=Verdict.POLICY,
            message=problem.message,
            subject=Subject(
                api=api,
                operations=problem.operations or about.operations,
                schema=about.component,
                path=about.path + problem.path,
            ),
            fingerprint=fingerprint_of(rule.id, api, None, about.owner, inside),
            fix=rule.fix,
            new=place,
        )
        found.append(((order.get(id(document), len(order)), place.line or 0, place.column or 0, rule.id), finding))
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]


_Key: TypeAlias = "tuple[int, Pointer]"
"""A place: a document by its identity, and a pointer."""


class _About:
    """What a place of a document is about, in words that outlive a move of it."""

    __slots__ = ("component", "inside", "operations", "owner", "path")

    def __init__(self, document: Document, pointer: Pointer, operations: tuple[str, ...]) -> None:
        self.owner, self.inside = _identity(document, pointer)
        self.component = _component(pointer)
        self.path = _data_path(document, pointer)
        self.operations = operations


class _Places:
    """The places of problems, found with one look at the text of each document."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        pointers: dict[int, tuple[Document, list[Pointer]]] = {}
        for problem in problems:
            if problem.place is None:
                pointers.setdefault(id(problem.document), (problem.document, []))[1].append(problem.pointer)
        self._known = {key: document.places(wanted) for key, (document, wanted) in pointers.items()}

    def of(self, problem: Problem) -> Place:
        """Where a problem stands."""
        return self._known[id(problem.document)][problem.pointer]


# ----------------------------------------------------------------------------------------------------------- operations


class Reach:
    """Which operations a place reaches: those that it stands in, and those that refer to what it stands in.

    Sets of operations are numbers, a bit for each in the order of the names: thousands of them are united at once.
    """

    def __init__(self, contract: Contract) -> None:
        self._referrers = survey_of(contract).referrers
        self._at: dict[_Key, int] = defaultdict(int)
        self._items: dict[_Key, int] = defaultdict(int)
        self._names = sorted({operation.name for operation in contract.operations.values()})
        self._known: dict[int, tuple[str, ...]] = {}
        bits = {name: 1 << number for number, name in enumerate(self._names)}
        for operation in contract.operations.values():
            self._at[id(operation.node.document), operation.node.pointer] |= bits[operation.name]
            self._items[id(operation.item.document), operation.item.pointer] |= bits[operation.name]
        self._in_components = any(pointer[:1] == ("components",) for _, pointer in (*self._at, *self._items))

    def of(self, document: Document, pointer: Pointer) -> tuple[str, ...]:
        """The names of the operations, sorted."""
        found, mark, size = self._own(document, pointer), id(document), len(pointer)
        behind = self._behind.get
        for end in range(1, size + 1):
            found |= behind((mark, pointer[:end]), 0)
        names = self._known.get(found)
        if names is None:
            names = self._known[found] = tuple(self._named(found))
        return names

    def _named(self, bits: int) -> Iterator[str]:
        while bits:
            lowest = bits & -bits
            yield self._names[lowest.bit_length() - 1]
            bits ^= lowest

    def _own(self, document: Document, pointer: Pointer) -> int:
        """The operations that a place stands in, those of a path item for what they share."""
        if not pointer or (pointer[0] == "components" and not self._in_components):
            return 0
        found = 0
        for size in range(1, len(pointer) + 1):
            key = (id(document), pointer[:size])
            found |= self._at.get(key, 0)
            if len(pointer) == size or pointer[size] == "parameters":
                found |= self._items.get(key, 0)
        return found

    def _around(self, document: Document, pointer: Pointer) -> list[_Key]:
        """What is referred to and holds a place."""
        keys = ((id(document), pointer[:size]) for size in range(1, len(pointer) + 1))
        return [key for key in keys if key in self._referrers]

    @cached_property
    def _behind(self) -> dict[_Key, int]:
        """The operations that refer to each place that is referred to, directly or by other such places."""
        found: dict[_Key, int] = {}
        inside: dict[_Key, list[_Key]] = defaultdict(list)
        for target, referrers in self._referrers.items():
            found[target] = 0
            for document, pointer in referrers:
                found[target] |= self._own(document, pointer)
                for key in self._around(document, pointer):
                    inside[key].append(target)
        waiting = [key for key, bits in found.items() if bits]
        while waiting:
            key = waiting.pop()
            for target in inside[key]:
                if found[key] & ~found[target]:
                    found[target] |= found[key]
                    waiting.append(target)
        return found


# ------------------------------------------------------------------------------------------------------------- identity


def _component(pointer: Pointer) -> str | None:
    """The schema component that a place stands in."""
    return str(pointer[2]) if len(pointer) > 2 and pointer[:2] == ("components", "schemas") else None


_SECTIONS = ("paths", "webhooks", X_WEBHOOKS)


def _identity(document: Document, pointer: Pointer) -> tuple[str, str]:
    """What names a place over edits: the operation or the component, and the way inside it without list indexes."""
    first, *_ = (*pointer, "")
    size = min(3, len(pointer)) if first in (*_SECTIONS, "components") else 0
    if first in _SECTIONS and size == 3 and pointer[2] not in (*METHODS, "query"):
        size = 4 if pointer[2] == "additionalOperations" and len(pointer) > 3 else 2
    head = [wire_path(str(part)) if first == "paths" else str(part) for part in pointer[:size]]
    if first == "components" and pointer[1:2] == ("schemas",):
        head = head[2:]
    if first == "paths" and size > 1:
        head = [*((part.upper() if size == 3 else part) for part in head[2:][-1:]), head[1]]
    parts, value = [], document.tree
    for index, part in enumerate(pointer):
        value = _member(value, part)
        if index >= size:
            parts.append(_name(value) if isinstance(part, int) else str(part))
    return " ".join(head), "/".join(parts)


def _member(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


def _name(item: Any) -> str:
    """What an item of a list is called, whatever its index: a parameter has a name, a reference a target."""
    if isinstance(item, dict) and isinstance(item.get("name"), str):
        return f"{item.get('in')} {item['name']}"
    if isinstance(item, dict) and isinstance(item.get("$ref"), str):
        return str(item["$ref"])
    return "*"


_STEPS = {"items": "/*", "contains": "/*", "unevaluatedItems": "/*"} | dict.fromkeys(
    ("additionalProperties", "unevaluatedProperties"), "/{}"
)
_NAMED = {"prefixItems": "/*", "patternProperties": "/{}"} | dict.fromkeys(("allOf", "anyOf", "oneOf"), "")
_SILENT = ("not", "if", "then", "else", "schema")


def _data_path(document: Document, pointer: Pointer) -> str:
    """The way inside a message that a place of a schema describes: `/lines/*/memo`, and `/limit` for a parameter."""
    if _component(pointer) is not None:
        return _inside(pointer[3:])
    for index in range(len(pointer) - 2):
        section, name, what = pointer[index : index + 3]
        if section == "content" and what == "schema":
            return _inside(pointer[index + 3 :])
        if section == "content" and what == "itemSchema":
            return "/*" + _inside(pointer[index + 3 :])
        if section in ("parameters", "headers") and what in ("schema", "example", "examples"):
            raw = _member(document.node(pointer[: index + 2]).value, "name") if section == "parameters" else name
            return f"/{raw}" + _inside(pointer[index + 3 :])
    return ""


def _inside(steps: Pointer) -> str:
    path, waiting = "", list(steps)
    while waiting:
        step = waiting.pop(0)
        if step == "properties" and waiting:
            path += f"/{waiting.pop(0)}"
        elif step in _NAMED and waiting:
            waiting.pop(0)
            path += _NAMED[str(step)]
        elif step in _STEPS:
            path += _STEPS[str(step)]
        elif step not in _SILENT:
            break
    return path
