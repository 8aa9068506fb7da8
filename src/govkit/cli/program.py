"""The `govkit` program: how it finds its commands, and what becomes of an error."""

from __future__ import annotations

import gc
import importlib
import keyword
import os
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from govkit import __version__
from govkit.cli import commands, output
from govkit.cli.manners import heed_signals, mannered
from govkit.errors import GovkitError, UsageError

_NAME = "govkit"
_COMPLETE = "_GOVKIT_COMPLETE"
_NO_COMMAND = re.compile(r"No such command '([^']*)'")
_SELDOM = 20_000
"""New objects before the collector looks for circles: what commands make mostly lives on, and it takes a sixth of their
time to find that again and again."""

CLEAN, FOUND, WRONG, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit codes: nothing at the threshold, findings, a mistake of the caller, a mistake of ours, Ctrl-C."""


class Program(click.Group):
    """The outermost command: each module of `commands` is a command of its name, imported when it is asked for.

    A command returns its exit code. The module of one whose name is a word of Python ends in an underscore.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """The names of the commands, sorted."""
        return sorted(info.name.rstrip("_").replace("_", "-") for info in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = cmd_name.replace("-", "_")
        module += "_" if keyword.iskeyword(module) else ""
        found = getattr(importlib.import_module(f"{commands.__name__}.{module}"), module)
        if not isinstance(found, click.Command):
            raise TypeError(f"{commands.__name__}.{module} must define the command {module}")
        return mannered(found, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with.

        Raises:
            UsageError: there is no such command.
        """
        if not ctx.resilient_parsing and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            import difflib  # late: only mistakes need it

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1)
            hint = f"did you mean `{_NAME} {near[0]}`?" if near else f"`{_NAME} --help` lists the commands"
            raise UsageError(f"there is no command {args[0]!r}", hint=hint)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Runs the command that the arguments name (click's first, or its `args`) and ends with its exit code."""
        output.open_missing()
        if instruction := os.environ.get(_COMPLETE):
            sys.exit(_completed(self, instruction))
        given = args[0] if args else extra.get("args")
        code = self._run(list(sys.argv[1:] if given is None else given))
        sys.exit(_flushed(code))

    def _run(self, args: list[str]) -> int:
        output.reset_manner()
        try:
            _check_folder()
            with self.make_context(_NAME, args) as context:
                code = self.invoke(context)
            return code if isinstance(code, int) else CLEAN
        except click.exceptions.Exit as ended:
            return ended.exit_code
        except click.exceptions.NoArgsIsHelpError as asked:
            asked.show()
            return WRONG
        except click.ClickException as error:
            return _told(_usage(error))
        except GovkitError as error:
            return _told(error)
        except (KeyboardInterrupt, click.Abort):
            output.complain("interrupted")
            return INTERRUPTED
        except ModuleNotFoundError as error:
            missing = _extra_of(error, args)
            return _mistake_of_ours() if missing is None else _told(missing)
        except OSError:
            fault = output.fault()
            return _mistake_of_ours() if fault is None else _lost(fault)
        except Exception:  # noqa: BLE001 - the last resort: whatever is left is a mistake of ours
            return _mistake_of_ours()


def _completed(program: click.Command, instruction: str) -> int:
    """Answers a shell that completes a command; what no shell asks for is a mistake of whoever set the variable."""
    from click.shell_completion import shell_complete

    try:
        code = shell_complete(program, {}, _NAME, _COMPLETE, instruction)
    except (KeyError, ValueError, IndexError):
        code = 1
    if code:
        known = " or ".join(f"{shell}_complete" for shell in ("bash", "zsh", "fish"))
        hint = f"unset it: shells set it to {known}, together with COMP_WORDS and COMP_CWORD, when they complete"
        return _told(UsageError(f"{_COMPLETE} is set to {instruction!r}, and nothing can be completed", hint=hint))
    return code


def _check_folder() -> None:
    try:
        Path.cwd()
    except FileNotFoundError:
        raise UsageError("the folder that this runs in is gone", hint="change into one that exists") from None


def _told(error: GovkitError) -> int:
    from govkit.reports.spans import visible  # late: what goes well has no need of it

    place = f"{error.place}: " if error.place else ""
    # One line each: names of files and texts of documents are in it, and what begins a line is a command to some logs.
    output.complain(visible(f"{place}{error.message}"), word="error")
    if error.hint:
        output.complain(visible(error.hint), word="hint")
    return error.exit_code


def _extra_of(error: ModuleNotFoundError, args: list[str]) -> GovkitError | None:
    """What to install, where a command that exists lacks a module of an extra."""
    from govkit.extras import extra_missing  # late: only an incomplete installation needs it

    words: list[str] = []
    found: click.Command | None = govkit
    for word in args:
        found = found.get_command(click.Context(found), word) if isinstance(found, click.Group) else None
        if found is None:
            break
        words.append(word)
    return extra_missing(error.name or "", " ".join(words))


def _usage(error: click.ClickException) -> UsageError:
    """An error of click in our words: a mistyped command of commands is guessed."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = error.format_message()
    if context is None:
        return UsageError(message)
    hint = f"`{context.command_path} --help` shows how it is called"
    mistyped = _NO_COMMAND.match(message)
    if mistyped and isinstance(context.command, click.Group):
        import difflib  # late: only mistakes need it

        near = difflib.get_close_matches(mistyped[1], context.command.list_commands(context), 1)
        message = f"{context.command_path} has no command {mistyped[1]!r}"
        hint = f"did you mean `{context.command_path} {near[0]}`?" if near else hint
    return UsageError(message, hint=hint)


def _mistake_of_ours() -> int:
    import platform  # late: they load slowly, and few runs end here
    import traceback

    output.complain(traceback.format_exc())
    output.complain("this is a mistake in govkit, not in your documents", word="internal error")
    output.complain(
        f"please report it with the lines above, the command, and: govkit {__version__}, "
        f"Python {platform.python_version()}, {platform.platform()}",
        word="hint",
    )
    return BROKEN


def _flushed(code: int) -> int:
    """The exit code once everything is written out."""
    try:
        sys.stdout.flush()
    except OSError as fault:
        return _lost(fault)
    return code


def _lost(fault: OSError) -> int:
    """The exit code where standard output cannot be written: that nobody reads any more is no error, a full disk is."""
    output.abandon()
    if isinstance(fault, BrokenPipeError):
        return CLEAN
    return _told(UsageError(f"standard output cannot be written: {fault.strerror}"))


@click.group(
    cls=Program,
    name=_NAME,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 nothing found at or above --fail-on, 1 something found, 2 wrong usage, input or "
    "configuration, 3 a mistake in govkit.",
)
@click.version_option(__version__, prog_name=_NAME, message="%(prog)s %(version)s")
def govkit() -> None:
    """The contract system for the APIs of a company: what breaks, proven by an example, before the merge."""


def main() -> NoReturn:
    """The entry point of the installed command."""
    heed_signals()
    gc.set_threshold(_SELDOM)
    try:
        govkit.main()
    except SystemExit as ended:
        output.leave(ended.code if isinstance(ended.code, int) else CLEAN)
