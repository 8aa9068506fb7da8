"""Which files a change reaches: those that changed, and those whose references lead there, however far."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import quote

from govkit.errors import InputError
from govkit.spec.documents import Files, may_be_spec

_HIDDEN = re.compile(rb"\\[uUx\r\n]|\$ref[^\n]*%")
"""How a text may write a reference so that the name of the file does not stand in it."""


def reaching(files: Files, changed: Iterable[str], folder: str) -> set[str]:
    """The changed paths, and every file outside the catalog's `folder` that may refer to one of them.

    Told by the names that stand in the texts, without reading them as documents: more may be found than there is, and
    nothing is missed.
    """
    found = set(changed)
    names = _names(found)
    if not names:
        return found
    texts = _texts(files, folder, found)
    while names:
        wanted = re.compile(b"|".join(re.escape(name) for name in sorted(names)))
        more = {path for path, data in texts.items() if wanted.search(data) or _HIDDEN.search(data)}
        names = _names(more) - names
        for path in more:
            del texts[path]
        found |= more
    return found


def _names(paths: Iterable[str]) -> set[bytes]:
    bases = {posixpath.basename(path) for path in paths}
    return {name.encode("utf-8", "surrogateescape") for base in bases for name in (base, quote(base)) if base}


def _texts(files: Files, folder: str, without: set[str]) -> dict[str, bytes]:
    texts = {}
    for path in files.list():
        if path in without or path.startswith(f"{folder}/") or not may_be_spec(path):
            continue
        try:
            data = files.read(path)
        except InputError:  # a link that leads out of the estate
            continue
        if b"$ref" in data or b"\\" in data:
            texts[path] = data
    return texts
