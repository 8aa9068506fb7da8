"""What Spectral itself found with rulesets that use all there is, and what we find.

`rulesets/found.json` has the verdicts of Spectral 6.16.3: by ruleset and document each (file, rule, place, severity).
`GOVKIT_SPECTRAL=node_modules/.bin/spectral GOVKIT_UPDATE=1 pytest <this file>` asks it again.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from govkit.checks.lint.spectral.rulesets import read_ruleset
from govkit.checks.lint.spectral.running import lint_with
from govkit.spec.documents import FolderFiles, Library

HERE = Path(__file__).parent / "rulesets"
RULESETS = sorted(path.name for path in HERE.glob("*.yaml"))
DOCUMENTS = sorted(path.name for path in (HERE / "documents").iterdir())
FOUND = HERE / "found.json"
SEVERITIES = ("error", "warning", "info", "info")

Verdict: TypeAlias = list[str]
"""A file, a rule, a place in the file, and a severity."""


def spectral(ruleset: str) -> dict[str, list[Verdict]]:
    """What Spectral finds in each document."""
    command = [os.environ["GOVKIT_SPECTRAL"], "lint", "-q", "-f", "json", "-r", str(HERE / ruleset)]
    found: dict[str, list[Verdict]] = {}
    for name in DOCUMENTS:
        run = subprocess.run([*command, str(HERE / "documents" / name)], capture_output=True, text=True, check=False)
        assert run.returncode < 2, run.stderr
        results: list[dict[str, Any]] = json.loads(run.stdout)
        verdicts = {
            (Path(one["source"]).name, str(one["code"]), "/".join(map(str, one["path"])), SEVERITIES[one["severity"]])
            for one in results
        }
        found[name] = [list(verdict) for verdict in sorted(verdicts)]
    return found


def ours(ruleset: str, document: str) -> list[Verdict]:
    """What we find in one document."""
    files = FolderFiles(HERE, shown_from=HERE)
    library = Library(files)
    found = lint_with(read_ruleset(files, ruleset), library, library.open(f"documents/{document}"))
    verdicts = set()
    for one in found:
        assert one.new is not None
        way = [part.replace("~1", "/").replace("~0", "~") for part in (one.new.pointer or "").split("/")[1:]]
        verdicts.add((Path(one.new.file).name, one.rule, "/".join(way), one.severity.value))
    return [list(verdict) for verdict in sorted(verdicts)]


def recorded() -> dict[str, dict[str, list[Verdict]]]:
    """What Spectral found, asked again where that is wanted."""
    if os.environ.get("GOVKIT_UPDATE") and os.environ.get("GOVKIT_SPECTRAL"):
        found = {ruleset: spectral(ruleset) for ruleset in RULESETS}
        rows = [
            f"  {json.dumps(ruleset)}: {{\n"
            + ",\n".join(
                f"    {json.dumps(name)}: [\n" + ",\n".join(f"      {json.dumps(one)}" for one in verdicts) + "\n    ]"
                if verdicts
                else f"    {json.dumps(name)}: []"
                for name, verdicts in documents.items()
            )
            + "\n  }"
            for ruleset, documents in found.items()
        ]
        FOUND.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    known: dict[str, dict[str, list[Verdict]]] = json.loads(FOUND.read_text())
    return known


KNOWN = recorded()


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("ruleset", RULESETS)
def test_a_ruleset_finds_what_spectral_finds_with_it(ruleset: str, document: str) -> None:
    assert ours(ruleset, document) == KNOWN[ruleset][document]


def test_the_rulesets_find_something_with_each_of_their_rules() -> None:
    assert len(RULESETS) >= 7
    told = {one[1] for documents in KNOWN.values() for verdicts in documents.values() for one in verdicts}
    assert len(told) >= 50
