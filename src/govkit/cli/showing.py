"""The options of commands that answer with a report on the estate, and how the report gets out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click
from click.shell_completion import CompletionItem

from govkit.cli import output
from govkit.cli.reporting import NEVER, SEVERITIES, Target, check_targets, color_option, in_repository_around
from govkit.cli.waiting import waiting
from govkit.errors import UsageError

if TYPE_CHECKING:
    from govkit.gate.answers.report import Asked, Report

_P = ParamSpec("_P")


class _ReportTargetType(click.ParamType[Target]):
    """`F` or `F=FILE`, F being a format of reports."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        if isinstance(value, Target):
            return value
        name, separator, file = str(value).partition("=")
        if separator and not file:
            self.fail(f"{value!r} names no file after the '='", param, ctx)
        from govkit.reports.tables import check_format

        return Target(check_format(name), Path(file) if file and file != "-" else None)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - the signature is click's
        from govkit.reports.tables import FORMATS

        return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day in a text. Raises BadParameter."""
        if isinstance(value, date):
            return value
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value), re.ASCII):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise click.BadParameter(f"{value!r} is no day such as 2026-03-01", ctx, param)


class Showing:
    """How to show a report, and the day that it speaks of."""

    def __init__(
        self, *, targets: tuple[Target, ...], fail_on: str, on: date | None, show_all: bool, color: str
    ) -> None:
        self._targets = targets
        self._fail_on = fail_on
        self._on = on
        self._show_all = show_all
        self._color = color

    def run(self, make: Callable[[Asked], Report], *, doing: str, no_cache: bool = False, **narrowed: Any) -> int:
        """Has a report made of the estate around, and writes it in every format that was asked for; the exit code."""
        from govkit.findings import Severity
        from govkit.gate import Options, Rulebook, open_estate
        from govkit.gate.answers.report import Asked
        from govkit.gate.configuration import today
        from govkit.reports import RenderOptions, plain
        from govkit.reports.tables import render_report

        for name, value in narrowed.items():
            if isinstance(value, str) and not value.strip():
                raise UsageError(f"the {name} is empty", hint="is a variable empty that should name it?")
        with waiting(doing):
            estate = open_estate(cache=not no_cache)
            estate.refuse_problems()
            asked = Asked(estate=estate, on=self._on or today(), options=Options(cache=not no_cache), **narrowed)
            report = make(asked)
        fail_on = None if self._fail_on == NEVER else Severity(self._fail_on)
        options = RenderOptions(
            show_all=self._show_all,
            width=output.terminal_width(),
            line_of=estate.line_of,
            rules=Rulebook(),
            fail_on=fail_on,
            in_repository=in_repository_around(Path.cwd()),
        )
        rendered = [(target, render_report(report, target.format, options)) for target in self._targets]
        for target, made in sorted(rendered, key=lambda pair: pair[0].file is None):
            if target.file is not None:
                output.write_file(
                    target.file, made if isinstance(made, str) else "".join(f"{plain(row)}\n" for row in made)
                )
            else:
                output.show(made, self._color)
        return int(report.outcome.fails(fail_on))


def report_options(function: Callable[Concatenate[Showing, _P], int]) -> Callable[..., int]:
    """The options of a command that answers with a report, handed to it as its first argument."""

    @click.option(
        "--format",
        "targets",
        type=_ReportTargetType(),
        multiple=True,
        metavar="F[=FILE]",
        help="How it is written, to FILE or to standard output; repeatable. F is one of text, json, markdown, html, "
        "sarif, junit, github, gitlab (what is wrong), ics (days of deprecations).  [default: text]",
    )
    @click.option(
        "--fail-on",
        type=click.Choice([*SEVERITIES, NEVER]),
        help="The least severity of what is wrong that makes the exit code 1.  [default: error]",
    )
    @click.option("--on", type=Day(), metavar="DAY", help="The day that it speaks of, as 2026-03-01.  [default: today]")
    @click.option(
        "--all", "show_all", is_flag=True, help="Show every row; text otherwise shows 200 of a table, and 50 findings."
    )
    @color_option
    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> int:
        ours = {name: kwargs.pop(name) for name in ("targets", "fail_on", "on", "show_all", "color")}
        return function(Showing(**_completed(**ours)), *args, **kwargs)

    return wrapped


def _completed(*, targets: tuple[Target, ...], fail_on: str | None, **others: Any) -> dict[str, Any]:
    """The options with the threshold of the settings; the formats of the settings are for findings alone."""
    from govkit.gate import settings

    if all(target.file for target in targets):
        targets = (*targets, Target("text"))
    check_targets(targets)
    return {"targets": targets, "fail_on": fail_on or settings(Path.cwd()).fail_on or "error", **others}
