"""JSONPath (RFC 9535), by counted steps: a query that asks for too much is refused, however fast the machine is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jsonpath import CompoundJSONPath, JSONPath, JSONPathEnvironment
from jsonpath.exceptions import JSONPathError
from jsonpath.filter import BaseExpression, FilterQuery
from jsonpath.function_extensions import ExpressionType, FilterFunction
from jsonpath.match import JSONPathMatch
from jsonpath.segments import JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath.selectors import Filter

from govkit.spec.documents import Pointer, Tree
from govkit.spec.schemas.patterns import is_regular_expression, matches

MOST_STEPS = 8_000_000
"""Nodes that all queries of the overlays of one document may touch: some fifteen seconds. `$..*` over 12 MB is 5 %."""

_LONGEST = 10_000
_DEEPEST = 1_000


class BadQuery(Exception):
    """A query that is not JSONPath, or asks for too much; the text says which."""


class Budget:
    """Steps that are left, shared by many queries."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.left = most

    def spend(self) -> None:
        """Takes one step. Raises BadQuery where none is left."""
        self.left -= 1
        if self.left < 0:
            raise BadQuery("asks for too many nodes")


class _Matching(FilterFunction):
    """`match` and `search`, by our validators' regular expressions, which give up where others run for ever."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - as the base class has it
    return_type = ExpressionType.LOGICAL

    def __init__(self, budget: Budget, frame: str) -> None:
        self._budget = budget
        self._frame = frame

    def __call__(self, value: object, pattern: object) -> bool:
        self._budget.spend()
        if not isinstance(value, str) or not isinstance(pattern, str) or len(pattern) > _LONGEST:
            return False
        whole = self._frame.format(pattern)
        return is_regular_expression(whole) and matches(whole, value)


class _Descent(JSONPathRecursiveDescentSegment):
    """All descendants that hold others, outer ones first: as the library does it, without its recursion."""

    def _visit(self, node: JSONPathMatch, depth: int = 1) -> Iterable[JSONPathMatch]:  # noqa: ARG002 - its signature
        waiting = [node]
        while waiting:
            node = waiting.pop()
            yield node
            value = node.obj
            if isinstance(value, dict):
                inner = [node.new_child(v, key) for key, v in value.items() if isinstance(v, dict | list)]
            elif isinstance(value, list):
                inner = [node.new_child(v, index) for index, v in enumerate(value) if isinstance(v, dict | list)]
            else:
                continue
            waiting.extend(reversed(inner))


class Queries:
    """Queries over trees, with one budget for all."""

    def __init__(self, budget: Budget | None = None) -> None:
        spent = budget or Budget()

        class Match(JSONPathMatch):
            """A node that is counted, and does not write its path out."""

            __slots__ = ()

            def __init__(self, **given: Any) -> None:
                spent.spend()
                super().__init__(**given)

            def new_child(self, obj: object, key: int | str) -> JSONPathMatch:
                return Match(
                    filter_context=self._filter_context,
                    obj=obj,
                    parent=self,
                    path="",
                    parts=(*self.parts, key),
                    root=self.root,
                )

            def add_child(self, *children: JSONPathMatch) -> None:
                """Nobody asks for the children."""

        class Environment(JSONPathEnvironment):
            match_class = Match
            max_recursion_depth = _DEEPEST

            def compare(self, left: object, operator: str, right: object) -> bool:
                spent.spend()
                return super().compare(left, operator, right)

        self._environment = Environment(strict=True)
        self._environment.function_extensions["match"] = _Matching(spent, "^(?:{})$")
        self._environment.function_extensions["search"] = _Matching(spent, "(?:{})")

    def select(self, query: str, tree: Tree) -> list[Pointer]:
        """The nodes that a query selects, each once, in order. Raises BadQuery."""
        if len(query) > _LONGEST:
            raise BadQuery("is too long")
        if not isinstance(tree, Mapping | Sequence) or isinstance(tree, str):
            return []
        try:
            path = self._environment.compile(query)
            if isinstance(path, CompoundJSONPath):
                raise BadQuery("is more than one query")
            return list(dict.fromkeys(tuple(match.parts) for match in _counted(path).finditer(tree)))
        except JSONPathError as error:
            raise BadQuery(f"is no JSONPath (RFC 9535): {_told(error)}") from error
        except RecursionError as error:
            raise BadQuery("nests too deep") from error


class _Counted(JSONPath):
    """A query whose nodes are counted from the first on: the library's own root, and all below it, is not."""

    __slots__ = ()

    def finditer(self, data: Any, *, filter_context: Mapping[str, Any] | None = None) -> Iterable[JSONPathMatch]:
        found: Iterable[JSONPathMatch] = [
            self.env.match_class(
                filter_context=filter_context or {}, obj=data, parent=None, path="", parts=(), root=data
            )
        ]
        for segment in self.segments:
            found = segment.resolve(found)
        return found


def _counted(path: JSONPath) -> _Counted:
    """A query that counts, and so do the queries in its filters."""
    segments: list[JSONPathSegment] = []
    for segment in path.segments:
        for selector in segment.selectors:
            if isinstance(selector, Filter):
                _count_inside(selector.expression)
        descends = type(segment) is JSONPathRecursiveDescentSegment
        segments.append(
            _Descent(env=segment.env, token=segment.token, selectors=segment.selectors) if descends else segment
        )
    return _Counted(env=path.env, segments=segments)


def _count_inside(expression: BaseExpression) -> None:
    if isinstance(expression, FilterQuery):
        expression.path = _counted(expression.path)
    else:
        for child in expression.children():
            _count_inside(child)


def _told(error: JSONPathError) -> str:
    return " ".join(str(error.args[0] if error.args else error).splitlines()[:1])[:200]
