"""`govkit generate` in an estate: what is written, what drifts, what a consumer gets."""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govkit.cli import govkit as program
from govkit.errors import UsageError
from govkit.findings import Example, Rule, discover
from govkit.gate.comparisons.presence import RULES as PACKAGE
from govkit.gate.generating import Generation
from tests.estate import write

RULES = {name: rule for name, rule in discover(PACKAGE).items() if rule.on == "generate"}
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES.values()
    for number, example in enumerate(rule.examples, start=1)
]


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path / "estate"))
    return tmp_path / "estate"


def govkit(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["generate", *arguments])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(
    rule: Rule, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "govkit.yaml").write_text("catalog: catalog\n")
    for row in example.after.splitlines(keepends=True):
        if row.startswith("# file: "):
            name = row.removeprefix("# file: ").strip()
        else:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            with (tmp_path / name).open("a") as file:
                file.write(row)
    monkeypatch.chdir(tmp_path)
    run = Generation((), cache=False)
    for job in run.jobs:
        run.make(job)
    findings = [one for one in run.checked().findings if one.rule == rule.id]
    assert tuple(one.subject.path for one in findings) == example.finds, example.because


@pytest.mark.requirement("K2")
def test_each_major_version_has_a_package_and_a_second_run_changes_nothing(estate: Path) -> None:
    first = govkit()
    assert (first.exit_code, first.output) == (0, "5 packages, 30 files written\n")
    made = contents(estate / "clients")
    packages = {path.partition("/")[0] for path in made}
    assert packages == {"billing_v1", "billing_v2", "crm_v1", "crm_v2", "entities", "pyproject.toml"}
    assert all(ast.parse(data) for path, data in made.items() if path.endswith(".py"))
    assert b"5 packages up to date" in govkit().stderr_bytes
    assert govkit("--no-cache").exit_code == 0
    assert contents(estate / "clients") == made


@pytest.mark.requirement("K3")
def test_check_finds_an_edit_a_missing_file_and_one_that_is_left_over(estate: Path) -> None:
    assert govkit("--check").exit_code == 1
    govkit()
    assert govkit("--check").exit_code == 0
    edited = estate / "clients/billing_v2/client.py"
    edited.write_text(edited.read_text() + "\n# mine\n")
    assert "clients/billing_v2 is not up to date: 1 file" in govkit("--check").output
    (estate / "clients/crm_v1/models.py").unlink()
    old = estate / "clients/billing_v0/client.py"
    old.parent.mkdir()
    old.write_bytes((estate / "clients/crm_v2/client.py").read_bytes())
    found = govkit("--check")
    assert found.exit_code == 1
    assert "clients/crm_v1 is missing: 1 file" in found.output
    assert "clients/billing_v0 is left over: 1 file" in found.output
    govkit()
    assert not old.exists()
    assert govkit("--check").exit_code == 0


def test_check_writes_nothing(estate: Path) -> None:
    govkit("--check")
    assert not (estate / "clients").exists()


def test_what_people_wrote_beside_it_stays(estate: Path) -> None:
    govkit()
    own = estate / "clients/billing_v2/README.md"
    own.write_text("ours")
    govkit()
    assert own.read_text() == "ours"
    assert govkit("--check").exit_code == 0


def test_a_changed_contract_is_drift(estate: Path) -> None:
    govkit()
    spec = estate / "specs/billing/2.0.0/openapi.yaml"
    spec.write_text(spec.read_text().replace("listInvoices", "listAllInvoices"))
    assert "clients/billing_v2 is not up to date" in govkit("--check").output
    govkit("billing@2")
    assert "def list_all_invoices(" in (estate / "clients/billing_v2/client.py").read_text()
    assert govkit("--check").exit_code == 0


