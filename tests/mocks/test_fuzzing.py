"""Mocks asked by schemathesis all that their descriptions allow and forbid: what it finds is known, with a reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.gate.mocking import contracts_of
from govkit.mocks.system import System
from tests.mocks.fuzzing import Found, credentials, findings, tokens
from tests.mocks.serving import ESTATE, serving

KNOWN: dict[str, dict[str, list[dict[str, Any]]]] = yaml.load(
    Path(__file__).with_name("fuzzing_known.yaml").read_bytes(), Loader=yaml.CSafeLoader
)
ESTATE_APIS = sorted(
    str(path.parent.relative_to(ESTATE / "specs")) for path in (ESTATE / "specs").glob("*/*/openapi.yaml")
)
PUBLISHED = ("apideck-accounting", "apideck-crm", "intercom", "openmeter", "recurly", "workos")
"""APIs of 53 to 189 operations: each takes minutes."""


def _found(path: Path, **options: Any) -> set[Found]:
    system = System("api", next(iter(contracts_of([str(path)], []).values())))
    with serving(str(path), tokens=tokens(system)) as served:
        return findings(path, f"http://127.0.0.1:{served.port}", credentials(system), **options)


def _told(found: set[Found]) -> str:
    return "\n".join(f"{one.check} | {one.operation} | {one.status} | {one.message}" for one in sorted(found))


def test_little_is_asked_of_the_support_desk_and_nothing_found() -> None:
    path = ESTATE / "specs" / "support" / "1.3.0" / "openapi.yaml"
    found = _found(path, examples=2, stateful=False, coverage=False)
    assert found == set(), _told(found)


@pytest.mark.long
@pytest.mark.parametrize("api", ESTATE_APIS)
def test_nothing_is_found_in_the_estate(api: str) -> None:
    found = _found(ESTATE / "specs" / api / "openapi.yaml")
    assert found == set(), _told(found)


@pytest.mark.long
@pytest.mark.parametrize("api", PUBLISHED)
def test_what_is_found_in_published_apis_is_known(shared_specs: Path, api: str) -> None:
    _judge(api, _found(sorted((shared_specs / api).iterdir())[-1]))


def _judge(api: str, found: set[Found]) -> None:
    known = [(check, one) for check, entries in KNOWN.get(api, {}).items() for one in entries]
    unknown = {one for one in found if not any(_is(one, *entry) for entry in known)}
    assert unknown == set(), _told(unknown)
    lasting = [entry for entry in known if not entry[1].get("sometimes")]
    stale = [entry for entry in lasting if not any(_is(one, *entry) for one in found)]
    assert stale == []


def _is(found: Found, check: str, known: dict[str, Any]) -> bool:
    is_of_it = check == found.check and found.operation in known["operations"]
    return is_of_it and found.status == known["status"] and re.search(known["says"], found.message) is not None


def test_each_known_finding_has_a_reason() -> None:
    entries = [entry for api in KNOWN.values() for listed in api.values() for entry in listed]
    assert all(len(entry["reason"]) > 20 for entry in entries)
    assert set(KNOWN) <= set(PUBLISHED)
