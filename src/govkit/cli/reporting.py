"""The options that all commands which find things share, and what happens to what they found."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click
from click.shell_completion import CompletionItem

from govkit.cli import output
from govkit.cli.waiting import waiting
from govkit.errors import UsageError
from govkit.processes import uncollected

if TYPE_CHECKING:
    from govkit.findings import Severity
    from govkit.gate.outcome import Outcome

_P = ParamSpec("_P")

SEVERITIES = ("error", "warning", "info")
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Target:
    """A format, and the file it goes to; none is standard output."""

    format: str
    file: Path | None = None


class _TargetType(click.ParamType[Target]):
    """`F` or `F=FILE`."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        if isinstance(value, Target):
            return value
        name, separator, file = str(value).partition("=")
        if separator and not file:
            self.fail(f"{value!r} names no file after the '='", param, ctx)
        from govkit.reports import format_named

        return Target(format_named(name).name, Path(file) if file and file != "-" else None)


class _FormatOption(click.Option):
    """An option whose help names the formats that there are, looked up when help is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from govkit.reports import format_names

        names = ", ".join(format_names())
        self.help = (
            f"A report, written to FILE or to standard output; repeatable. F is one of {names}.  [default: text]"
        )
        return super().get_help_record(ctx)


def _format_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from govkit.reports import format_names

    return [CompletionItem(name) for name in format_names() if name.startswith(incomplete)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How to judge and how to show, as the caller and govkit.yaml want it."""

    targets: tuple[Target, ...]
    fail_on: str
    profile: str | None
    strict: bool
    no_cache: bool
    show_all: bool
    quiet: bool
    color: str

    def run(
        self,
        judge: Callable[..., Outcome],
        *subjects: object,
        doing: str | Callable[[], str],
        witnesses: Path | None = None,
        overlays: Sequence[tuple[str, ...]] = (),
    ) -> int:
        """Lets the gate judge the subjects and writes the reports, and the witnesses to a folder; the exit code.

        `overlays` are the files for both sides, those for the old one, and those for the new one.
        """
        from govkit.gate import Options

        both, old, new = (*overlays, (), (), ())[:3]
        options = Options(
            profile=self.profile,
            strict=self.strict,
            cache=not self.no_cache,
            overlays=both,
            overlays_old=old,
            overlays_new=new,
        )
        if witnesses is not None:
            from govkit.reports.witnesses import check_folder, write_witnesses

            check_folder(witnesses)
        with waiting(doing):
            outcome = judge(*subjects, options)
            if witnesses is not None:
                write_witnesses(outcome, witnesses)
        with uncollected():  # what was found lives until the end, and the collector would go over it again and again
            return self._report(outcome)

    def _report(self, outcome: Outcome) -> int:
        """Writes every report that was asked for, files first: a reader that goes away must not cost them."""
        from govkit.gate import Rulebook, source_lines
        from govkit.reports import RenderOptions, plain, render

        fail_on = self._threshold()
        options = RenderOptions(
            show_all=self.show_all,
            width=output.terminal_width(),
            line_of=source_lines(outcome),
            rules=Rulebook(),
            fail_on=fail_on,
            in_repository=in_repository_around(Path.cwd()),
        )
        for target in sorted(self.targets, key=lambda target: target.file is None):
            if target.file is not None:
                rendered = render(outcome, target.format, options)
                text = rendered if isinstance(rendered, str) else "".join(f"{plain(row)}\n" for row in rendered)
                output.write_file(target.file, text)
            elif not (self.quiet and target.format == "text"):
                output.show(render(outcome, target.format, options), self.color)
        return int(outcome.fails(fail_on))

    def _threshold(self) -> Severity | None:
        from govkit.findings import Severity

        return None if self.fail_on == NEVER else Severity(self.fail_on)


def in_repository_around(here: Path) -> Callable[[str], str]:
    """A function from a file as it is seen from here to its name in the Git repository around, where it is inside."""
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), None)

    def in_repository(path: str) -> str:
        if top is None or path.startswith("<"):  # `<stdin>` is no file
            return path
        whole = Path(os.path.normpath(here / path))
        return whole.relative_to(top).as_posix() if whole.is_relative_to(top) else path

    return in_repository


