"""What a user names on the command line: a file, `-`, `REV:path`, or a folder of API descriptions."""

from __future__ import annotations

import os
import posixpath
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from govkit.errors import GitError, InputError, Place
from govkit.spec.documents.document import Document, parse
from govkit.spec.documents.files import Files, FolderFiles, MemoryFiles
from govkit.spec.documents.git import Repository
from govkit.spec.documents.git_files import GitFiles
from govkit.spec.documents.library import Library
from govkit.spec.documents.limits import DEFAULT_LIMITS
from govkit.spec.documents.references import references
from govkit.spec.documents.sniff import specs_in

_STDIN = "<stdin>"
_PATIENCE = 1.0  # seconds for the writer of a named pipe to come


def open_source(
    argument: str, *, stdin: BinaryIO | None = None, cwd: Path | None = None, check: bool = True
) -> tuple[Library, Document]:
    """The document that an argument names, and the library in which its references are followed.

    A file, packed with gzip or not; `-` for standard input; `REV:path` for a file of a Git revision (from the top of
    the repository, or from here as `REV:./path`); a folder that holds one API description. Without `check` nobody
    looks where its references lead, for what is mended before it is read. Raises InputError.
    """
    here = (cwd or Path.cwd()).resolve()
    stream = _stream(argument, stdin, here)
    if stream is not None:
        return _alone(*stream, check=check)
    named = _named(argument, here)
    if not named.folder:
        return _opened(Library(named.files), named.path, check=check)
    paths = _specs(named, argument)
    if len(paths) > 1:
        shown = ", ".join(paths[:3]) + (", …" if len(paths) > 3 else "")
        raise InputError(f"{argument} holds {len(paths)} API descriptions: {shown}", hint="name one of them")
    return _opened(Library(named.files), paths[0], check=check)


def sources_in(argument: str, cwd: Path | None = None, *, check: bool = True) -> list[tuple[str, Library, Document]]:
    """Every API description of a folder or `REV:folder` with its path in it, sorted; of a file, itself."""
    here = (cwd or Path.cwd()).resolve()
    named = _named(argument, here)
    library = Library(named.files)
    if not named.folder:
        return [(posixpath.basename(named.path), *_opened(library, named.path, check=check))]
    below = len(named.path) + 1 if named.path else 0
    return [(path[below:], *_opened(library, path, check=check)) for path in _specs(named, argument)]


def is_folder(argument: str, cwd: Path | None = None) -> bool:
    """Whether an argument names a folder or `REV:folder`, as `sources_in` wants. Raises InputError for neither."""
    here = (cwd or Path.cwd()).resolve()
    if argument == "-" or _is_pipe(here / argument):
        return False
    return _named(argument, here).folder


def file_named(argument: str, cwd: Path | None = None) -> tuple[Files, str]:
    """The files among which an argument names one, and its path there: below the top of the repository, or its folder.

    Raises InputError where there is no such file, and for a folder.
    """
    named = _named(argument, (cwd or Path.cwd()).resolve())
    if named.folder:
        raise InputError(f"{argument} is a folder", hint="name a file in it")
    return named.files, named.path


@dataclass(frozen=True, slots=True)
class _Named:
    """Files, and the path of a document or a folder among them."""

    files: Files
    path: str
    folder: bool


def _named(argument: str, here: Path) -> _Named:
    place = here / argument
    try:
        exists = place.exists()
    except PermissionError as error:
        raise InputError(f"{argument} cannot be read: {error.strerror}") from error
    except (OSError, ValueError) as error:  # such as a name that is too long
        raise InputError(f"{argument!r} cannot be the name of a file") from error
    if exists:
        return _on_disk(place, here)
    if ":" in argument:
        return _in_git(argument, here)
    import difflib  # late: only mistakes need it

    close = difflib.get_close_matches(place.name, _names(place.parent), 1, 0.6)
    hint = f"did you mean {posixpath.join(posixpath.dirname(argument), close[0])}?" if close else None
    raise InputError(f"there is no file {argument}", hint=hint or _revision_hint(argument, here))


def _revision_hint(argument: str, here: Path) -> str | None:
    """What to write instead of a revision alone."""
    try:
        repository = Repository.find(here)
        if repository is not None and (kind := repository.kind(argument)):
            return f"{argument} names a {kind} of this repository: a file of a revision is written REV:path"
    except GitError:
        return None
    return None


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  only the names are wanted
    except OSError:
        return []


def _on_disk(place: Path, here: Path) -> _Named:
    """A file or folder as it lies; its root is the top of the Git repository around it, else the folder itself."""
    plain = Path(os.path.abspath(place))  # noqa: PTH100  a link keeps its name: labels show what was typed
    folder = place.is_dir()
    home = plain if folder else plain.parent
    root = _git_top(home) or home
    files = FolderFiles(root, shown_from=here)
    path = os.path.relpath(home.resolve(), files.root)
    path = posixpath.normpath(posixpath.join(Path(path).as_posix(), "" if folder else plain.name))
    return _Named(files, "" if path == "." else path, folder)


