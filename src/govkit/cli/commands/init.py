"""`govkit init`: a first estate, for whoever begins."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.reporting import color_option
from govkit.errors import UsageError

if TYPE_CHECKING:
    from govkit.gate.beginning.begin import Beginning
    from govkit.reports import Line


@click.command(
    short_help="Begin an estate: a folder that passes its own gate.",
    epilog="""\b
Examples:
  govkit init
  govkit init contracts
  govkit init --name finance --team revenue --email revenue@example.com
  govkit init contracts --dry-run
  govkit init --no-example
  govkit init --with-example example
""",
)
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="The first domain.  [default: the name of the folder]")
@click.option("--team", metavar="NAME", help="The team that owns everything.  [default: NAME-team]")
@click.option("--email", metavar="ADDRESS", help="How the team is reached.  [default: what Git knows of you]")
@click.option("--catalog", metavar="FOLDER", help="The folder of the entries in DIR.  [default: catalog]")
@click.option(
    "--with-example", is_flag=True, help="Write the reference estate: an invented company, to look around in."
)
@click.option("--no-example", is_flag=True, help="Leave out the API to try the gate on.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@color_option
def init(
    folder: Path | None,
    name: str | None,
    team: str | None,
    email: str | None,
    catalog: str | None,
    *,
    with_example: bool,
    no_example: bool,
    dry_run: bool,
    color: str,
) -> int:
    """Begins an estate in DIR, or here: settings, entries that explain themselves, an example, a workflow for CI.

    The example is a released API: break it, and see `govkit check` refuse; --no-example leaves it out.

    With --with-example it is the estate on which everything is shown, with six systems, their APIs and mappings.

    The folder is made where it is not there yet, alone or in a repository. What is there stays as it is: a file is
    never overwritten, and where one cannot be written none is.
    """
    from govkit.gate.beginning.answers import answers_for
    from govkit.gate.beginning.begin import begin

    where = folder if folder is not None else Path()
    if with_example:
        for option, value in (("--name", name), ("--team", team), ("--email", email), ("--catalog", catalog)):
            if value is not None:
                raise UsageError(
                    f"{option} and --with-example do not go together", hint="the example has its own names"
                )
        if no_example:
            raise UsageError("--no-example and --with-example do not go together", hint="leave one of them out")
    answers = None if with_example else answers_for(where.resolve(), name=name, team=team, email=email)
    made = begin(where, answers, catalog=catalog, example=not no_example)
    for note in made.notes:
        output.complain(note, word="note")
    if not dry_run:
        made.done()
    output.show(list(_told(made, where, dry_run=dry_run, in_folders=with_example)), color)
    return 0


def _told(made: Beginning, where: Path, *, dry_run: bool, in_folders: bool) -> Iterator[Line]:
    """What was written and kept, and what to do next; of the files in folders, only the outermost folders."""
    from govkit.reports import Span, line

    root = made.writing.root
    rows = [
        ("would write" if dry_run else "new", _shown(root, path), "") for path in _listed(made, in_folders=in_folders)
    ]
    rows += [("kept", _shown(root, one.path), one.remedy) for one in made.kept]
    wide = max((len(path) for _, path, _ in rows), default=0)
    for word, path, remark in rows:
        style = "dim" if word == "kept" else "good"
        gap = [Span(path.ljust(wide + 2), "path"), Span(remark)] if remark else [Span(path, "path")]
        yield line(Span(f"{word}  ", style), *gap)
    if dry_run:
        yield from ((), line("nothing was written: this is a dry run"))
        return
    if made.has_example:
        yield from ((), line("orders is an example: break its description, and see `govkit check` refuse"))
    steps = list(_steps(made, where))
    wide = max(len(command) for command, _ in steps)
    yield from ((), line(Span("next", "strong")))
    for command, remark in steps:
        yield line("  ", Span(command.ljust(wide + 2), "code"), Span(f"# {remark}", "dim"))


def _listed(made: Beginning, *, in_folders: bool) -> Iterator[str]:
    """The new files, with the schemas told as their folder."""
    if in_folders:
        yield from dict.fromkeys(_outermost(made, path) for path in made.writing.contents)
        return
    schemas = False
    for path in made.writing.contents:
        if not path.endswith(".schema.json"):
            yield path
        elif not schemas:
            schemas = True
            yield f"{posixpath.dirname(path)}/"


def _outermost(made: Beginning, path: str) -> str:
    """The outermost folder of a file, from the top of the estate where it lies in there."""
    below = os.path.relpath(made.folder, made.writing.root)
    top = "" if below == os.curdir or not path.startswith(f"{below}/") else f"{below}/"
    first, slash, _ = path.removeprefix(top).partition("/")
    return f"{top}{first}{slash}"


def _shown(root: Path, path: str) -> str:
    """A path below the repository as it is seen from here."""
    shown = os.path.relpath(root / path)
    shown = str(root / path) if shown.startswith(f"..{os.sep}..{os.sep}..") else shown
    return f"{shown}/" if path.endswith("/") else shown


def _steps(made: Beginning, where: Path) -> Iterator[tuple[str, str]]:
    """Commands to go on with, each with what it does."""
    import shlex

    if where.resolve() != Path.cwd():
        yield f"cd {shlex.quote(str(where))}", "everything else happens there"
    yield "govkit validate", "entries and documents are what they must be"
    if not (made.writing.root / ".git").exists():
        yield "git init", "the catalog lives in a repository"
    top = "." if made.writing.root == made.folder else ":/"
    yield f"git add {top} && git commit -m 'A catalog of our APIs'", "what later changes are compared with"
    yield "govkit check", "the gate, as every pull request passes it"
    yield "govkit register --help", "how an API of yours is added"
