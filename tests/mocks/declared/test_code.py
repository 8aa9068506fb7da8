"""A behaviour.py beside a mock.yaml: what it does, and how its errors are told."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from govkit.errors import InputError
from govkit.gate import Options, validate
from tests.catalog.entries.world import write
from tests.mocks.declared.shops import LINE, MOCK, Shop, shop

TEXT = MOCK.read_text("utf-8")
HEAD = "from govkit.mocks.behaviour import Body, Call, Refusal, after, before, perform\n\n"


def _code(folder: Path, code: str) -> str:
    (folder / "behaviour.py").write_text(HEAD + dedent(code), "utf-8")
    return TEXT


def test_code_refuses_performs_and_adds(tmp_path: Path) -> None:
    code = """
        @before("createInvoice")
        def closed(call: Call) -> None:
            if call.body.get("externalReference") == "forbidden":
                raise Refusal(422, "not this one", code="forbidden", at=["/externalReference"])

        @perform("POST /invoices/{invoiceId}/remind")
        def remind(call: Call) -> Body:
            assert call.path["invoiceId"] == call.record["id"]
            return {"invoiceId": call.record["id"], "text": f"{call.today:%Y}", "level": 3}

        @after("createInvoice")
        def paid(call: Call) -> None:
            if call.body.get("externalReference") == "prepaid":
                amount = call.record["total"]
                made = call.create("/payments", {
                    "amount": amount, "state": "pending",
                    "allocations": [{"invoiceId": call.record["id"], "amount": amount}],
                })
                call.emit("payment.settled", {"id": "x", "paymentId": made["id"], "amount": amount})
    """
    with shop(
        _code(tmp_path, code).replace("    remind:\n      answer", "    getInvoice:\n      answer"), tmp_path
    ) as found:
        refused = found.client.post(
            "/invoices", json={"customerId": "c_1", "lines": [], "externalReference": "forbidden"}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "forbidden")
        assert refused.json()["errors"][0]["pointer"] == "/externalReference"
        name = found.invoice(externalReference="prepaid")["id"]
        assert found.read("/payments")[0]["allocations"][0] == {"invoiceId": name, "amount": "31.50"}
        assert [one for one, _, _ in found.sent] == ["payment.settled"]
        answer = found.client.post(f"/invoices/{name}/remind")
        assert (answer.status_code, answer.json()["level"]) == (202, 3)


def test_an_error_takes_all_back_and_is_told_with_file_and_line(tmp_path: Path) -> None:
    code = """
        @after("createInvoice")
        def broken(call: Call) -> None:
            call.create("/customers", {"name": "Ghost"})
            raise KeyError("nothing")
    """
    with shop(_code(tmp_path, code), tmp_path) as found:
        answer = found.client.post("/invoices", json={"customerId": "c_1", "lines": [LINE]})
        assert answer.status_code == 500
        assert "behaviour.py" in answer.json()["detail"]
        assert "Traceback" not in answer.text
        assert found.read("/invoices") == []
        assert [one["name"] for one in found.read("/customers")] == ["Ada"]
        assert any("behaviour.py:7: `broken` failed: KeyError: 'nothing'" in text for text in found.served.told)
        assert found.sent == []


@pytest.mark.parametrize(
    ("code", "place", "message"),
    [
        ("def f(:\n", "behaviour.py:3:7", "this is no Python: invalid syntax"),
        ("x = 1 / 0\n", "behaviour.py:3:1", "it cannot be loaded: ZeroDivisionError: division by zero"),
        (
            "@before('createInvoices')\ndef f(call: Call) -> None: ...\n",
            "behaviour.py:3:1",
            "no operation `createInvoices`",
        ),
        ("@before\ndef f(call: Call) -> None: ...\n", "behaviour.py:3:1", "@before names operations"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_an_error_with_a_place(
    code: str, place: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught, shop(_code(tmp_path, code), tmp_path):
        pass
    assert str(caught.value.place).endswith(place)
    assert message in caught.value.message


def test_code_is_read_again_when_it_changes(tmp_path: Path) -> None:
    with shop(TEXT, tmp_path) as found:
        staging = found.served.mocks.staging
        assert staging is not None
        _code(tmp_path, "@before('createInvoice')\ndef no(call: Call) -> None:\n    raise Refusal(409, 'no')\n")
        staging.look()
        assert _status(found) == 409
        (tmp_path / "behaviour.py").write_text("def f(:", "utf-8")
        staging.look()
        assert _status(found) == 409
        assert "this is no Python" in found.served.told[-1]
        (tmp_path / "behaviour.py").unlink()
        staging.look()
        assert _status(found) == 201


def _status(found: Shop) -> int:
    return found.client.post("/invoices", json={"customerId": "c_1", "lines": [LINE]}).status_code


def test_validate_runs_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = write(tmp_path / "estate")
    folder = top / "mocks" / "billing"
    folder.mkdir(parents=True)
    (folder / "mock.yaml").write_text(
        "apiVersion: govkit/v1\nkind: Mock\nmetadata: {name: billing}\nspec: {}\n", "utf-8"
    )
    (folder / "behaviour.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n", "utf-8")
    monkeypatch.chdir(top)
    validate((), Options(cache=False))
    assert not (tmp_path / "ran").exists()
