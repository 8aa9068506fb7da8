"""CODEOWNERS as the catalog says: whose review a change of an entry, a document or a workflow needs.

The generated lines stand in a block between two comments of `.github/CODEOWNERS`; what stands around them is nobody's
business here. The last pattern that matches a file counts, so the block keeps the general before the particular.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from govkit.catalog.entries import Entry, Estate, Form, TeamSpec
from govkit.errors import InputError, Place
from govkit.findings import Finding, Subject, Verdict, discover, fingerprint_of
from govkit.gate.answers import owner_name
from govkit.gate.outcome import Outcome
from govkit.gate.presence import RULES

FILE = ".github/CODEOWNERS"
BEGIN = "# --- begin: written by `govkit codeowners --write` from the catalog ---"
END = "# --- end: written by `govkit codeowners --write` ---"
_MOST_BYTES = 3 * 1024 * 1024  # GitHub reads no more
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


def block_of(estate: Estate) -> Block:
    """The block that the estate wants."""
    notes: dict[str, None] = {}
    owners: dict[str, list[str]] = {}
    for path, team in _paths(estate):
        handles = _handles(estate.teams[team].spec) if team in estate.teams else []
        if not handles:
            why = "has no `codeowners`" if team in estate.teams else "is no team of the catalog"
            notes[f"`{team}` {why}: nobody is asked for reviews of what it owns"] = None
        elif _pattern(path) is None:
            notes[f"`{path}` cannot be written in CODEOWNERS"] = None
        else:
            known = owners.setdefault(path, [])
            known += [handle for handle in handles if handle not in known]
    wide = max((len(_pattern(path) or "") for path in owners), default=0)
    lines = [f"{(_pattern(path) or '').ljust(wide)} {' '.join(owners[path])}" for path in sorted(owners, key=_order)]
    return Block(tuple(lines), tuple(notes))


def _order(path: str) -> tuple[int, str]:
    """Folders before what is in them."""
    return (path.rstrip("/").count("/"), path)


def _handles(team: TeamSpec) -> list[str]:
    return [str(one) for one in team.codeowners]


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
        found += [version.definition, *getattr(version, "overlays", ())]
    return [posixpath.normpath(path) for path in (*found, *getattr(entry.spec, "pacts", ()))]


def merged(text: str, block: Block) -> str:
    """The text of a CODEOWNERS file with the block in the place of the one in it, or after all. Raises InputError."""
    begin, end = _marks(text)
    ending = "\r\n" if "\r\n" in text else "\n"
    mine = block.text.replace("\n", ending)
    if begin is None or end is None:
        before = text if not text or text.endswith("\n") else f"{text}{ending}"
        return f"{before}{ending if before else ''}{mine}{ending}"
    lines = text.splitlines(keepends=True)
    tail = "".join(lines[end + 1 :])
    stop = ending if lines[end].endswith(("\n", "\r")) else ""
    return f"{''.join(lines[:begin])}{mine}{stop}{tail}"


def _marks(text: str) -> tuple[int | None, int | None]:
    lines = [line.rstrip() for line in text.splitlines()]
    begins = [index for index, line in enumerate(lines) if line == BEGIN]
    ends = [index for index, line in enumerate(lines) if line == END]
    if not begins and not ends:
        return None, None
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        place = Place(FILE, (begins or ends)[-1] + 1, 1)
        hint = f"it begins with the line `{BEGIN}` and ends with `{END}`, each once"
        raise InputError("the generated block of CODEOWNERS is not whole", place=place, hint=hint)
    return begins[0], ends[0]


def current(estate: Estate) -> str | None:
    """The text of the file as it is; None where there is none. Raises InputError where it cannot be read."""
    if not estate.files.exists(FILE):
        return None
    data = estate.files.read(FILE)
    if len(data) > _MOST_BYTES:
        raise InputError("the file is larger than 3 MB", place=Place(estate.files.label(FILE)))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("this is not UTF-8", place=Place(estate.files.label(FILE))) from error


def drift(estate: Estate, *, missing: bool = False) -> list[Finding]:
    """The finding that the block is not what the estate wants, or none; with `missing`, that there is none as well.

    Raises InputError where the file cannot be read or its block is not whole.
    """
    text, block = current(estate), block_of(estate)
    begin, end = _marks(text or "")
    if text is None or begin is None or end is None:
        if not missing:
            return []
        return [_outdated(estate, "the block that the catalog gives is missing", 1 if text else None)]
    have = [line.rstrip() for line in text.splitlines()][begin + 1 : end]
    if have == list(block.lines):
        return []
    at = next((i for i, (old, new) in enumerate(zip(have, block.lines, strict=False)) if old != new), None)
    at = min(len(have), len(block.lines)) if at is None else at
    wanted = f"`{block.lines[at]}`" if at < len(block.lines) else "the end of the block"
    return [
        _outdated(estate, f"the catalog says otherwise: here should stand {' '.join(wanted.split())}", begin + at + 2)
    ]


def _outdated(estate: Estate, message: str, line: int | None) -> Finding:
    rule = discover(RULES)["codeowners-outdated"]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.POLICY,
        message=message,
        subject=Subject(FILE),
        fingerprint=fingerprint_of(rule.id, FILE, None, ""),
        fix=rule.fix,
        new=Place(estate.files.label(FILE), line, 1 if line else None),
    )


def checked(estate: Estate) -> Outcome:
    """Whether CODEOWNERS is what the catalog says, for `govkit codeowners --check`."""
    line_of = _lines(current(estate) or "", estate.files.label(FILE))
    return Outcome(
        command="codeowners",
        findings=tuple(drift(estate, missing=True)),
        new=FILE,
        notes=block_of(estate).notes,
        line_of=line_of,
    )


def _lines(text: str, label: str) -> Callable[[Place], str | None]:
    lines = text.splitlines()

    def line_of(place: Place) -> str | None:
        at = place.line
        return lines[at - 1] if place.file == label and at is not None and at <= len(lines) else None

    return line_of
