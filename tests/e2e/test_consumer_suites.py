"""Tests of consumers make pacts: what lands in the catalog, what does not, and what is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.e2e.suite_estate import HEAD, ONE, PAID, TWO, made, pytest_apart, pytest_in, run, texts

pytest.importorskip("pact")
pytestmark = pytest.mark.requirement("T1")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("estate"))


@pytest.fixture
def estate(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "estate")


def suite(estate: Path, text: str, name: str = "tests/test_invoicing.py") -> None:
    (estate / name).parent.mkdir(exist_ok=True)
    (estate / name).write_text(HEAD + text)


def pacts(estate: Path) -> list[Path]:
    return sorted((estate / "catalog").glob("pacts/*/*.json"))


def pact(estate: Path) -> dict[str, Any]:
    (file,) = pacts(estate)
    tree: dict[str, Any] = json.loads(file.read_bytes())
    return tree


def descriptions(estate: Path) -> list[str]:
    return [one["description"] for one in pact(estate)["interactions"]]


# ---------------------------------------------------------------------------------------------------------- what lands


def test_what_passes_is_a_pact_of_the_catalog(estate: Path) -> None:
    suite(estate, ONE)
    done = pytest_in(estate)
    assert done.returncode == 0, done.stdout
    (file,) = pacts(estate)
    assert f"catalog/pacts/dashboard/{file.name}: written" in done.stdout
    assert file.parent.name == "dashboard"
    entry = (estate / "catalog/consumers/dashboard.yaml").read_text()
    assert f"pacts:\n    - catalog/pacts/dashboard/{file.name}" in entry
    assert "owner: ours   # since the split" in entry
    (interaction,) = pact(estate)["interactions"]
    assert interaction["response"]["body"]["content"] == {"total": "10.00"}
    assert run(estate, "pact", "check").exit_code == 0
    assert run(estate, "validate", "--fail-on", "error").exit_code == 0


def test_a_second_run_changes_no_byte(estate: Path) -> None:
    suite(estate, ONE)
    pytest_in(estate)
    before = texts(estate)
    done = pytest_in(estate)
    assert "as it was" in done.stdout
    assert texts(estate) == before


def test_publishing_what_tests_wrote_stores_nothing_again(estate: Path) -> None:
    suite(estate, ONE)
    pytest_in(estate)
    (file,) = pacts(estate)
    done = run(estate, "pact", "publish", str(file), "--version", "1.0.0")
    assert done.exit_code == 0, done.output
    assert pacts(estate) == [file]
    before = texts(estate)
    assert pytest_in(estate).returncode == 0
    assert texts(estate) == before


def test_another_expectation_takes_the_place_of_the_one_before(estate: Path) -> None:
    suite(estate, ONE)
    pytest_in(estate)
    (old,) = pacts(estate)
    suite(
        estate,
        "def test_one(govkit_pact):\n"
        '    one = reads(govkit_pact("dashboard", "invoicing"), due=match.str("2026-01-01")).get_invoice("i-1")\n'
        '    assert (one.total, one.due.year) == ("10.00", 2026)\n',
    )
    assert pytest_in(estate).returncode == 0
    (new,) = pacts(estate)
    assert new != old
    entry = (estate / "catalog/consumers/dashboard.yaml").read_text()
    assert new.name in entry
    assert old.name not in entry


def test_workers_of_xdist_make_the_same(estate: Path, repository: Path) -> None:
    pytest.importorskip("xdist")
    many = "".join(
        f'def test_{number}(govkit_pact):\n    one = reads(govkit_pact("dashboard", "invoicing"), "invoice {number}")\n'
        '    assert one.get_invoice("i-1").total\n\n\n'
        for number in range(6)
    )
    suite(estate, many)
    pytest_in(estate)
    alone = texts(estate)
    shutil.rmtree(estate / "catalog/pacts")
    done = pytest_apart(estate, repository, "-p", "xdist", "-n", "2")
    assert done.returncode == 0, done.stdout
    assert texts(estate) == alone


def test_no_secret_lands(estate: Path) -> None:
    suite(
        estate,
        "def test_one(govkit_pact):\n"
        '    pact = govkit_pact("dashboard", "invoicing")\n'
        "    client = reads(pact)\n"
        '    assert client.get_invoice("i-1").total\n'
        "    (auth,) = client.settings.auth\n"
        '    pathlib.Path("token").write_text(auth._token)\n',
    )
    assert pytest_in(estate).returncode == 0
    token = (estate / "token").read_text()
    assert len(token) > 20
    assert not any(token.encode() in data for data in texts(estate).values())
    request = pact(estate)["interactions"][0]["request"]
    assert request["headers"] == {"Authorization": ["Bearer made-up-in-tests"]}
    assert request["matchingRules"]["header"]["Authorization"]["matchers"][0]["regex"] == "^Bearer .+$"


# ------------------------------------------------------------------------------------------------------- what does not


REFUSED = {
    'assert reads(pact).get_invoice("i-1").total == "11.00"': "11.00",
    'assert reads(pact).get_invoice("i-1").status': "/status is read, which the pact does not expect",
    'assert [one.text for one in reads(pact).get_invoice("i-1").lines]': "/lines is read",
    'assert reads(pact).get_invoice("i-1").model_dump()': "is read, which the pact does not expect",
    'assert reads(pact).get_invoice("i-1")': "/total of “an invoice” is expected, and not read",
    'reads(pact).get_invoice("i-2")': "GET /invoices/i-2 is not what the pact expects",
    "reads(pact)": "GET /invoices/i-1 is expected, and was not asked for",
    "pass": "the pact has no interaction",
    'pact.upon_receiving("x").with_request("GET", "/invoices/i-1").will_respond_with(200)': "nobody called",
    'assert reads(pact).get_invoice("i-1").total; pact.upon_receiving("y")': "“y” comes too late",
    "pact.client(dict)": "dict is no client of invoicing@2.0.0",
    "pact.url": "the pact has no request yet",
    "pact.receive(invoicing_v2.webhooks.INVOICE_PAID)": "the pact has no message",
    "paid(pact).receive(invoicing_v2.webhooks.INVOICE_PAID).data.total": "/data/total is read",
    "paid(pact)": "“an invoice that is paid” was not received",
    "paid(pact).receive(invoicing_v2.webhooks.INVOICE_PAID)": "/type of “an invoice that is paid” is expected",
    'begin("dashbord", "invoicing")': "there is no consumer 'dashbord' in the catalog\n  hint: did you mean `dashb",
    'begin("dashboard", "invoicin")': "there is no API 'invoicin' in the catalog\n  hint: did you mean `invoicing`?",
    'begin("dashboard", "invoicing@9")': "dashboard does not use invoicing@9: its entry names invoicing@2",
    'begin("dashboard", "invoicing@x")': "name an API, perhaps with a major version: billing@3",
}


@pytest.fixture(scope="module")
def refusals(model: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An estate after a run of tests that must not pass, and what was said of each."""
    estate = shutil.copytree(model, tmp_path_factory.mktemp("refused") / "estate")
    begun = '    pact = begin("dashboard", "invoicing") if "begin" not in {0!r} else None\n'
    tests = [
        f"def test_{number}(govkit_pact):\n    begin = govkit_pact\n{begun.format(body)}    {body}\n"
        for number, body in enumerate(REFUSED)
    ]
    suite(estate, PAID + "\n\n".join(tests))
    pytest_in(estate, "--junitxml=report.xml")
    cases = ElementTree.parse(estate / "report.xml").getroot().iter("testcase")
    return estate, ["".join(one.get("message", "") + (one.text or "") for one in case) for case in cases]


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=REFUSED.keys())
def test_what_is_wrong_with_a_test_is_said(number: int, refusals: tuple[Path, list[str]]) -> None:
    assert list(REFUSED.values())[number] in refusals[1][number]


