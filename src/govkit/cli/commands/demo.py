"""`govkit demo`: a pull request that breaks a contract, refused with a proof, mended, and let through."""

from __future__ import annotations

import click

from govkit.cli.reporting import color_option


@click.command(
    short_help="A pull request, refused with a proof, mended, let through.",
    epilog="""\b
Examples:
  govkit demo
  govkit demo --color always | less -R
""",
)
@color_option
def demo(color: str) -> int:
    """Plays a pull request in a Git repository of its own: a change that breaks, the proof, the repair.

    Nothing is left behind, and nothing outside a temporary folder is touched. Git must be installed.
    """
    from govkit.cli.demo.play import play

    return play(color)
