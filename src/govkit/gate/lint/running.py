"""`govkit lint`: rules over an estate and the documents of its APIs; elsewhere, over documents by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from govkit.errors import UsageError
from govkit.gate.configuration import estate_top
from govkit.gate.estates.asked import inside
from govkit.gate.lint.baseline import held, read_baseline, refuse_other, write_baseline
from govkit.gate.lint.loose import LintOptions, documents_linted
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome


def lint_documents(paths: Sequence[str], options: Options, asked: LintOptions | None = None) -> Outcome:
    """Lints an estate: the documents of its versions, and itself as a whole; with paths, what lies there.

    Where there is no estate, the documents at the paths, or below the working directory. Raises InputError for a
    document, a ruleset or a baseline that cannot be read.
    """
    asked = asked or LintOptions()
    _refuse_mistakes(paths, asked)
    baseline = read_baseline(asked.baseline) if asked.baseline is not None else None
    top = estate_top()
    if top is None or (paths and not any(inside(path, top) for path in paths)):
        outcome = documents_linted(paths, asked)
    else:
        from govkit.gate.lint.estate import EstateLint

        outcome = EstateLint(top, asked, options).outcome(paths)
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


def _refuse_mistakes(paths: Sequence[str], asked: LintOptions) -> None:
    """Raises UsageError for what names nothing, and for a baseline that would be of a part, or over something else."""
    if any(not path.strip() for path in paths):
        raise UsageError("a path is empty", hint="is a variable empty that should name a document?")
    baselines = (("--baseline", asked.baseline), ("--write-baseline", asked.write))
    for option, named in (*(("--ruleset", one) for one in asked.rulesets), *baselines):
        if named is not None and (not str(named).strip() or named == Path()):
            raise UsageError(f"{option} names nothing", hint="is a variable empty that should name a file?")
    if asked.write is not None and paths:
        raise UsageError("a baseline is of all that is linted", hint="leave the paths out, or --write-baseline")
    if asked.write is not None:
        refuse_other(asked.write)


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"
