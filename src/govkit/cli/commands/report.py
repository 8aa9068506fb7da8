"""`govkit report NAME`: reports on the estate, each a command of its own."""

from __future__ import annotations

from typing import Any

import click

from govkit.cli.showing import Showing, report_options

_NARROWING = {
    "api": click.Option(["--api"], metavar="API[@VERSION]", help="Only this API, major version or version."),
    "operation": click.Option(["--operation"], metavar="OP", help="Only this operation: `GET /invoices` or its id."),
    "field": click.Option(["--field"], metavar="FIELD", help="Only this field: `Invoice/total`, or a JSON Pointer."),
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
        return showing.run(kind.make, doing=f"making the report {kind.name}", **narrowed)

    example = f"govkit report {name}{' billing' if 'api' in kind.needs else ''}"
    made = click.command(
        name,
        short_help=kind.summary,
        help=kind.summary,
        epilog=f"\b\nExamples:\n  {example}\n  {example} --format html={name}.html\n",
    )(report_options(run))
    for taken in reversed(kind.takes):
        parameter = click.Argument([taken], metavar="API[@VERSION]") if taken in kind.needs else _NARROWING[taken]
        made.params.insert(0, parameter)
    return made


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
""",
)
def report() -> None:
    """Answers questions about the estate: who owns what, what ends when, who uses what.

    What is wrong is said as well, and makes the exit code 1 at or above --fail-on.
    """
