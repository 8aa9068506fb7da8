"""Faults of mocks that run: ordered, listed, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from govkit.cli.mocks.talking import Talk, member, talking
from govkit.errors import UsageError

_COLUMNS = [
    ("name", "name"),
    ("fault", "fault"),
    ("system", "system"),
    ("operation", "operation"),
    ("odds", "odds"),
    ("times", "times"),
    ("hits", "hits"),
    ("seen", "seen"),
]


@click.group(
    short_help="What goes wrong.",
    epilog="""\b
Examples:
  govkit mock fault add error status=503 times=2
  govkit mock fault add slow-commit system=erp odds=0.03
  govkit mock fault list
  govkit mock fault clear
""",
)
def fault() -> None:
    """Orders faults, shows which are in force, and takes them back."""


@fault.command(
    name="add",
    short_help="Order a fault.",
    epilog="""\b
Examples:
  govkit mock fault add error status=503 operation="POST /customers" times=2
  govkit mock fault add latency seconds='{"percentiles": {"p50": 0.1, "p99": 2}}'
  govkit mock fault add --file faults.yaml
""",
)
@click.argument("kind", required=False)
@click.argument("members", metavar="[MEMBER=VALUE]...", nargs=-1)
@click.option(
    "--file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Orders in a file (YAML or JSON)."
)
@talking
def add(talk: Talk, kind: str | None, members: tuple[str, ...], file: Path | None) -> int:
    """Orders a fault of KIND. MEMBERs are those of its orders; their values may be JSON."""
    if (file is None) == (kind is None):
        raise UsageError("name a kind of fault, or a --file", hint="govkit mock fault add error status=503")
    if file is not None:
        from govkit.mocks.faults.orders import orders_in

        orders: list[Any] = [_plain(one) for one in orders_in(file)]
    else:
        orders = [{"fault": kind, **dict(map(member, members))}]
    return talk.table("Faults", _COLUMNS, talk.remote.faults.order(orders), "none")


@fault.command(name="list", short_help="The faults in force.", epilog="\b\nExamples:\n  govkit mock fault list\n")
@talking
def listed(talk: Talk) -> int:
    """Shows the faults in force, and how often each struck the requests that it saw."""
    return talk.table("Faults", _COLUMNS, talk.remote.faults.list(), "none")


@fault.command(
    name="clear",
    short_help="Take faults back.",
    epilog="""\b
Examples:
  govkit mock fault clear
  govkit mock fault clear outage
""",
)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@talking
def clear(talk: Talk, names: tuple[str, ...]) -> int:
    """Takes the faults of these NAMEs back, or all."""
    for name in names:
        talk.remote.faults.remove(name)
    if not names:
        talk.remote.faults.clear()
    return talk.table("Faults", _COLUMNS, talk.remote.faults.list(), "none")


def _plain(order: Any) -> dict[str, Any]:
    found: dict[str, Any] = order.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found


COMMANDS = (fault,)
