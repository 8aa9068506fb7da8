"""Entries edited in their text: one version more, and not a byte else."""

from __future__ import annotations

import pytest

from govkit.catalog.entries import Entry, load
from govkit.catalog.entries.editing import with_item, with_only, with_version
from govkit.catalog.entries.source import Source
from govkit.errors import InputError
from govkit.spec.documents import MemoryFiles, parse

HEAD = """\
# Ours.
apiVersion: govkit/v1
kind: API
metadata: {name: billing}
spec:
  system: billing
  owner: revenue
  businessOwner: finance
  audience: partner
"""
NEW = {"version": "2.0.0", "definition": "specs/a b.yaml", "overlays": ["specs/o.yaml"], "lifecycle": "draft"}


def _api(data: bytes, path: str = "catalog/apis/billing.yaml") -> Entry:  # type: ignore[type-arg]
    estate = load(MemoryFiles({path: data}))
    assert estate.problems == ()
    return estate.apis["billing"]


def _edited(text: str, path: str = "catalog/apis/billing.yaml") -> str:
    data = text.encode()
    new = with_version(_api(data, path), NEW)
    before, after = parse(data, "").tree, parse(new, "").tree
    before["spec"]["versions"].append(NEW)
    assert after == before
    return new.decode()


BLOCK = """\
  versions:
    - version: 1.0.0   # the first
      definition: specs/one.yaml
      # more to come
    # the end of the list
"""
ADDED = """\
    - version: 2.0.0
      definition: "specs/a b.yaml"
      overlays: [specs/o.yaml]
      lifecycle: draft
"""


def test_a_version_is_added_after_the_last_and_its_comments() -> None:
    added = ADDED.replace('"specs/a b.yaml"', "specs/a b.yaml")
    assert _edited(HEAD + BLOCK) == HEAD + BLOCK.replace("    # the end", f"{added}    # the end")


