"""Whether the entries of an estate and the documents they name are in order; elsewhere, documents by themselves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from govkit.catalog.entries import Estate
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.scene import Scene
from govkit.errors import InputError, UsageError
from govkit.findings import Finding, Place, apply_waivers
from govkit.gate.codeowners import drift, home_of
from govkit.gate.comparisons.compared import contract_of, lines_of
from govkit.gate.comparisons.opening import opened
from govkit.gate.configuration import configuration, estate_top, settings, today
from govkit.gate.estates.definitions import Definitions, Named
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.mappings import Mappings
from govkit.gate.estates.measures import measure_findings
from govkit.gate.estates.mocks import mock_findings, mock_paths
from govkit.gate.estates.policies import is_about_entries, judged_entries, policies_of_entries, waivers_of
from govkit.gate.estates.severities import misnamed
from govkit.gate.estates.workflows import Workflows
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.spec.documents import Files, FolderFiles, Library, is_spec, may_be_spec, open_source
from govkit.spec.documents.encoding import read_text
from govkit.spec.documents.limits import DEFAULT_LIMITS
from govkit.spec.openapi.semantics import semantics
from govkit.spec.openapi.strictness import strict_findings


def validate(paths: Sequence[str], options: Options) -> Outcome:
    """Judges an estate: all entries, and every document that an API version names; with paths, what lies there.

    Where there is no estate, or overlays are named, the documents at the paths, or below the working directory. With
    `strict`, openapi-spec-validator judges as well. Raises InputError for a document that cannot be read.
    """
    for path in paths:
        if not path.strip():
            raise UsageError("a path is empty", hint="is a variable empty that should name a document?")
    top = estate_top()
    if top is None or options.overlays or (paths and not any(_inside(path, top) for path in paths)):
        return _documents(paths, options)
    return _estate(top, paths, options)


# -------------------------------------------------------------------------------------------------------------- estate


def _estate(top: Path, paths: Sequence[str], options: Options) -> Outcome:
    estate = open_estate(cache=options.cache)
    ours = [_within(path, top) for path in paths if _inside(path, top)]
    elsewhere = [path for path in paths if not _inside(path, top)]
    named = sorted({one.files for one in estate.versions() if _is_there(estate.files, one.files)})
    folder = settings(top).mocks
    asked = _documents_at(estate, folder, ours, named) if paths else named
    definitions = Definitions(estate.files, options, top)
    definitions.judge(asked)
    scene = Scene(estate, today(), definitions.read)
    joined = [*Mappings(estate, options, top).findings(), *Workflows(estate, options, top).findings()]
    joined += measure_findings(estate, options, top)
    entries = [*judged(scene), *joined, *misnamed(estate)]
    about = _as_policies_say(entries, scene, top)
    found = [one for one in about if not paths or _is_at(one, ours, estate.files)]
    declared = mock_findings(estate, folder, top) if not estate.problems else []
    found += [one for one in declared if not paths or _is_at(one, ours, estate.files)]
    others = _documents(elsewhere, options) if elsewhere else None
    return Outcome(
        command="validate",
        findings=(
            *found,
            *definitions.findings,
            *_codeowners(estate, top, paths),
            *(others.findings if others else ()),
        ),
        new=", ".join(paths) or ".",
        compared=len(estate)
        + len(estate.problems)
        + len(mock_paths(estate, folder))
        + len(asked)
        + (others.compared if others else 0),
        notes=(*definitions.notes, *(others.notes if others else ())),
        line_of=_lines(estate.line_of, estate.files, others.line_of if others else None),
    )


def _as_policies_say(findings: Sequence[Finding], scene: Scene, top: Path) -> list[Finding]:
    """Findings about entries as policies have them, and those of their waivers about entries that excuse nothing."""
    policies = policies_of_entries(scene.estate)
    found = judged_entries(findings, policies, configuration(top).waivers, scene.today)
    waivers = [one for entry in policies.entries for one in waivers_of(entry) if is_about_entries(one)]
    return [*found, *apply_waivers(found, waivers, scene.today)[len(found) :]]


def _codeowners(estate: Estate, top: Path, paths: Sequence[str]) -> list[Finding]:
    """Drift of the block in CODEOWNERS, where all is judged and the catalog can be read whole."""
    return [] if paths or estate.problems else drift(estate, home_of(estate, top))


def _is_there(files: Files, paths: Iterable[str]) -> bool:
    """Whether all files of a version are there; `definition-missing` tells of those that are not."""
    try:
        return all(files.exists(path) for path in paths)
    except InputError:  # a link that leads out
        return False


def _documents_at(estate: Estate, mocks: str, ours: Iterable[str], named: Iterable[Named]) -> list[Named]:
    """The documents at some paths: those of API versions as they are named, and those that look like one."""
    files, found = estate.files, set[Named]()
    entries = (f"{estate.folder}/", f"{mocks}/")
    for path in ours:
        known = {one for one in named if any(not path or file == path or file.startswith(f"{path}/") for file in one)}
        found |= known
        is_named = {file for one in known for file in one}
        if not files.exists(path):
            inside = (other for other in files.list(path) if may_be_spec(other) and other not in is_named)
            found |= {(other,) for other in inside if is_spec(files.read(other))}
        elif not known and (not path.startswith(entries) or is_spec(files.read(path))):
            found.add((path,))  # what is no entry is read as a description, and refused where it is none
    return sorted(found)


def _is_at(finding: Finding, ours: Iterable[str], files: Files) -> bool:
    file = finding.new.file if finding.new else ""
    return any(not path or file == files.label(path) or file.startswith(f"{files.label(path)}/") for path in ours)


def _inside(path: str, top: Path) -> bool:
    if path == "-":
        return False
    try:
        if (":" in path or "@" in path) and not Path(path).exists():  # of a revision, or a version of the catalog
            return False
        return Path(path).resolve().is_relative_to(top)
    except (OSError, ValueError):
        return False


def _within(path: str, top: Path) -> str:
    """A path as the estate knows it; empty for its top. Raises InputError where nothing is there."""
    if not Path(path).exists():
        open_source(path)  # says what is wrong, with a hint
    whole = Path(os.path.abspath(path))  # noqa: PTH100  a link keeps its name
    inside = Path(os.path.relpath(whole.parent.resolve() / whole.name, top)).as_posix()
    return "" if inside == "." else inside


def _lines(
    first: Callable[[Place], str | None], files: Files, last: Callable[[Place], str | None] | None
) -> Callable[[Place], str | None]:
    """A function from a place to its line, read from the file when somebody asks."""
    shown = files.root if isinstance(files, FolderFiles) else Path.cwd()
    texts: dict[str, list[str]] = {}

    def line_of(place: Place) -> str | None:
        found = first(place) or (last(place) if last is not None else None)
        if found is not None or place.line is None:
            return found
        if place.file not in texts:
            texts[place.file] = _text(Path(place.file), shown)
        lines = texts[place.file]
        return lines[place.line - 1] if place.line <= len(lines) else None

    return line_of


def _text(file: Path, root: Path) -> list[str]:
    real = file.resolve()
    if not real.is_relative_to(root):
        return []
    try:
        return read_text(real.read_bytes(), file.name, DEFAULT_LIMITS).string.split("\n")
    except (OSError, InputError):
        return []


# ----------------------------------------------------------------------------------------------------------- documents


def _documents(paths: Sequence[str], options: Options) -> Outcome:
    settings()  # what is wrong in them is told here, too
    findings: list[Finding] = []
    libraries: list[Library] = []
    notes: list[str] = []
    if options.overlays and len(paths) > 1:
        raise UsageError(f"{len(paths)} paths are named, and overlays are for one document", hint="name one of them")
    for path in paths or (".",):
        for library, document in opened(path, options.overlays, notes).values():
            libraries.append(library)
            contract = contract_of(library, document, Options())
            findings += semantics(contract)
            if options.strict:
                findings += strict_findings(contract)
    return Outcome(
        command="validate",
        findings=tuple(findings),
        new=", ".join(paths) or ".",
        compared=len(libraries),
        notes=tuple(notes),
        line_of=lines_of(libraries),
    )
