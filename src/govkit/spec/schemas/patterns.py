"""Regular expressions: which are understood, a string that matches, and whether one includes the other.

`greenery` decides inclusion for expressions without look-around and back-references, under a counted budget: the size
of the automaton is estimated from the expression before anything is built, so that the same input gives the same
answer on every machine.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs

from govkit.spec.schemas.parsed import constants as sre
from govkit.spec.schemas.parsed import parsed

UNDECIDED = "\ud800"
"""Stands for no text: no JSON text that is valid Unicode holds it."""

_LONGEST_TEXT = 400
_AUTOMATON_BUDGET = 200
"""Most states that an automaton may have by estimate: 200 build in some 20 ms."""

_PRODUCT_BUDGET = 20_000
"""Most pairs of states of two automata, by estimate."""

_UNDETERMINED_BUDGET = 6
"""Most places that may be reached together: two to that power of states for each other state."""

_MOST_PAIRS = 20_000


@lru_cache(maxsize=4096)
def is_regular_expression(pattern: str) -> bool:
    """Whether the validators understand the expression (ECMA-262, as JSON Schema asks)."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except (ValueError, jsonschema_rs.ReferencingError):
        return False
    return True


@lru_cache(maxsize=4096)
def matches(pattern: str, text: str) -> bool:
    """Whether the expression is found anywhere in the text, as `pattern` means it."""
    return bool(_matcher(pattern).is_valid(text))


@lru_cache(maxsize=16384)
def is_formatted(text: str, name: str) -> bool:
    """Whether a text is of a format, as the validators judge it; any text is of a format that they do not know."""
    return bool(_format(name).is_valid(text))


@lru_cache(maxsize=256)
def _format(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True, offline=True)


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> Any:
    return jsonschema_rs.Draft202012Validator({"type": "string", "pattern": pattern}, offline=True)


@lru_cache(maxsize=2048)
def includes(outer: str, inner: str, low: int = 0, high: int | None = None) -> bool | None:
    """Whether every text of `low` to `high` characters that matches `inner` matches `outer`; None if not decided."""
    if outer == inner:
        return True
    a, b = automaton(outer), automaton(inner)
    if a is None or b is None or a[1] * b[1] > _PRODUCT_BUDGET:
        return None
    beyond = _text_beyond(b[0], a[0], low, high)
    return None if beyond is UNDECIDED else beyond is None


@lru_cache(maxsize=2048)
def texts_only_in(inner: str, outer: str | None, low: int = 0, high: int = 200) -> tuple[str, ...]:
    """A few texts of `low` to `high` characters that match `inner` and not `outer`, shortest first."""
    a = automaton(inner)
    if a is None:
        example = a_match(inner)
        texts = [example, example + "x", example * 2] if example is not None else []
    elif outer is None:
        texts = list(_texts(a[0], low, high))
    else:
        b = automaton(outer)
        apart = _text_beyond(a[0], b[0], low, high) if b is not None and a[1] * b[1] <= _PRODUCT_BUDGET else None
        texts = [*([apart] if apart not in (None, UNDECIDED) else []), *_texts(a[0], low, high)]
    fit = [t for t in texts if low <= len(t) <= high and matches(inner, t) and not (outer and matches(outer, t))]
    return tuple(fit[:4])


