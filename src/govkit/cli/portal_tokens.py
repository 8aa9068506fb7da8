"""`govkit portal token`: who may sign in to the portal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.rows import Rows, row_options
from govkit.cli.sync.desk import actor_option, database_option
from govkit.errors import MissingExtra, UsageError
from govkit.sync.words import moment

if TYPE_CHECKING:
    from govkit.portal.security.access import Access
    from govkit.portal.state import Kept

_ROLES = ("viewer", "operator", "admin")
_NAME = click.argument("name", metavar="NAME")
_DAYS = click.option("--days", type=click.IntRange(1), metavar="NUMBER", help="How long it is good for.")


def top_of_estate() -> Path:
    """The top of the estate around. Raises UsageError where there is none."""
    from govkit.gate.configuration import estate_top

    top = estate_top()
    if top is None:
        raise UsageError("there is no catalog here", hint="an estate has a folder `catalog/`; `govkit init` begins one")
    return top


@click.group(
    short_help="Who may sign in.",
    epilog="""\b
Examples:
  govkit portal token make anna --role operator --days 90
  govkit portal token list
""",
)
def token() -> None:
    """Makes, lists, rotates and revokes the tokens that people sign in with, each shown once and kept as a hash.

    A viewer reads what is in messages as well, an operator works off exceptions, an admin makes tokens.
    """


@token.command(short_help="Make one.", epilog="\b\nExamples:\n  govkit portal token make anna --role operator\n")
@_NAME
@click.option("--role", type=click.Choice(_ROLES), default="viewer", show_default=True, help="What it allows.")
@_DAYS
@database_option
@actor_option
def make(name: str, role: str, days: int | None, address: str | None, actor: str) -> int:
    """Makes a token for NAME, who acts by this name, and writes it on standard output: it is not shown again."""
    from govkit.portal.security.roles import Role

    access, kept = _access(address)
    try:
        secret = access.tokens.make(name, Role(role), by=actor, days=days)
        access.trail.note(actor, "token-make", token=name, role=role)
    finally:
        kept.close()
    return _shown(secret, f"{name} is {role}: this is shown once")


@token.command("list", short_help="List them.", epilog="\b\nExamples:\n  govkit portal token list --format json\n")
@row_options
def list_(rows: Rows) -> int:
    """Lists tokens: whose, their roles, when they were made and by whom, and until when they are good."""
    access, _ = _access(None)
    listed = [
        {
            "name": one.name,
            "role": one.role.value,
            "madeAt": moment(one.made_at),
            "madeBy": one.made_by,
            "until": moment(one.until),
        }
        for one in access.tokens.all()
    ]
    columns = [("name", "whose"), ("role", "role"), ("madeAt", "made"), ("madeBy", "by"), ("until", "until")]
    return rows.table("Tokens", columns, listed, "there is none yet")


@token.command(short_help="Put another in its place.", epilog="\b\nExamples:\n  govkit portal token rotate anna\n")
@_NAME
@_DAYS
@database_option
@actor_option
def rotate(name: str, days: int | None, address: str | None, actor: str) -> int:
    """Makes another token for NAME and writes it; the one before is gone, and its sessions end.

    Without --days it is good for as long as the one before was.
    """
    access, kept = _access(address)
    try:
        secret = access.tokens.rotate(name, by=actor, days=days)
        access.trail.note(actor, "token-rotate", token=name)
    finally:
        kept.close()
    return _shown(secret, f"{name} has another token: this is shown once")


@token.command(short_help="Take one away.", epilog="\b\nExamples:\n  govkit portal token revoke anna\n")
@_NAME
@database_option
@actor_option
def revoke(name: str, address: str | None, actor: str) -> int:
    """Takes the token of NAME away; sessions of it end at once, also in a portal that runs."""
    access, kept = _access(address)
    try:
        access.tokens.revoke(name)
        access.trail.note(actor, "token-revoke", token=name)
    finally:
        kept.close()
    output.say(f"{name} has no token any more")
    return 0


def _access(address: str | None) -> tuple[Access, Kept]:
    from govkit.cli.sync.desk import open_database

    top = top_of_estate()
    try:
        from govkit.portal.security.access import Access
        from govkit.portal.state import Kept
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the portal needs {error.name}, which is not installed", hint="pip install 'govkit[portal]'"
        ) from error
    kept = Kept(lambda: open_database(address))
    return Access(top, kept), kept


def _shown(secret: str, told: str) -> int:
    output.complain(told, word="note")
    click.echo(secret)
    return 0
