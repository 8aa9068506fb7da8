"""`govkit pact check`, from files and from a catalog."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govkit.catalog.entries import load_text
from govkit.catalog.entries.rules._samples import entry, team
from govkit.checks.pacts import Pact, Verified
from govkit.cli import govkit as program
from govkit.findings import Witness
from govkit.gate.pacts import kept, providers, spreading
from govkit.gate.pacts.found import UnreadWitness
from govkit.gate.pacts.providers import Against

API = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
paths:
  /invoices/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: An invoice
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Invoice"}
components:
  schemas:
    Invoice:
      type: object
      required: [id]
      properties:
        id: {type: string}
        memo: {type: string}
"""

Check = Callable[..., Result]


def pact(body: dict[str, Any], consumer: str = "dashboard", provider: str = "billing") -> str:
    interaction = {
        "description": "an invoice",
        "request": {"method": "GET", "path": "/invoices/7"},
        "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": body},
    }
    tree = {"consumer": {"name": consumer}, "provider": {"name": provider}, "interactions": [interaction]}
    return json.dumps(tree, indent=2)


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Runs `govkit pact check` in a folder of its own, with some files in it."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str, **files: str) -> Result:
        for name, text in files.items():
            file = tmp_path / name.replace("__", "/").replace("_", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return CliRunner().invoke(program, ["pact", "check", *arguments])

    return check


def rules(done: Result) -> list[tuple[str, str]]:
    return [(one["rule"], one["severity"]) for one in json.loads(done.stdout)["findings"]]


def test_a_pact_that_an_api_keeps_is_clean(check: Check) -> None:
    done = check("pact.json", "--provider", "api.yaml", api_yaml=API, pact_json=pact({"id": "a"}))
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_finding_has_both_places_a_message_and_the_consumer(check: Check) -> None:
    text = pact({"id": "a", "memo": "Thanks"})
    done = check("pact.json", "--provider", "api.yaml", "--format", "json", api_yaml=API, pact_json=text)
    assert done.exit_code == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], finding["verdict"]) == ("response-property-optional", "proven")
    assert (finding["new"]["file"], finding["new"]["line"]) == ("api.yaml", 20)
    assert (finding["old"]["file"], finding["old"]["line"]) == ("pact.json", 22)
    assert finding["subject"]["operations"] == ["GET /invoices/{id}"]
    assert (finding["subject"]["schema"], finding["subject"]["path"]) == ("Invoice", "/memo")
    assert finding["witness"]["value"] == {"id": "a"}
    assert (finding["witness"]["old"], finding["witness"]["new"]) == ("refuses", "accepts")
    assert [one["name"] for one in finding["affects"]] == ["dashboard"]


def test_the_document_may_be_called_spec(check: Check) -> None:
    done = check("pact.json", "--spec", "api.yaml", "--format", "json", api_yaml=API, pact_json=pact({"memo": "x"}))
    assert rules(done) == [("response-property-optional", "error")]


def test_as_a_comparator_only_examples_count(check: Check) -> None:
    """What else may come is not asked; what an example says wrongly is, and rules say which of them ask for more."""
    arguments = ("pact.json", "--spec", "api.yaml", "--profile", "comparator", "--format", "json")
    done = check(*arguments, api_yaml=API, pact_json=pact({"memo": "x"}))
    assert (done.exit_code, rules(done), json.loads(done.stdout)["profile"]) == (0, [], "comparator")
    done = check(*arguments, pact_json=pact({"memo": 5, "nothing": 1}))
    assert sorted(rules(done)) == [("response-property-undeclared", "error"), ("response-value-impossible", "error")]
    listed = json.loads(CliRunner().invoke(program, ["rules", "--format", "json"]).stdout)["rules"]
    stricter = {one["id"] for one in listed if one["stricter"]}
    assert {"response-property-optional", "request-value-may-be-refused"} <= stricter
    assert not stricter & {"response-value-impossible", "response-property-undeclared", "request-value-refused"}


def test_a_folder_is_searched_for_pacts(check: Check) -> None:
    done = check(
        "pacts", "--provider", "api.yaml", "--format", "json",
        api_yaml=API, pacts__a_json=pact({"memo": "x"}), pacts__b__c_json=pact({"id": "x"}, "other"),
        pacts__package_json='{"name": "no pact"}',
    )  # fmt: skip
    assert json.loads(done.stdout)["compared"] == 2
    assert rules(done) == [("response-property-optional", "error")]


