"""A body as it is sent: JSON, forms, multipart, text, bytes, streams."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from pydantic import BaseModel

from govkit.client.errors import Unwritable
from govkit.client.jsontext import UNSET, dumps, plain
from govkit.client.messages import NOTHING, Content
from govkit.client.operations import Media
from govkit.client.pointers import wire_name
from govkit.client.spelling import Parameter, pairs, scalar_text

CHUNK = 64 * 1024
"""How much of a file is sent at once."""

Source = bytes | IO[bytes] | Iterable[bytes] | AsyncIterable[bytes]
"""What a binary body may be given as. A file that can seek is sent anew where a call is tried again."""


@dataclass(frozen=True)
class Upload:
    """A file of a multipart body: its content, the name and the media type that the provider is told."""

    content: bytes | IO[bytes]
    name: str | None = None
    media: str | None = None


def content_of(media: Media, value: Any, boundary: Callable[[], str]) -> Content:
    """The body of a value. Raises Unwritable for one that this media type cannot carry."""
    if value is UNSET:
        return NOTHING
    if media.kind == "json":
        return Content(_utf8(dumps(value)), media.name)
    if media.kind == "lines":
        return Content(_utf8("".join(f"{dumps(item)}\n" for item in value)), media.name)
    if media.kind == "form":
        return Content(_form(media, value), media.name)
    if media.kind == "multipart":
        return _multipart(media, value, boundary())
    if media.kind == "text" and not isinstance(value, bytes | bytearray):
        return Content(_utf8(scalar_text(plain(value))), _with_charset(media.name))
    return streamed(value, media.name)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Unwritable("half of a character pair cannot be written in UTF-8") from error


def _with_charset(name: str) -> str:
    return name if "charset" in name.lower() or not name.startswith("text/") else f"{name}; charset=utf-8"


def streamed(value: Any, media: str | None) -> Content:
    """The body of bytes, of a file or of a stream. Raises Unwritable for anything else."""
    if isinstance(value, bytes | bytearray | memoryview):
        return Content(bytes(value), media)
    if hasattr(value, "read"):
        start, length = _extent(value)
        if start is None:
            return Content(None, media, flow=_from(value, None))
        return Content(None, media, opened=partial(_from, value, start), length=length)
    if isinstance(value, str | Mapping | BaseModel) or not isinstance(value, Iterable | AsyncIterable):
        raise Unwritable(f"a {type(value).__name__} is no body of bytes: give bytes, a file, or an iterator of bytes")
    return Content(None, media, flow=value)


def _extent(file: Any) -> tuple[int | None, int | None]:
    """Where a file stands and how much of it is left; nothing where it cannot seek."""
    if isinstance(file, io.TextIOBase):
        raise Unwritable("the file was opened for text: open it with mode 'rb'")
    try:
        if not file.seekable():
            return None, None
        start = file.tell()
        length = file.seek(0, io.SEEK_END) - start
        file.seek(start)
    except (OSError, AttributeError):
        return None, None
    return start, length


def _from(file: IO[bytes], start: int | None) -> Iterator[bytes]:
    if start is not None:
        file.seek(start)
    while chunk := file.read(CHUNK):
        yield chunk


def _members(value: Any) -> dict[str, Any]:
    """The fields of a form, those of models by the names of the contract; uploads stay what they are."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        set_here = {
            wire_name(name, fields[name]): getattr(value, name) for name in fields if name in value.model_fields_set
        }
        return set_here | (value.model_extra or {})
    if isinstance(value, Mapping):
        return {str(name): member for name, member in value.items() if member is not UNSET}
    raise Unwritable(f"a {type(value).__name__} is no form: give a model or a mapping")


def _form(media: Media, value: Any) -> bytes:
    """`application/x-www-form-urlencoded`; a space is `+`, as HTML has it."""
    written = []
    for name, member in _members(value).items():
        field = media.fields.get(name) or _usual(name, member)
        written += pairs(field, member)
    return "&".join(f"{name}={text}" for name, text in written).replace("%20", "+").encode()


def _usual(name: str, member: Any) -> Parameter:
    """The spelling of a field of which nothing is said: an object is JSON, a list of objects too (3.1, Encoding)."""
    known = plain(member)
    nested = known if isinstance(known, list) else [known]
    is_json = isinstance(known, dict) or any(isinstance(item, dict | list) for item in nested)
    return Parameter(name, "field", media="application/json" if is_json else None)


def _multipart(media: Media, value: Any, boundary: str) -> Content:
    """A multipart body (RFC 7578); a list is one part an item. Its length is known where that of every file is."""
    pieces: list[bytes | IO[bytes]] = []
    for name, member in _members(value).items():
        for item in member if isinstance(member, list | tuple) else [member]:
            pieces += _part(name, item, media.fields.get(name), boundary)
    pieces.append(_utf8(f"--{boundary}--\r\n"))
    name = f"{media.name.split(';', maxsplit=1)[0]}; boundary={boundary}"
    if all(isinstance(piece, bytes) for piece in pieces):
        return Content(b"".join(piece for piece in pieces if isinstance(piece, bytes)), name)
    known = [streamed(piece, None) for piece in pieces]
    length = sum(_length(content) for content in known)
    if any(not content.repeatable for content in known):
        return Content(None, name, flow=_joined(known))
    return Content(None, name, opened=partial(_joined, known), length=length)


def _length(content: Content) -> int:
    return len(content.data) if content.data is not None else content.length or 0


def _joined(contents: list[Content]) -> Iterator[bytes]:
    for content in contents:
        if content.data is not None:
            yield content.data
        else:
            yield from content.chunks()


def _part(name: str, member: Any, field: Parameter | None, boundary: str) -> list[bytes | IO[bytes]]:
    upload = member if isinstance(member, Upload) else None
    content = upload.content if upload else member
    is_file = isinstance(content, bytes | bytearray) or hasattr(content, "read")
    if is_file:
        called = (upload.name if upload else None) or _name_of(content) or name
        media = (upload.media if upload else None) or (field.media if field else None) or "application/octet-stream"
        head = f'; filename="{_quoted(called)}"'
        body: bytes | IO[bytes] = bytes(content) if isinstance(content, bytes | bytearray) else content
    else:
        known = plain(content)
        as_json = isinstance(known, dict | list) or bool(field and (field.media or "").endswith("json"))
        media = (field.media if field else None) or ("application/json" if as_json else "")
        head = ""
        body = _utf8(dumps(known) if as_json else scalar_text(known))
    kind = f"Content-Type: {_checked(media)}\r\n" if media else ""
    start = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"{head}\r\n{kind}\r\n'
    return [_utf8(start), body, b"\r\n"]


def _name_of(file: Any) -> str | None:
    name = getattr(file, "name", None)
    return name.replace("\\", "/").rpartition("/")[2] if isinstance(name, str) else None


def _quoted(text: str) -> str:
    """A name as browsers write it in a Content-Disposition (RFC 7578, section 2; WHATWG's form encoding)."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _checked(media: str) -> str:
    if not media.isascii() or not media.isprintable():
        raise Unwritable(f"{json.dumps(media)} is no media type")
    return media
