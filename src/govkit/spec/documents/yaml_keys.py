"""Keys of YAML mappings that are no texts: numbers, booleans, nulls, which JSON does not have as keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from govkit.spec.documents.document import Document
from govkit.spec.documents.node import Pointer

_MAY_BE = re.compile(
    rb"(?:^|[{,?\s-])(?:[-+.]?[0-9][^\s:]*+|[Tt]rue|TRUE|[Ff]alse|FALSE|[Nn]ull|NULL|~)[ \t]*+:(?=\s|$)", re.MULTILINE
)
_KINDS = {int: "a number", float: "a number", bool: "a boolean", type(None): "null"}


def keys_that_are_no_texts(document: Document) -> Iterator[tuple[Pointer, str]]:
    """Every member of a YAML document whose key is no text, in their order, with what it is."""
    if document.syntax == "yaml" and _MAY_BE.search(document.data):
        yield from _found(document)


def _found(document: Document) -> Iterator[tuple[Pointer, str]]:
    import yaml  # late, as all that reads YAML

    from govkit.spec.documents.yaml_events import events

    starts = {yaml.MappingStartEvent: None, yaml.SequenceStartEvent: 0}
    way: list[str | int | None] = []  # for each level the key, None where a mapping wants one; or the index
    for event in events(document.text):
        kind = type(event)
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            way.pop()
        elif way and way[-1] is None and kind in (yaml.ScalarEvent, yaml.AliasEvent):
            is_scalar = kind is yaml.ScalarEvent
            way[-1] = event.value if is_scalar else ""
            what = _kind(event) if is_scalar else None
            if what is not None:
                yield tuple(part for part in way if part is not None), what
            continue
        elif kind in starts:
            way.append(starts[kind])
            continue
        elif kind not in (yaml.ScalarEvent, yaml.AliasEvent):
            continue
        if way:  # a value is complete
            way[-1] = way[-1] + 1 if isinstance(way[-1], int) else None


def _kind(event: Any) -> str | None:
    """What a key is that is no text."""
    from govkit.spec.documents.yaml_scalars import NotJsonError, plain

    if event.style or event.tag is not None:
        return None
    try:
        return _KINDS.get(type(plain(event.value)))
    except NotJsonError:
        return "a number"
