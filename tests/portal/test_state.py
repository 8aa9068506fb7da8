"""The estate of the portal follows its files."""

from __future__ import annotations

from pathlib import Path

from govkit.cli.sync.up import stamps_of
from govkit.portal.state import Held
from tests.portal.conftest import reader_of

_TEAM = """\
apiVersion: govkit/v1
kind: Team
metadata: {{name: {name}}}
spec: {{contacts: [{{email: finance@example.com}}]}}
"""


def _estate(top: Path) -> Path:
    (top / "catalog/teams").mkdir(parents=True)
    (top / "govkit.yaml").write_text("{}\n")
    (top / "catalog/teams/finance.yaml").write_text(_TEAM.format(name="finance"))
    return top


def test_what_is_written_is_shown_from_the_next_look_on(tmp_path: Path) -> None:
    top = _estate(tmp_path)
    held = Held(top, stamps_of(top))
    client = reader_of(top, held)
    assert not held.look()
    (top / "catalog/teams/sales.yaml").write_text(_TEAM.format(name="sales"))
    assert client.get("/teams/sales").status_code == 404
    assert held.look()
    assert client.get("/teams/sales").status_code == 200


def test_a_broken_entry_is_told_on_the_first_page_and_hides_no_other(tmp_path: Path) -> None:
    top = _estate(tmp_path)
    (top / "catalog/teams/broken.yaml").write_text("kind: Team\n")
    client = reader_of(top)
    answer = client.get("/")
    assert answer.status_code == 200
    assert "What cannot be read" in answer.text
    assert client.get("/teams/finance").status_code == 200


def test_what_is_asked_twice_is_worked_out_once(tmp_path: Path) -> None:
    state = Held(_estate(tmp_path), lambda: None).state
    numbers = iter(range(10))
    assert [state.kept("key", lambda: next(numbers)) for _ in range(3)] == [0, 0, 0]