def _text_beyond(inner: Any, outer: Any, low: int, high: int | None) -> str | None:
    """A shortest text of `low` to `high` characters that `inner` accepts and `outer` does not; None if there is none.

    Walks both automata at once, which needs no third one. UNDECIDED where that takes too many steps.
    """
    start = (inner.initial, outer.initial, 0)
    came: dict[tuple[Any, Any, int], tuple[tuple[Any, Any, int], str] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        a, b, length = place
        if length >= low and a in inner.finals and b not in outer.finals:
            return _spelled(came, place)
        if high is not None and length == high:
            continue
        following = length + 1 if high is not None else 0
        for mine, a_next in inner.map[a].items():
            for theirs, b_next in outer.map[b].items():
                character = _common(mine, theirs)
                if character is not None and (a_next, b_next, following) not in came:
                    came[a_next, b_next, following] = place, character
                    waiting.append((a_next, b_next, following))
        if len(came) > _MOST_PAIRS:
            return UNDECIDED
    return None


def _spelled(came: dict[Any, Any], place: Any) -> str:
    characters = []
    while came[place] is not None:
        place, character = came[place]
        characters.append(character)
    return "".join(reversed(characters))


@lru_cache(maxsize=65536)
def _common(a: Any, b: Any) -> str | None:
    """A character of two classes, one that reads well where there is one."""
    both = a & b
    for character in _PRINTABLE:
        if _in_class(ord(character), both):
            return character
    if not both.negated:
        return chr(both.ord_ranges[0][0]) if both.ord_ranges else None
    return next((c for c in "~ñ中" if _in_class(ord(c), both)), None)


def _texts(machine: Any, low: int, high: int) -> Iterator[str]:
    """Texts that an automaton accepts: up to two of each of the few smallest lengths, and of the largest."""
    steps = {state: _steps(edges) for state, edges in machine.map.items()}
    sets = _ends_within(machine, steps, min(high, _LONGEST_TEXT))
    lengths = [length for length in range(low, len(sets)) if machine.initial in sets[length]]
    for length in [*lengths[:4], *lengths[-1:]]:
        for choice in (0, -1):
            yield _text_of(machine, steps, sets, length, choice)


def _steps(edges: Any) -> list[tuple[str, Any]]:
    """A character for each way out of a state, those that read well first."""
    found = []
    for characters, target in edges.items():
        character = next((c for c in _PRINTABLE if _in_class(ord(c), characters)), None)
        if character is None and not characters.negated and characters.ord_ranges:
            character = chr(characters.ord_ranges[0][0])
        if character is None and characters.negated:
            character = next((c for c in "~ñ中" if _in_class(ord(c), characters)), None)
        if character is not None:
            found.append((character, target))
    return sorted(found, key=lambda step: (step[0] not in _PRINTABLE, step[0]))


def _in_class(number: int, characters: Any) -> bool:
    inside = any(low <= number <= high for low, high in characters.ord_ranges)
    return bool(inside != characters.negated)


def _ends_within(machine: Any, steps: dict[Any, list[tuple[str, Any]]], length: int) -> list[set[Any]]:
    """For each number of characters up to `length`, the states from which so many lead to an end."""
    sets: list[set[Any]] = [set(machine.finals)]
    for _ in range(length):
        last = sets[-1]
        sets.append({state for state, ways in steps.items() if any(target in last for _, target in ways)})
    return sets


def _text_of(machine: Any, steps: dict[Any, list[tuple[str, Any]]], sets: list[set[Any]], length: int, way: int) -> str:
    state, characters = machine.initial, []
    for left in range(length - 1, -1, -1):
        fitting = [step for step in steps[state] if step[1] in sets[left]]
        character, state = fitting[way]
        characters.append(character)
    return "".join(characters)


@lru_cache(maxsize=1024)
def a_match(pattern: str) -> str | None:
    """One short text that matches the expression, or None where none was found."""
    tree = parsed(pattern)
    if tree is None:
        return None
    text = "".join(_emit(tree))
    return text if matches(pattern, text) else None


def _emit(tree: Any) -> list[str]:
    parts: list[str] = []
    for op, argument in tree:
        if op is sre.LITERAL:
            parts.append(chr(argument))
        elif op is sre.NOT_LITERAL:
            parts.append("a" if argument != ord("a") else "b")
        elif op is sre.ANY:
            parts.append("a")
        elif op is sre.IN:
            parts.append(_one_of(argument))
        elif op is sre.BRANCH:
            parts.extend(_emit(argument[1][0]))
        elif op is sre.SUBPATTERN:
            parts.extend(_emit(argument[-1]))
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, inner = argument
            parts.extend(_emit(inner) * min(max(low, 1 if high else 0), 500))
    return parts


_CATEGORY_SAMPLES = {sre.CATEGORY_DIGIT: "0", sre.CATEGORY_WORD: "a", sre.CATEGORY_SPACE: " "}
_PRINTABLE = "aA0 -_.x/:@Zz9"


def _one_of(members: Any) -> str:
    negated = members and members[0][0] is sre.NEGATE
    if not negated:
        op, argument = members[0]
        if op is sre.LITERAL:
            return chr(argument)
        if op is sre.RANGE:
            return chr(argument[0])
        return _CATEGORY_SAMPLES.get(argument, "a")
    return next((c for c in _PRINTABLE if not any(_in_member(c, member) for member in members[1:])), "a")


def _in_member(character: str, member: Any) -> bool:
    op, argument = member
    if op is sre.LITERAL:
        return bool(ord(character) == argument)
    if op is sre.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    known = {sre.CATEGORY_DIGIT: str.isdigit, sre.CATEGORY_SPACE: str.isspace, sre.CATEGORY_WORD: str.isalnum}
    test = known.get(argument)
    return bool(test and test(character))


@lru_cache(maxsize=1024)
def automaton(pattern: str) -> tuple[Any, int] | None:
    """The automaton of an expression with its estimated size, or None beyond the dialect or the budget."""
    tree = parsed(pattern)
    if tree is None:
        return None
    size = _states(tree)
    if size is None or size > _AUTOMATON_BUDGET:
        return None
    if _undetermined(tree, not pattern.startswith("^"))[0] > _UNDETERMINED_BUDGET:
        return None
    translated = _for_greenery(pattern)
    if translated is None:
        return None
    from greenery import parse

    try:
        return parse(translated).to_fsm(), size
    except Exception:  # noqa: BLE001  greenery raises bare exceptions for what it does not parse
        return None


def _states(tree: Any) -> int | None:
    """An upper estimate of the states of the automaton; None for what no automaton does."""
    total = 1
    for op, argument in tree:
        if op in (sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF, sre.GROUPREF_EXISTS):
            return None
        if op is sre.BRANCH:
            inner = [_states(branch) for branch in argument[1]]
        elif op is sre.SUBPATTERN:
            inner = [_states(argument[-1])]
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, repeated = argument
            one = _states(repeated)
            times = low + 1 if high is sre.MAXREPEAT else high
            inner = [None if one is None else one * max(int(times), 1)]
        else:
            inner = [1]
        if any(part is None for part in inner):
            return None
        total += sum(part for part in inner if part is not None)
    return total


def _undetermined(tree: Any, after: bool) -> tuple[int, bool]:
    """How many places of an expression may be reached together, once something may repeat without end.

    A deterministic automaton may need two to that power of states. Literals do not count: each is one place only.
    Also tells whether something has repeated without end by the end of `tree`; `after` whether it had before.
    """
    count = 0
    for op, argument in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            _, high, repeated = argument
            endless = high is sre.MAXREPEAT
            inner, inside = _undetermined(repeated, after or endless)
            count += inner * (1 if endless else max(int(high), 1))
            after = after or endless or inside
        elif op is sre.SUBPATTERN:
            inner, after = _undetermined(argument[-1], after)
            count += inner
        elif op is sre.BRANCH:
            found = [_undetermined(branch, after) for branch in argument[1]]
            count += max(1 if after else 0, sum(inner for inner, _ in found))
            after = after or any(inside for _, inside in found)
        elif op in (sre.IN, sre.ANY, sre.NOT_LITERAL):
            count += after
    return count, after


def _for_greenery(pattern: str) -> str | None:
    """The expression in greenery's dialect, where anchors are implied and `.*` stands where they are not."""
    if re.search(r"(?<!\\)(?:\\\\)*\\[bBpPkuxcZAz]", pattern):
        return None
    body = pattern
    starts = body.startswith("^")
    ends = body.endswith("$") and not re.search(r"(?<!\\)(?:\\\\)*\\\$$", body)
    alternatives = re.search(r"\|", _outside_groups(body)) is not None
    if alternatives and (starts or ends):
        return None
    body = body[1 if starts else 0 : len(body) - 1 if ends else len(body)]
    if re.search(r"(?<!\\)(?<!\[)[$^]", body):
        return None
    body = _hyphens_escaped(body)
    body = _dots_without_line_ends(body.replace("\\/", "/").replace("(?:", "("))
    if alternatives:
        body = f"({body})"
    return f"{'' if starts else '.*'}{body}{'' if ends else '.*'}"


def _hyphens_escaped(pattern: str) -> str:
    """The expression with each hyphen at the edge of a class escaped: there it means itself."""
    edge = re.compile(r"(\\.)|\[(\^?)(-?)((?:\\.|[^\]\\])*?)(-?)\]", re.DOTALL)

    def escaped(found: re.Match[str]) -> str:
        if found[1] is not None:
            return found[1]
        first, last = ("\\-" if found[part] else "" for part in (3, 5))
        return f"[{found[2]}{first}{found[4]}{last}]"

    return edge.sub(escaped, pattern)


def _dots_without_line_ends(pattern: str) -> str:
    """The expression with each `.` as the class of characters that ECMA-262 means by it."""
    kept_or_dot = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\])|\.", re.DOTALL)
    return kept_or_dot.sub(lambda found: found.group(1) or r"[^\n\r]", pattern)


def _outside_groups(pattern: str) -> str:
    """The characters of an expression that stand in no group and no class."""
    out, depth, in_class, escaped = [], 0, False, False
    for character in pattern:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif depth == 0:
            out.append(character)
    return "".join(out)
