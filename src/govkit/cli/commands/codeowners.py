"""`govkit codeowners`: CODEOWNERS as the catalog says."""

from __future__ import annotations

from pathlib import Path

import click

from govkit.cli import output
from govkit.cli.reporting import Reporting, finding_options
from govkit.errors import UsageError


@click.command(
    short_help="CODEOWNERS as the catalog says: shown, checked, written.",
    epilog="""\b
Examples:
  govkit codeowners
  govkit codeowners --write
  govkit codeowners --check --format github
""",
)
@click.option("--check", is_flag=True, help="Say whether .github/CODEOWNERS is up to date; exit 1 where it is not.")
@click.option("--write", is_flag=True, help="Write the block into .github/CODEOWNERS; what stands around it stays.")
@finding_options
def codeowners(reporting: Reporting, check: bool, write: bool) -> int:
    """Derives CODEOWNERS from the owners in the catalog: entries, their documents, overlays, pacts, workflows.

    The lines stand in a block between two comments in .github/CODEOWNERS; without an option the block is shown. Where
    the file has the block, `govkit validate` finds drift as well.
    """
    from govkit.gate import open_estate
    from govkit.gate.codeowners import FILE, block_of, checked, current, home_of, merged
    from govkit.gate.estates.loading import estate_top

    if check and write:
        raise UsageError("--check and --write do not go together", hint="write it, and check what is committed")
    estate = open_estate(cache=True)
    estate.refuse_problems()
    top = estate_top() or Path.cwd()
    home = home_of(estate, top)
    if check:
        return reporting.run(lambda _: checked(estate, home), doing="comparing")
    block = block_of(estate, home.below)
    for note in block.notes:
        output.complain(note, word="note")
    if not write:
        output.show(f"{block.text}\n", reporting.color)
        return 0
    before = current(home)
    text = merged(before or "", block, home.label)
    if text != before:
        path = top.parents[home.below.count("/")] / FILE if home.below else top / FILE
        if not path.parent.exists():
            path.parent.mkdir()
        output.write_file(path, text)
    output.complain(f"{FILE} {'is up to date' if text == before else 'is written'}")
    return 0
