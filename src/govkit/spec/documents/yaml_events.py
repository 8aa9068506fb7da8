"""The events of a YAML text, as libyaml tells them, and its errors in words that help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from govkit.errors import InputError
from govkit.spec.documents.text import Text

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # without libyaml the same events come from Python

_WORDS = {
    "found character '\\t' that cannot start any token": "a tab stands where YAML wants spaces",
    "mapping values are not allowed in this context": "there is a `:` where no key can stand",
    "did not find expected key": "a key is expected here: is the line indented like those around it?",
    "found unexpected end of stream": "the text ends too early: something is not closed",
    "did not find expected <document start>": "this does not belong to what stands above: is it indented alike?",
    "found undefined tag handle": "the tag is not known",
}
_HINTS = {
    "a tab": "indent with spaces",
    "there is a `:`": "quote a text that holds `: `",
    "found character that cannot start": "quote a text that starts with @, ` or %",
}


def events(text: Text) -> Iterator[Any]:
    """The events between start and end of the stream. Raises InputError with a place."""
    try:
        parser: Any = _Parser(text.string)
        while True:
            event = parser.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return
            yield event
    except yaml.MarkedYAMLError as error:
        raise _explained(text, error) from error
    except yaml.reader.ReaderError as error:
        offset = int(error.position)  # libyaml counts bytes
        character = text.data[offset : offset + 4].decode("utf-8", "ignore")[:1]
        raise text.error(f"this is not YAML: it holds the character {character!a}", offset) from error
    except RecursionError as error:  # pragma: no cover  only the parser in Python recurses
        raise text.error("this nests too deep", 0) from error


def _explained(text: Text, error: yaml.MarkedYAMLError) -> InputError:
    mark = error.problem_mark or error.context_mark
    offset = offset_of(text, mark) if mark else 0
    problem = str(error.problem or error.context)
    if problem == "found character that cannot start any token" and text.data[offset : offset + 1] == b"\t":
        problem = "found character '\\t' that cannot start any token"
    if "nesting depth" in problem:
        return text.error("this nests too deep", offset)
    what = _WORDS.get(problem, problem)
    hint = next((hint for start, hint in _HINTS.items() if what.startswith(start)), None)
    if error.context and what == problem and "next token" not in error.context:
        what = f"{error.context} {problem}"
    return text.error(f"this is not YAML: {what}", offset, hint)


def offset_of(text: Text, mark: Any) -> int:
    """The byte offset of a mark. Marks count characters; their lines also end where YAML 1.1 ended them."""
    return text.byte_offsets([mark.index])[mark.index]
