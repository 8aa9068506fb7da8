"""`govkit pact verify`: a provider at a URL, an application, or a mock, asked by the verifier of Pact."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govkit.catalog.entries import load_text
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer, entry, file, team
from govkit.cli import govkit as program
from tests.checks.pacts.providers import Script, scripted
from tests.mocks.serving import ESTATE

pytest.importorskip("pact")

API = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Invoice: {type: object, required: [id, memo], properties: {id: {type: string}, memo: {type: string}}}
paths:
  /invoices:
    get:
      security: [{token: []}]
      responses:
        "200":
          description: Invoices
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Invoice"}}}}
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [memo], properties: {memo: {type: string}}}}}
      responses:
        "201":
          description: Made
          content: {application/json: {schema: {$ref: "#/components/schemas/Invoice"}}}
  /invoices/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: An invoice
          content: {application/json: {schema: {$ref: "#/components/schemas/Invoice"}}}
        "404": {description: There is none}
webhooks:
  invoice.paid:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [id], properties: {id: {type: string, example: inv_1}}}
      responses: {"204": {description: Taken}}
"""
MOCK = """\
apiVersion: govkit/v1
kind: Mock
metadata: {name: billing}
spec:
  api: billing@1
  states:
    invoice {id} exists:
      params: {id: inv_7}
      records: {/invoices: [{id: $params.id, memo: Thanks}]}
    there are no invoices: {remove: {/invoices: 'true'}}
"""
ENTRIES = (
    api(ACTIVE)
    + entry("System", "billing", "domain: finance\nowner: revenue\nbusinessOwner: finance")
    + entry("Domain", "finance", "owner: finance")
    + team("revenue")
    + team("finance")
    + consumer('uses: [{api: billing@1, operations: ["GET /invoices"]}]')
    + file("specs/billing.yaml", API)
    + file("mocks/billing/mock.yaml", MOCK)
)


def http(name: str, path: str, status: int = 200, body: Any = None, given: str | None = None) -> dict[str, Any]:
    response: dict[str, Any] = {"status": status}
    if body is not None:
        response["body"] = {"content": body, "contentType": "application/json", "encoded": False}
        response["matchingRules"] = {"body": {"$": {"matchers": [{"match": "type"}]}}}
    states = [] if given is None else [{"name": given}]
    request = {"method": "GET", "path": path}
    return {
        "type": "Synchronous/HTTP", "description": name, "providerStates": states, "request": request,
        "response": response,
    }  # fmt: skip


def event(name: str, content: Any) -> dict[str, Any]:
    return {
        "type": "Asynchronous/Messages",
        "description": name,
        "contents": {"content": content, "contentType": "application/json", "encoded": False},
        "matchingRules": {"body": {"$": {"matchers": [{"match": "type"}]}}},
        "metadata": {"event": "invoice.paid", "contentType": "application/json"},
    }


def pact(*interactions: Any) -> str:
    parties: dict[str, Any] = {"consumer": {"name": "dashboard"}, "provider": {"name": "billing"}}
    metadata = {"pactSpecification": {"version": "4.0"}}
    return json.dumps({**parties, "interactions": list(interactions), "metadata": metadata}, indent=2)


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = load_text(ENTRIES).files
    for name in files.list():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files.read(name))
    (tmp_path / "govkit.yaml").write_text("", encoding="utf-8")
    return tmp_path


def keep(estate: Path, *interactions: Any) -> None:
    """Puts a pact into the catalog."""
    kept = estate / "catalog" / "pacts" / "dashboard" / "billing.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(pact(*interactions), encoding="utf-8")


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["pact", "verify", *arguments])


def told(done: Result) -> list[tuple[str, str]]:
    return [(one["rule"], one["message"]) for one in json.loads(done.stdout)["findings"]]


