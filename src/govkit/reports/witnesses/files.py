"""All files of a folder of witnesses, as values: names and bytes, the same for the same findings."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from govkit.findings import Finding
from govkit.gate.replay import Exchange, Unplayable
from govkit.reports.witnesses.data import data_of
from govkit.reports.witnesses.http_text import http_text, needs_body_file
from govkit.reports.witnesses.pact import CONSUMER, interaction, pact_of, provider_of
from govkit.reports.witnesses.readme import Row, readme

MARKER = ".govkit-witnesses"
"""The file that tells a folder of ours, and names what we wrote there."""

MOST = 1_000
_MOST_BYTES = 64 * 1024 * 1024
_LONGEST_NAME = 100


def witness_files(findings: Iterable[Finding], played: Iterable[Exchange | Unplayable], title: str) -> dict[str, bytes]:
    """The files of a folder by their names in it; `findings` are all, `played` is what became of those with a witness.

    At most a thousand exchanges and 64 MiB are written; the page says what was left out.
    """
    files: dict[str, bytes] = {}
    by_provider: dict[str, list[tuple[str, Exchange]]] = {}
    rows: list[Row] = []
    taken: Counter[str] = Counter()
    size = 0
    for one in played:
        if isinstance(one, Unplayable):
            rows.append(Row(one.finding, None, (), one.reason))
            continue
        stem = _stem(one.finding, taken)
        own = _of_exchange(one, stem)
        size += sum(map(len, own.values()))
        if len(taken) > MOST or size > _MOST_BYTES:
            rows.append(Row(one.finding, None, (), "left out: there are too many witnesses to write them all"))
            continue
        files.update(own)
        said = interaction(one, stem)
        by_provider.setdefault(provider_of(one), []).append((stem, one))
        rows.append(Row(one.finding, one, tuple(own), "" if isinstance(said, dict) else f"Not in the pact: {said}."))
    pacts = _pacts(by_provider)
    without = [finding for finding in findings if finding.witness is None]
    exchanges = _exchanges(by_provider)
    variables = sorted({name for one in exchanges for name in _variables(one)})
    files |= pacts
    bases = {one.bases for one in exchanges if one.kind == "path"}
    files["http-client.env.json"] = _json(_environments(variables, bases))
    files["README.md"] = readme(title, rows, without, sorted(pacts), variables).encode("utf-8", "backslashreplace")
    files[MARKER] = "".join(f"{name}\n" for name in sorted(files)).encode()
    return files


def _of_exchange(exchange: Exchange, stem: str) -> dict[str, bytes]:
    files = {f"{stem}.http": http_text(exchange, stem).encode("utf-8", "backslashreplace")}
    if exchange.request.body is not None and needs_body_file(exchange.request):
        files[f"{stem}.body"] = exchange.request.body.content
    files[f"{stem}.json"] = _json(data_of(exchange))
    return files


def _pacts(by_provider: dict[str, list[tuple[str, Exchange]]]) -> dict[str, bytes]:
    made = ((provider, pact_of(sorted_, provider)) for provider, sorted_ in sorted(by_provider.items()))
    return {f"pacts/{CONSUMER}-{_safe(provider)}.json": _json(pact) for provider, pact in made if pact["interactions"]}


def _exchanges(by_provider: dict[str, list[tuple[str, Exchange]]]) -> list[Exchange]:
    return [exchange for exchanges in by_provider.values() for _, exchange in exchanges]


def _stem(finding: Finding, taken: Counter[str]) -> str:
    """A name of letters, digits and hyphens: rule and fingerprint, numbered where several findings share them."""
    stem = f"{_safe(finding.rule)}-{_safe(finding.fingerprint)}"
    taken[stem] += 1
    return stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"


def _safe(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST_NAME] or "api"


def _variables(exchange: Exchange) -> list[str]:
    return [name for _, _, text in exchange.request.credentials for name in re.findall(r"\{\{(\w+)\}\}", text)]


def _environments(variables: list[str], bases: set[tuple[str, str]]) -> dict[str, Any]:
    """The variables of either side; where the witnesses are of several APIs, the path of none stands in the URL."""
    old, new = next(iter(bases)) if len(bases) == 1 else ("", "")
    return {
        name: {"baseUrl": f"http://localhost:{port}{base}", **dict.fromkeys(variables, "")}
        for name, port, base in (("old", 8001, old), ("new", 8002, new))
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=False) + "\n").encode("ascii")
