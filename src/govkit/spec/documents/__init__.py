"""Documents: text becomes a tree with places, references are followed, Git revisions are read."""

from govkit.spec.documents.document import Document, parse
from govkit.spec.documents.files import Files, FolderFiles, MemoryFiles
from govkit.spec.documents.library import DanglingReference, Library, references
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.node import Node, Pointer, Tree, format_pointer, parse_pointer

__all__ = [
    "DEFAULT_LIMITS",
    "DanglingReference",
    "Document",
    "Files",
    "FolderFiles",
    "Library",
    "Limits",
    "MemoryFiles",
    "Node",
    "Pointer",
    "Tree",
    "format_pointer",
    "parse",
    "parse_pointer",
    "references",
]
