"""Whether a folder is a catalog: many a repository has a folder of that name that is something else."""

from __future__ import annotations

import re

from govkit.errors import InputError
from govkit.spec.documents import Files

_SUFFIXES = (".yaml", ".yml")
_LOCK = "released.lock"
_OURS = re.compile(rb"""^["']?apiVersion["']?[ \t]*:[ \t]*["']?govkit/""", re.MULTILINE)
_VERSIONED = re.compile(rb"""^["']?apiVersion["']?[ \t]*:""", re.MULTILINE)
_KIND = re.compile(rb"""^["']?kind["']?[ \t]*:[ \t]*["']?[A-Z]""", re.MULTILINE)
_METADATA = re.compile(rb"""^["']?metadata["']?[ \t]*:""", re.MULTILINE)


def is_catalog(files: Files, folder: str) -> bool:
    """Whether anything below a folder is an entry of govkit, in order or not, or the lock; or whether it is empty."""
    try:
        paths = files.list(folder)
        if not paths or files.exists(f"{folder}/{_LOCK}"):
            return True
        return any(is_entry_text(files.read(path)) for path in paths if path.lower().endswith(_SUFFIXES))
    except InputError:  # what cannot be read is no reason to look for entries there
        return False


def is_entry_text(data: bytes) -> bool:
    """Whether a text is meant as an entry: it says so in its envelope, or has one without a version."""
    if _VERSIONED.search(data):
        return _OURS.search(data) is not None
    return _KIND.search(data) is not None and _METADATA.search(data) is not None
