"""The page of a folder of witnesses: what is in it, and how to run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govkit.findings import Finding
from govkit.gate.replay import Exchange
from govkit.reports import inert

_LONGEST = 300
_MOST_WITHOUT = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One finding with a witness: its exchange and files, or why it has none; `note` is a sentence or empty."""

    finding: Finding
    exchange: Exchange | None
    files: tuple[str, ...]
    note: str


def readme(
    title: str, rows: Sequence[Row], without: Sequence[Finding], pacts: Sequence[str], variables: Sequence[str]
) -> str:
    """The page as Markdown."""
    shown = [row for row in rows if row.exchange is not None]
    lines = [
        "# Witnesses",
        "",
        f"What separates {_cell(title)}, as messages to send. Written by `govkit`; do not edit.",
        "",
    ]
    if shown:
        lines += [*_how(pacts, variables), "## The witnesses", ""]
        lines += ["| rule | operation | what it shows | files |", "|---|---|---|---|", *map(_row, shown)]
    else:
        lines.append("No finding has a witness that can be sent.")
    left = [row for row in rows if row.exchange is None]
    if left:
        lines += ["", "## Witnesses that no message shows", "", "| rule | operation | why |", "|---|---|---|"]
        lines += [f"| {_rule(row.finding)} | {_operation(row.finding)} | {_cell(row.note)} |" for row in left]
    if without:
        lines += ["", "## Findings without a witness", "", "| rule | verdict | what it says |", "|---|---|---|"]
        lines += [f"| {_rule(f)} | {f.verdict.value} | {_cell(f.message)} |" for f in without[:_MOST_WITHOUT]]
        if len(without) > _MOST_WITHOUT:
            lines += ["", f"and {len(without) - _MOST_WITHOUT} more."]
    return "\n".join([*lines, ""])


def _how(pacts: Sequence[str], variables: Sequence[str]) -> list[str]:
    lines = [
        "## How to run them",
        "",
        "Start a server of the old contract and one of the new. The environments `old` and `new` of",
        "`http-client.env.json` hold their URLs; your own go into `http-client.private.env.json`, left alone.",
        "",
        "- In a JetBrains IDE, open a `.http` file, choose `old` or `new`, and run it.",
        "- In VS Code with the extension REST Client, give `baseUrl` in `rest-client.environmentVariables`.",
        "- In a shell, `export BASE_URL=…`, the URL as in `http-client.env.json`, and run a curl line in this folder.",
        "- A script reads the `.json` file beside it: the request, and what to expect of either side.",
    ]
    if variables:
        named = ", ".join(f"`{name}`" for name in variables)
        lines.append(f"- Secrets are variables, in the environment too: {named}.")
    for name in pacts:
        lines.append(f"- `{name}` is a pact: who keeps the old contract passes, who breaks it does not.")
    return [*lines, ""]


def _row(row: Row) -> str:
    links = " ".join(f"[{name.rpartition('.')[2]}](./{name})" for name in row.files)
    said = [_cell(row.finding.message), *([_cell(row.note)] if row.note else [])]
    if row.exchange is not None:
        said += [_cell(note) for note in row.exchange.notes]
    return f"| {_rule(row.finding)} | {_operation(row.finding)} | {'<br>'.join(said)} | {links} |"


def _rule(finding: Finding) -> str:
    return f"{finding.severity.value} `{finding.rule}`"


def _operation(finding: Finding) -> str:
    return inert.code(finding.witness.operation if finding.witness is not None else "")


def _cell(text: str) -> str:
    """Text of a description in a table: no markup of its own, one line, not too long."""
    line = " ".join(text.split())
    return inert.text(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")