def test_one_consumer_may_be_asked_for(check: Check) -> None:
    files = {"api_yaml": API, "pacts__a_json": pact({"memo": "x"}), "pacts__b_json": pact({"id": "x"}, "other")}
    assert check("pacts", "--provider", "api.yaml", "--consumer", "other", **files).exit_code == 0
    done = check("pacts", "--provider", "api.yaml", "--consumer", "nobody", **files)
    assert done.exit_code == 2
    assert "dashboard, other" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "files", "words"),
    [
        (("gone.json", "--provider", "api.yaml"), {"api_yaml": API}, "there is no file gone.json"),
        (("pact.json",), {"pact_json": pact({})}, "there is no catalog here"),
        ((), {}, "there is no catalog here"),
        (("pact.json", "--provider", "gone.yaml"), {"pact_json": pact({})}, "there is no file gone.yaml"),
        (("pact.json", "--provider", "api.yaml"), {"api_yaml": API, "pact_json": "{"}, "pact.json:1:"),
        (("pact.json", "--provider", "api.yaml"), {"api_yaml": API, "pact_json": "{}"}, "does not name its consumer"),
        (("pacts", "--provider", "api.yaml"), {"api_yaml": API, "pacts__a_json": "{}"}, "holds no pact"),
    ],
)
def test_what_cannot_be_answered_is_told(
    check: Check, arguments: tuple[str, ...], files: dict[str, str], words: str
) -> None:
    done = check(*arguments, **files)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab", "markdown", "html", "text"])
def test_every_format_shows_the_findings(check: Check, name: str) -> None:
    text = pact({"id": "a", "memo": "Thanks"})
    done = check("pact.json", "--provider", "api.yaml", "--format", name, api_yaml=API, pact_json=text)
    assert done.exit_code == 1
    assert "response-property-optional" in done.stdout


def test_text_names_the_two_sides(check: Check) -> None:
    shown = check("pact.json", "--provider", "api.yaml", api_yaml=API, pact_json=pact({"memo": "x"})).stdout
    assert "  API       api.yaml:20:9" in shown
    assert "  pact      pact.json:" in shown
    assert "the API may send it" in shown
    assert "the consumer refuses it" in shown


# --------------------------------------------------------------------------------------------------------- in an estate


PEOPLE = "owner: revenue\nbusinessOwner: revenue\n"
VERSIONS = """\
versions:
- {version: 1.0.0, definition: specs/1.yaml, lifecycle: active, released: 2026-01-01}
- {version: 2.0.0, definition: specs/2.yaml, lifecycle: active, released: 2026-02-01}
"""
DASHBOARD = """\
owner: team:revenue
uses: [{api: billing@1, operations: ["GET /invoices/{id}"]}]
pacts: [pacts/dashboard.json]
"""


def estate(*entries: str, **more: str) -> dict[str, str]:
    text = (
        entry("API", "billing", f"system: billing\n{PEOPLE}audience: internal\n{VERSIONS}")
        + entry("System", "billing", f"domain: finance\n{PEOPLE}")
        + entry("Domain", "finance", "owner: revenue")
        + team("revenue")
        + entry("Consumer", "dashboard", DASHBOARD)
        + "".join(entries)
    )
    files = load_text(text).files
    written = {path.replace("/", "__").replace(".yaml", "_yaml"): files.read(path).decode() for path in files.list()}
    versions = {"specs__1_yaml": API, "specs__2_yaml": API.replace("required: [id]", "required: [id, memo]")}
    return written | versions | more


def test_pacts_of_the_catalog_are_held_against_the_versions_that_their_consumers_use(check: Check) -> None:
    files = estate(pacts__dashboard_json=pact({"memo": "x"}), catalog__pacts__other_json=pact({"memo": "x"}, "other"))
    done = check("--format", "json", **files)
    document = json.loads(done.stdout)
    (finding,) = document["findings"]
    assert finding["new"]["file"] == "specs/1.yaml"
    assert finding["affects"][0] == {
        "kind": "consumer",
        "name": "dashboard",
        "owner": "revenue",
        "how": "its pact: “an invoice”",
    }
    assert document["compared"] == 2
    assert "billing@2.0.0 is taken" in document["notes"][0]


