"""What is derived from the entries of the reference estate: the tables of its guide, and CODEOWNERS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from govkit.catalog.entries import Estate
from govkit.catalog.entries.kinds.system import Integration
from govkit.gate import codeowners
from govkit.gate.estates.loading import open_estate

GUIDE = Path("docs/estate.md")
OWNERS = Path(codeowners.FILE)


def pages(root: Path) -> dict[Path, str]:
    """The guide with its tables as the entries have them, and CODEOWNERS, by their paths below the root."""
    estate = open_estate(cwd=root)
    guide = (root / GUIDE).read_text(encoding="utf-8")
    for name, rows in (("records", _records(estate)), ("platforms", _platforms(estate))):
        guide = _with_table(guide, name, rows)
    owners = (root / OWNERS).read_text(encoding="utf-8") if (root / OWNERS).exists() else ""
    return {GUIDE: guide, OWNERS: codeowners.merged(owners, codeowners.block_of(estate))}


def _with_table(text: str, name: str, rows: Iterator[str]) -> str:
    """A text with the rows between the two comments of a table."""
    begin, end = f"<!-- begin: {name}, written by tools.docs -->\n", f"<!-- end: {name} -->"
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise RuntimeError(f"{GUIDE} has no place for the table `{name}`: {begin.strip()} … {end}")
    return "".join((head, begin, *(f"{row}\n" for row in rows), end, tail))


def _records(estate: Estate) -> Iterator[str]:
    yield from ("| object | record | but the record of these fields is |", "|---|---|---|")
    for entity in sorted(estate.entities.values(), key=lambda one: one.name):
        others: dict[str, list[str]] = {}
        for field, said in entity.spec.fields.items():
            if said.record is not None and said.record != entity.spec.record:
                others.setdefault(str(said.record), []).append(f"`{field}`")
        told = "; ".join(f"`{system}`: {', '.join(fields)}" for system, fields in sorted(others.items()))
        yield f"| {entity.name} | `{entity.spec.record}` | {told} |"


def _platforms(estate: Estate) -> Iterator[str]:
    yield "| system | the same write twice | webhooks are signed by | a list goes on by | requests |"
    yield "|---|---|---|---|---|"
    for system in sorted(estate.systems.values(), key=lambda one: one.name):
        if system.spec.integration is not None:
            yield f"| `{system.name}` | {' | '.join(_behaviour(system.spec.integration))} |"


def _behaviour(said: Integration) -> Iterator[str]:
    key, settled = said.idempotency, said.settle_time
    if key is not None:
        yield f"`{key.header}`, remembered for {int(key.retention.total_seconds()) // 3600} hours"
    else:
        after = f" after {int(settled.total_seconds())} seconds" if settled is not None else ""
        yield f"no keys: look for it{after}"
    signed = said.webhooks
    yield "" if signed is None else f"{signed.scheme} in `{signed.header}`" if signed.header else signed.scheme
    pages_ = said.pagination
    yield "" if pages_ is None else f"{pages_.style}, `{pages_.parameter}`" if pages_.parameter else pages_.style
    limit = said.rate_limit
    yield "" if limit is None else f"{limit.requests} in {int(limit.per.total_seconds())} s"
