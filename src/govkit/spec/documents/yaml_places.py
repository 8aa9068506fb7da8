"""Where the nodes of a YAML text stand, found by following its events again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import yaml

from govkit.spec.documents.node import Wanted, Way, as_tree, without_replaced
from govkit.spec.documents.text import Text
from govkit.spec.documents.yaml_events import events

_ROUNDS = 20  # through how many aliases, one behind the other, a way is followed


def offsets(text: Text, ways: Iterable[Way], *, may_repeat: bool = True) -> dict[Way, int]:
    """The offsets of nodes: of a member's key, of an item, of the root. Ways that lead nowhere are left out.

    A node behind an alias or a merge key stands where its anchor is. `may_repeat` says whether a mapping of the text
    repeats a key: the last one counts, so that the text must be read to its end.
    """
    ways = list(ways)
    found = _located(text, ways, _ROUNDS, may_repeat)
    missing = [way for way in ways if way not in found] if b"*" in text.data else []
    if missing:  # what is above them may stand behind an alias, and is as near as one gets
        above = {way[:length] for way in missing for length in range(len(way))}
        found |= _located(text, list(above), _ROUNDS, may_repeat)
    in_bytes = text.byte_offsets(found.values())
    return {way: in_bytes[offset] for way, offset in found.items()}


def _located(text: Text, ways: list[Way], rounds: int, may_repeat: bool) -> dict[Way, int]:
    """The offsets in characters; what lies behind aliases is looked for in further rounds."""
    follower = _Follower(text, ways, may_repeat)
    follower.run()
    found = follower.found
    if rounds and follower.elsewhere:
        detours = {way: follower.detours(way) for way in ways if way not in found}
        further = list(dict.fromkeys(detour for many in detours.values() for detour in many))
        if further:
            there = _located(text, further, rounds - 1, may_repeat)
            for way, many in detours.items():
                hit = next((there[detour] for detour in many if detour in there), None)
                if hit is not None:
                    found[way] = hit
    return found


class _Level:
    """A mapping or list that is being followed; `key` is None where a mapping wants one next."""

    __slots__ = ("at", "branch", "is_map", "key", "merged_into", "way")

    def __init__(self, is_map: bool, way: Way | None, branch: Wanted, merged_into: Way | None) -> None:
        self.is_map = is_map
        self.way = way  # None where nothing in it is wanted
        self.branch = branch
        self.merged_into = merged_into
        self.key: str | None = None
        self.at = 0


class _Follower:
    """One walk along the events of a text."""

    def __init__(self, text: Text, ways: list[Way], may_repeat: bool) -> None:
        self.found: dict[Way, int] = {}
        self.elsewhere: dict[Way, list[Way]] = {}
        """Where the inside of a node lies that is an alias or has merge keys."""
        self._text = text
        self._wanted = as_tree(ways)
        self._left = -1 if may_repeat else len(set(ways))
        self._ways = set(ways)
        self._levels: list[_Level] = []
        self._parts: list[str | int] = []
        self._anchors: dict[str, Way] = {}
        self._key_texts: dict[str, str] = {}  # of anchored scalars: an alias of one may serve as a key
        self._handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
        }

    def run(self) -> None:
        handlers = self._handlers
        for event in events(self._text):
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
                if not self._left or (not self._levels and () in self.found):
                    break
        self.found = without_replaced(self.found)

    def detours(self, way: Way) -> list[Way]:
        """Where a way may go on that was not found: the longest part of it that lies elsewhere decides."""
        for length in range(len(way), -1, -1):
            if way[:length] in self.elsewhere:
                return [(*other, *way[length:]) for other in self.elsewhere[way[:length]] if other != way[:length]]
        return []

    def _scalar(self, event: Any) -> None:
        level = self._levels[-1] if self._levels else None
        if level is not None and level.is_map and level.key is None:
            self._key(level, event.value, event)
        elif level is not None or event.value or event.style:  # not the root of an empty document
            self._value(event)
            self._done()

    def _alias(self, event: Any) -> None:
        level = self._levels[-1]
        if level.is_map and level.key is None:
            self._key(level, self._key_texts.get(event.anchor, ""), event)
            return
        self._value(event)
        anchor = self._anchors.get(event.anchor)
        if anchor is not None and level.way is not None:
            if level.merged_into is not None or level.key == "<<":
                into = level.way if level.is_map else level.merged_into
                self.elsewhere.setdefault(into or (), []).append(anchor)
            elif level.branch.get(str(self._parts[-1])):
                self.elsewhere[*level.way, str(self._parts[-1])] = [anchor]
        self._done()

    def _key(self, level: _Level, key: str, event: Any) -> None:
        level.key = key
        self._parts[-1] = key
        if event.anchor and type(event) is yaml.ScalarEvent:
            self._key_texts[event.anchor] = key
        if level.way is not None and key in level.branch:
            self._note((*level.way, key), event)

    def _note(self, way: Way, event: Any) -> None:
        self.found[way] = event.start_mark.index
        if self._left > 0 and way in self._ways:
            self._left -= 1

    def _value(self, event: Any) -> None:
        """Notes where an item or the root starts, and which anchor it bears."""
        if not self._levels:
            self._note((), event)
        else:
            level = self._levels[-1]
            if not level.is_map:
                self._parts[-1] = level.at
                if level.way is not None and str(level.at) in level.branch:
                    self._note((*level.way, str(level.at)), event)
                level.at += 1
        if event.anchor and type(event) is not yaml.AliasEvent:
            self._anchors[event.anchor] = tuple(map(str, self._parts))
            if type(event) is yaml.ScalarEvent:
                self._key_texts[event.anchor] = event.value

    def _start(self, event: Any) -> None:
        self._value(event)
        is_map = type(event) is yaml.MappingStartEvent
        inside: tuple[Way | None, Wanted, Way | None] = ((), self._wanted, None)
        if self._levels:
            inside = self._inside(self._levels[-1], is_map)
        self._levels.append(_Level(is_map, *inside))
        self._parts.append("")

    def _inside(self, above: _Level, is_map: bool) -> tuple[Way | None, Wanted, Way | None]:
        """The way into a value, what is wanted there, and the mapping that it is merged into."""
        if above.way is None:
            return None, {}, None
        part = str(self._parts[-1])
        way, branch = (*above.way, part), above.branch.get(part, {})
        into = above.way if above.is_map and above.key == "<<" else above.merged_into
        if into is None:
            return (way, branch, None) if branch else (None, {}, None)
        if is_map:
            self.elsewhere.setdefault(into, []).append(way)
        return way, branch, None if is_map else into

    def _end(self, _event: Any) -> None:
        self._levels.pop()
        self._parts.pop()
        self._done()

    def _done(self) -> None:
        """A value is complete: a mapping wants a key again."""
        if self._levels and self._levels[-1].is_map:
            self._levels[-1].key = None
