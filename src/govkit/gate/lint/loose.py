"""Documents where no estate is around them, or that lie elsewhere: each is linted by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from govkit.checks.lint.spectral.running import unread
from govkit.errors import InputError
from govkit.findings import Finding, apply_waivers
from govkit.gate.comparisons.compared import contract_of, lines_of
from govkit.gate.comparisons.opening import opened
from govkit.gate.comparisons.overlaying import Source
from govkit.gate.configuration import configuration, settings, today
from govkit.gate.lint.rulesets import Rulesets, ruling_named, skipped
from govkit.gate.lint.single import linted, ruled
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


def documents_linted(paths: Sequence[str], asked: LintOptions) -> Outcome:
    """What is found in the documents at some paths, or below the working directory. Raises InputError."""
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