@pytest.mark.requirement("T2")
@pytest.mark.requirement("P3")
def test_the_mock_of_the_version_that_a_consumer_uses_is_asked_with_its_states(estate: Path) -> None:
    keep(
        estate,
        http("an invoice", "/invoices/inv_9", body={"id": "a"}, given="invoice inv_9 exists"),
        http("an invoice that is not there", "/invoices/inv_9", 404),
        http("no invoices", "/invoices", body=[], given="there are no invoices"),
        event("an invoice is paid", {"id": "a"}),
    )
    done = verify("--format", "json")
    assert (done.exit_code, told(done)) == (0, [])
    assert json.loads(done.stdout)["notes"] == ["billing@1.0.0, asked as mocks: 4 of 4 interactions passed"]


def test_a_state_that_the_mock_does_not_declare_is_told_with_those_that_it_does(estate: Path) -> None:
    keep(estate, http("an invoice", "/invoices/inv_9", given="the invoice is there"))
    done = verify("--format", "json")
    (found,) = json.loads(done.stdout)["findings"]
    assert (done.exit_code, found["rule"]) == (1, "provider-state-unknown")
    assert "`invoice {id} exists`" in found["fix"]
    assert found["subject"]["operations"] == ["GET /invoices/{id}"]
    assert found["old"]["pointer"] == "/interactions/0"
    assert found["affects"][0]["name"] == "dashboard"
    assert found["affects"][0]["owner"] == "finance"


def test_what_differs_is_told_in_every_report(estate: Path) -> None:
    keep(estate, http("an invoice", "/invoices/inv_7", body={"id": 7}, given="invoice inv_7 exists"))
    done = verify("--format", "json", "--format", "junit=out.xml", "--format", "sarif=out.sarif")
    assert done.exit_code == 1
    ((rule, message),) = told(done)
    assert rule == "response-body-mismatched"
    assert message.startswith("“an invoice (given invoice inv_7 exists)”: `/id`: ")
    assert "response-body-mismatched" in (estate / "out.xml").read_text(encoding="utf-8")
    assert "response-body-mismatched" in (estate / "out.sarif").read_text(encoding="utf-8")


def test_a_file_describes_a_mock_without_a_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(API, encoding="utf-8")
    Path("pact.json").write_text(pact(http("invoices", "/invoices", body=[])), encoding="utf-8")
    assert verify("pact.json", "--provider", "api.yaml").exit_code == 0


SCRIPT: dict[str, dict[str, Any]] = {
    "GET /api/invoices": {"body": []},
    "GET /api/invoices/7": {"body": {"id": "7", "memo": "x"}},
}


