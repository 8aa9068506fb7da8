"""`govkit demo`: the reference estate, a change that is refused with a proof, mended, and let through."""

from __future__ import annotations

import click

from govkit.cli.reporting import color_option


@click.command(
    short_help="The reference estate, and a pull request refused, mended, let through.",
    epilog="""\b
Examples:
  govkit demo
  govkit demo --color always | less -R
""",
)
@color_option
def demo(color: str) -> int:
    """Plays on the reference estate, in a Git repository of its own: a change that breaks, whom it hits, the repair.

    Acts that need an extra which is not installed are named instead.

    Nothing is left behind, and nothing outside a temporary folder is touched. Git must be installed.
    """
    from govkit.cli.demo.play import play

    return play(color)
