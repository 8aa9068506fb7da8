"""`govkit doctor`: what is missing, and how to get it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.reporting import color_option
from govkit.cli.rows import Rows
from govkit.cli.waiting import waiting

if TYPE_CHECKING:
    from govkit.gate.doctoring import Checkup
    from govkit.reports import Line

_VARIABLE = "GOVKIT_SYNC_DATABASE"
_STYLES = {"ok": "good", "note": "warning", "missing": "error"}
_FIRST = 18


@click.command(
    short_help="What is missing here, and how to get it.",
    epilog="""\b
Examples:
  govkit doctor
  govkit doctor --all
  govkit doctor --format json
  govkit doctor --health
  govkit doctor --health http://127.0.0.1:4020/healthz
""",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option("--all", "show_all", is_flag=True, help="Show what is in order as well.")
@click.option(
    "--health",
    is_flag=False,
    flag_value="",
    metavar="[URL]",
    help="Only ask whether a server of govkit answers: at URL, else where they listen by themselves.",
)
@color_option
def doctor(form: str, health: str | None, color: str, *, show_all: bool) -> int:
    """Looks at Python, extras, Git, the estate, its database, the cache, disk, clock and ports.

    What the estate here needs and does not have makes the exit code 1; what is optional, or worth a look, does not.
    """
    from govkit.gate import doctoring

    with waiting("looking around"):
        if health is not None:
            found = [doctoring.health(health or None)]
        else:
            found = list(doctoring.checkups(Path.cwd(), variable=os.environ.get(_VARIABLE)))
    missing = sum(one.state is doctoring.State.MISSING for one in found)
    if form == "json":
        Rows.document(_document(found, missing))
    else:
        output.show(list(_lines(found, missing, show_all=show_all or health is not None)), color)
    return 1 if missing else 0


def _document(found: list[Checkup], missing: int) -> dict[str, object]:
    from govkit import __version__

    rows = [{"name": one.name, "state": one.state.value, "says": one.says, "remedy": one.remedy} for one in found]
    return {"govkit": __version__, "healthy": not missing, "missing": missing, "checks": rows}


def _lines(found: list[Checkup], missing: int, *, show_all: bool) -> Iterator[Line]:
    from govkit.reports import Span, line
    from govkit.reports.spans import visible

    shown = [one for one in found if show_all or one.state.value != "ok"]
    for one in shown:
        state = one.state.value
        yield line(
            Span(state.ljust(9), _STYLES[state]), Span(one.name.ljust(_FIRST), "strong"), Span(visible(one.says))
        )
        if one.remedy:
            yield line(" " * (9 + _FIRST), Span(f"→ {visible(one.remedy)}", "dim"))
    if shown:
        yield ()
    in_order = sum(one.state.value == "ok" for one in found)
    notes = len(found) - missing - in_order
    more = "" if show_all or not in_order else "; --all shows them"
    yield line(f"{missing:,} missing, {notes:,} to note, {in_order:,} in order{more}")
