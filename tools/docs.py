"""Writes docs/reference from the code: rules, commands, kinds of entries with their schemas, settings.

What is derived from the entries of the reference estate is written as well, and the figures of benchmarks, with their
page and wherever the README and the guides quote them.

python -m tools.docs            write the pages, and remove those of what is gone
python -m tools.docs --check    exit 1 and name the stale pages where any differs from what would be written,
                                and those of docs/ that no part of the site shows, or whose links are dead

The exit code is 2 where a result or a quotation of one is wrong.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import govkit
from benchmarks import gathering
from govkit.checks.lint.rules._samples import shortened
from govkit.errors import GovkitError
from govkit.findings import Example, Rule, discover
from tools import completeness, estate, faults, figures, forms, licences, outputs, requirements, rows
from tools.charts import page as charts
from tools.site import pages as site_pages

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = Path("docs/reference")
START = REFERENCE / "index.md"
RULES = REFERENCE / "rules"
COMMANDS = REFERENCE / "commands.md"
JUDGED = REFERENCE / "completeness.md"
KINDS = REFERENCE / "kinds"
SCHEMAS = REFERENCE / "schemas"
SETTINGS = REFERENCE / "settings.md"
FUNCTIONS = REFERENCE / "functions.md"
EXPRESSIONS = REFERENCE / "expressions.md"
FAULTS = REFERENCE / "faults.md"
FIGURES = REFERENCE / "figures.md"
OUTPUTS = REFERENCE / "outputs.md"
ROWS = REFERENCE / rows.FILE


GROUPS = {
    "govkit.checks.compat.rules": "Changes of a description",
    "govkit.checks.lint.rules": "Lint of a description",
    "govkit.gate.lint.rules": "Lint of the estate",
    "govkit.catalog.entries.rules": "Entries of the catalog",
    "govkit.gate.rules": "Versions, lifecycle and policies",
    "govkit.catalog.mapping.rules": "Mappings",
    "govkit.catalog.workflows.rules": "Workflows",
    "govkit.catalog.measures.rules": "Measures",
    "govkit.checks.pacts.rules": "Pacts",
    "govkit.checks.pacts.live.rules": "Pacts asked of a provider",
    "govkit.checks.pacts.fuzz.rules": "Providers asked at random",
    "govkit.spec.openapi.rules": "Documents that cannot be read right",
}
"""The packages that hold rules, with what readers call them, in the order in which they are shown."""

_INDEX = """\
# Reference

Generated from the code, so that it cannot be behind it.

