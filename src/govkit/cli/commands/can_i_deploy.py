"""`govkit can-i-deploy`: whether a version may go to an environment."""

from __future__ import annotations

import click

from govkit.cli.commands.deploy import complete_environment, complete_name
from govkit.cli.showing import Showing, report_options


@click.command(
    name="can-i-deploy",
    short_help="Whether a version may go to an environment, with reasons.",
    epilog="""\b
Examples:
  govkit can-i-deploy order-to-cash --version 1.4.0 --to production
  govkit can-i-deploy billing --version 3.1.0 --to staging --format json
  govkit can-i-deploy billing --version 3.1.0 --to production --fail-on warning
""",
)
@click.argument("name", shell_complete=complete_name)
@click.option("--version", required=True, metavar="V", help="The version that is to go there.")
@click.option("--to", required=True, metavar="ENV", shell_complete=complete_environment, help="The environment.")
@click.option(
    "--ignore",
    "ignored",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_name,
    help="What concerns this API or consumer is told, and hinders nothing; repeatable.",
)
@click.option("--no-cache", is_flag=True, help="Hold pacts against descriptions anew, whatever is in .govkit/cache.")
@report_options
def can_i_deploy(
    showing: Showing, name: str, version: str, to: str, ignored: tuple[str, ...], *, no_cache: bool
) -> int:
    """Says whether a version of an API or a consumer may go to an environment: exit code 0 is yes, 1 is no.

    A consumer is held against the APIs that its pacts name, in the versions that run there; an API against the pacts of
    the consumers that run there. Each pact has a reason: verified, failed, never-verified, interactions-missing,
    pending, nothing-deployed; and the whole may be refused for version-unknown or no-environment.
    """
    from govkit.gate.pacts.deployable import Question
    from govkit.gate.pacts.deployable import can_i_deploy as answered

    question = Question(name, version, to, ignored)
    return showing.run(lambda asked: answered(question, asked), doing="looking at what runs there", no_cache=no_cache)