def test_a_version_may_be_named(check: Check) -> None:
    files = estate(pacts__dashboard_json=pact({"memo": "x"}))
    assert check("--provider", "billing@2.0.0", **files).exit_code == 0
    assert check("pacts/dashboard.json", "--provider", "billing@1.0.0", **files).exit_code == 1


def test_a_pact_of_an_unknown_provider_is_told(check: Check) -> None:
    done = check("--format", "json", **estate(pacts__dashboard_json=pact({"memo": "x"}, provider="biling")))
    assert rules(done) == [("pact-provider-unknown", "warning")]
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["old"]["file"], finding["subject"]["path"]) == ("pacts/dashboard.json", "/provider/name")


@pytest.mark.parametrize("called", ["billing", "Billing", "BIL-LING"])
def test_a_provider_is_known_by_the_names_that_the_catalog_gives_it(check: Check, called: str) -> None:
    done = check("--format", "json", **estate(pacts__dashboard_json=pact({"memo": "x"}, provider=called)))
    assert rules(done) == [("response-property-optional", "error")]


def test_policies_have_their_say(check: Check) -> None:
    policy = entry("Policy", "all", "owner: team:revenue\nseverities: {response-property-optional: warning}")
    files = estate(policy, pacts__dashboard_json=pact({"memo": "x"}))
    done = check("--format", "json", **files)
    assert (done.exit_code, rules(done)) == (0, [("response-property-optional", "warning")])


# ------------------------------------------------------------------------------------------------------------- the many


def test_many_pacts_are_judged_as_each_alone(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"api_yaml": API}
    for number in range(24):
        files[f"pacts__p{number}_json"] = pact({"memo": "x"} if number % 3 else {"id": "x"}, f"consumer-{number}")
    arguments = ("pacts", "--provider", "api.yaml", "--format", "json", "--no-cache")
    alone = json.loads(check(*arguments, **files).stdout)
    monkeypatch.setattr(spreading, "_FEW", 2)
    monkeypatch.setattr(spreading, "cores", lambda: 3)
    assert json.loads(check(*arguments).stdout) == alone
    assert len(alone["findings"]) == 16


