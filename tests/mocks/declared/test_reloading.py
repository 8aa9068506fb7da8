"""A mock.yaml that changes while it is served: it holds from then on, and what was remembered stays."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from govkit.gate.mocking import Mocks
from tests.mocks.declared.shops import MOCK, SPEC, Shop, shop

TEXT = MOCK.read_text("utf-8")


def _write(file: Path, text: str, found: Shop) -> None:
    file.write_text(text, "utf-8")
    staging = found.served.mocks.staging
    assert staging is not None
    staging.look()


def test_a_good_file_takes_effect_and_records_stay(tmp_path: Path) -> None:
    with shop(TEXT, tmp_path) as found:
        first = found.invoice()
        changed = TEXT.replace("INV-{year}-{sequence:000000}", "INV-2000-{sequence:000000}")
        _write(tmp_path / "mock.yaml", changed.replace("taxCountries: [DE, AT]", "taxCountries: []"), found)
        assert found.read(f"/invoices/{first['id']}") == first
        assert found.invoice()["id"] == "INV-2000-000001"
        assert found.client.post(f"/invoices/{first['id']}/post").json()["code"] == "no_tax_configuration"
        assert "was read again" in found.served.told[-1]


def test_a_bad_file_is_told_and_changes_nothing(tmp_path: Path) -> None:
    with shop(TEXT, tmp_path) as found:
        for wrong in (TEXT.replace("initial: draft", "initial: drafted", 1), "[", "x: 1"):
            _write(tmp_path / "mock.yaml", wrong, found)
            assert found.invoice()["status"] == "draft"
        assert "mock.yaml:12:18: there is no state `drafted`" in found.served.told[0]
        assert all("is as it was before" in text for text in found.served.told)
        assert len(found.served.told) == 3
        (tmp_path / "mock.yaml").unlink()
        _write_nothing(found)
        assert found.invoice()["status"] == "draft"
        _write(tmp_path / "mock.yaml", TEXT.replace("c_{sequence}", "cust_{sequence}"), found)
        assert found.client.post("/customers", json={"name": "Bob"}).json()["id"] == "cust_1"


def _write_nothing(found: Shop) -> None:
    staging = found.served.mocks.staging
    assert staging is not None
    staging.look()
    assert "is as it was before" in found.served.told[-1]


def test_timers_are_those_of_the_new_file(tmp_path: Path) -> None:
    with shop(TEXT, tmp_path) as found:
        name = found.invoice()["id"]
        found.client.post(f"/invoices/{name}/post")
        paid = {"amount": "31.50", "allocations": [{"invoiceId": name, "amount": "31.50"}]}
        payment = found.client.post("/payments", json=paid).json()["id"]
        _write(tmp_path / "mock.yaml", TEXT.replace("after: PT2H", "after: PT4H"), found)
        found.advance("PT3H")
        assert found.read(f"/payments/{payment}")["state"] == "pending"
        found.advance("PT2H")
        assert found.read(f"/payments/{payment}")["state"] == "settled"


def test_seeds_that_change_hold_after_a_reset(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text("/customers: [{id: c_7, name: Eve}]\n", "utf-8")
    with shop(TEXT.replace("  settings: {", "  seed: seed.yaml\n  settings: {", 1), tmp_path) as found:
        assert [one["id"] for one in found.read("/customers")] == ["c_7"]
        found.client.post("/customers", json={"name": "Bob"})
        seed.write_text("/customers: [{id: c_70, name: Eve}]\n", "utf-8")
        _write(tmp_path / "mock.yaml", (tmp_path / "mock.yaml").read_text("utf-8"), found)
        assert [one["id"] for one in found.read("/customers")] == ["c_7", "c_8"]
        found.client.post("/__govkit__/reset", json={})
        assert [one["id"] for one in found.read("/customers")] == ["c_70"]


def test_the_files_are_watched_while_the_mocks_run(tmp_path: Path) -> None:
    (tmp_path / "mock.yaml").write_text(TEXT, "utf-8")
    told: list[str] = []
    mocks = Mocks([str(SPEC)], behaviour=[str(tmp_path / "mock.yaml")], tell=told.append)
    ready = threading.Event()
    thread = threading.Thread(target=lambda: mocks.run(ready.set, told.append), daemon=True)
    thread.start()
    try:
        assert ready.wait(20)
        (tmp_path / "mock.yaml").write_text(TEXT.replace("c_{sequence}", "k_{sequence}"), "utf-8")
        end = time.monotonic() + 15
        while not any("was read again" in text for text in told) and time.monotonic() < end:
            time.sleep(0.05)
        assert any("was read again" in text for text in told)
    finally:
        mocks.serving.stop()
        thread.join(10)