def test_tests_that_fail_leave_nothing(model: Path, refusals: tuple[Path, list[str]]) -> None:
    assert texts(refusals[0]) == texts(model)


def test_a_swallowed_refusal_fails_all_the_same(estate: Path) -> None:
    suite(
        estate,
        "def test_one(govkit_pact):\n"
        '    one = reads(govkit_pact("dashboard", "invoicing")).get_invoice("i-1")\n'
        "    with pytest.raises(AssertionError):\n"
        "        one.status\n"
        "    assert one.total\n",
    )
    done = pytest_in(estate)
    assert done.returncode == 1
    assert "/status is read" in done.stdout
    assert not pacts(estate)


def test_what_nobody_reads_may_be_a_note(estate: Path) -> None:
    suite(estate, ONE.replace('.get_invoice("i-1").total == "10.00"', '.get_invoice("i-1")'))
    with (estate / "pytest.ini").open("a") as settings:
        settings.write("govkit_unread = note\n")
    done = pytest_in(estate)
    assert done.returncode == 0
    assert "/total of “an invoice” is expected, and not read" in done.stdout


def test_what_is_absent_may_be_read(estate: Path) -> None:
    suite(
        estate,
        "def test_one(govkit_pact):\n"
        '    one = reads(govkit_pact("dashboard", "invoicing")).get_invoice("i-1")\n'
        '    assert (one.total, one.memo, repr(one) != "") == ("10.00", None, True)\n',
    )
    assert pytest_in(estate).returncode == 0


