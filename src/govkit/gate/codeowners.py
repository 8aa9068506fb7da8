"""CODEOWNERS as the catalog says: whose review a change of an entry, a document or a workflow needs.

The generated lines stand in a block between two comments of `.github/CODEOWNERS`; what stands around them is nobody's
business here. The last pattern that matches a file counts, so the block keeps the general before the particular.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from govkit.catalog.entries import Entry, Estate, Form, TeamSpec
from govkit.errors import InputError, Place
from govkit.findings import Finding, Subject, Verdict, discover, fingerprint_of
from govkit.gate.answers.shared import owner_name
from govkit.gate.comparisons.presence import RULES
from govkit.gate.outcome import Outcome
from govkit.spec.documents import Files, FolderFiles

FILE = ".github/CODEOWNERS"
BEGIN = "# --- begin: written by `govkit codeowners --write` from the catalog ---"
END = "# --- end: written by `govkit codeowners --write` ---"
_MOST_BYTES = 3 * 1024 * 1024  # GitHub reads no more
_NAMED = 5
_SPECIAL = " \\#"
_UNWRITABLE = "*?[]!\t"


@dataclass(frozen=True, slots=True)
class Block:
    """The generated lines, and what cannot be said in them: sentences."""

    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The block with the comments around it."""
        return "\n".join([BEGIN, *self.lines, END])


@dataclass(frozen=True, slots=True)
class Home:
    """Where CODEOWNERS is: the files of the repository, and the folder of the estate in it, empty for its top."""

    files: Files
    below: str = ""

    @property
    def label(self) -> str:
        """The file as people know it."""
        return self.files.label(FILE)


def home_of(estate: Estate, top: Path, cwd: Path | None = None) -> Home:
    """The home for an estate on disk: the repository around it, else the estate itself."""
    around = repository_around(top)
    if around == top:
        return Home(estate.files)
    return Home(FolderFiles(around, shown_from=(cwd or Path.cwd()).resolve()), top.relative_to(around).as_posix())


def repository_around(top: Path) -> Path:
    """The top of the repository that holds a folder, which need not be there yet; else the folder itself."""
    return next((folder for folder in (top, *top.parents) if (folder / ".git").exists()), top)


def block_of(estate: Estate, below: str = "") -> Block:
    """The block that an estate wants, which lies in a folder of the repository."""
    unasked: dict[str, list[str]] = defaultdict(list)
    owners: dict[str, list[str]] = {}
    for inside, team in _paths(estate):
        path = f"{below}/{inside}" if below else inside
        handles = _handles(estate.teams[team].spec) if team in estate.teams else []
        if not handles:
            why = "without `codeowners`" if team in estate.teams else "that the catalog does not have"
            unasked[why] += [] if team in unasked[why] else [team]
        elif _pattern(path) is None:
            unasked["path"] += [] if path in unasked["path"] else [path]
        else:
            known = owners.setdefault(path, [])
            known += [handle for handle in handles if handle not in known]
    wide = max((len(_pattern(path) or "") for path in owners), default=0)
    lines = [f"{(_pattern(path) or '').ljust(wide)} {' '.join(owners[path])}" for path in sorted(owners, key=_order)]
    return Block(tuple(lines), tuple(_note(why, names) for why, names in unasked.items()))