def test_a_provider_at_a_url_is_asked_with_its_states_messages_and_headers(
    estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(
        estate,
        http("invoices", "/invoices", body=[]),
        http("an invoice", "/invoices/7", body={"id": "a"}, given="it is open"),
        event("an invoice is paid", {"id": "a"}),
    )
    monkeypatch.setenv("GOVKIT_PROVIDER_TOKEN", "of-the-environment")
    monkeypatch.setenv("TENANT", "acme")
    script = Script(SCRIPT, ["it is open"], {"an invoice is paid": {"id": "a"}})
    with scripted(script) as url:
        done = verify(
            "--url", f"{url}/api", "--states-url", f"{url}/_states", "--messages-url", f"{url}/_messages",
            "--header", "X-Tenant=env:TENANT", "--format", "json",
        )  # fmt: skip
    ((rule, message),) = told(done)
    assert (rule, "`event`" in message) == ("message-metadata-mismatched", True)
    asked = dict(script.asked)
    assert asked["GET /api/invoices"]["authorization"] == "Bearer of-the-environment"
    assert asked["GET /api/invoices"]["x-tenant"] == "acme"
    assert script.set_up == [("it is open", {})]


def test_without_an_address_of_states_that_is_said(estate: Path) -> None:
    keep(estate, http("an invoice", "/invoices/8", given="it is open"), event("an invoice is paid", {"id": "a"}))
    with scripted(Script()) as url:
        done = verify("--url", url, "--format", "json")
    report = json.loads(done.stdout)
    assert any("--states-url" in note for note in report["notes"])
    reasons = {one["rule"]: one["reason"] for one in report["findings"]}
    assert reasons["response-status-mismatched"].endswith("the state that the interaction wants")
    assert "interaction-unverified" in reasons


APP = """\
import json

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await receive()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"id": "a", "at": scope["path"]}).encode()})
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "govkit", "pact", "verify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_an_application_is_served_for_as_long_as_it_is_asked(estate: Path) -> None:
    """In a process of its own: it is imported."""
    keep(estate, http("an invoice", "/invoices/7", body={"id": "b", "at": "x"}, given="it is open"))
    (estate / "shop.py").write_text(APP, encoding="utf-8")
    done = run("--app", "shop:app", "--states-url", "/_states")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of 1 interactions passed" in done.stdout
    assert "Verifying a pact" not in done.stdout


@pytest.mark.requirement("T4")
def test_a_result_is_kept_and_decides_whether_it_may_go(estate: Path) -> None:
    keep(estate, http("an invoice", "/invoices/7", body={"id": "a"}))
    with scripted(Script({"GET /invoices/7": {"body": {"id": "b", "memo": "x"}}})) as url:
        assert verify("--url", url, "--record").exit_code == 0
    (kept,) = (estate / "catalog" / "verifications" / "billing" / "1.0.0").iterdir()
    assert json.loads(kept.read_text(encoding="utf-8"))["result"] == "passed"
    with scripted(Script({"GET /invoices/7": {"body": {}}})) as url:
        assert verify("--url", url, "--record").exit_code == 1
    result = json.loads(kept.read_text(encoding="utf-8"))
    assert (result["result"], [one["result"] for one in result["interactions"]]) == ("failed", ["failed"])
    validated = CliRunner().invoke(program, ["validate", "--format", "json"])
    assert not [one for one in json.loads(validated.stdout)["findings"] if "verifications" in str(one["new"])]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--record"], "a mock"),
        (["--url", "http://example.com"], "--allow-remote example.com"),
        (["--url", "http://a:b@localhost"], "ends up in logs"),
        (["--url", "ftp://localhost"], "is no URL"),
        (["--url", "http://localhost:999999"], "is no URL"),
        (["--url", "http://localhost?a=1"], "query"),
        (["--url", "http://localhost", "--app", "a:b"], "not both"),
        (["--app", "nothing"], "module"),
        (["--app", "nowhere_at_all:app"], "cannot be imported"),
        (["--states-url", "http://localhost/s"], "mocks set their states up"),
        (["--url", "http://localhost", "--header", "a b=c"], "is no header"),
        (["--url", "http://localhost", "--header", "A=env:NOT_SET_AT_ALL"], "NOT_SET_AT_ALL"),
        (["--consumer", "nobody"], "no pact of 'nobody'"),
        (["--interaction", "nothing like it"], "no interaction"),
        (["nowhere.json"], "no file nowhere.json"),
    ],
)
def test_what_cannot_be_asked_is_a_mistake_of_the_caller(estate: Path, arguments: list[str], says: str) -> None:
    keep(estate, http("an invoice", "/invoices/7"))
    done = verify(*arguments)
    assert done.exit_code == 2, done.output
    if says != "module":
        assert says in done.output


def test_a_missing_extra_is_named(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govkit.gate.pacts.live.verifying.find_spec", lambda _: None)
    done = verify()
    assert done.exit_code == 2
    assert "govkit[contracts]" in done.output


@pytest.mark.long
@pytest.mark.requirement("P3")
def test_the_mocks_of_the_estate_keep_what_its_consumers_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ESTATE)
    done = verify("--format", "json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["summary"]["error"]) == (0, 0), told(done)
    assert all("pending" in one["reason"] for one in report["findings"]), told(done)
    assert report["compared"] > 0