def test_a_failing_test_takes_nothing_from_what_stands(estate: Path) -> None:
    suite(estate, ONE + "\n\n" + TWO)
    pytest_in(estate)
    assert descriptions(estate) == ["an invoice", "two"]
    suite(estate, ONE + "\n\n" + TWO.replace(".total", ".status"))
    assert pytest_in(estate).returncode == 1
    assert descriptions(estate) == ["an invoice", "two"]


def test_a_part_of_the_tests_leaves_the_rest(estate: Path) -> None:
    suite(estate, ONE)
    suite(estate, TWO, "tests/test_more.py")
    pytest_in(estate)
    before = texts(estate)
    for part in (["tests/test_more.py"], ["-k", "one"], ["tests/test_invoicing.py::test_one"]):
        assert pytest_in(estate, *part).returncode == 0
        assert texts(estate) == before
    (estate / "tests/test_more.py").unlink()
    done = pytest_in(estate, "tests")
    assert "no test makes “two” any more" in done.stdout
    assert descriptions(estate) == ["an invoice"]


def test_to_check_writes_nothing_and_says_no(estate: Path) -> None:
    suite(estate, ONE)
    before = texts(estate)
    done = pytest_in(estate, "--govkit-pacts=check")
    assert done.returncode == 1
    assert "--govkit-pacts=write" in done.stdout
    assert texts(estate) == before
    pytest_in(estate)
    assert pytest_in(estate, "--govkit-pacts=check").returncode == 0


def test_one_name_says_one_thing(estate: Path) -> None:
    suite(
        estate,
        ONE + "\n\n"
        "def test_two(govkit_pact):\n"
        '    one = reads(govkit_pact("dashboard", "invoicing"), id=match.str("i-1")).get_invoice("i-1")\n'
        "    assert one.id and one.total\n",
    )
    done = pytest_in(estate)
    assert done.returncode == 1
    assert "two tests describe “an invoice” of dashboard and invoicing differently" in done.stdout
    assert not pacts(estate)


# ------------------------------------------------------------------------------------------------------------ messages


def test_a_webhook_is_received_by_the_generated_parser(estate: Path) -> None:
    suite(
        estate,
        PAID + "def test_one(govkit_pact):\n"
        '    pact = paid(govkit_pact("dashboard", "invoicing"))\n'
        "    event = pact.receive(invoicing_v2.webhooks.INVOICE_PAID)\n"
        '    assert (event.type, event.data.id) == ("invoice.paid", "i-1")\n'
        '    pathlib.Path("token").write_text(pact.webhook_secret)\n',
    )
    done = pytest_in(estate)
    assert done.returncode == 0, done.stdout
    (message,) = pact(estate)["interactions"]
    assert message["type"] == "Asynchronous/Messages"
    assert message["metadata"]["webhook"] == "invoice.paid"
    assert (estate / "token").read_text().encode() not in pacts(estate)[0].read_bytes()
    assert run(estate, "pact", "check").exit_code == 0


def test_a_consumer_takes_a_delivery_by_its_own_way_in(estate: Path) -> None:
    suite(
        estate,
        PAID + "def test_one(govkit_pact):\n"
        '    pact = paid(govkit_pact("dashboard", "invoicing"))\n'
        "    sent = pact.delivery()\n"
        "    delivery = invoicing_v2.webhooks.verifier(pact.webhook_secret).verify(sent.body, sent.headers)\n"
        '    assert invoicing_v2.webhooks.INVOICE_PAID.of(delivery).data.id == "i-1"\n',
    )
    done = pytest_in(estate)
    assert done.returncode == 0, done.stdout


