"""Published API descriptions, one version of each: read, written anew in the other syntax, and found again."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.spec.documents import Document, FolderFiles, Library, Pointer, Tree, parse, specs_in

APIS = (
    "adyen-transfer-webhooks", "apideck-accounting", "apideck-crm", "github", "intercom",
    "openmeter", "recurly", "stripe", "workos", "xero-accounting",
)  # fmt: skip
SAMPLE = 200


@pytest.fixture(scope="module", params=APIS)
def document(request: pytest.FixtureRequest, shared_specs: Path) -> Document:
    """The newest version of one API."""
    folder = shared_specs / request.param
    if not folder.is_dir():
        pytest.skip(f"{request.param} is not among the published descriptions")
    library = Library(FolderFiles(folder))
    return library.open(max(path for path in library.files.list() if path[0].isdigit()))


class _Quoting(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes all texts in quotes: plain ones mean other things in YAML 1.1, in which PyYAML writes."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def pointers(tree: Tree) -> list[Pointer]:
    found: list[Pointer] = []
    waiting: list[tuple[Pointer, Any]] = [((), tree)]
    while waiting:
        at, value = waiting.pop()
        found.append(at)
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting.extend(((*at, key), inner) for key, inner in members)
    return found


def sampled(tree: Tree, number: int) -> list[Pointer]:
    return random.Random(7).sample(every := pointers(tree), min(number, len(every)))


def test_it_says_which_version_of_openapi_it_is(document: Document) -> None:
    """Nothing of these files is refused, and their keys are strings."""
    assert "openapi" in document.tree or "swagger" in document.tree
    waiting = [document.tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            assert all(type(key) is str for key in value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def test_both_syntaxes_say_the_same(document: Document) -> None:
    """JSON written as YAML, and YAML written as JSON, is the same tree."""
    text = json.dumps(document.tree, ensure_ascii=False, indent=1).encode()
    assert parse(text, "api.json").tree == document.tree
    if len(text) < 2_000_000:  # PyYAML writes half a megabyte a second
        written = yaml.dump(document.tree, Dumper=_Quoting, allow_unicode=True, sort_keys=False)
        assert parse(written.encode(), "api.yaml").tree == document.tree


def test_the_places_of_its_nodes_are_right(document: Document) -> None:
    """At the place of a member stands its key; at that of an item, what it is."""
    wanted = sampled(document.tree, SAMPLE)
    for pointer, place in document.places(wanted).items():
        assert place.line is not None
        assert place.column is not None
        line = document.text.line(place.line)
        assert line is not None
        here = line[place.column - 1 :]
        if pointer and isinstance(pointer[-1], str):
            key = pointer[-1]
            spellings = (key, json.dumps(key), json.dumps(key, ensure_ascii=False), "'" + key.replace("'", "''") + "'")
            assert here.startswith(spellings), (pointer, here[:60])
        elif isinstance(value := document.node(pointer).value, str) and value.isidentifier():
            assert here.lstrip("'\"|>-& ").startswith(value) or document.syntax == "yaml", (pointer, here[:60])


def test_its_references_can_be_followed(document: Document, shared_specs: Path) -> None:
    """None leads out of the file; what dangles is known to dangle."""
    library = Library(FolderFiles(shared_specs))
    library.add(document)
    library.check_references(document)
    known = {"intercom": 20}
    dangling = library.dangling(document)
    assert len(dangling) <= next((most for api, most in known.items() if api in document.label), 0)


def test_github_is_read_in_a_moment(shared_specs: Path, record_property: Callable[[str, object], None]) -> None:
    """13 MB of JSON with a thousand operations: read, checked, and 500 nodes found, each within a second."""
    files = FolderFiles(shared_specs)
    path = max(path for path in files.list("github"))
    library = Library(files)
    took = {}
    start = time.process_time()
    document = library.open(path)
    took["read"] = time.process_time() - start
    start = time.process_time()
    library.check_references(document)
    took["references checked"] = time.process_time() - start
    wanted = sampled(document.tree, 500)
    start = time.process_time()
    document.places(wanted)
    took["500 places"] = time.process_time() - start
    start = time.process_time()
    assert document.duplicate_keys == []
    took["repeated keys"] = time.process_time() - start
    for what, seconds in took.items():
        record_property(what, f"{seconds:.3f} s")
        print(f"GitHub, {len(document.data) / 1e6:.1f} MB, {what}: {seconds * 1000:.0f} ms")  # noqa: T201  for who runs it with -s
        assert seconds < 1


def test_they_are_all_told_apart_from_other_files(shared_specs: Path) -> None:
    """Among licences and notes, each description is found by its content."""
    files = FolderFiles(shared_specs)
    found = specs_in(files)
    assert {path.split("/")[0] for path in found} == set(APIS)
    assert found == [path for path in files.list() if path.split("/")[0] in APIS]
