"""Questions at a terminal: asked on standard error, with what is known to choose from; nothing is asked elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

_MOST_CHOICES = 12


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def ask(words: str, choices: Sequence[str] = (), default: str | None = None, note: str = "") -> str:
    """The answer to a question: a text, or the number of a choice. Raises click.Abort on Ctrl-C."""
    if note:
        click.echo(note, err=True)
    listed = choices if len(choices) <= _MOST_CHOICES else ()
    if listed:
        click.echo(words, err=True)
        for index, choice in enumerate(listed, start=1):
            click.echo(f"  {index}  {choice}", err=True)
        words = "name or number"
    answer: str = click.prompt(words, default=default, err=True, show_default=default is not None)
    answer = answer.strip()
    if listed and answer.isdecimal() and 1 <= int(answer) <= len(listed) and answer not in choices:
        return listed[int(answer) - 1]
    return answer


def agreed(words: str, *, default: bool = True) -> bool:
    """Whether somebody at a terminal agrees; where nobody sits, the command itself is the agreement."""
    return bool(click.confirm(words, default=default, err=True)) if can_ask() else True
