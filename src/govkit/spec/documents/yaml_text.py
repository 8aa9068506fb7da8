"""YAML 1.2 with the core schema (section 10.3), over the event stream of libyaml; keys are strings.

Unlike YAML 1.1, `no`, dates and `0123` are what they look like: a string, a string and an integer. Merge keys are
expanded, anchors may be redefined, and what an alias multiplies is counted before it is believed.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import yaml

from govkit.errors import InputError
from govkit.spec.documents.limits import Limits
from govkit.spec.documents.node import Pointer, Tree
from govkit.spec.documents.text import Text

try:
    from yaml.cyaml import CParser as _Parser
except ImportError:  # pragma: no cover  libyaml is part of every wheel

    class _Parser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):  # type: ignore[no-redef]
        def __init__(self, stream: str) -> None:
            yaml.reader.Reader.__init__(self, stream)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)


_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_RADIX = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_JSON = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_WORDS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_PLAIN_START = frozenset("-+.0123456789~nNtTfF")
_TAG = "tag:yaml.org,2002:"


def read(text: Text, limits: Limits) -> Tree:
    """The tree of the one document in a YAML text. Raises InputError with a place."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Reader(text, limits).document()
    finally:
        if collecting:
            gc.enable()


def events(text: Text) -> Iterator[Any]:
    """The events of libyaml; its errors as InputError."""
    try:
        parser = _Parser(text.string.removeprefix("\ufeff"))
        while True:
            event = parser.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise text.error(f"this is not YAML: {what}", _offset(text, mark) if mark else 0, _hint(what)) from error
    except yaml.reader.ReaderError as error:
        raise text.error(f"this is not YAML: {error.reason}", int(error.position)) from error
    except RecursionError as error:  # pragma: no cover  only the parser in Python recurses
        raise text.error("this nests too deep", 0) from error


def _hint(what: str) -> str | None:
    if "character that cannot start any token" in what or "tab" in what:
        return "YAML is indented with spaces, never with tabs; quote a text that starts with @ or `"
    if "mapping values are not allowed" in what:
        return "quote a text that holds `: `"
    return None


def _offset(text: Text, mark: Any) -> int:
    return int(text.start_of_line(mark.line + 1) + mark.column)


