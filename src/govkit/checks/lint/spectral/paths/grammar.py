"""The strict grammar of expressions, as nimma has it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from govkit.checks.lint.spectral.paths.ascending import ascended, here_and_below
from govkit.checks.lint.spectral.paths.errors import PathError
from govkit.checks.lint.spectral.paths.filters.needs import conjuncts
from govkit.checks.lint.spectral.paths.filters.nodes import Expression, contexts, with_context
from govkit.checks.lint.spectral.paths.filters.reading import KINDS, read
from govkit.checks.lint.spectral.paths.tree import Branch, Condition, Filter, Names, Slice, Step

_IDENTIFIER = r"[$_\-A-Za-z0-9]+"
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_DOTTED = re.compile(_IDENTIFIER)
_BRACKETED = re.compile(rf"\[((?:(?:{_IDENTIFIER}|{_QUOTED}),?)*)\]")
_NAME = re.compile(rf"({_IDENTIFIER})|{_QUOTED}")
_WILDCARD = re.compile(r"\*|\[\*\]")
_FROM_END = re.compile(r"\[\(@\.length[ \t]*-[ \t]*(\d+)\)\]")
_SLICE = re.compile(r"\[((?:-?\d+:(?:-?\d+)?|:(?:-?\d+)?|-?\d+)(?::-?\d+)?)\]")
_KIND = re.compile(r"@(@?)([a-z]+)\(\)")
_SCRIPT = re.compile(r"(?:[A-Za-z0-9 \t$@.,_=<>!|&+~%^*/;\-\[\]]|\"[^\"]*\"|'[^']*')+")
_ALL = re.compile(r"\$\.\.([~^]*)")
_MODIFIERS = re.compile(r"[~^]*")
_SAFE = 2**53
MOST_UPS = 50  # nobody has documents that are deeper, and conditions nest as deeply


class NotInGrammar(Exception):
    """The strict grammar does not know the expression."""


@dataclass(frozen=True, slots=True)
class _Any:
    """`*`."""


@dataclass(frozen=True, slots=True)
class _Filter:
    expression: Expression


_Test: TypeAlias = "_Any | _Filter | Names | Slice"


@dataclass(frozen=True, slots=True)
class _Node:
    test: _Test
    deep: bool


def read_grammar(expression: str) -> tuple[Branch, ...]:
    """The ways of an expression. Raises NotInGrammar; PathError where one of its filters is not understood."""
    everything = _ALL.fullmatch(expression)
    if everything is not None:
        return _modified(here_and_below(Branch(())), everything[1])
    nodes, at = [], 1
    while (found := _node(expression, at)) is not None:
        node, at = found
        nodes.append(node)
    modifiers = _MODIFIERS.match(expression, at)
    assert modifiers is not None
    if modifiers.end() != len(expression) or _is_left_to_the_other(nodes, bool(modifiers[0])):
        raise NotInGrammar
    steps = tuple(map(_step, _compacted(nodes)))
    return () if _is_lost(steps) else _modified([Branch(_late(_rooted(steps)))], modifiers[0])


def _modified(branches: list[Branch], modifiers: str) -> tuple[Branch, ...]:
    """With `~` the key is wanted, and only what stands before the first one goes up."""
    before, keyed, _ = modifiers.partition("~")
    ups = len(before)
    if ups > MOST_UPS:
        raise PathError("the expression goes up too often")
    for _ in range(ups):
        branches = [above for branch in branches for above in ascended(branch)]
    return tuple(replace(branch, keyed=bool(keyed)) for branch in branches)


def _node(text: str, at: int) -> tuple[_Node, int] | None:
    """The step that starts at an offset, and where it ends."""
    for deep, start in _descents(text, at):
        found = _test(text, start)
        if found is not None:
            return _Node(found[0], deep), found[1]
    return None


def _descents(text: str, at: int) -> list[tuple[bool, int]]:
    """Whether a step is deep, and where its test starts: the first way to read the dots is the only one."""
    if text.startswith("..", at):
        return [(True, at + 2)]
    if text.startswith(".", at):
        return [(text.startswith("[", at + 1), at + 1)]
    return [(False, at)] if text[at : at + 1] in ("@", "[") and at < len(text) else []


def _test(text: str, at: int) -> tuple[_Test, int] | None:
    dotted = _DOTTED.match(text, at)
    if dotted is not None:
        return Names((dotted[0],)), dotted.end()
    bracketed = _BRACKETED.match(text, at)
    if bracketed is not None:
        names = [_name(name) for name in _NAME.finditer(bracketed[1])]
        return Names(tuple(dict.fromkeys(names))), bracketed.end()
    wildcard = _WILDCARD.match(text, at)
    if wildcard is not None:
        return _Any(), wildcard.end()
    return _counted(text, at) or _filter(text, at)


def _name(match: re.Match[str]) -> str:
    text = match[1]
    if text is None:
        return match[0][1:-1]
    is_number = re.fullmatch(r"-?\d+", text) is not None and abs(int(text)) < _SAFE
    return str(int(text)) if is_number else text


def _counted(text: str, at: int) -> tuple[_Test, int] | None:
    from_end = _FROM_END.match(text, at)
    if from_end is not None:
        return Slice(-int(from_end[1]), None, 1), from_end.end()
    found = _SLICE.match(text, at)
    if found is None:
        return None
    parts = [*found[1].split(":"), "", ""]
    start, end, step = (int(part) if part else None for part in parts[:3])
    return Slice(start or 0, end, 1 if step is None else step), found.end()


def _filter(text: str, at: int) -> tuple[_Test, int] | None:
    kind = _KIND.match(text, at)
    if kind is not None:
        if kind[1] or kind[2] not in KINDS:
            raise PathError(f"{kind[0]} is no type that is known", at, "there are " + ", ".join(sorted(KINDS)))
        return _Filter(read(kind[0])), kind.end()
    if not text.startswith("[?(", at):
        return None
    end = _script(text, at + 3)
    if not text.startswith(")]", end) or end == at + 3:
        return None
    try:
        return _Filter(read(text[at + 3 : end])), end + 2
    except PathError as error:
        raise error.moved(at + 3) from None


def _script(text: str, at: int) -> int:
    """Where a condition ends, whose brackets and quotes are all closed."""
    opened: list[int] = []
    while True:
        found = _SCRIPT.match(text, at)
        at = found.end() if found is not None else at
        if text.startswith("(", at):
            opened.append(at)
        elif text.startswith(")", at) and opened:
            opened.pop()
        else:
            return opened[0] if opened else at
        at += 1


def _is_left_to_the_other(nodes: list[_Node], has_modifiers: bool) -> bool:
    """Whether nimma hands the expression on: where it goes deep more than once, but in some ways."""
    deep = False
    for index, node in enumerate(nodes):
        if node.deep and deep:
            return True
        if node.deep and _is_member(node):
            return _goes_deep_again(nodes[index + 1 :], has_modifiers)
        deep = deep or node.deep
    return False


def _is_member(node: _Node) -> bool:
    """Whether a step goes to one key that it names."""
    return isinstance(node.test, Names) and len(node.test.names) == 1


def _goes_deep_again(nodes: list[_Node], has_modifiers: bool) -> bool:
    flat, count = False, 1
    last = None if has_modifiers or not nodes else nodes[-1]
    for node in nodes if has_modifiers else nodes[:-1]:
        is_plain = isinstance(node.test, _Any) or _is_member(node)
        if not node.deep:
            flat = flat or is_plain
        else:
            count += 1
            if not is_plain or flat:
                return True
    if last is not None and last.deep:
        return flat or isinstance(last.test, _Any)
    return count > 1


def _compacted(nodes: list[_Node]) -> list[_Node]:
    """As nimma reads it, `..*` before another step only makes that one deep."""
    found: list[_Node] = []
    deep = False
    for index, node in enumerate(nodes):
        if node.deep and isinstance(node.test, _Any) and index != len(nodes) - 1:
            deep = True
        else:
            found.append(replace(node, deep=node.deep or deep))
            deep = False
    return found


def _is_lost(steps: tuple[Step, ...]) -> bool:
    """Whether nimma loses its way in slices: in one at any depth, in one that follows such a step and is not the last.

    Then the expression selects nothing. So does one that ends in a slice from the end of what is below a named part.
    """
    deep = [index for index, step in enumerate(steps) if step.deep]
    slices = [index for index, step in enumerate(steps) if isinstance(step.keys, Slice)]
    if not deep or not slices:
        return False
    if any(steps[index].deep for index in slices):
        return True
    last = steps[-1].keys
    is_from_end = isinstance(last, Slice) and (last.start < 0 or (last.end or 0) < 0)
    return len(deep) == 1 and (
        any(deep[0] <= index < len(steps) - 1 for index in slices) or (is_from_end and deep[0] > 0)
    )


def _rooted(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """As nimma has it, `@root` is the node itself in a filter that others follow, but for one right behind the root."""
    found = list(steps)
    for index, step in enumerate(steps[:-1]):
        if index or step.deep:
            found[index] = replace(step, conditions=tuple(map(_at_node, step.conditions)))
    return tuple(found)


def _at_node(condition: Condition) -> Condition:
    if isinstance(condition, Filter) and "@root" in contexts(condition.expression):
        return Filter(with_context(condition.expression, "@root", "@"))
    return condition


def _late(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """As nimma asks it, a filter right behind the root is about what the whole expression leads to."""
    first, last = steps[:1], steps[-1:]
    if len(steps) < 2 or first[0].deep or not first[0].conditions:
        return steps
    asked_late = replace(last[0], conditions=(*first[0].conditions, *last[0].conditions))
    return (replace(first[0], conditions=()), *steps[1:-1], asked_late)


def _step(node: _Node) -> Step:
    if isinstance(node.test, Names | Slice):
        return Step(node.test, node.deep)
    return Step(None, node.deep, filters(node.test.expression) if isinstance(node.test, _Filter) else ())


def filters(expression: Expression) -> tuple[Condition, ...]:
    """The conditions of a filter, each by itself: they are asked one after the other, as `&&` does."""
    return tuple(map(Filter, conjuncts(expression)))
