"""Published API descriptions: each gives a package that is formatted, checks strictly, and whose types can be built."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pydantic
import pytest

from govkit.client import Operation
from tests.codegen.packages import complaints_of_mypy, complaints_of_ruff, contract_at, files_of, imported, written
from tests.tiers import short

APIS = (
    *("adyen-transfer-webhooks", "apideck-accounting", "apideck-crm", "github", "intercom", "openmeter", "recurly"),
    *("stripe", "workos", "xero-accounting"),
)


def revisions(folder: Path, api: str) -> list[Path]:
    return sorted((folder / api).glob("[0-9]*"))


def types_of(package: ModuleType) -> Iterator[object]:
    """Every model and the type of every body, built to the end."""
    names = getattr(package.models, "__all__", None) or [name for name in vars(package.models) if name[0].isupper()]
    for name in names:
        found = getattr(package.models, name)
        if inspect.isclass(found) and issubclass(found, pydantic.BaseModel):
            yield found.model_rebuild()
    for operation in vars(package.operations).values():
        if isinstance(operation, Operation):
            contents = [*operation.results.values(), *(failure.content for failure in operation.failures.values())]
            yield from (media.adapter.core_schema for content in contents for media in content)


def check(path: Path, folder: Path, *, build: bool = True) -> None:
    written(files_of(contract_at(path)), folder)
    assert complaints_of_ruff(folder) == ""
    with imported(folder) as package:
        assert not build or all(found is not False for found in types_of(package))


@pytest.mark.requirement("K1")
@pytest.mark.parametrize("api", short(APIS, keeps=("adyen-transfer-webhooks", "apideck-crm").__contains__))
def test_the_latest_revision_gives_a_package(api: str, shared_specs: Path, tmp_path: Path) -> None:
    is_large = api == "github"  # of 3,700 models, which take a minute to build
    check(revisions(shared_specs, api)[-1], tmp_path, build=not is_large)


@pytest.mark.long
@pytest.mark.requirement("K3")
@pytest.mark.parametrize("api", APIS)
def test_every_revision_gives_a_package_that_checks_strictly(api: str, shared_specs: Path, tmp_path: Path) -> None:
    for path in revisions(shared_specs, api):
        folder = tmp_path / path.name
        check(path, folder)
        assert complaints_of_mypy(folder, "sample_v1") == "", path.name
