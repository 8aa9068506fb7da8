"""Published API descriptions: read as others read them, with the right places, their references followed."""

from __future__ import annotations

import contextlib
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.spec.documents import DanglingReference, Document, FolderFiles, Library, Pointer, is_spec, parse, references
from tests.tiers import short

APIS = (
    "adyen-transfer-webhooks",
    "apideck-accounting",
    "apideck-crm",
    "github",
    "intercom",
    "openmeter",
    "recurly",
    "stripe",
    "workos",
    "xero-accounting",
)


def revisions(folder: Path, api: str) -> list[Path]:
    return sorted(path for path in (folder / api).iterdir() if path.suffix in (".json", ".yaml", ".gz"))


class Reference(yaml.CSafeLoader):
    """YAML 1.2 with the core schema as PyYAML would read it."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the name and shape are PyYAML's


def _core_schema() -> None:
    def add(tag: str, words: str, starts: str) -> None:
        Reference.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{words})$"), list(starts))

    add("null", "~|null|Null|NULL|", "~nN")
    Reference.yaml_implicit_resolvers.setdefault("", []).extend(Reference.yaml_implicit_resolvers["~"])
    add("bool", "true|True|TRUE|false|False|FALSE", "tTfF")
    add("int", "[-+]?[0-9]+", "-+0123456789")
    add("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789")
    add("merge", "<<", "<")
    Reference.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
    Reference.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))


_core_schema()


def with_text_keys(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {str(key): with_text_keys(value) for key, value in tree.items()}
    return [with_text_keys(item) for item in tree] if isinstance(tree, list) else tree


def reference_tree(path: Path, data: bytes) -> Any:
    if ".json" in path.suffixes:
        return json.loads(data)
    return with_text_keys(yaml.load(data, Loader=Reference))


def some_pointers(tree: Any, count: int) -> list[Pointer]:
    """Ways of drawn members, deep ones too."""
    draw = random.Random(7)
    found: list[Pointer] = []
    while len(found) < count:
        at: Pointer = ()
        value = tree
        while isinstance(value, dict | list) and value and draw.random() > 0.05:
            key = draw.choice(list(value)) if isinstance(value, dict) else draw.randrange(len(value))
            at, value = (*at, key), value[key]
        found.append(at)
    return found


def check(path: Path) -> None:
    data = path.read_bytes()
    document = parse(data, path.name)
    assert is_spec(data)
    assert document.tree == reference_tree(path, document.data)
    json.dumps(document.tree)
    check_places(document)
    library = Library(FolderFiles(path.parent))
    document = library.open(path.name)
    library.check_references(document)
    dangling = {reference for _, reference in library.dangling(document)}
    for pointer, reference in references(document.tree):
        if reference not in dangling:
            with contextlib.suppress(DanglingReference):  # what it leads to may dangle
                library.resolve(document.node(pointer))


def check_places(document: Document) -> None:
    asked = some_pointers(document.tree, 200)
    places = document.places(asked)
    for pointer in asked:
        place = places[pointer]
        assert place.line is not None
        assert place.column is not None
        line = document.text.line(place.line)
        assert line is not None
        if pointer and isinstance(pointer[-1], str):
            said = line[place.column - 1 :]
            assert said.startswith((pointer[-1], json.dumps(pointer[-1])[:-1], f"'{pointer[-1]}", "*", "<<"))


@pytest.mark.parametrize("api", short(APIS, keeps=("adyen-transfer-webhooks", "apideck-crm", "openmeter").__contains__))
def test_a_published_description_is_read_as_others_read_it(shared_specs: Path, api: str) -> None:
    """The tree of its newest revision is what another reader makes of it."""
    path = revisions(shared_specs, api)[-1]
    document = parse(path.read_bytes(), path.name)
    assert document.tree == reference_tree(path, document.data)


@pytest.mark.long
@pytest.mark.parametrize("api", APIS)
def test_every_revision_of_a_published_description_is_read(shared_specs: Path, api: str) -> None:
    """The same for all that are at hand, with their places, and their references followed."""
    for path in revisions(shared_specs, api):
        check(path)
