"""The estate of the portal follows its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from govkit.cli.sync.up import stamps_of
from govkit.portal.page import Ask, Page
from govkit.portal.serving import _prepare, _unasked
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


def test_what_pages_show_is_worked_out_before_somebody_asks(tmp_path: Path) -> None:
    state = Held(_estate(tmp_path), lambda: None).state
    made: list[str] = []

    def make(ask: Ask) -> dict[str, Any]:
        made.append(ask.state.kept("shown", lambda: "worked out"))
        return {}

    _prepare(state, Page(name="slow", path="/slow", make=make))
    assert made == ["worked out"]
    assert state.kept("shown", lambda: "again") == "worked out"


def test_a_page_that_fails_hinders_no_other(tmp_path: Path) -> None:
    def fail(_: Ask) -> dict[str, Any]:
        raise ValueError("no")

    _prepare(Held(_estate(tmp_path), lambda: None).state, Page(name="broken", path="/broken", make=fail))


def test_pages_that_need_somebody_are_not_worked_out() -> None:
    paths = {page.path for page in _unasked()}
    assert "/ownership" in paths
    assert "/exceptions" not in paths