def test_a_broken_pact_among_many_is_told_as_if_alone(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "_FEW", 2)
    monkeypatch.setattr(spreading, "cores", lambda: 2)
    broken = pact({"id": "x"}).replace('"status": 200', '"status": "ok"')
    files = {
        "api_yaml": API,
        "pacts__a_json": pact({"id": "x"}),
        "pacts__b_json": pact({"id": "x"}),
        "pacts__z_json": broken,
    }
    done = check("pacts", "--provider", "api.yaml", **files)
    assert done.exit_code == 2
    assert "pacts/z.json:16:" in done.stderr


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pacts were held against anything, a number a time; everything is worth keeping."""
    counts: list[int] = []
    hold = providers.held_against

    def counted(against: Against, pacts: list[Pact]) -> list[Verified]:
        counts.append(len(pacts))
        return hold(against, pacts)

    monkeypatch.setattr(kept, "held_against", counted)
    monkeypatch.setattr(kept, "_WORTH_KEEPING", -1.0)
    return counts


MANY = {f"pacts__p{number}_json": pact({"memo": "x"}, f"consumer-{number}") for number in range(12)}
ARGUMENTS = ("pacts", "--spec", "api.yaml", "--format", "json")


def test_what_was_found_is_kept_until_a_pact_or_the_api_changes(check: Check, judged: list[int]) -> None:
    files = {"api_yaml": API, "pacts__a_json": pact({"memo": "x"}), "pacts__b_json": pact({"memo": "x"}, "other")}
    first = check(*ARGUMENTS, **files).stdout
    assert check(*ARGUMENTS).stdout == first
    check(*ARGUMENTS, pacts__a_json=pact({"memo": "y"}))
    check(*ARGUMENTS, api_yaml=API.replace("required: [id]", "required: [id, memo]"))
    assert judged == [2, 1, 2]


def test_one_changed_pact_writes_little_and_what_a_contract_was_before_is_still_known(
    check: Check, judged: list[int], tmp_path: Path
) -> None:
    first = check(*ARGUMENTS, api_yaml=API, **MANY).stdout
    folder = tmp_path / ".govkit/cache"
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    check(*ARGUMENTS, pacts__p3_json=pact({"memo": "y"}, "consumer-3"))
    changed = [file for file in folder.iterdir() if before.get(file.name) != file.read_bytes()]
    assert (judged, len(changed)) == ([12, 1], 3), "its findings, its witnesses, its interactions"
    check(*ARGUMENTS, api_yaml=API.replace("required: [id]", "required: [id, memo]"))
    assert check(*ARGUMENTS, api_yaml=API, **MANY).stdout == first
    assert judged == [12, 1, 12], "both states of the description, and of the pact, are known"


def test_what_is_broken_in_the_cache_is_found_and_written_again(
    check: Check, judged: list[int], tmp_path: Path
) -> None:
    first = check(*ARGUMENTS, api_yaml=API, **MANY).stdout
    files = sorted((tmp_path / ".govkit/cache").iterdir())
    for number, file in enumerate(files):
        data = file.read_bytes()
        file.write_bytes([b"", data[:-3], data[:40] + b"x" + data[41:]][number % 3])
    assert check(*ARGUMENTS).stdout == first
    assert judged == [12, 12]
    assert check(*ARGUMENTS).stdout == first
    assert judged == [12, 12]


def test_what_another_run_has_thrown_away_is_found_again(check: Check, judged: list[int], tmp_path: Path) -> None:
    first = check(*ARGUMENTS, api_yaml=API, **MANY).stdout
    assert any(one["witness"] for one in json.loads(first)["findings"])
    for file in sorted((tmp_path / ".govkit/cache").iterdir()):
        kept = file.read_bytes()
        file.unlink()
        assert check(*ARGUMENTS).stdout == first
        file.write_bytes(kept)
    assert set(judged[1:]) == {1, 2}, "never more than those of one file"


def test_without_settings_and_a_catalog_what_loads_slowly_stays_away(check: Check, tmp_path: Path) -> None:
    check("nothing", api_yaml=API, **MANY)
    program = (
        "import sys; from govkit.gate import Options, check_pacts; check_pacts(['pacts'], 'api.yaml', None, Options())"
    )
    slow = "print([name for name in ('pydantic', 'semver', 'tomllib', 'xml.etree') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", f"{program}; {slow}"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_a_witness_that_was_kept_is_like_any_other() -> None:
    witness = Witness("GET /notes", "response 200 body", {"id": "a"}, "refuses", "accepts", "it is no number")
    unread = UnreadWitness.later(lambda: witness)
    assert unread == witness
    assert witness == unread
    assert replace(unread, value={}) == replace(witness, value={})
    assert not hasattr(unread, "lines")


def test_runs_side_by_side_find_the_same(check: Check, judged: list[int], tmp_path: Path) -> None:
    check("nothing", api_yaml=API, **MANY)
    command = [sys.executable, "-m", "govkit", "pact", "check", *ARGUMENTS]
    started = [subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE) for _ in range(3)]
    told = {one.communicate(timeout=120)[0] for one in started}
    assert len(told) == 1
    assert check(*ARGUMENTS).stdout.encode() in told
    assert len(judged) <= 1


def test_a_pact_is_known_under_its_path_wherever_one_stands(
    check: Check, judged: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = estate(pacts__dashboard_json=pact({"memo": "x"}))
    (there,) = json.loads(check("--format", "json", govkit_yaml="catalog: catalog\n", **files).stdout)["findings"]
    monkeypatch.chdir(tmp_path / "catalog")
    done = CliRunner().invoke(program, ["pact", "check", "--format", "json"])
    (here,) = json.loads(done.stdout)["findings"]
    assert [one["old"]["file"] for one in (there, here)] == ["pacts/dashboard.json", "../pacts/dashboard.json"]
    assert [one["new"]["file"] for one in (there, here)] == ["specs/1.yaml", "../specs/1.yaml"]
    assert judged == [1]


def test_a_folder_below_a_hidden_one_is_searched_and_what_is_hidden_in_it_is_not(check: Check) -> None:
    files = {".run__pacts__a_json": pact({"memo": "x"}), ".run__pacts__.old__b_json": pact({"memo": "x"})}
    done = check(".run/pacts", "--spec", "api.yaml", "--format", "json", api_yaml=API, **files)
    assert json.loads(done.stdout)["compared"] == 1
