"""`govkit report NAME`: reports on the estate, each a command of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from govkit.cli.showing import Showing, report_options
from govkit.cli.sync.desk import DATABASE_HELP, DATABASE_VARIABLE, database_at
from govkit.cli.sync.events import Moment

if TYPE_CHECKING:
    from govkit.gate.answers.report import ReportKind

_PERIODS = ("day", "week", "month")

_NARROWING = {
    "api": [click.Option(["--api"], metavar="API[@VERSION]", help="Only this API, major version or version.")],
    "operation": [click.Option(["--operation"], metavar="OP", help="Only this operation: `GET /invoices` or its id.")],
    "field": [click.Option(["--field"], metavar="FIELD", help="Only this field: `Invoice/total`, or a JSON Pointer.")],
    "workflow": [click.Option(["--workflow"], metavar="NAME", help="Only this workflow, and measures of it.")],
    "owner": [click.Option(["--owner"], metavar="TEAM", help="Only what this team answers for.")],
    "period": [
        click.Option(["--since"], type=Moment(), metavar="MOMENT", help="The first moment of the period (ISO 8601)."),
        click.Option(["--until"], type=Moment(), metavar="MOMENT", help="The first moment behind it."),
        click.Option(
            ["--period"],
            type=click.Choice(_PERIODS),
            help="How long it is; alone the one that the day lies in, as far as it is over.  [default: month]",
        ),
    ],
    "database": [
        click.Option(["--database"], envvar=DATABASE_VARIABLE, metavar="URL", help=DATABASE_HELP),
    ],
}


class _Reports(click.Group):
    """The reports: each module of `govkit.gate.answers.reports` is a command of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """The names of the reports, sorted."""
        from govkit.gate.answers.report import report_names

        return report_names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The report of that name."""
        from govkit.gate.answers.report import report_names

        return _command(cmd_name) if cmd_name in report_names() else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The report that the arguments begin with. Raises UsageError where there is none."""
        if not ctx.resilient_parsing and not args[0].startswith("-"):
            from govkit.gate.answers.report import report_named

            report_named(args[0])
        return super().resolve_command(ctx, args)


def _command(name: str) -> click.Command:
    """The command of one report: what narrows it are its options, what it needs are its arguments."""
    from govkit.gate.answers.report import report_named

    kind = report_named(name)

    def run(showing: Showing, /, **narrowed: Any) -> int:
        return showing.run(kind.make, doing=f"making the report {kind.name}", **_joined(kind, narrowed))

    example = f"govkit report {name}{' billing' if 'api' in kind.needs else ''}"
    made = click.command(
        name,
        short_help=kind.summary,
        help=kind.summary,
        epilog=f"\b\nExamples:\n  {example}\n  {example} --format html={name}.html\n",
    )(report_options(run))
    options = [
        one for taken in kind.takes if (taken, taken in kind.needs) != ("api", True) for one in _NARROWING[taken]
    ]
    argument = [click.Argument(["api"], metavar="API[@VERSION]")] if "api" in kind.needs else []
    made.params[:0] = [*argument, *options]
    return made


def _joined(kind: ReportKind, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the options say, as reports are asked: the period as one, the database as what opens it."""
    from govkit.gate.answers.report import Period

    found = dict(said)
    if "period" in kind.takes:
        found["period"] = Period(since=found.pop("since"), until=found.pop("until"), name=found["period"])
    if "database" in kind.takes:
        address = found["database"]
        found["database"] = lambda: database_at(address)
    return found


@click.group(
    cls=_Reports,
    short_help="Reports on the estate: owners, consumers, deprecations, …",
    epilog="""\b
Examples:
  govkit report ownership
  govkit report deprecations --on 2026-12-31
  govkit report consumers --api billing@2 --operation 'GET /invoices'
  govkit report records --format html=records.html
  govkit report access --format sarif=access.sarif --fail-on warning
  govkit report changelog billing --format markdown=CHANGELOG.md
  govkit report deprecations --format ics=deprecations.ics
  govkit report operations --period week
""",
)
def report() -> None:
    """Answers questions about the estate: who owns what, what ends when, who uses what.

    What is wrong is said as well, and makes the exit code 1 at or above --fail-on.
    """
