"""The options that all commands which find things share."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

import govkit.gate
from govkit.cli.paint import _COLOURS
from govkit.reports import RenderOptions, render
from govkit.reports.rulebook import rule_page
from tests.cli import fake_gate
from tests.cli.conftest import Run
from tests.reports import samples


def test_text_is_the_default_and_paints_only_for_a_terminal(run: Run) -> None:
    shown = run("diff", "full", "x")
    assert shown.stdout.startswith("error  response-property-removed · proven\n")
    assert "\x1b" not in shown.stdout


def test_colour_on_demand(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[1;31merror\x1b[0m" in run("diff", "full", "x", "--color", "always").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("diff", "full", "x").stdout
    assert "\x1b[" not in run("diff", "full", "x", "--color", "never").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("diff", "full", "x").stdout


def test_text_follows_the_width_of_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, run("diff", "full", "x").stdout.splitlines())) <= 60
    monkeypatch.setenv("COLUMNS", "20")
    assert max(map(len, run("diff", "full", "x").stdout.splitlines())) > 40, "narrower than that nothing reads well"


def test_files_are_written_beside_the_text(run: Run, tmp_path: Path) -> None:
    sarif, comment, plain = tmp_path / "govkit.sarif", tmp_path / "comment.md", tmp_path / "report.txt"
    done = run(
        *("diff", "full", "x", "--color", "always"),
        *(f"--format=sarif={sarif}", f"--format=markdown={comment}", f"--format=text={plain}"),
    )
    assert done.exit_code == 1
    assert done.stdout.startswith("\x1b[1;31merror")
    assert json.loads(sarif.read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert comment.read_text(encoding="utf-8").startswith("❌")
    assert plain.read_text(encoding="utf-8").startswith("error  ")
    assert sorted(tmp_path.iterdir()) == sorted([sarif, comment, plain]), "no draft is left behind"


def test_quiet_leaves_only_what_was_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    done = run("diff", "full", "x", "-q", "--format", f"json={file}")
    assert (done.stdout, done.stderr, done.exit_code) == ("", "", 1)
    assert json.loads(file.read_text(encoding="utf-8"))["summary"]["error"] == 2
    assert run("diff", "full", "x", "-q", "--format", "json").stdout.startswith("{")


def test_only_one_report_goes_to_standard_output(run: Run) -> None:
    done = run("diff", "full", "x", "--format", "json", "--format", "sarif")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "hint: write the other to a file: --format sarif=FILE" in done.stderr


def test_two_reports_do_not_share_a_file(run: Run, tmp_path: Path) -> None:
    done = run("diff", "full", "x", f"--format=json={tmp_path}/a", f"--format=sarif={tmp_path}/../{tmp_path.name}/a")
    assert done.exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", ["toml", "json=", "=x", ""])
def test_a_format_that_does_not_exist_is_refused(run: Run, value: str) -> None:
    assert run("diff", "full", "x", "--format", value).exit_code == 2


def test_a_file_that_cannot_be_written_is_an_error(run: Run, tmp_path: Path) -> None:
    done = run("diff", "full", "x", f"--format=json={tmp_path}/no/such/report.json")
    assert done.exit_code == 2
    assert "report.json cannot be written" in done.stderr


def test_a_file_keeps_its_permissions_and_its_links(run: Run, tmp_path: Path) -> None:
    file, link = tmp_path / "report.json", tmp_path / "latest.json"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    run("diff", "full", "x", f"--format=json={link}")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8").startswith("{")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="this system has no /dev/null")
def test_a_device_is_written_not_replaced(run: Run) -> None:
    assert run("diff", "clean", "x", "--format=json=/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(
    ("fail_on", "outcome", "code"),
    [
        ("error", "full", 1),
        ("info", "full", 1),
        ("warning", "clean", 0),
        ("never", "full", 0),
    ],
)
def test_the_threshold_decides_the_exit_code(run: Run, fail_on: str, outcome: str, code: int) -> None:
    assert run("diff", outcome, "x", "--fail-on", fail_on).exit_code == code


def test_all_shows_what_the_text_leaves_out(run: Run) -> None:
    assert "--all shows them" in run("diff", "many", "x").stdout
    assert "--all shows them" not in run("diff", "many", "x", "--all").stdout


def test_the_gate_gets_profile_and_strictness(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[fake_gate.Options] = []

    def validate(paths: tuple[str, ...], options: fake_gate.Options) -> object:
        seen.append(options)
        return fake_gate.validate(paths, options)

    monkeypatch.setitem(vars(govkit.gate), "validate", validate)
    run("validate", "--profile", "source", "--strict")
    run("validate")
    assert [(options.profile, options.strict) for options in seen] == [("source", True), (None, False)]


def test_settings_fill_what_the_caller_leaves_open(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "report.json"
    settings = fake_gate.Settings(fail_on="never", formats=("github", f"json={file}"))
    monkeypatch.setitem(vars(govkit.gate), "settings", lambda _: settings)
    done = run("diff", "full", "x")
    assert done.exit_code == 0
    assert done.stdout.startswith("::error")
    assert file.exists()
    done = run("diff", "full", "x", "--fail-on", "error", "--format", "json")
    assert done.exit_code == 1
    assert done.stdout.startswith("{")


def test_a_mistyped_option_is_guessed(run: Run) -> None:
    done = run("diff", "full", "x", "--frmat", "json")
    assert done.exit_code == 2
    assert "--format" in done.stderr
    assert "hint: `govkit diff --help`" in done.stderr


def test_every_style_of_the_reports_has_a_colour() -> None:
    rendered = render(samples.FULL, "text", RenderOptions(line_of=samples.line_of))
    assert isinstance(rendered, list)
    used = {span.style for row in [*rendered, *rule_page(samples.RULE, 80)] for span in row}
    assert used - {""} <= set(_COLOURS)


def test_machines_get_paths_from_the_top_of_the_repository(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "service").mkdir()
    monkeypatch.chdir(tmp_path / "service")
    entries = json.loads(run("diff", "full", "x", "--format", "gitlab").stdout)
    assert entries[0]["location"]["path"] == f"service/{samples.NEW}"
    sarif = json.loads(run("diff", "full", "x", "--format", "sarif").stdout)
    location = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": f"service/{samples.NEW}"}
    assert f"::error file=service/{samples.NEW}," in run("diff", "full", "x", "--format", "github").stdout


def test_the_changelog_takes_standard_output_and_leaves_files_and_exit_code_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    done = run("diff", "full", "x", "--changelog", f"--format=json={file}")
    assert done.exit_code == 1
    assert done.stdout.startswith("## 2.1.0 - ")
    assert json.loads(file.read_text(encoding="utf-8"))["command"] == "check"
    assert run("diff", "full", "x", "--format", "changelog").stdout == done.stdout
    refused = run("diff", "full", "x", "--changelog", "--format", "json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "only one report fits standard output, not json and changelog" in refused.stderr
