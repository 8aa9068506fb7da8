"""`govkit schema`: the JSON Schemas of catalog entries, for editors."""

from __future__ import annotations

from pathlib import Path

import click


def _kinds(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from govkit.gate.kinds import published_forms

    return [name for name in published_forms() if name.lower().startswith(incomplete.lower())]


@click.command(
    short_help="The JSON Schemas of catalog entries, for editors.",
    epilog="""\b
Examples:
  govkit schema
  govkit schema API
  govkit schema --write .govkit/schemas
An entry whose first line names its schema is completed by editors:
  # yaml-language-server: $schema=../../.govkit/schemas/api.schema.json
""",
)
@click.argument("kind", required=False, shell_complete=_kinds)
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the schema of every kind to DIR, one file each.",
)
def schema(kind: str | None, folder: Path | None) -> int:
    """Shows the JSON Schema (2020-12) of entries of KIND, or lists the kinds."""
    from govkit.cli import output
    from govkit.errors import UsageError
    from govkit.gate.kinds import published_forms
    from govkit.reports.jsontext import dumps

    kinds = published_forms()
    if folder is not None:
        if kind is not None:
            raise UsageError("--write writes all kinds", hint="leave KIND out")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"the folder {folder} cannot be made: {error.strerror}") from error
        for one in kinds.values():
            output.write_file(folder / one.file, dumps(one.schema()) + "\n")
        return 0
    if kind is None:
        for one in kinds.values():
            output.say(f"{one.name.ljust(16)}{one.summary}")
        return 0
    named = next((one for one in kinds.values() if one.name.lower() == kind.lower()), None)
    if named is None:
        from difflib import get_close_matches

        close = get_close_matches(kind.lower(), [name.lower() for name in kinds], 1)
        meant = next((name for name in kinds if close and name.lower() == close[0]), None)
        hint = f"did you mean {meant}?" if meant else f"the kinds are {', '.join(kinds)}"
        raise UsageError(f"there is no kind {kind!r}", hint=hint)
    click.echo(dumps(named.schema()))
    return 0
