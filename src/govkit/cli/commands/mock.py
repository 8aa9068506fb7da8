"""`govkit mock`: the platforms on a laptop."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from govkit.cli import output
from govkit.cli.waiting import waiting


class _Mocks(click.Group):
    """The commands of mocks. Those that talk to mocks which run are loaded when one of them is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, sorted."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in self.commands:
            self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        from govkit.cli.mocks import commands

        for command in commands():
            self.add_command(command)


@click.group(
    cls=_Mocks,
    short_help="Mocks of the platforms.",
    epilog="""\b
Examples:
  govkit mock up
  govkit mock up openapi.yaml --port 8080
  govkit mock fault add error status=503 times=2
  govkit mock ledger
""",
)
def mock() -> None:
    """Serves APIs as their descriptions say, and controls what is served."""


@mock.command(
    short_help="Serve systems, in one process.",
    epilog="""\b
Examples:
  govkit mock up
  govkit mock up openapi.yaml --port 8080
  govkit mock up billing@3 erp --token secret=billing.customers.read
""",
)
@click.argument("targets", metavar="[FILE|FOLDER|API[@VERSION]|SYSTEM]...", nargs=-1)
@click.option("--port", type=click.IntRange(0, 65535), default=4010, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--token",
    "tokens",
    multiple=True,
    metavar="TOKEN[=SCOPE,...]",
    help="A token that is let in, with its scopes. Without any, every token is let in and may do all.",
)
@click.option(
    "--faults",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Faults that are in force from the start, and again after each reset (YAML or JSON).",
)
@click.option(
    "--webhooks",
    multiple=True,
    metavar="[SYSTEM=]URL",
    help="An address that is told of events; of those of all systems, where none is named.",
)
@click.option(
    "--webhooks-to",
    "reach",
    multiple=True,
    metavar="HOST[=URL]",
    help="A host beside this machine that may be told; or where in its place.",
)
@click.option(
    "--behaviour",
    "behaviours",
    multiple=True,
    metavar="FILE",
    help="A mock.yaml that declares what a system does besides; those of the estate are found by themselves.",
)
@click.option("--rate-limits", is_flag=True, help="Keep the limits of requests that the catalog declares.")
@click.option("--seed", type=int, default=1, show_default=True, help="What is drawn by lot follows from it.")
@click.option(
    "--records",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="How many records of each kind the estate's scenario tells.  [default: as the scenario says]",
)
def up(
    targets: tuple[str, ...],
    port: int,
    host: str,
    tokens: tuple[str, ...],
    webhooks: tuple[str, ...],
    reach: tuple[str, ...],
    faults: Path | None,
    behaviours: tuple[str, ...],
    rate_limits: bool,
    seed: int,
    records: int | None,
) -> int:
    """Serves one document at the root, and several systems under /SYSTEM/, until Ctrl-C.

    Without an argument all systems of the catalog are served, each in its greatest version. Requests are held against
    the description, and so are the answers. What a description does not say, `mocks/SYSTEM/mock.yaml` does; it is read
    again when it changes. They begin with the records of the estate's scenario, `mocks/scenario.yaml`, the same
    business in all of them. Where everything listens is written on standard output, one line for each system; examples
    that their own schemas refuse are named on standard error.
    """
    gc.disable()  # what is loaded from here on stays to the end; `lasting` has it enabled again
    from govkit.gate.mocking import Mocks, lasting

    def tell(text: str) -> None:
        output.complain(text, word="note")

    with waiting("reading the descriptions"), lasting():
        mocks = Mocks(
            targets,
            host=host,
            port=port,
            tokens=_scopes(tokens),
            webhooks=webhooks,
            reach=reach,
            faults=faults,
            rate_limits=rate_limits,
            seed=seed,
            behaviour=behaviours,
            tell=tell,
            records=records,
        )
    for note in mocks.notes:
        output.complain(note, word="note")

    def ready() -> None:
        for name, address in mocks.addresses.items():
            output.say(f"{name} {address}")

    mocks.run(ready, tell)
    return 0


def _scopes(texts: tuple[str, ...]) -> dict[str, frozenset[str]]:
    found = {}
    for text in texts:
        token, _, scopes = text.partition("=")
        found[token] = frozenset(scope for scope in scopes.split(",") if scope)
    return found
