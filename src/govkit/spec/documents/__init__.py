"""Documents: text becomes a tree with places, references are followed, Git revisions are read."""

from govkit.spec.documents.derived import Derived, Origin
from govkit.spec.documents.document import Document, hinted_if_empty, parse
from govkit.spec.documents.files import Files, FilesBelow, FolderFiles, MemoryFiles, PatchedFiles
from govkit.spec.documents.git import FileChange, Repository, git_setting
from govkit.spec.documents.git_files import GitFiles
from govkit.spec.documents.library import DanglingReference, Library
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.node import Node, Pointer, Tree, format_pointer, parse_pointer
from govkit.spec.documents.references import references
from govkit.spec.documents.sniff import is_spec, may_be_spec, specs_in
from govkit.spec.documents.source import file_named, is_folder, open_source, sources_in
from govkit.spec.documents.yaml_writer import Said, as_yaml, yaml_flow, yaml_scalar

__all__ = [
    "DEFAULT_LIMITS",
    "DanglingReference",
    "Derived",
    "Document",
    "FileChange",
    "Files",
    "FilesBelow",
    "FolderFiles",
    "GitFiles",
    "Library",
    "Limits",
    "MemoryFiles",
    "Node",
    "Origin",
    "PatchedFiles",
    "Pointer",
    "Repository",
    "Said",
    "Tree",
    "as_yaml",
    "file_named",
    "format_pointer",
    "git_setting",
    "hinted_if_empty",
    "is_folder",
    "is_spec",
    "may_be_spec",
    "open_source",
    "parse",
    "parse_pointer",
    "references",
    "sources_in",
    "specs_in",
    "yaml_flow",
    "yaml_scalar",
]
