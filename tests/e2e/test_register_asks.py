"""The questions of `govkit register`, at a real terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.terminal import END, INTERRUPT, talk
from tests.e2e.test_register import BROKEN, SPEC, Desk
from tests.tiers import short

pytestmark = pytest.mark.requirement("C6")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.sent({"billing.yaml": SPEC})
    return made


KNOWN = [
    ("Whose API is it: which system?", "1"),
    ("Which team builds it", ""),
    ("Which team decides what it is for", "2"),
    ("Who may use it?", "partner"),
]


def test_what_is_not_known_is_asked_and_the_rest_assumed(desk: Desk) -> None:
    agreed = [("register billing@1.0.0, the first version of a new API? [Y/n]", "y")]
    code, out, shown = talk(["register", "../vendor/billing.yaml", "--format", "json"], desk.top, [*KNOWN, *agreed])
    assert code == 0, shown
    assert json.loads(out)["findings"] == []
    assert out.startswith(b"{"), "no question goes to standard output"
    entry = desk.read("catalog/apis/billing.yaml")
    assert "system: billing\n  owner: team:revenue\n  businessOwner: team:revenue\n  audience: partner\n" in entry
    assert "name or number, or a new name [billing]: " in shown
    assert "billing@1.0.0 is registered as a draft" in shown


def test_no_leaves_everything_as_it_was(desk: Desk) -> None:
    before = desk.files(), desk.folders()
    code, _, shown = talk(["register", "../vendor/billing.yaml"], desk.top, [*KNOWN, ("[Y/n]", "n")])
    assert code == 1
    assert "nothing was written" in shown
    assert (desk.files(), desk.folders()) == before


def test_a_document_that_says_little_is_asked_for_name_and_version(desk: Desk) -> None:
    """What is no answer is asked again."""
    desk.sent({"api.yaml": SPEC.replace("Billing API", "API").replace("version: 1.0.0", "version: Preview")})
    answers = [
        ("What is the API called in the catalog", "Odd One"),
        ("did you mean odd-one?", ""),
        ("answer: ", ""),
        ("answer: ", "odd-one"),
        ("`info.version` is `Preview`", "two"),
        ("--version must be a version", "2"),
    ]
    code, _, shown = talk(["register", "../vendor/api.yaml"], desk.top, [*answers, *KNOWN, ("[Y/n]", "y")])
    assert code == 0, shown
    assert "definition: specs/odd-one/2.0.0/openapi.yaml" in desk.read("catalog/apis/odd-one.yaml")


def test_an_entry_that_is_missing_is_made_when_somebody_agrees(desk: Desk) -> None:
    answers = [
        ("which system?", "support"),
        ("there is no system support: make an entry for it? [y/N]", "n"),
        ("which system?", "helpdesk"),
        ("there is no system helpdesk: make an entry for it? [y/N]", "y"),
        ("Which team builds it", "agents"),
        ("there is no team agents: make an entry for it?", "yes"),
        ("Which team decides what it is for", "finance"),
        ("Who may use it?", "3"),
        ("Which domain does the system helpdesk serve?", ""),
        ("How is the team agents reached", "agents@example.com"),
        ("[Y/n]", ""),
    ]
    code, _, shown = talk(["register", "../vendor/billing.yaml"], desk.top, answers)
    assert code == 0, shown
    assert "domain: money\n  owner: team:agents\n" in desk.read("catalog/systems/helpdesk.yaml")
    assert "email: agents@example.com" in desk.read("catalog/teams/agents.yaml")
    assert "audience: public\n" in desk.read("catalog/apis/billing.yaml")


def test_yes_asks_nothing_and_takes_what_is_known(desk: Desk) -> None:
    code, _, shown = talk(["register", "../vendor/billing.yaml", "--audience", "public", "--yes"], desk.top, [])
    assert code == 0, shown
    assert "?" not in shown
    code, _, shown = talk(["register", "../vendor/billing.yaml", "--api", "more", "--yes"], desk.top, [])
    assert code == 2
    assert "--system, --audience" in shown


def test_a_refusal_repeats_the_answers_as_options(desk: Desk) -> None:
    desk.sent({"billing.yaml": BROKEN})
    code, _, shown = talk(["register", "../vendor/billing.yaml"], desk.top, KNOWN)
    assert code == 1
    said = "--system billing --owner revenue --business-owner revenue --audience partner"
    assert said in " ".join(shown.split())


@pytest.mark.parametrize("key", [INTERRUPT, END])
@pytest.mark.parametrize("asked", short(range(5), keeps=(0, 4).__contains__))
def test_who_goes_away_from_a_question_leaves_nothing(desk: Desk, asked: int, key: str) -> None:
    before = desk.files(), desk.folders()
    answers = [*KNOWN, ("[Y/n]", "")]
    answers[asked] = (answers[asked][0], key)
    code, _, shown = talk(["register", "../vendor/billing.yaml"], desk.top, answers[: asked + 1])
    assert code == 130, shown
    assert "interrupted" in shown
    assert (desk.files(), desk.folders()) == before


def test_names_are_completed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.shell_completion import ShellComplete

    from govkit.cli.program import govkit

    monkeypatch.chdir(desk.top)
    complete = ShellComplete(govkit, {}, "govkit", "_GOVKIT_COMPLETE")
    assert [one.value for one in complete.get_completions(["register", "x.yaml", "--owner"], "f")] == ["finance"]
    assert [one.value for one in complete.get_completions(["register", "x.yaml", "--system"], "")] == ["billing"]
    monkeypatch.chdir(desk.vendor)
    assert complete.get_completions(["register", "x.yaml", "--system"], "") == []
