"""CODEOWNERS from the catalog: what is in the block, what survives around it, and how drift is found."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.errors import InputError
from govkit.gate import Options, Outcome, open_estate, validate
from govkit.gate import check as gate_check
from govkit.gate.codeowners import BEGIN, END, FILE, block_of, checked, home_of, merged
from tests.estate import write


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path / "estate"))
    return tmp_path / "estate"


def lines() -> dict[str, str]:
    return {path: owners for path, _, owners in (line.partition(" ") for line in block_of(open_estate()).lines)}


def owners(path: str) -> str:
    return lines()[path].strip()


def rules() -> list[str]:
    return [one.rule for one in validate((), Options(cache=False)).findings if one.rule == "codeowners-outdated"]


def check() -> Outcome:
    found = open_estate()
    return checked(found, home_of(found, Path.cwd()))


def commit(text: str) -> None:
    Path(FILE).parent.mkdir(exist_ok=True)
    Path(FILE).write_bytes(text.encode())


@pytest.mark.requirement("C4")
def test_entries_documents_overlays_pacts_and_workflows_have_their_owners(estate: Path) -> None:
    assert owners("/catalog/apis/billing.yaml") == "@example/revenue"
    assert owners("/catalog/consumers/dashboard.yaml") == "@example/finance"
    assert owners("/specs/billing/2.0.0/") == "@example/revenue", "the document and the overlay beside it"
    assert owners("/catalog/pacts/") == "@example/finance"
    assert owners("/catalog/workflows/order-to-cash.arazzo.yaml") == "@example/revenue"
    assert owners("/catalog/teams/finance.yaml") == "@example/finance"


def test_a_folder_that_several_teams_share_is_nobodys_alone(estate: Path) -> None:
    pact = '{"consumer": {"name": "portal"}, "provider": {"name": "billing"}, "interactions": []}'
    portal = (estate / "catalog/consumers/portal.yaml").read_text() + "  pacts: [catalog/pacts/portal.json]\n"
    write(estate, {"catalog/pacts/portal.json": pact, "catalog/consumers/portal.yaml": portal})
    assert "/catalog/pacts/" not in lines()
    assert owners("/catalog/pacts/portal.json") == "@example/revenue"
    assert owners("/catalog/pacts/dashboard.json") == "@example/finance"


def test_a_team_without_a_handle_is_told_of(estate: Path) -> None:
    assert any("without `codeowners`" in note and "`ghosts`" in note for note in block_of(open_estate()).notes)
    assert "/catalog/systems/erp.yaml" not in lines()


def test_a_handle_that_could_move_the_cursor_is_not_written(estate: Path) -> None:
    team = (estate / "catalog/teams/finance.yaml").read_text()
    write(estate, {"catalog/teams/finance.yaml": team.replace("'@example/finance'", '"@x\\e[31m"')})
    assert open_estate().problems == ()
    assert "/catalog/teams/finance.yaml" not in lines()


def test_paths_with_spaces_and_hashes_are_escaped_and_patterns_left_out(estate: Path) -> None:
    api = (estate / "catalog/apis/crm.yaml").read_text()
    write(
        estate,
        {
            "catalog/apis/crm.yaml": api.replace("specs/crm/1.0.0/", "specs/c r#m/").replace("specs/crm/2.0.0/", "s*/"),
            "specs/c r#m/openapi.yaml": "",
        },
    )
    block = block_of(open_estate())
    assert any(line.startswith("/specs/c\\ r\\#m/ ") for line in block.lines)
    assert not any("*" in line for line in block.lines)
    assert any("not to be written in CODEOWNERS: `s*/`" in note for note in block.notes)


@pytest.mark.parametrize(
    ("before", "head", "tail"),
    [
        ("", "", ""),
        ("* @all\n", "* @all\n\n", ""),
        ("* @all", "* @all\n\n", ""),
        (f"* @all\n{BEGIN}\nstale @x\n{END}\n/docs/ @docs\n", "* @all\n", "/docs/ @docs\n"),
    ],
)
def test_what_stands_around_the_block_survives(estate: Path, before: str, head: str, tail: str) -> None:
    block = block_of(open_estate())
    assert merged(before, block) == f"{head}{block.text}\n{tail}"
    assert merged(merged(before, block), block) == merged(before, block)


def test_line_ends_of_windows_stay(estate: Path) -> None:
    text = merged(f"* @all\r\n{BEGIN}\r\n{END}\r\nx @y\r\n", block_of(open_estate()))
    assert text.count("\n") == text.count("\r\n")
    assert text.endswith("x @y\r\n")


@pytest.mark.parametrize("text", [f"{BEGIN}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n"])
def test_a_block_that_is_not_whole_is_refused_with_its_line(estate: Path, text: str) -> None:
    with pytest.raises(InputError, match="not whole") as caught:
        merged(text, block_of(open_estate()))
    assert caught.value.place is not None
    assert caught.value.place.line is not None


@pytest.mark.requirement("C4")
def test_drift_is_a_finding_of_validate_where_the_block_is(estate: Path) -> None:
    assert rules() == []
    commit("* @all\n")
    assert rules() == [], "who has no block does not want one"
    commit(merged("* @all\n", block_of(open_estate())))
    assert rules() == []
    team = (estate / "catalog/teams/finance.yaml").read_text()
    write(estate, {"catalog/teams/finance.yaml": team.replace("@example/finance", "@example/money")})
    assert rules() == ["codeowners-outdated"]


def test_the_check_finds_a_missing_block_and_the_line_that_differs(estate: Path) -> None:
    assert [one.new.file for one in check().findings if one.new] == [FILE]
    text = merged("* @all\n", block_of(open_estate()))
    commit(text.replace("/catalog/apis/crm.yaml ", "/catalog/apis/crm2.yaml "))
    (finding,) = check().findings
    number = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("/catalog/apis/crm.yaml "))
    assert finding.new is not None
    assert finding.new.line == number
    assert "/catalog/apis/crm.yaml" in finding.message
    commit(text)
    assert check().findings == ()


def git(*arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments], check=True, capture_output=True
    )


@pytest.mark.parametrize("below", [".", "estates/europe"])
def test_drift_is_a_finding_of_check_unless_it_stood_at_the_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    top = tmp_path / "repository"
    write(top / below)
    monkeypatch.chdir(top / below)
    git("init", "-b", "main", str(top))
    done = CliRunner().invoke(program, ["codeowners", "--write"])
    assert done.exit_code == 0
    prefix = "" if below == "." else f"/{below}"
    assert f"{prefix}/catalog/apis/billing.yaml " in (top / FILE).read_text()
    git("add", "-A", ".", str(top))
    git("commit", "-m", "first")
    found = gate_check("main", None, Options(cache=False)).findings
    assert [one.rule for one in found] == []
    team = (top / below / "catalog/teams/finance.yaml").read_text()
    write(top / below, {"catalog/teams/finance.yaml": team.replace("@example/finance", "@example/money")})
    found = gate_check("main", None, Options(cache=False)).findings
    assert [one.rule for one in found] == ["codeowners-outdated"]
    git("commit", "-am", "stale")
    write(top / below, {"catalog/teams/finance.yaml": team.replace("@example/finance", "@example/coins")})
    assert gate_check("main", None, Options(cache=False)).findings == ()
