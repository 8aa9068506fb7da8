"""`govkit sync`: the integrations at work."""

from __future__ import annotations

import click

from govkit.cli.sync import commands


@click.group(
    short_help="The integrations at work.",
    epilog="""\b
Examples:
  govkit sync status
  govkit sync exceptions
  govkit sync retry 12
""",
)
def sync() -> None:
    """Runs the workflows of the catalog, and shows people what they must do something about.

    The database is that of `sync.database` in govkit.yaml, else .govkit/sync/sync.db at the top of the estate.
    """


for _command in commands():
    sync.add_command(_command)
