"""What was edited in released versions: their digests now, and where their data differs from what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from govkit.catalog.entries import Estate, Source, VersionOf
from govkit.catalog.entries.lock import digest, locked_trees
from govkit.errors import InputError
from govkit.gate.estates.moves import Edit
from govkit.spec.documents import Files, Pointer

_MOST = 50
"""So many places of one version are looked for."""


def digests_of(estate: Estate, versions: Iterable[VersionOf]) -> dict[str, str]:
    """The digests of what some versions say, by name; an unreadable one has none that is equal to any other."""
    found = {}
    for version in versions:
        try:
            found[version.name] = digest(estate.files, version.version)
        except InputError:
            found[version.name] = ""
    return found


def edits_between(old: tuple[Files, VersionOf], new: tuple[Files, VersionOf]) -> tuple[Edit, ...]:
    """Where what a version says differs from what it said, in the order of files and of their texts."""
    try:
        before, after = (locked_trees(files, version.version) for files, version in (old, new))
    except InputError:
        return ()
    found = []
    for path in sorted(before.keys() | after.keys()):
        files, name = (new[0], path) if path in after else (old[0], path)
        source = Source(name, files.label(name), files.read(name))
        for pointer in _differences(before.get(path, _NOTHING), after.get(path, _NOTHING), ()):
            found.append(Edit(source, pointer))
            if len(found) >= _MOST:
                return tuple(found)
    return tuple(found)


_NOTHING = object()


def _differences(old: Any, new: Any, at: Pointer) -> Iterator[Pointer]:
    """The pointers of the outermost nodes that are not the same; of what is gone, too."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(key, _NOTHING), new.get(key, _NOTHING), (*at, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, (*at, index))
    elif old is not new and (type(old) is not type(new) or old != new):
        yield at
