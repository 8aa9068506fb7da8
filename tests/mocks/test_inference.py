"""Resources are inferred as they are asked for, and are the same in whatever order that is."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest
import yaml

from govkit.mocks.state.resources import Deed, Resources
from govkit.mocks.system import System
from govkit.spec.documents import open_source
from govkit.spec.openapi import Contract

ESTATE = Path(__file__).parents[2]
_SEEDS = (Deed.LIST, Deed.READ, Deed.CREATE, Deed.REPLACE)
SHOPS = Path(__file__).with_name("shops.yaml")


def _system(path: Path) -> System:
    library, document = open_source(str(path))
    return System("api", Contract(library, document))


def _brief(resources: Resources, paths: list[str]) -> dict[str, tuple[object, ...] | None]:
    found: dict[str, tuple[object, ...] | None] = {}
    for path in paths:
        one = resources.by_path.get(path)
        found[path] = (one.name, id(one.item), one.key, one.path) if one is not None else None
    return found


def _holds(system: System) -> None:
    whole = Resources(system.operations)
    paths = [*whole.by_path, *(served.operation.path for served in system.operations)]
    expected = _brief(whole, paths)
    for seed in range(4):
        shuffled = paths.copy()
        Random(seed).shuffle(shuffled)
        assert _brief(Resources(system.operations), shuffled) == expected
    parts = [(served, whole.part(served)) for served in system.operations]
    for path, resource in whole.by_path.items():
        seeds = [served for served, part in parts if part.resource is resource and part.deed in _SEEDS]
        assert list(whole.seeds(resource)) == seeds, path
        assert path in whole.by_path.leading_to(resource)


def test_what_stands_at_several_paths_is_one_kind() -> None:
    """Through references, references to references, `allOf`, responses that are shared, and frames of lists."""
    system = _system(SHOPS)
    names = {path: one.name for path, one in Resources(system.operations).by_path.items()}
    assert names == {
        "/shops": "/shops",
        "/inline": "/inline",
        "/near": "/shops",
        "/inline-too": "/inline",
        "/made": "/shops",
        "/others": "/others",
        "/others/recent": "/others",
        "/towns/{town}/shops": "/shops",
    }
    _holds(system)


@pytest.mark.parametrize("path", sorted((ESTATE / "specs").glob("*/*/openapi.yaml")), ids=lambda path: path.parts[-3])
def test_the_order_of_the_questions_does_not_matter(path: Path) -> None:
    _holds(_system(path))


def test_one_call_of_a_large_api_infers_little(
    shared_specs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "github.json"
    document.write_bytes(gzip.decompress((shared_specs / "github" / "2-2026-npm-23.0.2.json.gz").read_bytes()))
    system = _system(document)
    resources = Resources(system.operations)
    asked: list[str] = []
    looked = Resources._item_of

    def item_of(self: Resources, collection: str, path: str | None) -> object:
        asked.append(collection)
        return looked(self, collection, path)

    monkeypatch.setattr(resources.by_path, "_item_of", item_of.__get__(resources))
    served = next(one for one in system.operations if one.id == "issues/get")
    resource = resources.part(served).resource
    assert resource is not None
    assert len(list(resources.seeds(resource))) > 2
    assert len(asked) < 60
    assert len(resources.by_path) > 300


def test_a_description_that_leads_nowhere_is_no_hindrance(tmp_path: Path) -> None:
    """References to nothing, and what is no schema at all."""
    document = tmp_path / "odd.yaml"
    odd = yaml.safe_load(SHOPS.read_text())
    shapes = odd["components"]["schemas"]
    shapes["Page"] = {"properties": {"data": {"type": "array", "items": {"$ref": "#/nowhere"}}, "x": 3, "y": None}}
    shapes["Inline"] = {"$dynamicRef": "#meta", "properties": [], "allOf": {"a": 1}}
    odd["paths"]["/odd"] = {"get": {"responses": [1]}, "post": {"responses": {"200": None, 201: {"content": []}}}}
    document.write_text(yaml.safe_dump(odd))
    _holds(_system(document))
