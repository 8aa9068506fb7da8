"""`govkit pact`: what consumers rely on, held against what APIs promise."""

from __future__ import annotations

import click

from govkit.cli import asking_providers, publishing, recording, verifying


@click.group(
    short_help="Pacts of consumers, held against APIs.",
    epilog="""\b
Examples:
  govkit pact publish pacts/ --version 1.4.0
  govkit pact check
  govkit pact check pacts/dashboard-billing.json --provider openapi.yaml
  govkit pact verify --provider billing@3 --url http://127.0.0.1:8080
""",
)
def pact() -> None:
    """Holds what consumers recorded against what APIs describe."""


pact.add_command(publishing.publish)
pact.add_command(publishing.import_)
pact.add_command(verifying.check)
pact.add_command(recording.record)
pact.add_command(asking_providers.verify)
pact.add_command(asking_providers.fuzz)
