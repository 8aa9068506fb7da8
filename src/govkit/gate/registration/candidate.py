"""What somebody hands over to be registered: documents as they are, and the overlays that mend them."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from govkit.errors import UsageError
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.comparisons.opening import open_overlay
from govkit.gate.comparisons.overlaying import overlaid_source
from govkit.gate.options import Options
from govkit.spec.documents import Document, Files, FolderFiles, Library, MemoryFiles, open_source, references
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics

_SUFFIXES = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is: its path among its own files, its bytes, its name for people, its suffix, and where it lies.

    `place` is None for what lies in no folder: standard input, a Git revision.
    """

    path: str
    data: bytes
    label: str
    suffix: str
    place: Path | None = None

    @classmethod
    def of(cls, files: Files, document: Document) -> Given:
        """The file that a document was read from."""
        path = document.path
        is_there = files.exists(path)
        data = files.read(path) if is_there else document.data
        place = files.root / path if isinstance(files, FolderFiles) and is_there else None
        return cls(path, data, document.label, _suffix(path, document), place)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The documents of an API version: the one at the root, those that it reaches, and the overlays.

    `contract` is what the overlays make of it; `keeps_name` says that a reference names the root by its file.
    """

    root: Given
    others: tuple[Given, ...]
    overlays: tuple[Given, ...]
    contract: Contract
    keeps_name: bool

    @property
    def title(self) -> str:
        """`info.title`, in one line that can be printed; empty where there is none."""
        said = self._info("title")
        return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:200]

    @property
    def number(self) -> str | None:
        """`info.version`; None where it is no text."""
        return self._info("version") or None

    def _info(self, key: str) -> str:
        info = self.contract.root.get("info")
        value = info.get(key) if isinstance(info, dict) else None
        return value if isinstance(value, str) else ""


def read_candidate(argument: str, overlays: Sequence[str], here: Path) -> Candidate:
    """Reads what an argument names (a file, a folder with one description, `REV:path`, `-`) and all that it reaches.

    Raises InputError, GitError, UsageError.
    """
    if not argument.strip():
        raise UsageError("the name of the description is empty", hint="is a variable empty that should name it?")
    library, document = open_source(argument, cwd=here, check=not overlays)
    root = Given.of(library.files, document)
    opened = [open_overlay(overlay, here) for overlay in overlays]
    if opened:
        library, document = overlaid_source(library, document, [one for _, one in opened], [])
    contract = contract_of(library, document, Options())
    semantics(contract)  # reads whatever is reached by other ways than references
    reached = [one for one in library.documents if one.path != root.path]
    return Candidate(
        root=root,
        others=tuple(Given.of(library.files, one) for one in sorted(reached, key=lambda one: one.path)),
        overlays=tuple(Given.of(files.files, one) for files, one in opened),
        contract=contract,
        keeps_name=any(_names(library, one, root.path) for one in library.documents),
    )


def text_candidate(text: str, label: str) -> Candidate:
    """The candidate in a text that stands somewhere else than in a file of its own. Raises InputError."""
    data = text.encode()
    library = Library(MemoryFiles({label: data}))
    document = library.open(label)
    library.check_references(document)
    contract = contract_of(library, document, Options())
    given = Given(label, data, label, _suffix("", document))
    return Candidate(given, (), (), contract, keeps_name=False)


def _names(library: Library, document: Document, path: str) -> bool:
    """Whether a document refers to the file at a path by name."""
    name, folder = posixpath.basename(path), posixpath.dirname(document.path)
    if quote(name) == name and not any(part.mentions(name.encode()) for part in document.parts):
        return False
    for _, reference in references(document.tree):
        location = unquote(reference.partition("#")[0])
        if location and posixpath.normpath(posixpath.join(folder, location)) == path and library.files.exists(path):
            return True
    return False


def _suffix(path: str, document: Document) -> str:
    """How the name of a file ends, packed or not; where it does not tell, as its content is written."""
    packed = ".gz" if path.lower().endswith(".gz") else ""
    bare = path[: len(path) - len(packed)]
    suffix = posixpath.splitext(bare)[1].lower()
    if suffix not in _SUFFIXES:
        suffix = ".json" if document.syntax == "json" else ".yaml"
    return suffix + packed
