"""`govkit pact publish` as a consumer's pipeline calls it: what the tests wrote is kept once, with its version."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries import load
from govkit.spec.documents import FolderFiles
from tests.e2e.contract_estate import CONSUMER, files, govkit, interaction, pact, write, write_pact

ENTRY = "catalog/consumers/dashboard.yaml"


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path, files()))
    return tmp_path


def stored(estate: Path) -> list[Path]:
    return sorted((estate / "catalog/pacts").rglob("*.json"))


def spec(estate: Path) -> Any:
    loaded = load(FolderFiles(estate))
    assert loaded.problems == ()
    return loaded.consumers["dashboard"].spec


def tree(estate: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in estate.rglob("catalog/**/*") if path.is_file()}


def test_a_pact_is_stored_by_its_content_and_recorded_with_the_version(estate: Path) -> None:
    done = govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.0.0")
    assert done.exit_code == 0, done.stderr
    (path,) = stored(estate)
    mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    assert path.relative_to(estate).as_posix() == f"catalog/pacts/dashboard/billing-{mark}.json"
    (version,) = spec(estate).versions
    named = (f"catalog/pacts/dashboard/billing-{mark}.json",)
    assert (version.version, version.apis, version.pacts) == ("1.0.0", ("billing@2",), named)
    assert spec(estate).pacts == named


def test_the_same_again_changes_no_byte(estate: Path) -> None:
    path = write_pact(estate, "a.json")
    govkit("pact", "publish", path, "--version", "1.0.0")
    before = tree(estate)
    again = govkit("pact", "publish", path, "--version", "1.0.0")
    assert (again.exit_code, tree(estate)) == (0, before)
    assert "nothing is new" in again.stderr


def test_what_a_run_notes_of_itself_and_the_order_of_things_make_no_other_pact(estate: Path) -> None:
    one, two = interaction(), interaction(description="another invoice")
    govkit("pact", "publish", write_pact(estate, "a.json", one, two), "--version", "1.0.0")
    other = pact(dict(reversed(list(two.items()))), one, one | {"pending": False, "comments": {}})
    other["metadata"]["pactRust"]["ffi"] = "0.5.0"
    other |= {"createdAt": "2026-11-30T00:00:00Z", "_links": {"self": {"href": "http://broker"}}}
    (estate / "out/b.json").write_text(json.dumps(other, indent=4))
    assert govkit("pact", "publish", "out/b.json", "--version", "1.1.0").exit_code == 0
    assert len(stored(estate)) == 1
    assert [one.version for one in spec(estate).versions] == ["1.0.0", "1.1.0"]


@pytest.mark.parametrize(
    "changed",
    [
        interaction(field="amount"),
        interaction(description="the invoice"),
        interaction(providerStates=[]),
        interaction() | {"response": {"status": 201}},
        interaction(generators={"body": {"$.id": {"type": "Uuid"}}}),
    ],
)
def test_what_a_consumer_relies_on_makes_another_pact(estate: Path, changed: dict[str, Any]) -> None:
    govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.0.0")
    assert govkit("pact", "publish", write_pact(estate, "b.json", changed), "--version", "1.1.0").exit_code == 0
    assert len(stored(estate)) == 2


def test_matchers_generators_and_plugins_are_kept(estate: Path) -> None:
    said = pact(interaction(generators={"body": {"$.id": {"type": "Uuid"}}}, comments={"text": ["why"]}))
    said["metadata"]["plugins"] = [{"name": "protobuf", "version": "0.3", "configuration": {}}]
    write(estate, {"out/a.json": json.dumps(said)})
    govkit("pact", "publish", "out/a.json", "--version", "1.0.0")
    kept = json.loads(stored(estate)[0].read_bytes())
    assert kept["metadata"] == {key: said["metadata"][key] for key in ("pactSpecification", "plugins")}
    assert kept["interactions"] == said["interactions"]


def test_comments_and_the_form_of_the_entry_stay(estate: Path) -> None:
    govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.0.0")
    govkit("pact", "publish", write_pact(estate, "b.json", interaction("amount")), "--version", "2.0.0")
    after = (estate / ENTRY).read_text()
    first, second = (
        f"catalog/pacts/dashboard/{one.name}" for one in sorted(stored(estate), key=lambda p: p.stat().st_mtime_ns)
    )
    assert after == CONSUMER + (
        f"  versions:\n    - version: 1.0.0\n      apis: [billing@2]\n      pacts: [{first}]\n"
        f"    - version: 2.0.0\n      apis: [billing@2]\n      pacts: [{second}]\n"
        f"  pacts:\n    - {second}\n"
    )


def test_an_older_version_published_later_does_not_become_the_newest(estate: Path) -> None:
    govkit("pact", "publish", write_pact(estate, "b.json", interaction("amount")), "--version", "1.10.0")
    newest = spec(estate).pacts
    govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.9.0")
    assert spec(estate).pacts == newest


def test_commits_are_versions_too_and_the_last_is_the_newest(estate: Path) -> None:
    govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1234567")
    govkit("pact", "publish", write_pact(estate, "b.json", interaction("amount")), "--version", "12e4567")
    assert [one.version for one in spec(estate).versions] == ["1234567", "12e4567"]
    assert spec(estate).pacts == spec(estate).versions[1].pacts


def test_a_version_with_other_content_is_refused_and_nothing_is_written(estate: Path) -> None:
    govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.0.0")
    before = tree(estate)
    refused = govkit("pact", "publish", write_pact(estate, "b.json", interaction("amount")), "--version", "1.0.0")
    assert refused.exit_code == 2
    assert "dashboard 1.0.0 was published with another pact with billing" in refused.stderr
    assert tree(estate) == before


def test_the_pacts_of_one_version_may_come_one_after_the_other(estate: Path) -> None:
    crm = files()["catalog/apis/billing.yaml"].replace("name: billing, title: Billing API", "name: crm")
    write(estate, {"catalog/apis/crm.yaml": crm})
    govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.0.0")
    govkit("pact", "publish", write_pact(estate, "b.json", provider="crm"), "--version", "1.0.0", "--api", "crm@3")
    (version,) = spec(estate).versions
    assert [path.split("/")[-1].split("-")[0] for path in version.pacts] == ["billing", "crm"]
    assert version.apis == ("billing@2", "crm@3")
    assert set(spec(estate).pacts) == set(version.pacts)


def test_parties_are_found_by_what_people_call_them(estate: Path) -> None:
    path = write_pact(estate, "a.json", consumer="Revenue Dashboard", provider="billing_api")
    assert govkit("pact", "publish", path, "--version", "1.0.0").exit_code == 0
    kept = json.loads(stored(estate)[0].read_bytes())
    assert (kept["consumer"]["name"], kept["provider"]["name"]) == ("Revenue Dashboard", "billing_api")
    api = files()["catalog/apis/billing.yaml"].replace(
        "{name: billing,", "{name: billing, annotations: {pact-name: bss},"
    )
    write(estate, {"catalog/apis/billing.yaml": api})
    assert govkit("pact", "publish", write_pact(estate, "b.json", provider="BSS"), "--version", "1.1.0").exit_code == 0


def test_a_folder_gives_its_pacts_and_nothing_else(estate: Path) -> None:
    write_pact(estate, "deep/a.json")
    write(estate, {"out/report.json": '{"consumer": 1, "provider": 2}', "out/x.txt": "no"})
    assert govkit("pact", "publish", "out", "--version", "1.0.0").exit_code == 0
    assert len(stored(estate)) == 1


def test_a_dry_run_writes_nothing(estate: Path) -> None:
    before = tree(estate)
    done = govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.0.0", "--dry-run")
    assert (done.exit_code, tree(estate)) == (0, before)
    assert "+    - version: 1.0.0" in done.stderr


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("{", (), "out/a.json:1:2"),
        ("[]", (), "out/a.json:1:1"),
        ('{"consumer": {"name": "dashboard"}, "provider": {}, "interactions": []}', (), "does not name its provider"),
        (json.dumps(pact(consumer="dashbord")), (), "did you mean `dashboard`?"),
        (json.dumps(pact(provider="ledger")), (), "there is no API 'ledger' in the catalog (out/a.json:1:"),
        (json.dumps(pact()), ("--consumer", "nobody"), "there is no consumer 'nobody'"),
        (json.dumps(pact()), ("--version", "1 0"), "'1 0' is no version"),
        (json.dumps(pact()), ("--api", "billing@9"), "billing has no version 9"),
        (json.dumps(pact()), ("--api", "biling@2"), "did you mean `billing`?"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_written(
    estate: Path, text: str, arguments: tuple[str, ...], said: str
) -> None:
    write(estate, {"out/a.json": text})
    before = tree(estate)
    refused = govkit("pact", "publish", "out/a.json", "--version", "1.0.0", *arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert tree(estate) == before


def test_an_edit_of_a_published_pact_is_found(estate: Path) -> None:
    govkit("pact", "publish", write_pact(estate, "a.json"), "--version", "1.0.0")
    (path,) = stored(estate)
    path.write_text(path.read_text().replace("\n", "\r\n"))
    assert "pact-content-changed" not in govkit("validate").stdout
    path.write_text(path.read_text().replace("12.00", "13.00"))
    found = govkit("validate", "--format", "json")
    assert found.exit_code == 1
    assert [one["rule"] for one in json.loads(found.stdout)["findings"] if one["severity"] == "error"] == [
        "pact-content-changed"
    ]


HEAD = "apiVersion: govkit/v1\nkind: Consumer\nmetadata: {name: dashboard}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}spec: {{owner: ours, pacts: [], versions: []}}  # in one line\n",
        f"{HEAD}spec: {{\n  owner: ours, # us\n  uses: [{{api: billing@2, operations: ['*']}}]\n}}\n",
        f"{HEAD}spec:\n  owner: ours # us\n  uses:\n  - api: billing@2\n    operations: ['*']\n# the end\n".replace(
            "\n", "\r\n"
        ),
        f"{HEAD}spec:\n  owner: ours\n  contact:\n    name: |\n      A # none\n\n      B\n    email: a@b.cd\n\n# bye",
        f"spec:\n  owner: ours\n  # of the spec\n# of the file\n{HEAD}",
        f"\ufeff{HEAD}spec:\n      owner: ours\n      pacts: # ours\n        - out/old.json # keep\n",
    ],
)
def test_however_an_entry_is_written_its_versions_are_recorded_and_its_comments_stay(estate: Path, text: str) -> None:
    write_pact(estate, "old.json", provider="elsewhere")
    (estate / ENTRY).write_bytes(text.encode())
    for version, field in (("1.0.0", "total"), ("1.1.0", "total"), ("2.0.0", "amount")):
        path = write_pact(estate, "new.json", interaction(field))
        assert govkit("pact", "publish", path, "--version", version).exit_code == 0
    recorded = spec(estate)
    assert [one.version for one in recorded.versions] == ["1.0.0", "1.1.0", "2.0.0"]
    assert recorded.versions[0].pacts == recorded.versions[1].pacts != recorded.versions[2].pacts
    assert set(recorded.pacts) - {"out/old.json"} == set(recorded.versions[2].pacts)
    after = (estate / ENTRY).read_bytes().decode()
    assert [row[row.index("#") :] for row in text.splitlines() if "#" in row] == [
        row[row.index("#") :] for row in after.splitlines() if "#" in row
    ]