def color_option(function: Callable[_P, int]) -> Callable[_P, int]:
    """The option `--color`, for commands that only show something."""
    help_ = "When to paint; auto asks whether a terminal listens, and NO_COLOR."
    choice = click.Choice(output.COLOR_CHOICES)
    return click.option("--color", type=choice, default="auto", show_default=True, help=help_)(function)


def witness_option(function: Callable[_P, int]) -> Callable[_P, int]:
    """The option `--write-witnesses`, for commands that compare contracts."""
    help_ = "Write every witness to DIR as a runnable request and into a pact; DIR is made, or holds those of before."
    folder = click.Path(path_type=Path)
    return click.option("--write-witnesses", "witnesses", type=folder, metavar="DIR", help=help_)(function)


_PROFILES = ("wire", "source", "strict")
_MEANING = (
    "wire: what breaks messages; source: also what breaks generated code; strict: any difference.  [default: wire]"
)
_OF_PACTS = (
    "wire: also what matchers stand for, and what else may come; comparator: examples alone, as comparators of pacts "
    "with OpenAPI have it; source and strict find what wire does.  [default: wire]"
)


def finding_options(function: Callable[Concatenate[Reporting, _P], int]) -> Callable[..., int]:
    """The options of a command that finds things, handed to it as its first argument."""
    return _finding_options(function, _PROFILES, _MEANING)


def pact_options(function: Callable[Concatenate[Reporting, _P], int]) -> Callable[..., int]:
    """The same options of a command that holds pacts against descriptions, which has a profile of its own."""
    return _finding_options(function, (*_PROFILES, "comparator"), _OF_PACTS)


def _finding_options(
    function: Callable[Concatenate[Reporting, _P], int], profiles: Sequence[str], meaning: str
) -> Callable[..., int]:
    @click.option(
        "--format",
        "targets",
        type=_TargetType(),
        multiple=True,
        metavar="F[=FILE]",
        shell_complete=_format_names,
        cls=_FormatOption,
    )
    @click.option(
        "--fail-on",
        type=click.Choice([*SEVERITIES, NEVER]),
        help="The least severity that makes the exit code 1.  [default: error]",
    )
    @click.option(
        "--profile",
        type=click.Choice(profiles),
        help=meaning,
    )
    @click.option("--strict", is_flag=True, help="Exit with 2 on a document that is readable but wrong.")
    @click.option("--no-cache", is_flag=True, help="Compare anew, whatever is kept in .govkit/cache.")
    @click.option(
        "--all", "show_all", is_flag=True, help="Show every finding; text otherwise shows the 20 worst causes."
    )
    @click.option("-q", "--quiet", is_flag=True, help="No text on standard output; other reports are written.")
    @color_option
    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> int:
        ours = {name: kwargs.pop(name) for name in Reporting.__dataclass_fields__}
        if kwargs.pop("changelog", False):  # a word of its own for what is wanted most often
            ours["targets"] = (*ours["targets"], Target("changelog"))
        return function(_completed(**ours), *args, **kwargs)

    return wrapped


def _completed(*, targets: tuple[Target, ...], fail_on: str | None, **others: Any) -> Reporting:
    """The options with what the caller left open taken from govkit.yaml; the gate does so with the profile itself."""
    from govkit.gate import settings

    configured = settings(Path.cwd())
    convert = _TargetType().convert
    targets = targets or tuple(_inside(convert(text, None, None)) for text in configured.formats)
    if all(target.file for target in targets):
        targets = (*targets, Target("text"))
    check_targets(targets)
    return Reporting(
        targets=targets,
        fail_on=fail_on or configured.fail_on or "error",
        **others,
    )


def _inside(target: Target) -> Target:
    """A target that the settings name, which a change under review may have written: it stays in the folder."""
    if target.file is not None and not target.file.resolve().is_relative_to(Path.cwd().resolve()):
        raise UsageError(
            f"the settings send a report to {target.file}, outside this folder",
            hint="only the command line may name such a place: --format F=FILE",
        )
    return target


def check_targets(targets: tuple[Target, ...]) -> None:
    """Raises UsageError where two reports go to one place."""
    shown = [target.format for target in targets if target.file is None]
    if len(shown) > 1:
        raise UsageError(
            f"only one report fits standard output, not {' and '.join(shown)}",
            hint=f"write the other to a file: --format {shown[1]}=FILE",
        )
    files = [target.file.resolve() for target in targets if target.file]
    if len(set(files)) < len(files):
        raise UsageError("two reports go to the same file", hint="give each --format a file of its own")
