"""An import: read, taken into the catalog, judged as the gate would, written as a whole or not at all."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from govkit.catalog.entries import Estate, Shelf, load
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.lock import LOCK, digest, read_lock, write_lock
from govkit.catalog.entries.scene import Scene
from govkit.errors import UsageError
from govkit.findings import Severity
from govkit.gate.codeowners import accompanied
from govkit.gate.configuration import estate_top, today
from govkit.gate.estates.loading import open_estate
from govkit.gate.exchange.entities import read_entities
from govkit.gate.exchange.from_backstage import Assumed, Taken, take
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.registration.plan import new_entry
from govkit.gate.writing import Writing
from govkit.spec.documents import PatchedFiles


@dataclass(frozen=True, slots=True)
class Import:
    """An import that is judged, and not yet done; `writing` is None where it is refused. `counts` is by kind."""

    outcome: Outcome
    notes: tuple[str, ...]
    counts: dict[str, int]
    writing: Writing | None = None

    def done(self) -> None:
        """Writes entries and documents. Raises UsageError where a file cannot be written: then none is."""
        if self.writing is not None:
            self.writing.write()


def import_backstage(
    files: Sequence[str], assumed: Assumed, options: Options, *, cwd: Path | None = None, on: date | None = None
) -> Import:
    """Judges what files of Backstage become in the estate around a folder, and makes what would be written.

    Raises InputError for what cannot be read, clashes, or cannot be decided; UsageError where there is no estate.
    """
    here = (cwd or Path.cwd()).resolve()
    top = estate_top(here)
    if top is None:
        raise UsageError("there is no catalog here to import into", hint="`govkit init` begins one")
    shelf = Shelf()
    estate = open_estate(cwd=here, shelf=shelf)
    estate.refuse_problems()
    entities = [entity for file in dict.fromkeys(files) for entity in read_entities(here / file, file)]
    taken = take(entities, estate, top, assumed, on or today())
    contents = dict(taken.contents)
    contents |= dict(new_entry(kind, *said, estate) for (kind, _), said in taken.entries.items())
    after = load(PatchedFiles(estate.files, contents, taken.labels), estate.folder, shelf)
    after.refuse_problems()
    contents |= _locked(estate, after, taken)
    stood = {one.fingerprint for one in judged(Scene(estate, today()))}
    found = tuple(one for one in judged(Scene(after, today())) if one.fingerprint not in stood)
    counts: dict[str, int] = {}
    for kind, _ in taken.entries:
        counts[kind] = counts.get(kind, 0) + 1
    outcome = Outcome(
        command="import",
        findings=found,
        new=", ".join(files),
        compared=len(taken.entries),
        line_of=after.line_of,
    )
    if outcome.fails(Severity.ERROR):
        return Import(outcome, taken.notes.told(), counts)
    root, _, written = accompanied(contents, after, top, here)
    return Import(outcome, taken.notes.told(), counts, Writing(root, written))


def _locked(estate: Estate, after: Estate, taken: Taken) -> dict[str, bytes]:
    """The lock with the versions that are in use already. Raises UsageError where it knows one otherwise."""
    if not taken.released:
        return {}
    path = posixpath.join(estate.folder, LOCK)
    old = estate.files.read(path) if estate.files.exists(path) else b""
    lock = read_lock(estate.files, estate.folder)
    for name in taken.released:
        (version,) = after.meant(name)
        now = digest(after.files, version.version)
        if lock.digests.get(name, now) != now:
            hint = f"see {lock.place(name)}; a released version never says something else"
            raise UsageError(f"{name} was released here before, and said something else", hint=hint)
        lock = lock.with_version(name, now)
    return {path: write_lock(lock, old)}
