"""YAML 1.2 with the core schema, over the event stream of libyaml; keys are strings.

Unlike YAML 1.1, `no`, dates and `0123` are what they look like: a string, a string and an integer. Merge keys are
expanded, anchors may be redefined, and what an alias multiplies is counted before it is believed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from govkit.errors import InputError
from govkit.spec.documents.limits import Limits
from govkit.spec.documents.node import Pointer, Tree
from govkit.spec.documents.text import Text
from govkit.spec.documents.yaml_events import events, offset_of
from govkit.spec.documents.yaml_scalars import NotJsonError, plain, tagged

_TAG = "tag:yaml.org,2002:"
_MERGE = object()


class Reading(NamedTuple):
    """The tree of a text, and every member whose key came before in its mapping, with its offset.

    `memory` is for what follows from the tree alone, so that whoever reads the text again need not find it again.
    """

    tree: Tree
    repeated: list[tuple[Pointer, int]]
    memory: dict[str, Any]


def read(text: Text, limits: Limits) -> Reading:
    """Reads the one document in a YAML text. Raises InputError with a place."""
    collecting = gc.isenabled()
    gc.disable()  # nothing becomes garbage while a tree grows, and the collector costs more than the reading
    try:
        return _Reader(text, limits).read()
    finally:
        if collecting:
            gc.enable()


class _Anchor:
    """What an alias stands for: a value, how many nodes it has when expanded, and how deep they nest."""

    __slots__ = ("height", "is_open", "size", "source", "value")

    def __init__(self, value: Tree, source: str | None, *, is_open: bool = False) -> None:
        self.value = value
        self.source = source  # the text of a scalar, for it may serve as a key
        self.is_open = is_open
        self.size = 1
        self.height = 0


class _Open:
    """A mapping or list that is not complete yet. `key` is None where a mapping wants one next."""

    __slots__ = ("anchor", "container", "height", "key", "key_event", "merges", "nodes")

    def __init__(self, container: Any, nodes: int, anchor: _Anchor | None) -> None:
        self.container = container
        self.nodes = nodes  # how many there were before it
        self.anchor = anchor
        self.height = 1
        self.key: Any = None
        self.key_event: Any = None
        self.merges: list[tuple[Tree, Any]] = []

    @property
    def wants_key(self) -> bool:
        return self.key is None and type(self.container) is dict


class _Reader:
    """Builds a tree from events, without recursion."""

    def __init__(self, text: Text, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0
        self._start_of_document: Any = None
        self._trees: list[Tree] = []
        self._top = _Open(self._trees, 0, None)
        self._stack: list[_Open] = [self._top]
        self._repeated: list[tuple[Pointer, Any]] = []
        self._handlers: dict[type, Callable[[Any], None]] = {
            yaml.DocumentStartEvent: self._document,
            yaml.DocumentEndEvent: self._pass,
            yaml.StreamStartEvent: self._pass,
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
        }

    def read(self) -> Reading:
        handlers = self._handlers
        for event in events(self._text):
            handlers[type(event)](event)
        if not self._trees or self._trees[0] is None:
            hint = "an OpenAPI document starts with `openapi: 3.1.0`"
            raise self._text.error("the file is empty: it holds no value", 0, hint)
        offsets = self._text.byte_offsets(event.start_mark.index for _, event in self._repeated)
        repeated = [(pointer, offsets[event.start_mark.index]) for pointer, event in self._repeated]
        return Reading(self._trees[0], repeated, {})

    def _pass(self, _event: Any) -> None:
        """Events that tell nothing."""

    def _document(self, event: Any) -> None:
        self._start_of_document = event
        self._anchors.clear()
        if self._trees and self._trees[-1] is None:  # an empty document before a full one
            self._trees.clear()

    def _scalar(self, event: Any) -> None:
        top = self._top
        if top.key is None and type(top.container) is dict:
            self._key(top, event)
            return
        value = event.value
        if event.tag is not None:
            value = self._tagged(event)
        elif not event.style:
            try:
                value = plain(value)
            except NotJsonError as error:
                raise self._error(str(error), event, "quote it, or leave the value out") from error
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            raise self._too_many(event)
        if event.anchor:
            self._anchors[event.anchor] = _Anchor(value, event.value)
        self._put(top, value)

    def _key(self, top: _Open, event: Any) -> None:
        if event.tag is not None:
            self._tagged(event)
        if event.anchor:
            self._anchors[event.anchor] = _Anchor(event.value, event.value)
        is_merge = event.value == "<<" and not event.style and event.tag in (None, f"{_TAG}merge")
        top.key = _MERGE if is_merge else event.value
        top.key_event = event

    def _alias(self, event: Any) -> None:
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            raise self._error(f"there is no anchor &{event.anchor} before this alias", event)
        if anchor.is_open:
            raise self._error(f"the alias *{event.anchor} stands inside of what it names", event)
        top = self._top
        if top.wants_key:
            if anchor.source is None:
                raise self._error("a key must be text, not a mapping or a list", event)
            top.key, top.key_event = anchor.source, event
            return
        self._nodes += anchor.size
        if self._nodes > self._limits.nodes:
            raise self._too_many(event)
        if len(self._stack) - 1 + anchor.height > self._limits.depth:
            raise self._too_deep(event)
        top.height = max(top.height, anchor.height + 1)
        self._put(top, anchor.value)

    def _mapping(self, event: Any) -> None:
        self._start(event, {}, "map")

    def _sequence(self, event: Any) -> None:
        self._start(event, [], "seq")

    def _start(self, event: Any, container: Tree, tag: str) -> None:
        if self._top.wants_key:
            raise self._error(
                "a key must be text, not a mapping or a list", event, "quote a text that starts with { or ["
            )
        if len(self._stack) > self._limits.depth:
            raise self._too_deep(event)
        if event.tag not in (None, "!", _TAG + tag):
            raise self._unknown_tag(event)
        anchor = None
        if event.anchor:
            anchor = self._anchors[event.anchor] = _Anchor(container, None, is_open=True)
        self._top = _Open(container, self._nodes, anchor)
        self._stack.append(self._top)
        self._nodes += 1

    def _end(self, _event: Any) -> None:
        closed = self._stack.pop()
        top = self._top = self._stack[-1]
        if closed.merges:
            self._merge(closed)
        if closed.height >= top.height:
            top.height = closed.height + 1
        if closed.anchor is not None:
            closed.anchor.is_open = False
            closed.anchor.size = self._nodes - closed.nodes
            closed.anchor.height = closed.height
        self._put(top, closed.container)

    def _put(self, top: _Open, value: Tree) -> None:
        container = top.container
        if type(container) is dict:
            key = top.key
            top.key = None
            if key is _MERGE:
                top.merges.append((value, top.key_event))
                return
            if key in container and len(self._repeated) < self._limits.repeated:
                self._repeated.append(((*self._pointer(), key), top.key_event))
            container[key] = value
            return
        container.append(value)
        if len(self._stack) == 1 and len(container) > 1:
            self._second(value)

    def _second(self, value: Tree) -> None:
        """A further document: an empty one does not matter."""
        if value is not None:
            message = "there is more than one YAML document in this file"
            raise self._error(message, self._start_of_document, "keep the one before `---`")
        self._trees.pop()

    def _pointer(self) -> Pointer:
        """Where the innermost open mapping or list is."""
        parts: list[str | int] = []
        for level in self._stack[1:-1]:
            is_map = type(level.container) is dict
            parts.append(("<<" if level.key is _MERGE else level.key) if is_map else len(level.container))
        return tuple(parts)

    def _merge(self, closed: _Open) -> None:
        """Merge keys: what a mapping says itself stands, then the first of what is merged."""
        for value, event in closed.merges:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    raise self._error("a merge key takes a mapping or a list of mappings", event)
                for key, inner in source.items():
                    closed.container.setdefault(key, inner)

    def _tagged(self, event: Any) -> Tree:
        if event.tag == "!":
            return event.value
        if not event.tag.startswith(_TAG):
            raise self._unknown_tag(event)
        name = event.tag.removeprefix(_TAG)
        try:
            return event.value if name == "merge" else tagged(name, event.value)
        except NotJsonError as error:
            raise self._error(str(error), event) from error
        except ValueError as error:
            if name in ("int", "float", "bool", "null"):
                raise self._error(f"{event.value[:40]!r} is no {name}", event) from error
            raise self._unknown_tag(event) from error

    def _unknown_tag(self, event: Any) -> InputError:
        return self._error(
            f"the tag {event.tag.replace(_TAG, '!!')} is not known",
            event,
            "leave it out: an API description is plain YAML",
        )

    def _too_many(self, event: Any) -> InputError:
        return self._error(f"the document has more than {self._limits.nodes:,} nodes, aliases expanded", event)

    def _too_deep(self, event: Any) -> InputError:
        return self._error(f"this nests deeper than {self._limits.depth} levels", event)

    def _error(self, message: str, event: Any, hint: str | None = None) -> InputError:
        return self._text.error(message, offset_of(self._text, event.start_mark), hint)
