"""`govkit completion`: the script that makes a shell complete govkit's commands."""

from __future__ import annotations

import click

from govkit.cli import output


@click.command(
    short_help="The completion script for a shell.",
    epilog="""\b
Examples:
  bash: govkit completion bash > ~/.local/share/bash-completion/completions/govkit
  zsh:  govkit completion zsh > ~/.zfunc/_govkit       (a folder of your fpath)
  fish: govkit completion fish > ~/.config/fish/completions/govkit.fish
""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Prints the completion script for SHELL."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None, "click completes every shell of the choice"
    completer = found(context.find_root().command, {}, "govkit", "_GOVKIT_COMPLETE")
    output.show(completer.source_template % completer.source_vars() + "\n")
    return 0
