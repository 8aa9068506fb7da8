"""Whether the entries of an estate and the documents they name are in order; elsewhere, documents by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govkit.catalog.entries import Estate
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.scene import Scene
from govkit.errors import UsageError
from govkit.findings import Finding, apply_waivers
from govkit.gate.codeowners import drift, home_of
from govkit.gate.comparisons.compared import contract_of, lines_of
from govkit.gate.comparisons.opening import opened
from govkit.gate.configuration import configuration, estate_top, settings, today
from govkit.gate.estates.asked import documents_at, inside, is_at, is_there, lines_in, within
from govkit.gate.estates.definitions import Definitions
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.mappings import Mappings
from govkit.gate.estates.measures import measure_findings
from govkit.gate.estates.mocks import mock_findings, mock_paths
from govkit.gate.estates.policies import is_about_entries, judged_entries, policies_of_entries, waivers_of
from govkit.gate.estates.severities import misnamed
from govkit.gate.estates.workflows import Workflows
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.spec.documents import Library
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
    if top is None or options.overlays or (paths and not any(inside(path, top) for path in paths)):
        return _documents(paths, options)
    return _estate(top, paths, options)


# -------------------------------------------------------------------------------------------------------------- estate


def _estate(top: Path, paths: Sequence[str], options: Options) -> Outcome:
    estate = open_estate(cache=options.cache)
    ours = [within(path, top) for path in paths if inside(path, top)]
    elsewhere = [path for path in paths if not inside(path, top)]
    named = sorted({one.files for one in estate.versions() if is_there(estate.files, one.files)})
    folder = settings(top).mocks
    asked = documents_at(estate, folder, ours, named) if paths else named
    definitions = Definitions(estate.files, options, top)
    definitions.judge(asked)
    scene = Scene(estate, today(), definitions.read)
    joined = [*Mappings(estate, options, top).findings(), *Workflows(estate, options, top).findings()]
    joined += measure_findings(estate, options, top)
    entries = [*judged(scene), *joined, *misnamed(estate)]
    about = _as_policies_say(entries, scene, top)
    found = [one for one in about if not paths or is_at(one, ours, estate.files)]
    declared = mock_findings(estate, folder, top) if not estate.problems else []
    found += [one for one in declared if not paths or is_at(one, ours, estate.files)]
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
        line_of=lines_in(estate.line_of, estate.files, others.line_of if others else None),
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
