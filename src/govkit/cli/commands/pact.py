"""`govkit pact`: what consumers rely on, held against what APIs promise."""

from __future__ import annotations

import click

from govkit.cli import publishing


@click.group(
    short_help="Pacts of consumers, held against APIs.",
    epilog="""\b
Examples:
  govkit pact publish pacts/ --version 1.4.0
""",
)
def pact() -> None:
    """Holds what consumers recorded against what APIs describe."""


pact.add_command(publishing.publish)
