"""Questions at a terminal, asked on standard error: a report may go to standard output. Elsewhere nothing is asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from govkit.cli import output
from govkit.cli.waiting import hush

_MOST_CHOICES = 12
_YES, _NO = ("y", "yes"), ("n", "no")


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def ask(
    words: str, choices: Sequence[str] = (), default: str | None = None, *, note: str = "", anew: bool = False
) -> str:
    """The answer to a question: a text, or the number of a choice; `anew` says that a name may be a new one.

    Raises click.Abort where nobody answers any more.
    """
    if note:
        output.complain(note)
    listed = choices if len(choices) <= _MOST_CHOICES else ()
    output.complain(words)
    for index, choice in enumerate(listed, start=1):
        output.complain(f"  {index}  {choice}")
    wanted = "name or number" if listed else "name" if choices else "answer"
    prompt = f"{wanted}{', or a new name' if anew else ''}{f' [{default}]' if default is not None else ''}: "
    while True:
        answer = _line(prompt) or default or ""
        if listed and answer.isdecimal() and answer not in choices:
            answer = listed[int(answer) - 1] if 1 <= int(answer[:3]) <= len(listed) else ""
        if answer:
            return answer


def agreed(words: str, *, default: bool = True) -> bool:
    """Whether somebody at a terminal agrees; where nobody sits, the command itself is the agreement."""
    if not can_ask():
        return True
    while True:
        answer = _line(f"{words} [{'Y/n' if default else 'y/N'}]: ").lower()
        if not answer:
            return default
        if answer in _YES or answer in _NO:
            return answer in _YES


def _line(prompt: str) -> str:
    """A line that somebody writes, without the space around it; empty where it is no text."""
    hush()
    sys.stderr.write(prompt)
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        return ""
    if not line:
        raise click.Abort
    return line.strip()
