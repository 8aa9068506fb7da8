"""`govkit pact import`: what a broker has comes into the catalog, from nowhere else, and no secret gets out."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.catalog.entries import load
from govkit.spec.documents import FolderFiles
from tests.e2e.contract_estate import files, govkit, interaction, pact, write
from tests.e2e.fake_broker import FakeBroker, served

OLD, NEW = ("billing", "dashboard", "1.0.0"), ("billing", "dashboard", "1.1.0")


@pytest.fixture(autouse=True)
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("TOKEN", "USERNAME", "PASSWORD"):
        monkeypatch.delenv(f"PACT_BROKER_{name}", raising=False)
    monkeypatch.chdir(write(tmp_path, files()))
    return tmp_path


@pytest.fixture
def broker() -> Iterator[FakeBroker]:
    known = {OLD: pact(), NEW: pact(interaction(), interaction(description="another"))}
    with served(FakeBroker(known, branches={"main": [OLD]})) as found:
        yield found


def versions() -> list[str]:
    return [one.version for one in load(FolderFiles(Path.cwd())).consumers["dashboard"].spec.versions]


def test_the_latest_pacts_come_into_the_catalog_with_their_versions(broker: FakeBroker) -> None:
    done = govkit("pact", "import", broker.base)
    assert done.exit_code == 0, done.stderr
    assert versions() == ["1.1.0"]
    (stored,) = Path("catalog/pacts").rglob("*.json")
    assert not {"_links", "createdAt", "_id"} & set(
        json.dumps(json.loads(stored.read_text())).replace('"', " ").split()
    )


def test_the_same_again_changes_nothing(broker: FakeBroker) -> None:
    govkit("pact", "import", broker.base)
    before = {path: path.read_bytes() for path in Path("catalog").rglob("*") if path.is_file()}
    assert govkit("pact", "import", broker.base).exit_code == 0
    assert {path: path.read_bytes() for path in Path("catalog").rglob("*") if path.is_file()} == before


def test_a_branch_narrows_what_is_taken(broker: FakeBroker) -> None:
    assert govkit("pact", "import", broker.base, "--branch", "main").exit_code == 0
    assert versions() == ["1.0.0"]
    selectors = [body for method, _, body, _ in broker.asked if method == "POST"]
    assert selectors == [{"consumerVersionSelectors": [{"branch": "main"}], "includePendingStatus": False}]


def test_tags_and_environments_are_asked_for_as_the_broker_takes_them(broker: FakeBroker) -> None:
    govkit("pact", "import", broker.base, "--tag", "prod", "--environment", "production")
    (body,) = (body for method, _, body, _ in broker.asked if method == "POST")
    assert body["consumerVersionSelectors"] == [{"tag": "prod", "latest": True}, {"environment": "production"}]


def test_a_broker_that_offers_pacts_for_verification_alone_is_asked_by_the_names_of_the_catalog(
    broker: FakeBroker,
) -> None:
    broker.offers_latest = False
    assert govkit("pact", "import", broker.base).exit_code == 0
    assert versions() == ["1.1.0"]


def test_a_broker_that_does_not_know_its_own_address_is_asked_where_it_was_found(broker: FakeBroker) -> None:
    broker.linked_base = "https://127.0.0.1:9292"
    assert govkit("pact", "import", broker.base).exit_code == 0
    assert versions() == ["1.1.0"]


def test_parties_that_the_catalog_does_not_know_are_left_out_and_told_of(broker: FakeBroker) -> None:
    broker.pacts[("billing", "stranger", "1")] = pact(consumer="stranger")
    broker.pacts[("ledger", "dashboard", "1.1.0")] = pact(provider="ledger")
    done = govkit("pact", "import", broker.base)
    assert done.exit_code == 0
    assert "there is no consumer 'stranger' in the catalog" in done.stderr
    assert "there is no API 'ledger' in the catalog" in done.stderr
    assert versions() == ["1.1.0"]


def test_a_version_that_is_known_with_another_pact_is_left_as_it_is(broker: FakeBroker) -> None:
    govkit("pact", "import", broker.base)
    broker.pacts[NEW] = pact(interaction("amount"))
    before = sorted(Path("catalog/pacts").rglob("*.json"))
    done = govkit("pact", "import", broker.base)
    assert "dashboard 1.1.0 was published with another pact" in done.stderr
    assert sorted(Path("catalog/pacts").rglob("*.json")) == before


# ---------------------------------------------------------------------------------------------------------- credentials


def test_a_token_of_the_environment_says_who_asks_and_is_never_shown(
    broker: FakeBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = secrets.token_hex()
    broker.authorization = f"Bearer {token}"
    refused = govkit("pact", "import", broker.base)
    assert refused.exit_code == 2
    assert "PACT_BROKER_TOKEN" in refused.stderr
    monkeypatch.setenv("PACT_BROKER_TOKEN", token)
    done = govkit("pact", "import", broker.base)
    assert done.exit_code == 0
    monkeypatch.setenv("PACT_BROKER_TOKEN", wrong := secrets.token_hex())
    assert wrong not in (refused := govkit("pact", "import", broker.base)).stderr + refused.stdout
    assert token not in done.stderr + done.stdout


def test_a_name_and_a_password_do_as_well(broker: FakeBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    password = secrets.token_hex()
    broker.authorization = f"Basic {base64.b64encode(f'me:{password}'.encode()).decode()}"
    monkeypatch.setenv("PACT_BROKER_USERNAME", "me")
    monkeypatch.setenv("PACT_BROKER_PASSWORD", password)
    assert govkit("pact", "import", broker.base).exit_code == 0


def test_another_machine_gets_no_credentials(broker: FakeBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACT_BROKER_TOKEN", secrets.token_hex())
    with served(FakeBroker({NEW: pact()})) as other:
        elsewhere = other.base.replace("127.0.0.1", "localhost")
        broker.pages["/pacts/latest"] = (302, {"Location": f"{elsewhere}/pacts/latest"}, b"")
        govkit("pact", "import", broker.base)
        assert other.asked
        assert {authorization for *_, authorization in other.asked} == {None}
    assert None not in {authorization for *_, authorization in broker.asked}


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    password = secrets.token_hex()
    refused = govkit("pact", "import", f"https://me:{password}@127.0.0.1")
    assert refused.exit_code == 2
    assert password not in refused.stderr


# -------------------------------------------------------------------------------------------------------------- bounds


def test_another_machine_is_asked_only_where_it_is_named() -> None:
    refused = govkit("pact", "import", "https://broker.example.invalid")
    assert refused.exit_code == 2
    assert "--allow-remote broker.example.invalid" in refused.stderr


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ((302, {"Location": "http://evil.example.invalid/"}, b""), "evil.example.invalid is another machine"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "which is no address of the web"),
        ((302, {"Location": "/pacts/latest"}, b""), "without end"),
        ((500, {}, b""), "with status 500"),
        ((200, {}, b"{"), "/pacts/latest:1:2"),
        (
            (200, {}, json.dumps({"pacts": [{"_embedded": {"provider": {"name": "x"}}, "_links": {"self": {
                "href": "http://evil.example.invalid/"}}}]}).encode()),
            "evil.example.invalid is another machine",
        ),
    ],
)  # fmt: skip
def test_what_a_broker_says_leads_to_no_other_place_and_into_no_loop(
    broker: FakeBroker, page: tuple[int, dict[str, str], bytes], said: str
) -> None:
    broker.pages["/pacts/latest"] = page
    refused = govkit("pact", "import", broker.base)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert not Path("catalog/pacts").exists()


def test_an_answer_without_end_is_cut_off(broker: FakeBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govkit.gate.pacts.broker._MOST_BYTES", 1_000)
    broker.pages["/pacts/latest"] = (200, {}, b" " * 2_000)
    assert "is longer than 1,000 bytes" in govkit("pact", "import", broker.base).stderr


def test_a_broker_that_is_not_there_is_told_of() -> None:
    refused = govkit("pact", "import", "http://127.0.0.1:1")
    assert refused.exit_code == 2
    assert "http://127.0.0.1:1/ cannot be reached" in refused.stderr


# -------------------------------------------------------------------------------------------------------------- folders


def test_a_folder_gives_pacts_whose_version_is_said_or_told(estate: Path) -> None:
    write(estate, {"old/a.json": json.dumps(pact())})
    refused = govkit("pact", "import", "old")
    assert refused.exit_code == 2
    assert "say it: --version V" in refused.stderr
    assert govkit("pact", "import", "old", "--version", "0.1.0").exit_code == 0
    told = pact(interaction("amount")) | {"_links": {"pb:consumer-version": {"name": "0.2.0"}}}
    write(estate, {"old/a.json": json.dumps(told)})
    assert govkit("pact", "import", "old").exit_code == 0
    assert versions() == ["0.1.0", "0.2.0"]
