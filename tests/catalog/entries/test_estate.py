"""The estate: what it holds, what it answers, and that nothing broken in it is ever raised."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from govkit.catalog.entries import Estate, Shelf, all_kinds, load
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.scene import Scene
from govkit.errors import InputError
from govkit.findings import Severity
from govkit.gate import open_estate
from govkit.spec.documents import FolderFiles, GitFiles, MemoryFiles, Repository
from tests.catalog.entries.world import entry, path_of, world, write


def estate_of(files: dict[str, str]) -> Estate:
    return load(MemoryFiles({path: text.encode() for path, text in files.items()}))


@pytest.fixture(scope="module")
def estate() -> Estate:
    return estate_of(world())


def apis(*versions: str) -> Estate:
    listed = "".join(map(_item, versions))
    spec = f"  system: s\n  owner: t\n  businessOwner: t\n  audience: public\n  versions:\n{listed}"
    return estate_of({"catalog/a.yaml": entry("API", "billing", spec)})


def _item(version: str) -> str:
    """`2.0.0 active` as the item of a list."""
    number, _, lifecycle = version.partition(" ")
    return f"  - {{version: '{number}', definition: a.yaml, lifecycle: {lifecycle or 'draft'}}}\n"


# ------------------------------------------------------------------------------------------------------------ what is


@pytest.mark.requirement("C1")
def test_the_examples_of_all_kinds_make_up_an_estate_in_order(estate: Estate) -> None:
    assert estate.problems == ()
    assert {one.kind for one in estate} == set(all_kinds())
    errors = [one.message for one in judged(Scene(estate, date(2026, 4, 1))) if one.severity is Severity.ERROR]
    assert errors == []


def test_entries_are_had_by_kind_and_name(estate: Estate) -> None:
    assert estate.apis["billing"].spec.audience == "partner"
    assert estate.teams["finance-operations"].title == "finance-operations"
    assert estate.named("api:billing") is estate.apis["billing"]
    assert estate.named("workflow:renewal") is estate.workflows[0]
    assert estate.named("api:nothing") is None
    assert estate.named("nothing") is None


def test_an_entry_may_lie_at_any_depth(estate: Estate) -> None:
    moved = {path.replace("catalog/", "catalog/of/the/house/"): text for path, text in world().items()}
    assert [one.about for one in estate_of(moved)] == [one.about for one in estate]


def test_schemas_pacts_and_workflows_are_no_broken_entries(estate: Estate) -> None:
    assert [(one.consumer, one.provider) for one in estate.pacts] == [("revenue-dashboard", "billing")]
    assert [one.id for one in estate.workflows] == ["renewal"]


def test_of_two_entries_with_one_name_the_first_by_path_is_there(estate: Estate) -> None:
    again = world() | {
        "catalog/z.yaml": entry("Team", "finance-operations", "  contacts:\n  - url: https://z.example\n")
    }
    both = estate_of(again)
    assert both.teams["finance-operations"].source.path == "catalog/teams/finance-operations.yaml"
    assert [(one.source.path, first.source.path) for one, first in both.duplicates] == [
        ("catalog/z.yaml", "catalog/teams/finance-operations.yaml")
    ]


def test_a_broken_entry_is_a_problem_and_the_rest_is_there(estate: Estate) -> None:
    broken = estate_of(world() | {path_of("API"): "kind: [\n"})
    assert broken.apis == {}
    assert len(broken) == len(estate) - 1
    assert [(one.place.file, one.place.line) for one in broken.problems] == [(path_of("API"), 2)]


def test_who_needs_it_whole_is_told_where_it_is_broken(estate: Estate) -> None:
    estate.refuse_problems()
    with pytest.raises(InputError) as caught:
        estate_of(world() | {path_of("API"): world()[path_of("API")].replace("owner:", "ownr:")}).refuse_problems()
    assert str(caught.value.place).startswith(f"{path_of('API')}:")


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "catalog/out.yaml").symlink_to("/etc/hostname")
    found = load(FolderFiles(tmp_path))
    assert [one.source.path for one in found.problems] == ["catalog/out.yaml"]
    assert "outside" in found.problems[0].message


# ----------------------------------------------------------------------------------------------------------- versions


def test_versions_are_in_the_order_of_semver_and_of_the_calendar() -> None:
    estate = apis("2.0.0", "10.0.0", "2.0.0-rc.1", "2.0.0-rc.10", "2.0.0-rc.2", "2024-06-20", "2023-12-01")
    assert [one.version.version for one in estate.versions("billing")] == [
        *("2.0.0-rc.1", "2.0.0-rc.2", "2.0.0-rc.10", "2.0.0", "10.0.0"),
        *("2023-12-01", "2024-06-20"),
    ]
    assert estate.versions("nothing") == ()


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("billing", ["1.0.0", "2.0.0", "2.1.0", "20.0.0"]),
        ("billing@2", ["2.0.0", "2.1.0"]),
        ("api:billing@2.1.0", ["2.1.0"]),
        ("billing@3", []),
        ("invoices@1", []),
    ],
)
def test_a_reference_names_versions(reference: str, meant: list[str]) -> None:
    estate = apis("2.1.0", "2.0.0", "1.0.0", "20.0.0")
    assert [one.version.version for one in estate.meant(reference)] == meant


def test_a_year_is_no_major_version_of_a_date() -> None:
    assert apis("2024-06-20").meant("billing@2024") == ()


@pytest.mark.parametrize(
    ("version", "previous"), [("3.0.0", "2.0.0"), ("2.0.0", "1.0.0"), ("1.0.0", None), ("2.5.0", "2.0.0")]
)
def test_the_previous_released_version_is_the_greatest_lower_that_stands(version: str, previous: str | None) -> None:
    estate = apis("1.0.0 deprecated", "1.5.0 retired", "2.0.0 active", "2.5.0", "3.0.0")
    (one,) = estate.meant(f"billing@{version}")
    found = estate.previous_released(one)
    assert (found and found.version.version) == previous


# ---------------------------------------------------------------------------------------------------------- ownership


@pytest.mark.requirement("C4")
def test_everything_has_its_owners_and_a_team_knows_what_it_owns(estate: Estate) -> None:
    billing = estate.apis["billing"]
    owner, business = estate.owner(billing), estate.owner(billing, "businessOwner")
    assert owner is estate.teams["revenue-engineering"]
    assert business is estate.teams["finance-operations"]
    assert estate.owner(estate.workflows[0]) is owner
    owned = {(one.thing.about, one.role) for one in estate.owned_by("finance-operations")}
    assert ("api:billing", "businessOwner") in owned
    assert ("consumer:revenue-dashboard", "owner") in owned
    assert "workflow:renewal" in {one.thing.about for one in estate.owned_by("revenue-engineering")}
    assert estate.owned_by("nobody") == ()


# ----------------------------------------------------------------------------------------------------------- who uses


def consumers(uses: str) -> Estate:
    return estate_of({"catalog/c.yaml": entry("Consumer", "dashboard", f"  owner: t\n  uses:\n  - {uses}\n")})


@pytest.mark.parametrize(
    ("operation", "hit"),
    [
        ("GET /invoices/{id}", True),
        ("GET /invoices/{invoiceId}", True),
        ("GET /invoices", False),
        ("POST /invoices/{id}", False),
        (None, True),
    ],
)
def test_consumers_of_an_operation_are_found_whatever_its_path_parameters_are_called(
    operation: str | None, hit: bool
) -> None:
    estate = consumers("{api: billing@2, operations: ['GET /invoices/{number}']}")
    assert bool(estate.usages("billing", "2.1.0", operation=operation)) is hit


@pytest.mark.parametrize(
    ("field", "hit"),
    [
        ("Invoice", True),
        ("Invoice/lines", True),
        ("Invoice/lines/*/memo", True),
        ("Invoice/lines/*/memo/text", True),
        ("/Invoice/lines/0/memo", True),
        ("Invoice/lines/*/amount", False),
        ("Invoice/total", False),
        ("InvoiceLine", False),
    ],
)
def test_consumers_of_a_field_are_those_of_what_it_lies_in_and_of_what_lies_in_it(field: str, hit: bool) -> None:
    estate = consumers("{api: billing@2, operations: ['*'], fields: ['Invoice/lines/*/memo']}")
    assert bool(estate.usages("billing", field=field)) is hit


def test_a_use_without_fields_may_use_all_and_one_of_another_version_none() -> None:
    estate = consumers("{api: billing@2, operations: ['*']}")
    assert estate.usages("billing", "2.7.0", operation="DELETE /x", field="Any/thing")
    assert not estate.usages("billing", "3.0.0")
    assert not estate.usages("invoices")


def test_what_refers_to_an_entry_is_known_with_its_place(estate: Estate) -> None:
    found = estate.referrals(estate.systems["billing"])
    assert {one.entry.about for one in found} == {"api:billing", "entity:customer", "reconciliation:customers-nightly"}
    assert all(one.entry.place(one.pointer).line for one in found)


def test_what_runs_where_on_a_day(estate: Estate) -> None:
    (running,) = estate.running("billing")
    assert (running.environment.name, running.deployment.version) == ("production", "2.0.0")
    assert estate.running("billing", date(2026, 1, 31)) == ()
    assert len(estate.running(on=date(2026, 2, 1))) == 1
    assert estate.running("nothing") == ()


# ------------------------------------------------------------------------------------------------- revisions, shelves


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = write(tmp_path / "repo" / "estate")
    git(folder.parent, "init", "-q", "-b", "main")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "-q", "-m", "first")
    return folder


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True)


def test_an_estate_is_loaded_from_a_revision_below_the_top_of_its_repository(repository: Path) -> None:
    write(repository, {path_of("API"): "broken: [\n"})
    here, there = open_estate(cwd=repository / "specs"), open_estate("main", cwd=repository / "specs")
    assert "billing" not in here.apis
    assert there.apis["billing"].place().file == f"main:estate/{path_of('API')}"
    assert there.files.exists("specs/billing/1.0.0/openapi.yaml")
    with pytest.raises(InputError, match="outside"):
        there.files.exists("../x")


def test_what_two_loads_share_is_read_once(repository: Path) -> None:
    changed = "catalog/teams/finance-operations.yaml"
    write(repository, {changed: world()[changed] + "#\n"})
    shelf = Shelf()
    head = open_estate(cwd=repository, shelf=shelf)
    found = Repository.find(repository)
    assert found is not None

    class Counting(GitFiles):
        def read(self, path: str) -> bytes:
            read.append(path)
            return super().read(path)

    read: list[str] = []
    base = load(Counting(found, "main"), "estate/catalog", shelf)
    assert read == [f"estate/{changed}"]
    assert base.apis["billing"].spec is head.apis["billing"].spec
    assert base.apis["billing"].place().file.startswith("main:")
    assert head.apis["billing"].place(("spec", "owner")).line == base.apis["billing"].place(("spec", "owner")).line


def test_a_kept_tree_is_believed_only_where_it_makes_an_entry(estate: Estate) -> None:
    first = Shelf()
    files = MemoryFiles({path: text.encode() for path, text in world().items()})
    load(files, shelf=first)
    assert len(first.used) == len(estate) + len(estate.pacts)
    second = Shelf(first.used)
    again = load(files, shelf=second)
    assert [one.about for one in again] == [one.about for one in estate]
    assert [(one.consumer, one.provider) for one in again.pacts] == [("revenue-dashboard", "billing")]
    no_team = {"apiVersion": "govkit/v1", "kind": "Team", "metadata": {}, "spec": {}}
    spoilt = {key: dict(no_team) for key in first.used}
    assert [one.about for one in load(files, shelf=Shelf(spoilt))] == [one.about for one in estate]
