"""The commands that talk to mocks which run: what `govkit mock` has beside `up`."""

from __future__ import annotations

import click


def commands() -> list[click.Command]:
    """All of them."""
    from govkit.cli.mocks import books, drift, faults, records, webhooks

    return [one for module in (records, drift, faults, books, webhooks) for one in module.COMMANDS]
