"""What every command has: --quiet and --verbose, a sign of life, and an end in order when it is told to stop."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from govkit.cli import output
from govkit.cli.waiting import waiting

_OWN_COURSE = frozenset({"demo", "mock up", "pact record", "portal", "sync serve", "sync up"})
"""Commands that serve, play or run something: they say themselves how far they are."""

_QUIET = "No text for people on standard output; documents, errors and the exit code stay."
_VERBOSE = "Say on standard error what is done, and how long it takes."


def mannered(command: click.Command, words: str) -> click.Command:
    """The command with what every command has, those below it as well; `words` is how it is called after `govkit`."""
    if isinstance(command, click.Group):
        _mannered_below(command, words)
        if not command.invoke_without_command:
            return command
    taken = {option for parameter in command.params for option in parameter.opts}
    if "--verbose" in taken:
        return command
    if "--quiet" not in taken:
        command.params.append(_flag("quiet", "q", _QUIET, taken))
    command.params.append(_flag("verbose", "v", _VERBOSE, taken))
    if command.callback is not None and words not in _OWN_COURSE:
        command.callback = _shown(command.callback)
    return command


def _mannered_below(group: click.Group, words: str) -> None:
    """Lets a group give its commands with what every command has, each when it is asked for."""
    if "get_command" in vars(group):
        return
    found = group.get_command

    def get_command(ctx: click.Context, cmd_name: str) -> click.Command | None:
        below = found(ctx, cmd_name)
        return below and mannered(below, f"{words} {cmd_name}")

    group.get_command = get_command  # type: ignore[method-assign]  # groups are of several classes, some load late


def _flag(name: str, letter: str, help_: str, taken: set[str]) -> click.Option:
    short = [] if f"-{letter}" in taken else [f"-{letter}"]

    def chosen(_: click.Context, __: click.Parameter, value: bool) -> None:
        if value:
            output.set_manner(quiet=name == "quiet", verbose=name == "verbose")

    return click.Option([*short, f"--{name}"], is_flag=True, expose_value=False, callback=chosen, help=help_)


def _shown(callback: Callable[..., Any]) -> Callable[..., Any]:
    """The command with a sign of life where it takes longer than a second and says nothing itself."""

    @wraps(callback)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with waiting("working", is_step=False):
            return callback(*args, **kwargs)

    return wrapped


def heed_signals() -> None:
    """Lets SIGTERM end a command as Ctrl-C does: what is open is closed, and what is half-written is taken away.

    Processes that are forked off end by it at once, as they would without.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:
        signal.signal(signal.SIGTERM, _interrupt)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_as_before)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _as_before() -> None:
    if signal.getsignal(signal.SIGTERM) is _interrupt:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
