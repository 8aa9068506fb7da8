"""A large catalog is read as far as a change needs it, and what is found is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.findings import Finding
from govkit.gate import Options, check
from govkit.gate.pull_requests import governed
from tests.e2e.test_estate_gate import CONSUMER, NOTES, POLICY, SPEC, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An estate with a released version, a consumer, a policy, and an API that has nothing to do with any of it."""
    made = World(tmp_path / "mono", "contracts")
    made.write({"catalog/consumers/dashboard.yaml": CONSUMER, "catalog/policies/all.yaml": POLICY})
    other = made.read("catalog/apis/billing.yaml").replace("billing", "other")
    made.write({"catalog/apis/other.yaml": other.replace("specs/other/1.0.0", "specs/alone")})
    made.write({"specs/alone.yaml": SPEC.replace("../common", "common"), "catalog/systems/other.yaml": OTHER})
    made.commit()
    made.release()
    made.add_version("1.1.0", SPEC)
    made.commit()
    return made


OTHER = """\
apiVersion: govkit/v1
kind: System
metadata: {name: other}
spec: {domain: money, owner: revenue, businessOwner: finance}
"""


def found(world: World, monkeypatch: pytest.MonkeyPatch, large: int) -> tuple[Finding, ...]:
    monkeypatch.chdir(world.top)
    monkeypatch.setattr(governed, "_LARGE", large)
    return tuple(check("HEAD", None, Options()).ordered)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("specs/common.yaml", "maxLength: 9", "maxLength: 5"),
        ("specs/billing/1.0.0.yaml", "/notes", "/remarks"),
        ("specs/billing/1.1.0.yaml", NOTES, ""),
        ("specs/alone.yaml", NOTES, ""),
        ("specs/alone.yaml", "common.yaml", "comm%6Fn.yaml"),
    ],
)
def test_less_is_read_and_the_same_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str, old: str, new: str
) -> None:
    world.edit(path, old, new)
    whole = found(world, monkeypatch, 10_000)
    assert whole or "%6F" in new
    assert found(world, monkeypatch, 0) == whole


def test_a_change_of_a_file_with_a_hidden_name_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.edit("specs/alone.yaml", "common.yaml", "comm%6Fn.yaml")
    world.commit()
    world.edit("specs/common.yaml", "maxLength: 9", "maxLength: 5")
    apis = {finding.subject.api for finding in found(world, monkeypatch, 0)}
    assert {"billing", "other"} <= apis


def test_entries_that_have_nothing_to_do_with_the_change_are_not_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is broken in them was told when they changed."""
    world.edit("catalog/apis/other.yaml", "audience: partner", "audience: nobody")
    world.commit()
    world.edit("specs/billing/1.1.0.yaml", NOTES, "")
    assert {finding.subject.api for finding in found(world, monkeypatch, 0)} == {"billing"}
