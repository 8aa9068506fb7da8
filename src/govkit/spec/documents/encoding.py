"""Bytes to text: unpacked, without a byte order mark, as UTF-8."""

from __future__ import annotations

import zlib

from govkit.errors import InputError, Place
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.text import Text

_BYTE_ORDER_MARKS = (  # the longer ones first: they start alike
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def read_text(data: bytes, label: str, limits: Limits = DEFAULT_LIMITS) -> Text:
    """Bytes, packed with gzip or not, as text. Raises InputError where they are broken, too many, or no text."""
    data = _unpacked(data, label, limits)
    mark, encoding = next((known for known in _BYTE_ORDER_MARKS if data.startswith(known[0])), (b"", "utf-8"))
    if mark:
        data = data[len(mark) :]
    if encoding != "utf-8":
        data = _decoded(data, encoding, label).encode("utf-8")
    if b"\0" in data:
        raise InputError("this is not text: it holds NUL bytes", place=Place(label), hint="save the file as UTF-8")
    return Text(data, label)


def _unpacked(data: bytes, label: str, limits: Limits) -> bytes:
    if data[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(wbits=31)
        try:
            data = unpacker.decompress(data, limits.bytes + 1)
        except zlib.error as error:
            raise InputError(f"the gzip data is broken: {error}", place=Place(label)) from error
        if len(data) <= limits.bytes and not unpacker.eof:
            raise InputError("the gzip data is cut off", place=Place(label))
        if unpacker.unused_data.strip(b"\0"):
            raise InputError("there is more behind the gzip data", place=Place(label), hint="pack one file, once")
    if len(data) > limits.bytes:
        size = limits.bytes // (1024 * 1024)
        raise InputError(f"the file is larger than {size} MiB", place=Place(label), hint="split it with $ref")
    return data


def _decoded(data: bytes, encoding: str, label: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise InputError(
            f"this is not valid {encoding.upper()}: {error.reason}",
            place=Place(label, before.count("\n") + 1, len(before) - before.rfind("\n")),
            hint="save the file as UTF-8",
        ) from error