def _note(why: str, names: list[str]) -> str:
    named = ", ".join(f"`{name}`" for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    if why == "path":
        return f"not to be written in CODEOWNERS: {named}{more}"
    return f"teams {why}, so that nobody is asked for reviews of what they own: {named}{more}"


def _order(path: str) -> tuple[int, str]:
    """Folders before what is in them."""
    return (path.rstrip("/").count("/"), path)


def _handles(team: TeamSpec) -> list[str]:
    """What the team is called there; a name that hides or moves other text is none."""
    return [str(one) for one in team.codeowners if one.isprintable()]


def _pattern(path: str) -> str | None:
    """A path as a pattern from the top (that of gitignore, without classes); None where the form cannot hold it."""
    if any(character in path for character in _UNWRITABLE) or not path.isprintable():
        return None
    return "/" + "".join(f"\\{character}" if character in _SPECIAL else character for character in path)


def _paths(estate: Estate) -> Iterator[tuple[str, str]]:
    """Paths with the team that owns what is there; a folder ends in a slash."""
    named = [(path, team) for entry in estate if (team := _owner(entry)) for path in _named(entry)]
    owners: dict[str, set[str]] = defaultdict(set)
    for path, team in named:
        owners[posixpath.dirname(path)].add(team)
    taken = {"", *(posixpath.dirname(entry.source.path) for entry in estate)}
    for path, team in named:
        folder = posixpath.dirname(path)
        yield (path if folder in taken or len(owners[folder]) > 1 else f"{folder}/"), team
    for entry in estate:
        if team := _owner(entry):
            yield entry.source.path, team
    for document in estate.workflow_documents:
        for workflow in document.workflows:
            if workflow.owner:
                yield document.source.path, workflow.owner


def _owner(entry: Entry[Form]) -> str | None:
    """The team whose review a change needs: a team's own entry is its own."""
    return entry.name if entry.kind == "Team" else owner_name(entry)


def _named(entry: Entry[Form]) -> list[str]:
    """The files that an entry names: documents and schemas of its versions, their overlays, pacts."""
    found: list[str] = []
    for version in getattr(entry.spec, "versions", ()):
        found += [getattr(version, "definition", ""), *getattr(version, "overlays", ()), *getattr(version, "pacts", ())]
    every = dict.fromkeys((*found, *getattr(entry.spec, "pacts", ())))
    return [posixpath.normpath(path) for path in every if path]


def merged(text: str, block: Block, label: str = FILE) -> str:
    """The text of a CODEOWNERS file with the block in the place of the one in it, or after all. Raises InputError."""
    begin, end = _marks(text, label)
    ending = "\r\n" if "\r\n" in text else "\n"
    mine = block.text.replace("\n", ending)
    if begin is None or end is None:
        before = text if not text or text.endswith("\n") else f"{text}{ending}"
        return f"{before}{ending if before else ''}{mine}{ending}"
    lines = text.splitlines(keepends=True)
    tail = "".join(lines[end + 1 :])
    stop = ending if lines[end].endswith(("\n", "\r")) else ""
    return f"{''.join(lines[:begin])}{mine}{stop}{tail}"


def _marks(text: str, label: str) -> tuple[int | None, int | None]:
    lines = [line.rstrip() for line in text.splitlines()]
    begins = [index for index, line in enumerate(lines) if line == BEGIN]
    ends = [index for index, line in enumerate(lines) if line == END]
    if not begins and not ends:
        return None, None
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        place = Place(label, (begins or ends)[-1] + 1, 1)
        hint = f"it begins with the line `{BEGIN}` and ends with `{END}`, each once"
        raise InputError("the generated block of CODEOWNERS is not whole", place=place, hint=hint)
    return begins[0], ends[0]


def current(home: Home) -> str | None:
    """The text of the file as it is; None where there is none. Raises InputError where it cannot be read."""
    if not home.files.exists(FILE):
        return None
    data = home.files.read(FILE)
    if len(data) > _MOST_BYTES:
        raise InputError("the file is larger than 3 MB", place=Place(home.label))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("this is not UTF-8", place=Place(home.label)) from error


def refreshed(estate: Estate, home: Home) -> tuple[str, bytes, bytes] | None:
    """The file with its block as an estate wants it: path, bytes now, bytes then. None where no block is to change."""
    text = current(home)
    if text is None or _marks(text, home.label)[0] is None:
        return None
    wanted = merged(text, block_of(estate, home.below), home.label)
    return (FILE, text.encode(), wanted.encode()) if wanted != text else None


def accompanied(
    contents: Mapping[str, bytes], estate: Estate, top: Path, cwd: Path | None = None
) -> tuple[Path, str, dict[str, bytes]]:
    """What is to be written into an estate, with CODEOWNERS where its block changes with it.

    `estate` is as it will be. Returns the folder from which paths are told, the folder of the estate in it, and the
    contents: those of the repository where CODEOWNERS is among them. Raises InputError.
    """
    home = home_of(estate, top, cwd)
    owners = refreshed(estate, home)
    if owners is None:
        return top, "", dict(contents)
    root = top.parents[home.below.count("/")] if home.below else top
    moved = {posixpath.join(home.below, path): data for path, data in contents.items()}
    return root, home.below, moved | {owners[0]: owners[2]}


def drift(estate: Estate, home: Home, *, missing: bool = False) -> list[Finding]:
    """The finding that the block is not what the estate wants, or none; with `missing`, that there is none as well.

    Raises InputError where the file cannot be read or its block is not whole.
    """
    text = current(home)
    begin, end = _marks(text or "", home.label)
    if text is None or begin is None or end is None:
        if not missing:
            return []
        return [_outdated(home, "the block that the catalog gives is missing", 1 if text else None)]
    have = [line.rstrip() for line in text.splitlines()][begin + 1 : end]
    lines = block_of(estate, home.below).lines
    if have == list(lines):
        return []
    at = next((i for i, (old, new) in enumerate(zip(have, lines, strict=False)) if old != new), None)
    at = min(len(have), len(lines)) if at is None else at
    wanted = f"`{' '.join(lines[at].split())}`" if at < len(lines) else "the end of the block"
    return [_outdated(home, f"the catalog says otherwise: here should stand {wanted}", begin + at + 2)]


def _outdated(home: Home, message: str, line: int | None) -> Finding:
    rule = discover(RULES)["codeowners-outdated"]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.POLICY,
        message=message,
        subject=Subject("", path=FILE),
        fingerprint=fingerprint_of(rule.id, "", None, "", FILE),
        fix=rule.fix,
        new=Place(home.label, line, 1 if line else None),
    )


def checked(estate: Estate, home: Home) -> Outcome:
    """Whether CODEOWNERS is what the catalog says, for `govkit codeowners --check`."""
    return Outcome(
        command="codeowners",
        findings=tuple(drift(estate, home, missing=True)),
        new=FILE,
        notes=block_of(estate, home.below).notes,
        line_of=_lines(current(home) or "", home.label),
    )


def _lines(text: str, label: str) -> Callable[[Place], str | None]:
    lines = text.splitlines()

    def line_of(place: Place) -> str | None:
        at = place.line
        return lines[at - 1] if place.file == label and at is not None and at <= len(lines) else None

    return line_of
