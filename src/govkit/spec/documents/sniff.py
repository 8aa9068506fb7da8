"""Which files are API descriptions, told without reading them whole: the root says `openapi` or `swagger`."""

from __future__ import annotations

import re

import msgspec

from govkit.errors import InputError
from govkit.spec.documents.encoding import read_text
from govkit.spec.documents.files import Files, UnreadableFile
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits

_NAMES = (".json", ".yaml", ".yml", ".json.gz", ".yaml.gz", ".yml.gz")
_KEYS = ("openapi", "swagger")
_WORD = re.compile(rb"openapi|swagger")
_AT_LINE_START = re.compile(rb"""^["']?(openapi|swagger)["']?[ \t]*:""", re.MULTILINE)
_FIRST_KEY = re.compile(rb"""(?:\s|#[^\n]*\n|---|%[^\n]*\n)*+[{]?\s*+["']?(openapi|swagger)["']?\s*+:""")


def may_be_spec(path: str) -> bool:
    """Whether a file is named as API descriptions are."""
    return path.lower().endswith(_NAMES)


def specs_in(files: Files, under: str = "", limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """The paths of the API descriptions, sorted, mistakes further down or not; what cannot be read is none."""
    found = []
    for path in files.list(under):
        if may_be_spec(path):
            try:
                data = files.read(path)
            except UnreadableFile:  # it may be one: nobody can say that all were looked at
                raise
            except InputError:  # such as a link that leads out
                continue
            if is_spec(data, limits):
                found.append(path)
    return found


def is_spec(data: bytes, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Whether the root of a document has the key `openapi` or `swagger`, as far as its text tells."""
    if data[:2] not in (b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff") and not _WORD.search(data):
        return False
    try:
        text = read_text(data, "", limits).data
    except InputError:
        return False
    if _FIRST_KEY.match(text):
        return True
    if text.lstrip().startswith(b"<<<<<<< "):  # a merge conflict at the very beginning, which is said when it is read
        return True
    if text.lstrip()[:1] != b"{":
        return _AT_LINE_START.search(text) is not None
    try:
        members = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _AT_LINE_START.search(text) is not None
    return any(key in members for key in _KEYS)
