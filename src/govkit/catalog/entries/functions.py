"""Which API versions are functions: called in the process, so that nothing listens anywhere."""

from __future__ import annotations

from govkit.catalog.entries.versions import VersionOf
from govkit.errors import InputError
from govkit.spec.documents import Files, Library, Tree

FUNCTIONS = "x-govkit-functions"
"""The member of an OpenAPI document that is `true` where its operations are functions."""


def describes_functions(root: Tree) -> bool:
    """Whether a document is one of functions."""
    return isinstance(root, dict) and root.get(FUNCTIONS) is True


def is_of_functions(files: Files, version: VersionOf) -> bool:
    """Whether the operations of a version are functions; a document that cannot be read describes none."""
    path = version.version.definition
    try:
        if not files.exists(path) or FUNCTIONS.encode() not in files.read(path):
            return False
        return describes_functions(Library(files).open(path).root.value)
    except InputError:
        return False
