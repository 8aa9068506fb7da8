"""Which generated package a call goes through, and when none will do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govkit.catalog.entries import Estate
from govkit.client import SyncClient
from govkit.sync.calls import CallRefused
from govkit.sync.calls.packages import Packages
from tests.sync.calls.conftest import TOP


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """A folder with the client of the ERP alone."""
    shutil.copytree(TOP / "clients/erp_v2", tmp_path / "clients/erp_v2", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "clients"


def said(clients: Path, old: str, new: str) -> None:
    path = clients / "erp_v2/__init__.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_packages_of_two_folders_do_not_meet(clients: Path, estate: Estate) -> None:
    here = Packages(TOP / "clients", estate).package("erp@2.2.0", "listCustomers")
    there = Packages(clients, estate).package("erp@2.2.0", "listCustomers")
    assert issubclass(here.client, SyncClient)
    assert issubclass(there.client, SyncClient)
    assert here.client is not there.client
    assert here.client is Packages(TOP / "clients", estate).package("erp@2.2.0", "getCustomer").client


@pytest.mark.parametrize("asked", ["erp@2.2.0", "erp@2.1.7", "erp@2.0.0"])
def test_a_package_serves_the_lower_versions_of_its_major_version(clients: Path, estate: Estate, asked: str) -> None:
    assert Packages(clients, estate).package(asked, "listCustomers").name == "erp@2.2.0"


@pytest.mark.parametrize("asked", ["erp@2.3.0", "erp@1.9.0", "erp@20.0.0", "erp@2026-01-01", "erp@2", "erp"])
def test_a_package_serves_no_other_version(clients: Path, estate: Estate, asked: str) -> None:
    with pytest.raises(CallRefused) as refused:
        Packages(clients, estate).package(asked, "listCustomers")
    assert refused.value.message == f"there is no client of {asked} in clients/"
    assert refused.value.hint == "run govkit generate; there is that of erp@2.2.0"


def test_where_nothing_was_generated_it_is_said_how(tmp_path: Path, estate: Estate) -> None:
    with pytest.raises(CallRefused, match="run govkit generate"):
        Packages(tmp_path / "clients", estate).package("erp@2.2.0", "listCustomers")


def test_a_package_of_another_text_of_its_contract_is_not_used(clients: Path, estate: Estate) -> None:
    said(clients, 'CONTRACT = "sha256:v1:', 'CONTRACT = "sha256:v1:0')
    packages = Packages(clients, estate)
    for _ in range(2):
        with pytest.raises(CallRefused, match="another text of its contract"):
            packages.package("erp@2.2.0", "listCustomers")


def test_a_package_of_a_version_that_the_catalog_has_no_more_is_used(clients: Path, estate: Estate) -> None:
    said(clients, 'VERSION = "2.2.0"', 'VERSION = "2.4.0"')
    assert Packages(clients, estate).package("erp@2.2.0", "listCustomers").version == "2.4.0"


def test_what_else_is_in_the_folder_is_neither_run_nor_in_the_way(clients: Path, estate: Estate) -> None:
    for name, text in {
        "erp_v3": "raise SystemExit",
        "broken": "def",
        "dated": 'API = "erp"\nVERSION = "soon"\nCONTRACT = ""\n',
    }.items():
        (clients / name).mkdir()
        (clients / name / "__init__.py").write_text(text)
    assert Packages(clients, estate).package("erp@2.2.0", "listCustomers").path.name == "erp_v2"


def test_a_package_that_does_not_run_is_told_with_its_place(clients: Path, estate: Estate) -> None:
    (clients / "erp_v2/operations.py").write_text("import nothing_of_this_name\n")
    with pytest.raises(CallRefused, match=r"the client of erp@2\.2\.0 cannot be loaded") as refused:
        Packages(clients, estate).package("erp@2.2.0", "listCustomers")
    assert str(refused.value.place).endswith("erp_v2/operations.py")
