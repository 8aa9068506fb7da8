"""What the README and the guides show is what govkit prints."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from govkit.checks.compat import compare_texts
from govkit.findings import Severity
from tests.demonstration import Played


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language in a Markdown text."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_output_in_the_readme_is_that_of_the_demo(repository: Path, demonstration: Played) -> None:
    """Line by line, but for the name of the commit, and the places in descriptions that are still worked on."""
    (shown,) = blocks((repository / "README.md").read_text(encoding="utf-8"), "text")
    printed = _without_places(demonstration.said)
    expected = _without_places(shown).strip().splitlines()[2:]
    assert expected == _finding(printed)


def _without_places(text: str) -> str:
    return re.sub(r":\d+:\d+$", ":PLACE", re.sub(r"\b[0-9a-f]{9}:", "COMMIT:", text), flags=re.MULTILINE)


def _finding(printed: str) -> list[str]:
    start = printed.index("error  response-property-enum-value-added")
    return printed[start : printed.index("error  mapping-value-not-held")].strip().splitlines()


def document(schema: Any, *, request: bool) -> str:
    """A document that uses a schema in a request or in a response."""
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "fine"}}}
    if request:
        operation["requestBody"] = {"content": content}
    else:
        operation["responses"]["200"]["content"] = content
    info = {"title": "T", "version": "1"}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": operation}}})


def worst(old: Any, new: Any, *, request: bool, profile: str = "wire") -> Severity | None:
    """The worst severity between two schemas."""
    findings = compare_texts(document(old, request=request), document(new, request=request), profile)
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)


def test_the_pairs_of_the_guide_to_verdicts_are_judged_as_it_says(repository: Path) -> None:
    """Its four schemas, in both directions and profiles."""
    text = (repository / "docs" / "verdicts.md").read_text(encoding="utf-8")
    long, short, without, with_note = (yaml.safe_load(block) for block in blocks(text, "yaml"))
    assert worst(long, short, request=True) is Severity.ERROR
    assert worst(long, short, request=False) is Severity.INFO
    assert worst(without, with_note, request=True) is Severity.INFO
    assert worst(without, with_note, request=True, profile="strict") is Severity.ERROR