def _git_top(folder: Path) -> Path | None:
    """The working tree around a folder, seen by its `.git`: no process, and no quarrel about who owns it."""
    real = folder.resolve()
    return next((parent for parent in (real, *real.parents) if _holds_git(parent)), None)


def _holds_git(folder: Path) -> bool:
    try:
        return (folder / ".git").exists()
    except PermissionError:  # what is in it is not known; whoever reads it is told
        return False


def _in_git(argument: str, here: Path) -> _Named:
    revision, _, path = argument.partition(":")
    repository = Repository.find(here)
    if repository is None:
        raise InputError(
            f"there is no file {argument}", hint="this folder is in no Git repository, so it cannot be REV:path"
        )
    if not revision:
        raise GitError(f"{argument!r} names no revision", hint=f"write HEAD:{path}")
    files = GitFiles(repository, revision)
    offset = Path(os.path.relpath(here, repository.toplevel)).as_posix()
    whole = posixpath.normpath(posixpath.join(offset, path) if path.startswith(("./", "../")) or path == "." else path)
    whole = "" if whole == "." else whole
    if whole.startswith("..") or path.startswith("/"):
        raise GitError(
            f"{path} lies outside the repository", hint="paths of a revision start at the top of the repository"
        )
    if files.exists(whole):
        return _Named(files, whole, folder=False)
    if files.is_folder(whole):
        return _Named(files, whole, folder=True)
    raise GitError(f"there is no file {whole} in {revision}", hint=_git_hint(files, whole, offset))


def _git_hint(files: GitFiles, path: str, offset: str) -> str | None:
    near = posixpath.normpath(posixpath.join(offset, path))
    if files.exists(near) or files.is_folder(near):
        return f"did you mean {files.revision}:./{path}? Without ./ a path starts at the top of the repository"
    import difflib

    close = difflib.get_close_matches(path, files.list(), 1, 0.7)
    return f"did you mean {files.label(close[0])}?" if close else None


def _specs(named: _Named, argument: str) -> list[str]:
    paths = specs_in(named.files, named.path)
    if not paths:
        raise InputError(
            f"{argument} holds no API description",
            hint="one is a .json or .yaml file whose root has `openapi` or `swagger`",
        )
    return paths


def _opened(library: Library, path: str, *, check: bool = True) -> tuple[Library, Document]:
    document = library.open(path)
    if check:
        library.check_references(document)
    return library, document


def _is_pipe(place: Path) -> bool:
    try:
        return place.exists() and not place.is_file() and not place.is_dir()
    except (OSError, ValueError):
        return False


def _stream(argument: str, stdin: BinaryIO | None, here: Path) -> tuple[bytes, str] | None:
    """The bytes and label of standard input, or of a pipe such as the shell's `<(command)`."""
    most = DEFAULT_LIMITS.bytes + 1
    if argument == "-":
        return (stdin or sys.stdin.buffer).read(most), _STDIN
    if not _is_pipe(here / argument):
        return None
    try:
        if stat.S_ISFIFO((here / argument).stat().st_mode):
            return _from_pipe(here / argument, argument, most), argument
        with (here / argument).open("rb") as file:
            return file.read(most), argument
    except OSError as error:
        raise InputError(f"{argument} cannot be read: {error.strerror}") from error


def _from_pipe(place: Path, argument: str, most: int) -> bytes:
    """What comes out of a pipe. Raises InputError for a named one that nobody writes to: it would wait for ever."""
    descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        first, deadline = b"", time.monotonic() + _PATIENCE
        while not first:
            try:
                first = os.read(descriptor, most)
            except BlockingIOError:  # there is a writer, who has not written yet
                break
            if not first and any(map(place.is_relative_to, ("/dev/fd", "/proc"))):
                break  # the shell's own pipe: its writer has come and gone
            if not first and time.monotonic() > deadline:
                raise InputError(f"{argument} is a pipe that nobody writes to", hint="name a file, or pipe it into `-`")
            time.sleep(0 if first else 0.02)
        os.set_blocking(descriptor, True)
        rest = [first]
        while sum(map(len, rest)) < most and (piece := pipe.read(1 << 20)):
            rest.append(piece)
        return b"".join(rest)[:most]


def _alone(data: bytes, label: str, *, check: bool = True) -> tuple[Library, Document]:
    """A document without a folder: it may refer to itself only."""
    if not data:
        raise InputError("nothing came in", place=Place(label), hint="write `-` only where a document is piped in")
    library = Library(MemoryFiles({}))
    document = library.add(parse(data, label))
    if not check:
        return library, document
    for pointer, reference in references(document.tree):
        if reference and not reference.startswith("#"):
            library.check_location(document, reference, (*pointer, "$ref"))
            raise InputError(
                f"{label} has no folder from which the reference {reference!r} could be followed",
                place=document.place((*pointer, "$ref")),
                hint="name a file instead",
            )
    library.check_references(document)
    return library, document
