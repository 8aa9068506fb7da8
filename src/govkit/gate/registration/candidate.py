"""What somebody hands over to be registered: documents as they are, and the overlays that mend them."""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from govkit.errors import InputError, Place, UsageError
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.comparisons.opening import open_overlay
from govkit.gate.comparisons.overlaying import overlaid_source
from govkit.gate.options import Options
from govkit.spec.documents import (
    DEFAULT_LIMITS,
    Document,
    Files,
    FolderFiles,
    Library,
    MemoryFiles,
    open_source,
    references,
)
from govkit.spec.documents.references import objects
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics

_SUFFIXES = (".json", ".yaml", ".yml")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\")
"""How a location begins that leads to another machine, or to the top of this one."""


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
    loose = dict(found for one in library.documents for found in _loosely_named(library, one))
    reached = {one.path: Given.of(library.files, one) for one in library.documents} | loose
    reached.pop(root.path, None)
    return Candidate(
        root=root,
        others=tuple(one for _, one in sorted(reached.items())),
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


def _loosely_named(library: Library, document: Document) -> Iterator[tuple[str, Given]]:
    """The files that a document names by other means than `$ref`, by their paths: they belong to it as well.

    One that is a document in its turn is opened, with all that it refers to.
    """
    files = library.files
    for location in _loose(document):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), location))
        if path.startswith("../") or not files.exists(path):
            continue
        with contextlib.suppress(InputError):  # such as an example that is a picture
            library.check_references(library.open(path))
        data = files.read(path)
        if len(data) > DEFAULT_LIMITS.bytes:
            raise InputError(f"the file is larger than {DEFAULT_LIMITS.bytes:,} bytes", place=Place(files.label(path)))
        place = files.root / path if isinstance(files, FolderFiles) else None
        yield path, Given(path, data, files.label(path), posixpath.splitext(path)[1], place)


def _loose(document: Document) -> Iterator[str]:
    """Locations in `externalValue`, `operationRef` and the mapping of discriminators."""
    if not any(part.mentions(b"externalValue", b"operationRef", b"discriminator") for part in document.parts):
        return
    for _, value in objects(document.tree) if isinstance(document.tree, dict | list) else ():
        said = [value.get("externalValue"), value.get("operationRef")]
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        said += mapping.values() if isinstance(mapping, dict) else []
        for text in said:
            location = unquote(text.partition("#")[0]) if isinstance(text, str) else ""
            if location and not _ELSEWHERE.match(location):
                yield location


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