@pytest.mark.parametrize(
    "versions",
    [
        "  versions:\n  - version: 1.0.0\n    definition: a.yaml\n",
        "  versions:\n  - version: 1.0.0\n    definition: a.yaml",
        "  versions:\n    -   {version: 1.0.0, definition: a.yaml}  # in one line\n\n\n# the end\n",
        "  versions: [{version: 1.0.0, definition: a.yaml}]\n",
        "  versions: [\n    {version: 1.0.0, definition: a.yaml},\n"
        "    {version: 1.1.0, definition: '}.yaml'} # }\n  ]\n",
        "  versions:\n    - version: 1.0.0\n      definition: >-\n        a.yaml\n\n...\n",
        "  versions:\n    - version: 1.0.0\n      definition: a.yaml\n      deprecation:\n        date: 2026-01-01\n"
        "        sunset: 2026-06-01\n        reason: |\n          # No\n\n          more.\n",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_however_versions_are_written_one_is_added(versions: str, ending: str) -> None:
    text = (HEAD + versions).replace("\n", ending)
    edited = _edited(text)
    assert edited.count("\r\n") in (0, edited.count("\n"))
    rest = iter(edited)
    assert all(character in rest for character in text), "nothing of the text is lost"


def test_versions_may_stand_before_the_rest() -> None:
    text = HEAD.replace("  system: billing\n", BLOCK + "  system: billing\n")
    assert _edited(text).endswith(text[text.index("    # the end") :])


def test_an_entry_in_json_stays_json() -> None:
    text = (
        '{"apiVersion": "govkit/v1", "kind": "API", "metadata": {"name": "billing"}, "spec": {"system": "billing",'
        '"owner": "a", "businessOwner": "b", "audience": "public",\n "versions": [\n'
        '  {"version": "1.0.0", "definition": "x{.yaml"}\n]}}'
    )
    assert '"x{.yaml"},\n  {"version": "2.0.0", ' in _edited(text, "catalog/apis/billing.json")


def test_a_byte_order_mark_stays() -> None:
    data = b"\xef\xbb\xbf" + (HEAD + BLOCK).encode()
    assert with_version(_api(data), NEW).startswith(b"\xef\xbb\xbf# Ours.")


@pytest.mark.parametrize(
    "versions",
    [
        "  versions: [{version: 1.0.0, definition: a'.yaml}]  # '\n",
        "  versions:\n  -\n    version: 1.0.0\n    definition: a.yaml\n",
    ],
)
def test_what_cannot_be_edited_with_certainty_is_told(versions: str) -> None:
    with pytest.raises(InputError, match="add the version by hand") as caught:
        with_version(_api((HEAD + versions).encode()), NEW)
    assert caught.value.place is not None
    assert caught.value.place.file == "catalog/apis/billing.yaml"
    assert "version: 2.0.0" in (caught.value.hint or "")


def test_a_text_that_is_no_utf_8_is_told() -> None:
    with pytest.raises(InputError, match="by hand"):
        with_version(_api((HEAD + BLOCK).encode("utf-16")), NEW)


# ----------------------------------------------------------------------------------------------------- any list or word

RUNS = "apiVersion: govkit/v1\nkind: Environment\nmetadata: {name: e}\n"


def _source(text: str, path: str = "catalog/environments/e.yaml") -> Source:
    return Source(path, path, text.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("spec:\n  owner: a\n", "spec:\n  owner: a\n  deployments:\n    - {name: b}\n"),
        ("spec:\n  owner: a # us", "spec:\n  owner: a # us\n  deployments:\n    - {name: b}"),
        (
            "spec:\n  owner: a\n  # more\n# end\n",
            "spec:\n  owner: a\n  # more\n  deployments:\n    - {name: b}\n# end\n",
        ),
        ("spec: {owner: a}\n", "spec: {owner: a, deployments: [{name: b}]}\n"),
        ("spec: {owner: a,}\n", "spec: {owner: a, deployments: [{name: b}]}\n"),
        ("spec:\n  {owner: a}\n", None),
        (
            "spec:\n  deployments: []  # none yet\n  owner: a\n",
            "spec:\n  deployments:  # none yet\n    - {name: b}\n  owner: a\n",
        ),
        ("spec: {owner: a, deployments: [ ]}\n", "spec: {owner: a, deployments: [{name: b}]}\n"),
        (
            "spec:\n  owner: a\n  deployments:\n  - name: c\n",
            "spec:\n  owner: a\n  deployments:\n  - name: c\n  - name: b\n",
        ),
    ],
)
def test_a_list_that_is_missing_or_empty_begins_with_its_first_item(before: str, after: str | None) -> None:
    source = _source(RUNS + before)
    if after is None:
        with pytest.raises(InputError, match="cannot be edited: add the item by hand"):
            with_item(source, ("spec", "deployments"), {"name": "b"}, flow=True)
    else:
        assert with_item(source, ("spec", "deployments"), {"name": "b"}, flow=True).decode() == RUNS + after


def test_lists_of_an_entry_in_json_stay_json() -> None:
    source = _source('{"spec": {"owner": "a"}}', "catalog/e.json")
    first = with_item(source, ("spec", "pacts"), "a.json")
    assert first == b'{"spec": {"owner": "a", "pacts": ["a.json"]}}'
    second = with_item(Source(source.path, source.label, first), ("spec", "pacts"), "b.json")
    assert second == b'{"spec": {"owner": "a", "pacts": ["a.json", "b.json"]}}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  pacts: [a, b]\n  x: 1\n", "  pacts: [b, c]\n  x: 1\n"),
        ("  pacts:\n    - a # old\n    - b # stays\n  x: 1\n", "  pacts:\n    - b # stays\n    - c\n  x: 1\n"),
        ("  x: 1\n", "  x: 1\n  pacts:\n    - b\n    - c\n"),
        ("  pacts:\n  - b\n  - a", "  pacts:\n  - b\n  - c"),
    ],
)
def test_a_list_of_words_comes_to_hold_what_is_wanted_and_what_stays_keeps_its_line(before: str, after: str) -> None:
    assert with_only(_source("spec:\n" + before), ("spec", "pacts"), ["b", "c"]).decode() == "spec:\n" + after