def test_calls_and_messages_are_one_pact(estate: Path) -> None:
    suite(
        estate,
        PAID + "def test_one(govkit_pact):\n"
        '    pact = paid(govkit_pact("dashboard", "invoicing"))\n'
        "    client = reads(pact)\n"
        "    event = pact.receive(invoicing_v2.webhooks.INVOICE_PAID)\n"
        '    assert event.type and client.get_invoice(event.data.id).total == "10.00"\n',
    )
    done = pytest_in(estate)
    assert done.returncode == 0, done.stdout
    assert descriptions(estate) == ["an invoice", "an invoice that is paid"]


# ------------------------------------------------------------------------------------------------------ other clients


def test_an_asynchronous_client_does_as_well(estate: Path) -> None:
    suite(
        estate,
        "import asyncio\n\n\n"
        "def test_one(govkit_pact):\n"
        '    pact = govkit_pact("dashboard", "invoicing")\n'
        "    reads(pact)\n\n"
        "    async def call():\n"
        "        async with pact.client(invoicing_v2.AsyncClient) as client:\n"
        '            return await client.get_invoice("i-1")\n\n'
        '    assert asyncio.run(call()).total == "10.00"\n',
    )
    done = pytest_in(estate)
    assert done.returncode == 0, done.stdout


def test_a_client_that_nobody_generated_gets_the_bare_answer(estate: Path) -> None:
    suite(
        estate,
        "import json\nfrom urllib.request import urlopen\n\n\n"
        "def test_one(govkit_pact):\n"
        '    pact = govkit_pact("dashboard", "invoicing")\n'
        "    reads(pact)\n"
        '    assert json.load(urlopen(f"{pact.url}/invoices/i-1")) == {"total": "10.00"}\n',
    )
    done = pytest_in(estate)
    assert done.returncode == 0, done.stdout
    assert "headers" not in pact(estate)["interactions"][0]["request"]


def test_a_documented_error_is_expected_like_an_answer(estate: Path) -> None:
    suite(
        estate,
        "def test_one(govkit_pact):\n"
        '    pact = govkit_pact("dashboard", "invoicing")\n'
        "    (\n"
        '        pact.upon_receiving("an invoice that there is not")\n'
        '        .with_request("GET", "/invoices/i-9")\n'
        "        .will_respond_with(404)\n"
        '        .with_body({"title": match.str("none")}, "application/problem+json")\n'
        "    )\n"
        "    with pytest.raises(invoicing_v2.errors.NotFoundError) as refused:\n"
        '        pact.client().get_invoice("i-9")\n'
        '    assert refused.value.data.title == "none"\n',
    )
    done = pytest_in(estate)
    assert done.returncode == 0, done.stdout


# -------------------------------------------------------------------------------------------------------------- errors


def test_a_client_that_is_not_generated_is_said(estate: Path) -> None:
    shutil.rmtree(estate / "clients")
    text = 'def test_one(govkit_pact):\n    govkit_pact("dashboard", "invoicing").client()\n'
    (estate / "test_it.py").write_text(text)
    done = pytest_in(estate)
    assert "there is no client of invoicing@2.0.0: no module invoicing_v2" in done.stdout
    assert "`govkit generate invoicing`" in done.stdout


@pytest.mark.parametrize(("module", "extra"), [("pact", "contracts"), ("httpx", "client")])
def test_a_missing_library_is_said_with_its_extra(module: str, extra: str, estate: Path, repository: Path) -> None:
    (estate / "conftest.py").write_text(f"import sys\n\nsys.modules[{module!r}] = None\n")
    (estate / "test_it.py").write_text('def test_one(govkit_pact):\n    govkit_pact("dashboard", "invoicing")\n')
    done = pytest_apart(estate, repository)
    assert done.returncode == 1
    assert f"pip install 'govkit[{extra}]'" in done.stdout


def test_a_folder_without_a_catalog_is_said(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text('def test_one(govkit_pact):\n    govkit_pact("dashboard", "invoicing")\n')
    done = pytest_in(tmp_path)
    assert "there is no catalog around" in done.stdout
    assert "govkit_catalog" in done.stdout


def test_the_catalog_may_lie_elsewhere(estate: Path, repository: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").write_text("[pytest]\ngovkit_catalog = ../estate\npythonpath = ../estate/clients\n")
    (project / "test_it.py").write_text(HEAD + ONE)
    done = pytest_apart(project, repository)
    assert done.returncode == 0, done.stdout
    assert len(pacts(estate)) == 1
