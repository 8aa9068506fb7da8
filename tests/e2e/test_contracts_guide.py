"""What docs/contracts.md says of static verification is so: its rules are there, its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.gate import rulebook


@pytest.fixture(scope="module")
def guide(repository: Path) -> str:
    text = (repository / "docs" / "contracts.md").read_text(encoding="utf-8")
    return text.partition("## Static verification")[2].partition("\n## ")[0]


def test_every_rule_that_the_guide_names_is_there(guide: str) -> None:
    named = set(re.findall(r"`((?:request|response|message|pact|interaction)-[a-z-]+)`", guide))
    assert named <= rulebook().keys()
    assert len(named) > 30


def test_every_rule_about_pacts_is_named_in_the_guide_or_of_the_rest(guide: str) -> None:
    """What the guide leaves out is little, and known."""
    from govkit.checks.pacts.judge import RULES
    from govkit.findings import discover

    missing = {rule for rule in discover(RULES) if f"`{rule}`" not in guide}
    assert missing <= {
        "interaction-type-unknown",
        "request-matcher-unknown",
        "request-operation-deprecated",
        "request-parameter-deprecated",
        "request-property-read-only",
        "response-body-unexpected",
        "response-example-impossible",
        "response-fraction-unhandled",
        "response-items-impossible",
        "response-items-unhandled",
        "response-property-write-only",
        "response-value-unproven",
        "response-variant-unhandled",
    }


def test_the_commands_of_the_guide_are_commands(guide: str) -> None:
    for line in re.findall(r"^    govkit (pact check[^#\n]*)", guide, re.MULTILINE):
        done = CliRunner().invoke(program, [*line.split(), "--help"])
        assert done.exit_code == 0, line