class _Reader:
    """Builds a tree from events, without recursion."""

    def __init__(self, text: Text, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._open_anchors: set[str] = set()
        self._nodes = 0

    def document(self) -> Tree:
        trees: list[Tree] = []
        start = None
        stream = events(self._text)
        for event in stream:
            if isinstance(event, yaml.DocumentStartEvent):
                start = event.start_mark
                self._anchors.clear()
                tree = self._node(stream)
                if tree is not None or not trees:
                    trees.append(tree)
        filled = [tree for tree in trees if tree is not None]
        if len(filled) > 1 and start is not None:
            raise self._text.error("there is more than one YAML document in this file", _offset(self._text, start))
        if not filled:
            raise self._text.error("the file is empty", 0, "an OpenAPI document starts with `openapi: 3.1.0`")
        return filled[0]

    def _node(self, stream: Iterator[Any]) -> Tree:
        """One node and all inside it."""
        result: list[Tree] = []
        stack: list[_Open] = [_Open(result, "root", 0, None)]
        limit = self._limits.depth
        for event in stream:
            kind = type(event)
            top = stack[-1]
            if kind is yaml.ScalarEvent:
                self._nodes += 1
                if top.wants_key:
                    top.key, top.quoted = event.value, bool(event.style)
                    top.wants_key = False
                    top.key_event = event
                    if event.anchor:
                        self._anchors[event.anchor] = (event.value, 1)
                    continue
                value = self._scalar(event)
                if event.anchor:
                    self._anchors[event.anchor] = (value, 1)
                self._put(top, value, event)
            elif kind is yaml.AliasEvent:
                self._put_alias(top, event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if top.wants_key:
                    raise self._error("a key must be text, not a mapping or a list", event)
                if len(stack) > limit:
                    raise self._error(f"this nests deeper than {limit} levels", event)
                mapping = kind is yaml.MappingStartEvent
                self._check_tag(event, "map" if mapping else "seq")
                container: Any = {} if mapping else []
                opened = _Open(container, "map" if mapping else "seq", self._nodes, event.anchor)
                if event.anchor:
                    self._open_anchors.add(event.anchor)
                self._nodes += 1
                stack.append(opened)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                closed = stack.pop()
                self._merge(closed)
                if closed.anchor:
                    self._open_anchors.discard(closed.anchor)
                    self._anchors[closed.anchor] = (closed.container, self._nodes - closed.nodes)
                self._put(stack[-1], closed.container, event)
            if len(stack) == 1 and (result or stack[0].done):
                return result[0] if result else None
            if self._nodes > self._limits.nodes:
                raise self._error(
                    f"the document has more than {self._limits.nodes:,} nodes when its aliases are expanded", event
                )
        return result[0] if result else None

    def _put(self, top: _Open, value: Tree, event: Any) -> None:
        if top.kind == "map":
            if top.key == "<<" and not top.quoted:
                top.merges.append((value, top.key_event))
            else:
                top.container[top.key] = value
            top.wants_key = True
        else:
            top.container.append(value)
            top.done = True

    def _put_alias(self, top: _Open, event: Any) -> None:
        name = event.anchor
        if name in self._open_anchors:
            raise self._error(f"the alias *{name} stands inside what it names", event)
        if name not in self._anchors:
            raise self._error(f"there is no anchor &{name} before this alias", event)
        value, size = self._anchors[name]
        self._nodes += size
        if top.wants_key:
            if not isinstance(value, str):
                raise self._error("a key must be text", event)
            top.key, top.quoted, top.wants_key, top.key_event = value, True, False, event
        else:
            self._put(top, value, event)

    def _merge(self, closed: _Open) -> None:
        """Merge keys: what a mapping says itself stands, then the first of what is merged."""
        for value, event in closed.merges:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    raise self._error("a merge key takes a mapping or a list of mappings", event)
                for key, inner in source.items():
                    closed.container.setdefault(key, inner)

    def _scalar(self, event: Any) -> Tree:
        value = event.value
        if event.tag is not None and event.tag != "!":
            return self._tagged(event)
        if event.style or (value and value[0] not in _PLAIN_START):
            return value
        return self._plain(value, event)

    def _plain(self, value: str, event: Any) -> Tree:
        if value in _WORDS:
            return _WORDS[value]
        if _INTEGER.match(value):
            return _integer(value)
        if _RADIX.match(value):
            return int(value, 0)
        if _FLOAT.match(value):
            number = float(value)
            if number in (float("inf"), float("-inf")):
                raise self._error(f"the number {value[:40]} is out of range", event)
            return number
        if _NOT_JSON.match(value):
            raise self._error(f"JSON has no {value}", event, "quote it, or leave the value out")
        return value

    def _tagged(self, event: Any) -> Tree:
        name = event.tag.removeprefix(_TAG)
        value = event.value
        if name == "str":
            return value
        if name in ("int", "float", "bool", "null"):
            plain = self._plain(value, event)
            if name == "float" and isinstance(plain, int) and not isinstance(plain, bool):
                return float(plain)
            fits = {"int": int, "float": float, "bool": bool, "null": type(None)}[name]
            if type(plain) is fits:
                return plain
            raise self._error(f"{value!r} is no {name}", event)
        if name == "binary" or name == "timestamp":
            return value
        raise self._error(
            f"the tag {event.tag} is not known", event, "an API description is plain YAML: leave the tag out"
        )

    def _check_tag(self, event: Any, kind: str) -> None:
        if event.tag not in (None, "!", f"{_TAG}{kind}"):
            raise self._error(f"the tag {event.tag} is not known", event)

    def _error(self, message: str, event: Any, hint: str | None = None) -> InputError:
        return self._text.error(message, _offset(self._text, event.start_mark), hint)


def _integer(text: str) -> int:
    if len(text) > 4000:  # the interpreter refuses to read longer ones at once
        half = len(text) // 2
        return _integer(text[:half]) * 10 ** (len(text) - half) + _integer(text[half:])
    return int(text)


class _Open:
    """A mapping or list that is not complete yet."""

    __slots__ = ("anchor", "container", "done", "key", "key_event", "kind", "merges", "nodes", "quoted", "wants_key")

    def __init__(self, container: Any, kind: str, nodes: int, anchor: str | None) -> None:
        self.container = container
        self.kind = kind
        self.nodes = nodes
        self.anchor = anchor
        self.wants_key = kind == "map"
        self.key = ""
        self.quoted = False
        self.key_event: Any = None
        self.merges: list[tuple[Any, Any]] = []
        self.done = False


def offsets(text: Text, pointers: Iterable[Pointer]) -> dict[Pointer, int]:
    """The offsets of nodes: of a member's key, of an item, of the root. Pointers that lead nowhere are left out."""
    wanted = {tuple(map(str, pointer)): pointer for pointer in pointers}
    for key in list(wanted):
        for length in range(len(key)):
            wanted.setdefault(key[:length], key[:length])
    found: dict[Pointer, int] = {}

    def note(at: list[str | int], event: Any, repeated: bool) -> None:
        del repeated
        pointer = wanted.get(tuple(map(str, at)))
        if pointer is not None:
            found[pointer] = _offset(text, event.start_mark)

    _follow(text, note, set(wanted))
    return found


def duplicates(text: Text) -> Iterator[tuple[Pointer, int]]:
    """Every repeated key of a mapping, with its offset."""
    found: list[tuple[Pointer, int]] = []

    def note(at: list[str | int], event: Any, repeated: bool) -> None:
        if repeated:
            found.append((tuple(at), _offset(text, event.start_mark)))

    _follow(text, note, None)
    yield from found


def _follow(text: Text, note: Callable[[list[str | int], Any, bool], None], prefixes: set[Any] | None) -> None:
    """Tells of every node, with its way from the root, in the order of the text.

    Where `prefixes` is given, only what lies on one of these ways is told.
    """
    at: list[str | int] = []
    stack: list[_Level] = []
    for event in events(text):
        kind = type(event)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            level = stack.pop()
            if level.mapping or level.count:
                at.pop()
            if stack:
                stack[-1].wants_key = stack[-1].mapping
            continue
        if kind not in (yaml.ScalarEvent, yaml.AliasEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent):
            continue
        top = stack[-1] if stack else None
        if top is not None and top.wants_key:
            key = event.value if kind is yaml.ScalarEvent else f"*{event.anchor}"
            at[-1] = key
            if top.told:
                note(at, event, key in top.keys and key != "<<")
            top.keys.add(key)
            top.wants_key = False
            continue
        if top is None:
            note(at, event, False)
        elif not top.mapping:
            if top.count:
                at[-1] = top.count
            else:
                at.append(0)
            top.count += 1
            if top.told:
                note(at, event, False)
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            told = (top is None or top.told) and (prefixes is None or tuple(map(str, at)) in prefixes)
            stack.append(_Level(kind is yaml.MappingStartEvent, told))
            if kind is yaml.MappingStartEvent:
                at.append("")
        elif top is not None:
            top.wants_key = top.mapping


class _Level:
    """A mapping or list that is being followed."""

    __slots__ = ("count", "keys", "mapping", "told", "wants_key")

    def __init__(self, mapping: bool, told: bool) -> None:
        self.mapping = mapping
        self.told = told
        self.wants_key = mapping
        self.keys: set[str] = set()
        self.count = 0
