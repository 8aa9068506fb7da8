"""The commands of `govkit pact` that hold pacts against APIs."""

from __future__ import annotations

import click

from govkit.cli.reporting import Reporting, pact_options
from govkit.processes import uncollected


@click.command(
    short_help="Whether an API keeps what its consumers recorded.",
    epilog="""\b
Examples:
  govkit pact check
  govkit pact check --consumer revenue-dashboard
  govkit pact check pacts/ --provider billing@3.0.0
  govkit pact check dashboard-billing.json --provider openapi.yaml --format junit=pacts.xml
  govkit pact check dashboard-billing.json --spec openapi.yaml --profile comparator
""",
)
@click.argument("paths", nargs=-1, metavar="[PACT|FOLDER]...")
@click.option(
    "--provider",
    "--spec",
    "provider",
    metavar="FILE|API@VERSION",
    help="What to hold them against; else the catalog says it.",
)
@click.option("--consumer", metavar="NAME", help="Only the pacts of this consumer.")
@pact_options
def check(reporting: Reporting, paths: tuple[str, ...], provider: str | None, consumer: str | None) -> int:
    """Compares pacts with the description of their provider, without a server.

    PACT is a pact file of any version, FOLDER one that holds some. Without one, all pacts of the catalog are held
    against the versions that their consumers use. What a consumer may send must be taken, and what the provider may
    answer must be handled where the consumer reads it; each finding has a message that shows it, where there is one.
    """
    from govkit import gate

    with uncollected():  # what is found lives until it is told: nothing is gone over in between
        return reporting.run(gate.check_pacts, paths, provider, consumer, doing="comparing")