def test_a_change_of_an_overlay_and_of_the_system_are_drift(estate: Path) -> None:
    govkit()
    overlay = estate / "specs/billing/2.0.0/overlay.yaml"
    overlay.write_text(
        overlay.read_text().replace("$.info", "$.paths.*.post").replace("description: Mended.", "operationId: pay")
    )
    assert govkit("--check").exit_code == 1
    govkit()
    assert "def pay(" in (estate / "clients/billing_v2/client.py").read_text()
    system = estate / "catalog/systems/billing.yaml"
    system.write_text(system.read_text() + "  integration: {idempotency: {header: X-Once, retention: P1D}}\n")
    assert govkit("--check").exit_code == 1
    govkit()
    assert "X-Once" in (estate / "clients/billing_v2/operations.py").read_text()


@pytest.mark.requirement("M1")
@pytest.mark.requirement("K1")
def test_entities_have_models_that_are_closed_as_their_schemas_are(
    estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (estate / "catalog/entities/customer/1.0.0.schema.json").write_text(
        '{"type": "object", "additionalProperties": false, "required": ["name", "status"], "properties": {'
        '"name": {"type": "string", "maxLength": 5}, "status": {"enum": ["new", "old"]},'
        '"total": {"$ref": "#/$defs/Money"}}, '
        '"$defs": {"Money": {"type": "object", "properties": {"amount": {"type": "number"}}}}}'
    )
    assert govkit("entities").output == "1 package, 3 files written\n"
    monkeypatch.syspath_prepend(str(estate / "clients"))
    monkeypatch.delitem(sys.modules, "entities", raising=False)
    Customer = importlib.import_module("entities").Customer

    customer = Customer.model_validate({"name": "a", "status": "new", "total": {"amount": 1}})
    assert type(customer.total).__name__ == "Money"
    for wrong in ({"name": "too long"}, {"status": "gone"}, {"more": 1}):
        with pytest.raises(ValueError, match="validation error"):
            Customer.model_validate({"name": "a", "status": "new"} | wrong)
    assert govkit("entities", "--check").exit_code == 0
    monkeypatch.delitem(sys.modules, "entities")
    monkeypatch.delitem(sys.modules, "entities.customer_v1")


@pytest.mark.requirement("G6")
def test_a_consumer_gets_what_it_is_granted(estate: Path) -> None:
    assert govkit("--consumer", "dashboard").exit_code == 0
    assert [path.name for path in (estate / "clients/dashboard").iterdir()] == ["billing_v2"]
    client = (estate / "clients/dashboard/billing_v2/client.py").read_text()
    assert "def list_invoices(" in client
    assert "def create_payment(" in client
    assert "get_customer" not in client
    assert "class Customer" not in (estate / "clients/dashboard/billing_v2/models.py").read_text()
    assert govkit("--consumer", "dashboard", "--check").exit_code == 0
    govkit()
    assert (estate / "clients/dashboard/billing_v2/client.py").exists(), "a run for all leaves it alone"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biling"], "did you mean `billing`?"),
        (["billing@9"], "its versions are 1.0.0, 2.0.0"),
        (["--consumer", "dashbord"], "did you mean `dashboard`?"),
        (["billing@@"], "name an API"),
    ],
)
def test_a_name_that_there_is_not_is_told(estate: Path, arguments: list[str], said: str) -> None:
    found = govkit(*arguments)
    assert found.exit_code == UsageError.exit_code
    assert said in found.output


@pytest.mark.parametrize("missing", ["jinja2", "datamodel_code_generator", "ruff"])
def test_a_missing_extra_is_named(estate: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    found = govkit("billing@2")
    assert found.exit_code == UsageError.exit_code
    assert "pip install 'govkit[generate]'" in found.output
    assert not (estate / "clients").exists()


def test_the_contracts_hash_is_that_of_the_lock(estate: Path) -> None:
    from govkit.catalog.entries.lock import digest
    from govkit.gate import open_estate

    govkit("billing@2")
    found = open_estate()
    version = found.meant("billing@2.0.0")[0].version
    assert digest(found.files, version) in (estate / "clients/billing_v2/__init__.py").read_text()