| | |
|---|---|
| [Commands](commands.md) | every command with its arguments and options |
| [Outputs for programs](outputs.md) | the members of `--format json`, and exit codes |
| [Settings](settings.md) | what `govkit.yaml` says |
| [Rules](rules/index.md) | every finding: what, why, what to do, examples; `govkit explain RULE` shows the same |
| [What is judged](completeness.md) | every part of a description, and the rules that judge a change of it |
| [Entry kinds](kinds/index.md) | the forms of the catalog's entries, with an example and a JSON Schema each |
| [Functions of mappings](functions.md) | what a mapping may do to a value |
| [Functions of expressions](expressions.md) | what conditions and values may call |
| [Faults of mocks](faults.md) | what a mock does wrong when it is ordered |
| [Figures](figures.md) | what `govkit report operations` counts, and how |
| [Benchmarks](benchmarks.md) | times and memory beside other tools, growth with size, and what is aimed at |
| [Requirements](requirements.md) | what is asked of govkit, the commands that answer, the tests that show it |
| [Dependencies](dependencies.md) | what an installation brings, and under which licences |
"""


def rule_packages() -> list[str]:
    """The packages of govkit that hold rules: those named `rules`, by dotted name, sorted."""
    top = Path(govkit.__path__[0])
    found = (file.parent.relative_to(top) for file in top.rglob("rules/__init__.py"))
    return sorted(".".join(("govkit", *folder.parts)) for folder in found)


def rule_groups() -> Iterator[tuple[str, list[Rule]]]:
    """The rules of each group, in the order of GROUPS; ValueError for a package that no group names."""
    found = {name: list(rules.values()) for name in rule_packages() if (rules := discover(name))}
    for name in sorted(found, key=list(GROUPS).index):
        yield GROUPS[name], found[name]


def direction_of(rule: Rule) -> str:
    """Who sends what the rule looks at: `request`, `response`, or `any` where its id names neither."""
    first = rule.id.partition("-")[0]
    return first if first in ("request", "response") else "any"


def pages() -> dict[Path, str]:
    """Every generated page, by its path below the root of the checkout."""
    groups = list(rule_groups())
    written = {RULES / f"{rule.id}.md": rule_page(rule) for _, rules in groups for rule in rules}
    if len(written) != sum(len(rules) for _, rules in groups):
        raise RuntimeError("two packages hold rules of the same id")
    return (
        written
        | {RULES / "index.md": index_page(groups), COMMANDS: commands_page(), START: _INDEX}
        | {JUDGED: completeness.page(), SETTINGS: forms.settings_page(), FUNCTIONS: forms.functions_page()}
        | {EXPRESSIONS: forms.expressions_page(), FIGURES: figures.page()}
        | {OUTPUTS: outputs.page(commands()), ROWS: outputs.schema_file()}
        | {KINDS / name: text for name, text in forms.kind_pages().items()}
        | {SCHEMAS / name: text for name, text in forms.schema_files().items()}
        | {FAULTS: faults.page(), SCHEMAS / faults.SCHEMA: faults.schema_file()}
        | {requirements.PAGE: requirements.page(ROOT), licences.PAGE: licences.page(ROOT)}
        | estate.pages(ROOT)
        | charts.pages(ROOT)
    )


def stale(root: Path = ROOT) -> list[Path]:
    """The pages that are missing, differ from what the code generates, or belong to a rule that is gone."""
    wanted = pages()
    differing = [path for path, text in wanted.items() if _text_of(root / path) != text]
    return sorted([*differing, *(path for path in _pages_in(root) if path not in wanted)])


def write(root: Path = ROOT) -> list[Path]:
    """Writes the stale pages and removes those of rules that are gone; the paths that changed."""
    wanted = pages()
    changed = stale(root)
    for path in changed:
        if path in wanted:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(wanted[path], encoding="utf-8")
        else:
            (root / path).unlink()
    return changed


def _pages_in(root: Path) -> list[Path]:
    folders = (RULES, KINDS, SCHEMAS, charts.FOLDER)
    return [path.relative_to(root) for folder in folders for path in (root / folder).glob("*.*")]


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


# --------------------------------------------------------------------------------------------------------------- rules


def rule_page(rule: Rule) -> str:
    """The page of one rule, in Markdown."""
    finding = [example for example in rule.examples if example.finds]
    silent = [example for example in rule.examples if not example.finds]
    parts = [
        f"# {rule.id}",
        f"Severity: {rule.severity.value} · Direction: {direction_of(rule)}",
        *("## What it does", rule.summary),
        *("## Why it matters", inspect.cleandoc(rule.rationale)),
        *_examples("## Example", finding),
        *_examples("## Where it stays silent", silent),
        *("## What to do", inspect.cleandoc(rule.fix)),
    ]
    if rule.mend is not None:
        parts.append("`govkit lint --fix` does it where the text allows; `--diff` shows what it would do.")
    if rule.stricter:
        parts.append(
            "It is stricter than comparators of pacts: `govkit pact check --profile comparator` leaves it out."
        )
    if rule.unpaired:
        parts += ["## No twin", f"This rule has no counterpart in the other direction: {rule.unpaired}"]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _examples(heading: str, examples: list[Example]) -> Iterator[str]:
    if examples:
        yield heading
    for example in examples:
        if example.title:
            yield f"### {example.title}"
        if example.because:
            yield example.because
        yield _shown(example)
        if example.finds:
            places = (f"`{path}`" if path else "the message or the operation itself" for path in example.finds)
            yield "\n".join(["Found at:", "", *(f"- {place}" for place in places)])


def _shown(example: Example) -> str:
    """The change as a unified diff, or the document itself where there is one side or the sides are equal.

    Of what lint looks at the parts are left out that are the same in all documents, and fine.
    """
    if example.before is None or example.before == example.after:
        return _fenced("yaml", shortened(example.after).strip("\n"))
    before, after = example.before.strip("\n").splitlines(), example.after.strip("\n").splitlines()
    context = max(len(before), len(after))  # whole documents: a fragment of YAML without its parents says little
    lines = list(difflib.unified_diff(before, after, n=context, lineterm=""))[3:]
    return _fenced("diff", "\n".join(line.rstrip() for line in lines))


def _fenced(language: str, text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def index_page(groups: list[tuple[str, list[Rule]]]) -> str:
    """The list of all rules, one table for each group."""
    parts = ["# Rules", "Generated from the rules themselves. `govkit explain RULE` shows the same in a terminal."]
    for group, rules in groups:
        parts.append(f"## {group}")
        rows = [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | {direction_of(rule)} | {_cell(rule.summary)} |"
            for rule in rules
        ]
        parts.append("\n".join(["| rule | severity | direction | summary |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# ------------------------------------------------------------------------------------------------------------ commands


def commands_page() -> str:
    """The page of all commands: usage, help, arguments and options."""
    parts = ["# Commands", "Generated from the command line itself: `govkit COMMAND --help` says the same."]
    for context in commands():
        parts += _command(context)
    return "\n\n".join(parts) + "\n"


def commands() -> list[click.Context]:
    """A context for every command that is shown, in the order of their names."""
    return list(_contexts(_context(_root(), "govkit", None)))


def _root() -> click.Group:
    """The outermost command of `govkit.cli`."""
    module = importlib.import_module("govkit.cli")
    return next(value for value in vars(module).values() if isinstance(value, click.Group))


def _contexts(context: click.Context) -> Iterator[click.Context]:
    """A context for the command and for each below it, in the order of their names."""
    yield context
    group = context.command
    if isinstance(group, click.Group):
        for name in sorted(group.list_commands(context)):
            command = group.get_command(context, name)
            if command is not None and not command.hidden:
                yield from _contexts(_context(command, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    """The context in which click would run the command, but for the width, which is always the same."""
    settings = {**command.context_settings, "terminal_width": 100, "color": False}
    return click.Context(command, info_name=name, parent=parent, **settings)


def _command(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"## {context.command_path}"
    yield _fenced("text", command.get_usage(context).removeprefix("Usage: "))
    if command.help:
        yield _paragraphs(command.help)
    records = [
        record for param in command.get_params(context) if (record := param.get_help_record(context)) and record[1]
    ]
    if records:
        listed = [f"| `{_cell(name)}` | {_cell(text)} |" for name, text in records]
        yield "\n".join(["| option | does |", "|---|---|", *listed])
    place = outputs.place_of(command, context.command_path)
    if place is not None:
        yield f"[What it writes with `--format json`]({place})."


def _paragraphs(text: str) -> str:
    r"""Help as Markdown: click keeps the line breaks of a paragraph that begins with \b, which is code here."""
    kept = []
    for paragraph in inspect.cleandoc(text).partition("\f")[0].strip().split("\n\n"):
        marked = paragraph.startswith("\b")
        kept.append(_fenced("text", paragraph.removeprefix("\b").strip("\n")) if marked else paragraph)
    return "\n\n".join(kept)


# ---------------------------------------------------------------------------------------------------------------- main


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the pages; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is stale")
    try:
        return _checked() if parser.parse_args(arguments).check else _wrote()
    except GovkitError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def _checked() -> int:
    found = stale()
    for path in found:
        print(f"stale: {path}", file=sys.stderr)
    if found:
        print("run `make docs` and commit what it writes", file=sys.stderr)
    behind = gathering.left_behind()
    if behind:
        print(f"not as they were gathered: the results of {', '.join(behind)}", file=sys.stderr)
        print("run `python -m benchmarks --gather` and `make docs`, and commit what they write", file=sys.stderr)
    wrong = site_pages.problems(ROOT)
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if found or behind or wrong else 0


def _wrote() -> int:
    for path in write():
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
