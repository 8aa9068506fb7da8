"""`govkit lint`: whether documents are good, and what an estate looks like as a whole."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from govkit.cli.reporting import Reporting, finding_options

_BASELINE = "lint-baseline.yaml"


@click.command(
    short_help="Rules over descriptions and the estate.",
    epilog="""\b
Examples:
  govkit lint
  govkit lint specs/billing/ --fail-on warning
  govkit lint openapi.yaml --ruleset .spectral.yaml
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
@finding_options
def lint(
    reporting: Reporting,
    paths: tuple[str, ...],
    rulesets: tuple[str, ...],
    baseline: Path | None,
    write: Path | None,
    *,
    own: bool,
) -> int:
    """Looks for what works and is not good: in API descriptions, and in the estate that they make up.

    PATH is an OpenAPI 3.x or Swagger 2.0 document, api@version, an entry, or a folder of them. Without one, the whole
    estate around here is linted, or, where there is none, the documents of the folder. Policies say how much each rule
    weighs, and excuse findings for a time.
    """
    from govkit import gate

    asked = gate.LintOptions(rulesets=rulesets, own=own, baseline=baseline, write=write)
    return reporting.run(partial(gate.lint_documents, asked=asked), paths, doing="linting")
