"""`govkit lint`: rules over an estate and the documents of its APIs; elsewhere, over documents by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govkit.catalog.entries import VersionOf
from govkit.checks.lint.spectral.running import unread
from govkit.errors import InputError, UsageError
from govkit.findings import Finding, apply_waivers
from govkit.gate.cache import cache_at
from govkit.gate.comparisons.compared import contract_of, lines_of
from govkit.gate.comparisons.opening import opened
from govkit.gate.comparisons.overlaying import Source
from govkit.gate.configuration import configuration, estate_top, settings, today
from govkit.gate.estates.asked import inside, is_at, lines_in, within
from govkit.gate.estates.definitions import Named, open_definition
from govkit.gate.estates.loading import open_estate
from govkit.gate.lint.baseline import held, read_baseline, write_baseline
from govkit.gate.lint.choosing import chosen
from govkit.gate.lint.documents import Documents
from govkit.gate.lint.governed import Governing
from govkit.gate.lint.rulesets import Rulesets, Ruling, ruling_named, skipped
from govkit.gate.lint.single import linted, ruled
from govkit.gate.lint.whole import Whole
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.spec.documents import FolderFiles, Library, is_folder, open_source, sources_in


@dataclass(frozen=True, slots=True, kw_only=True)
class LintOptions:
    """How a lint goes: by which rules, and what of what it finds may stand.

    `rulesets` are files: where some are named they alone are gone by, with `own` beside govkit's rules and all else
    that is said of the estate. So it is with a ruleset that lies where there is no estate. `baseline` is read: what is
    in it does not count. `write` is written with all that counts, which then does not.
    """

    rulesets: tuple[str, ...] = ()
    own: bool = False
    baseline: Path | None = None
    write: Path | None = None


def lint_documents(paths: Sequence[str], options: Options, asked: LintOptions | None = None) -> Outcome:
    """Lints an estate: the documents of its versions, and itself as a whole; with paths, what lies there.

    Where there is no estate, the documents at the paths, or below the working directory. Raises InputError for a
    document, a ruleset or a baseline that cannot be read.
    """
    asked = asked or LintOptions()
    for path in paths:
        if not path.strip():
            raise UsageError("a path is empty", hint="is a variable empty that should name a document?")
    if asked.write is not None and paths:
        raise UsageError("a baseline is of all that is linted", hint="leave the paths out, or --write-baseline")
    baseline = read_baseline(asked.baseline) if asked.baseline is not None else None
    top = estate_top()
    if top is None or (paths and not any(inside(path, top) for path in paths)):
        outcome = _documents(paths, asked, options)
    else:
        outcome = _Estate(top, asked, options).outcome(paths)
    if asked.write is not None:
        number = write_baseline(asked.write, outcome.findings)
        note = f"{asked.write} was written: {_many(number, 'finding')} that may stand"
        return replace(outcome, findings=(), notes=(*outcome.notes, note))
    if baseline is None or asked.baseline is None:
        return outcome
    result = held(outcome.findings, baseline)
    notes = [*outcome.notes]
    if result.stood:
        notes.append(f"{_many(result.stood, 'finding')} of {asked.baseline} not shown")
    if result.gone and not paths:
        some = ", ".join(f"{one.rule} on {one.subject}" for one in result.gone[:3])
        more = ", …" if len(result.gone) > 3 else ""
        notes.append(
            f"{_many(len(result.gone), 'entry', 'entries')} of {asked.baseline} can go, for they no longer stand "
            f"({some}{more}): `govkit lint --write-baseline {asked.baseline}`"
        )
    return replace(outcome, findings=result.new, notes=tuple(notes))


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"


# -------------------------------------------------------------------------------------------------------------- estate


class _Estate:
    """One run over an estate."""

    def __init__(self, top: Path, asked: LintOptions, options: Options) -> None:
        self._top, self._asked, self._options = top, asked, options
        self._estate = open_estate(cache=options.cache)
        self._estate.refuse_problems()
        self._today = today()
        self._cache = cache_at(top) if options.cache else None
        self._documents = Documents(self._estate.files, self._cache)
        self._governing = Governing(self._estate, configuration(top).waivers, self._today)
        self._rulesets = Rulesets(self._estate.files)
        self._named = [ruling_named(one) for one in asked.rulesets]
        self._own = asked.own or not asked.rulesets
        self._used: list[Ruling] = []

    def outcome(self, paths: Sequence[str]) -> Outcome:
        """What is found at some paths, or in all of it."""
        estate, files = self._estate, self._estate.files
        ours = [within(path, self._top) for path in paths if inside(path, self._top)]
        elsewhere = [path for path in paths if not inside(path, self._top)]
        documents = chosen(estate, self._top, paths)
        found = [one for version, document in documents for one in self._document(version, document)]
        if self._own:
            found += [one for one in self._whole() if not paths or is_at(one, ours, files)]
            found += self._governing.without_use(found) if not paths else []
        found += skipped(self._used)
        others = _documents(elsewhere, self._asked, self._options) if elsewhere else None
        self._documents.save()
        return Outcome(
            command="lint",
            findings=(*found, *(others.findings if others else ())),
            new=", ".join(paths) or ".",
            compared=len(documents) + (0 if paths else len(estate)) + (others.compared if others else 0),
            notes=others.notes if others else (),
            line_of=lines_in(estate.line_of, files, others.line_of if others else None),
        )

    def _document(self, version: VersionOf | None, document: Named) -> list[Finding]:
        """What is found in one document, as policies have it; of a document of no version, by the rules themselves."""
        if version is not None:
            rulings = self._rulings(self._governing.rulesets(version))
            return self._governing.judged(self._documents.findings(version, rulings, own=self._own), version)
        library, opened_ = open_definition(self._estate.files, document, [])
        contract = contract_of(library, opened_, Options())
        return self._waived(linted(contract, self._rulings(()), own=self._own))

    def _rulings(self, paths: Sequence[str]) -> list[Ruling]:
        """The rulesets that are gone by: those that are named, else those of policies, and the one that lies there."""
        found = self._named or self._rulesets.at(paths)
        self._used += found
        return found

    def _waived(self, findings: Sequence[Finding]) -> list[Finding]:
        return apply_waivers(findings, configuration(self._top).waivers, self._today)[: len(findings)]

    def _whole(self) -> list[Finding]:
        whole = Whole(self._estate, self._today, self._documents, self._cache)
        found = whole.findings()
        whole.save()
        return self._governing.judged(found)


# ----------------------------------------------------------------------------------------------------------- documents


def _documents(paths: Sequence[str], asked: LintOptions, options: Options) -> Outcome:
    settings()  # what is wrong in them is told here, too
    findings: list[Finding] = []
    libraries: list[Library] = []
    notes: list[str] = []
    rulings = [ruling_named(one) for one in asked.rulesets]
    if not rulings:
        rulings = Rulesets(FolderFiles(Path.cwd())).at(())
        notes += [f"by {one.file.label}: `--own` asks govkit's rules as well" for one in rulings if not asked.own]
    own = asked.own or not rulings
    for path in paths or (".",):
        for library, document in (opened(path, (), notes) if own else _as_they_are(path, findings)).values():
            libraries.append(library)
            if own:
                findings += linted(contract_of(library, document, Options()), rulings)
            else:
                findings += ruled(library, document, rulings)
    findings += skipped(rulings)
    found = apply_waivers(findings, configuration().waivers, today())
    return Outcome(
        command="lint",
        findings=tuple(found[: len(findings)]),
        new=", ".join(paths) or ".",
        compared=len(libraries),
        notes=tuple(notes),
        line_of=lines_of(libraries),
    )


def _as_they_are(path: str, findings: list[Finding]) -> dict[str, Source]:
    """The documents at a path for rulesets alone: of any kind, and wherever their references lead.

    What cannot be read is a finding. Raises UsageError for what is no path.
    """
    try:
        if is_folder(path):
            return {name: (library, document) for name, library, document in sources_in(path, check=False)}
        return {path: open_source(path, check=False)}
    except InputError as error:
        if not Path(path).exists():
            raise
        findings.append(unread(error, path))
        return {}
