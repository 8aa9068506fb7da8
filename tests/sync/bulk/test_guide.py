"""The section on bulk loads in docs/events.md: the catalog has what it shows, and its commands print the rest."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.gate.mock_server import mock
from govkit.sync.store.database import Database
from tests.sync.inbox.estates import ROOT


@pytest.fixture(scope="module")
def section() -> str:
    guide = (ROOT / "docs/events.md").read_text(encoding="utf-8")
    return guide.partition("## Bulk loads")[2].partition("## Afterwards")[0]


def test_the_bulk_path_of_the_guide_is_that_of_the_catalog(section: str) -> None:
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    document = yaml.safe_load((ROOT / "catalog/workflows/collections-visibility.arazzo.yaml").read_text("utf-8"))
    (workflow,) = (one for one in document["workflows"] if one["workflowId"] == "show-standing")
    told: dict[str, Any] = yaml.safe_load(shown)["x-govkit-workflow"]
    assert told == {name: workflow["x-govkit-workflow"][name] for name in told}


@pytest.mark.requirement("S8")
def test_the_commands_of_the_guide_print_what_it_shows(
    section: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    database.migrate()
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", database.shown)
    monkeypatch.setenv("COLUMNS", "120")
    shown = re.findall(r"^```sh\n(govkit sync [^\n]*)\n```\n\n```text\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert len(shown) == 3
    with mock("erp", "crm", cwd=ROOT) as served:
        for command, output in shown:
            words = shlex.split(command.replace("http://127.0.0.1:4010", served.address))[1:]
            result = CliRunner().invoke(program, words)
            assert (command, result.stdout, result.exit_code) == (command, output, int("--limit" in words))
    database.close()
