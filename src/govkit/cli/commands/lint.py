"""`govkit lint`: whether documents are good, and what an estate looks like as a whole."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from govkit.cli import output
from govkit.cli.reporting import Reporting, finding_options
from govkit.cli.waiting import waiting
from govkit.errors import UsageError

_BASELINE = "lint-baseline.yaml"


@click.command(
    short_help="Rules over descriptions and the estate.",
    epilog="""\b
Examples:
  govkit lint
  govkit lint specs/billing/ --fail-on warning
  govkit lint openapi.yaml --ruleset .spectral.yaml
  govkit lint --diff
  govkit lint specs/billing/3.1.0 --fix
  govkit lint --write-baseline
  govkit lint --baseline lint-baseline.yaml --format sarif=lint.sarif
""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--ruleset",
    "rulesets",
    multiple=True,
    metavar="FILE",
    help="A ruleset in Spectral's format to go by alone; repeatable.  [default: in an estate govkit's rules, those of "
    "policies and of .spectral.yaml at the top; elsewhere .spectral.yaml, else govkit's]",
)
@click.option("--own", is_flag=True, help="Beside a ruleset, govkit's rules as well.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What may stand: findings in FILE are not shown and do not count.",
)
@click.option(
    "--write-baseline",
    "write",
    is_flag=False,
    flag_value=_BASELINE,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Write all that is found to FILE, or to {_BASELINE}, as what may stand.",
)
@click.option("--fix", is_flag=True, help="Mend in the files what can be mended with certainty, then lint.")
@click.option("--diff", is_flag=True, help="Show what --fix would change and write nothing; exit 1 where there is any.")
@finding_options
def lint(
    reporting: Reporting,
    paths: tuple[str, ...],
    rulesets: tuple[str, ...],
    baseline: Path | None,
    write: Path | None,
    *,
    own: bool,
    fix: bool,
    diff: bool,
) -> int:
    """Looks for what works and is not good: in API descriptions, and in the estate that they make up.

    PATH is an OpenAPI 3.x or Swagger 2.0 document, api@version, an entry, or a folder of them. Without one, the whole
    estate around here is linted, or, where there is none, the documents of the folder. Policies say how much each rule
    weighs, and excuse findings for a time.
    """
    from govkit import gate

    if fix and diff:
        output.complain("nothing is written: `--diff` shows what `--fix` would write", word="note")
    if fix or diff:
        mended = _mended(reporting, paths, rulesets, own=own, write=not diff)
        if diff:
            return int(mended)
    asked = gate.LintOptions(rulesets=rulesets, own=own, baseline=baseline, write=write)
    return reporting.run(partial(gate.lint_documents, asked=asked), paths, doing="linting")


def _mended(reporting: Reporting, paths: tuple[str, ...], rulesets: tuple[str, ...], *, own: bool, write: bool) -> bool:
    """Writes what can be mended, or shows it; whether there is anything. Raises UsageError for rulesets alone."""
    from govkit import gate

    if rulesets and not own:
        raise UsageError("what is mended is found by govkit's own rules, and only rulesets are asked", hint="add --own")
    with waiting("looking for what can be mended"):
        found = gate.lint_fixes(paths, gate.Options(cache=not reporting.no_cache))
    if write:
        found.write()
    else:
        output.show(found.differences, reporting.color)
    for one in found.left:
        output.complain(f"{one.place}: {one.rule} is not mended: {one.because}", word="note")
    what = f"{_many(len(found.done), 'finding')} in {_many(len(found.files), 'file')}"
    if found.files:
        output.complain(f"{what} {'mended' if write else 'can be mended: `--fix` does it'}")
    else:
        output.complain("nothing can be mended with certainty")
    return bool(found.files)


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
