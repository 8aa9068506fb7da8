"""Which files a change reaches: those that changed, and those whose references lead there, however far."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from typing import TypeAlias
from urllib.parse import quote

from govkit.errors import InputError
from govkit.spec.documents import Files, may_be_spec

_HIDDEN = re.compile(rb"\\[uUx\r\n]|\$ref[^\n]*%")
"""How a text may write a reference so that the name of the file does not stand in it."""
HIDDEN = (r"\\[uUx]", "\\\\\r?$", r"\$ref.*%")
"""The same, as a line of it looks to `git grep`."""


Finder: TypeAlias = Callable[[set[str]], Iterable[str]]
"""From the names of files to the paths of texts in which one of them may stand, in whatever form."""


def reaching(files: Files, changed: Iterable[str], folder: str, find: Finder | None = None) -> set[str]:
    """The changed paths, and every file outside the catalog's `folder` that may refer to one of them.

    Told by the names that stand in the texts, without reading them as documents: more may be found than there is, and
    nothing is missed. `find` is a faster way than reading every text.
    """
    found = set(changed)
    names = _names(found)
    if not names:
        return found
    texts = _texts(files, folder, found) if find is None else {}
    while names:
        if find is not None:
            more_texts = find({name.decode("utf-8", "surrogateescape") for name in names})
            texts |= _read(files, (path for path in more_texts if not path.startswith(f"{folder}/")), found)
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
    return _read(files, (path for path in files.list() if not path.startswith(f"{folder}/")), without)


def _read(files: Files, paths: Iterable[str], without: set[str]) -> dict[str, bytes]:
    texts = {}
    for path in paths:
        if path in without or not may_be_spec(path):
            continue
        try:
            data = files.read(path)
        except InputError:  # a link that leads out of the estate
            continue
        if b"$ref" in data or b"\\" in data:
            texts[path] = data
    return texts
