"""Where output goes: standard output, standard error, files; with or without colour."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from govkit.errors import UsageError

if TYPE_CHECKING:
    from govkit.reports import Rendered

COLOR_CHOICES = ("auto", "always", "never")
_SERIOUS = ("error", "hint", "internal error")
_NARROWEST, _WIDEST, _UNKNOWN_WIDTH = 60, 140, 100
_IN_ASCII = str.maketrans(
    {"│": "|", "·": "-", "…": "...", "←": "<-", "→": "->", "—": "-", "’": "'", "“": '"', "”": '"'}
)


@dataclass(slots=True)
class _Manner:
    """How much is said, and what happens before anything is written."""

    quiet: bool = False
    verbose: bool = False
    before: Callable[[], None] | None = None


_manner = _Manner()


def set_manner(*, quiet: bool = False, verbose: bool = False) -> None:
    """Says less, or more, from now on."""
    _manner.quiet = _manner.quiet or quiet
    _manner.verbose = _manner.verbose or verbose


def reset_manner() -> None:
    """Says what is usual again."""
    _manner.quiet = _manner.verbose = False


def is_quiet() -> bool:
    """Whether people are told nothing but errors."""
    return _manner.quiet


def is_verbose() -> bool:
    """Whether steps are told."""
    return _manner.verbose and not _manner.quiet


def before_writing(do: Callable[[], None] | None) -> Callable[[], None] | None:
    """Sets what happens before anything is written; what it was before."""
    earlier, _manner.before = _manner.before, do
    return earlier


def _about_to_write() -> None:
    if _manner.before is not None:
        _manner.before()


def terminal_width() -> int:
    """The columns to write for: those of the terminal (or of COLUMNS), within what reads well."""
    import shutil  # late: servers and machines never ask

    columns = shutil.get_terminal_size((_UNKNOWN_WIDTH, 24)).columns
    return min(max(columns, _NARROWEST), _WIDEST)


def is_coloured(choice: str, stream: IO[str]) -> bool:
    """Whether to paint: what the caller chose, else NO_COLOR and FORCE_COLOR, else whether a terminal listens."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def show(rendered: Rendered, color: str = "auto") -> None:
    """Writes a report on standard output: lines painted for people, a document exactly as it is, in UTF-8.

    With --quiet people are shown nothing.

    Raises:
        OSError: standard output cannot be written.
    """
    _about_to_write()
    if isinstance(rendered, str):
        _write(rendered.encode("utf-8", "backslashreplace"))
        return
    if _manner.quiet:
        return
    from govkit.cli.paint import painted

    text = painted(rendered, colour=is_coloured(color, sys.stdout))
    encoding = sys.stdout.encoding or "utf-8"
    with contextlib.suppress(UnicodeEncodeError):
        _write(text.encode(encoding))
        return
    _write(text.translate(_IN_ASCII).encode(encoding, "backslashreplace"))


def say(text: str = "") -> None:
    """Writes a line for people on standard output; with --quiet nothing. Raises OSError."""
    _about_to_write()
    if not _manner.quiet:
        _write(f"{text}\n".encode(sys.stdout.encoding or "utf-8", "backslashreplace"))


def _write(data: bytes) -> None:
    sys.stdout.flush()
    rest = memoryview(data)
    while rest:  # an unbuffered stream may take less than it is given
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.buffer.flush()


def complain(text: str, *, word: str = "") -> None:
    """Writes a message on standard error, after a `word` such as `error`; a standard error that is gone is no error.

    With --quiet only errors and their hints are written.
    """
    if _manner.quiet and word not in _SERIOUS:
        return
    _about_to_write()
    from govkit.cli.paint import painted
    from govkit.reports.spans import Span, line, visible

    style = {"error": "error", "internal error": "error"}.get(word, "strong")
    lead = (Span(f"{word}: ", style),) if word else ()
    first, *others = text.rstrip("\n").split("\n")
    lines = [(*lead, Span(visible(first))), *(line(visible(other)) for other in others)]
    with contextlib.suppress(OSError, ValueError):
        shown = painted(lines, colour=is_coloured("auto", sys.stderr))
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(shown.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()


def fault() -> OSError | None:
    """Why standard output cannot be written, where it cannot: tells its errors from those of other files and pipes."""
    try:
        sys.stdout.flush()
        sys.stdout.write("\n")  # an unbuffered stream has kept nothing that a flush could fail on
        sys.stdout.flush()
    except OSError as error:
        return error
    return None


def open_missing() -> None:
    """Gives the process the standard streams that whoever started it has closed, leading nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  open as long as the process is


def leave(code: int) -> NoReturn:
    """Ends the process with an exit code at once: taking millions of nodes apart first takes longer than a report.

    Everything has been written and closed by then. Who measures which lines run has to be told at the end.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    if "coverage" in sys.modules or sys.gettrace() is not None:
        sys.exit(code)
    os._exit(code)


def abandon() -> None:
    """Sends to nowhere what is still to be written on standard output, so that the interpreter ends in silence."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def write_file(path: Path, text: str) -> None:
    """Writes a file whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    from govkit.spec.documents import is_spec

    try:
        if path.is_file() and is_spec(path.read_bytes()):
            hint = "is an `=` too much, or a file name where another was meant?"
            raise UsageError(f"{path} is an API description, which a report would overwrite", hint=hint)
        if path.exists() and not path.is_file():  # a device or a pipe: there is nothing to put in its place
            path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="does its folder exist?") from error


def _replace(path: Path, text: str) -> None:
    import tempfile  # late: few commands write files

    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        draft.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
        draft.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
