"""Every entry of every kind, spoilt in every way: a finding at the right line, and never an exception."""

from __future__ import annotations

import copy
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel

from govkit.catalog.entries import Estate, Kind, all_kinds, load
from govkit.catalog.entries.form import Metadata, Reference
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.reading import read_entry
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.schemas import schema_of
from govkit.cli import govkit as program
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.spec.documents import MemoryFiles, Pointer, format_pointer, parse
from tests.catalog.entries.world import path_of, world, write
from tests.tiers import LONG, every

KINDS = pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())


@dataclass(frozen=True)
class Spoilt:
    """A text, what was done, and the pointers of which one must be told of; none where only the file is known."""

    what: str
    text: str
    at: tuple[Pointer, ...]

    @property
    def has_lines(self) -> bool:
        """Whether there is a line to name."""
        return self.what not in ("nothing in it", "a comment only", "not text")


def nodes(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    yield pointer, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from nodes(inner, (*pointer, key))


def changed(tree: Any, pointer: Pointer, value: Any) -> str:
    tree = copy.deepcopy(tree)
    inner = tree
    for part in pointer[:-1]:
        inner = inner[part]
    inner[pointer[-1]] = value
    return written(tree)


def written(tree: Any) -> str:
    return yaml.safe_dump(tree, sort_keys=False, width=1000)


def renamed(tree: Any, pointer: Pointer, key: str | None) -> str:
    """Without a member, or with its key changed, at its place."""
    tree = copy.deepcopy(tree)
    inner = tree
    for part in pointer[:-1]:
        inner = inner[part]
    items = list(inner.items())
    inner.clear()
    for name, value in items:
        if name != pointer[-1]:
            inner[name] = value
        elif key is not None:
            inner[key] = value
    return written(tree)


def form_at(kind: Kind, pointer: Pointer) -> type[BaseModel] | None:
    """The form that a mapping of an example has; None where its keys are anything."""
    if not pointer:
        return None
    form: Any = {"metadata": Metadata, "spec": kind.spec}.get(str(pointer[0]))
    for part in pointer[1:]:
        if isinstance(part, int) or form is None:
            continue
        field = next((f for name, f in form.model_fields.items() if (f.alias or name) == part), None)
        form = None if field is None else next(iter(forms_in(field.annotation)), None)
    return form if isinstance(form, type) else None


def forms_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from forms_in(inner)


def is_required(form: type[BaseModel] | None, key: str) -> bool:
    fields = form.model_fields.items() if form is not None else ()
    return any((field.alias or name) == key and field.is_required() for name, field in fields)


FREE = {"fields", "transitions", "severities", "labels", "unmapped", "sources", "rules"}
"""Mappings whose keys are names of the author's."""
NAMED_BY_AUTHORS = ("Mapping", "Entity", "Policy", "Team", "Reconciliation", "Scorecard")


def mutations(kind: Kind) -> Iterator[Spoilt]:
    tree = parse(kind.example.encode(), "example.yaml").tree
    for pointer, value in nodes(tree):
        if not pointer:
            continue
        key, above = pointer[-1], pointer[:-1]
        within = above[-1:] if kind.name == "Reconciliation" else above  # below a source, keys are those of a form
        is_free = bool(FREE & set(map(str, within))) and kind.name in NAMED_BY_AUTHORS
        if isinstance(key, str) and not is_free:
            if not above or is_required(form_at(kind, above), key):
                yield Spoilt(f"without {key}", renamed(tree, pointer, None), (pointer, above))
            yield Spoilt(f"{key} misspelt", renamed(tree, pointer, f"{key}x"), ((*above, f"{key}x"), pointer))
        if is_free and kind.name == "Mapping":
            continue  # what a field of a mapping may say is not known here
        for what, other in wrong_values(value):
            at = (pointer, (*pointer, 0))  # of a list that holds the wrong things, the first of them
            yield Spoilt(f"{what} for {format_pointer(pointer)}", changed(tree, pointer, other), at)
    yield from textual(kind)


def wrong_values(value: Any) -> Iterator[tuple[str, Any]]:
    yield "nothing", None
    of_lists = isinstance(value, list) and any(isinstance(one, list) for one in value)
    yield "a list of lists", [[["x"]]] if of_lists else [["x"]]
    if isinstance(value, str):
        yield "a mapping", {"x": 1}
        yield "a number", 7
        yield "no text", ""
    elif isinstance(value, list):
        yield "a mapping", {"x": 1}
        yield "text", "x"
    else:
        yield "text", "many words"
        if not isinstance(value, bool):
            yield "true", True


def textual(kind: Kind) -> Iterator[Spoilt]:
    text = kind.example
    lines = text.splitlines(keepends=True)
    yield Spoilt("nothing in it", "", ())
    yield Spoilt("a comment only", "# nothing\n", ())
    yield Spoilt("text", "just some words\n", ((),))
    yield Spoilt("a list", "- apiVersion: govkit/v1\n", ((),))
    yield Spoilt("half a bracket", text + "  more: [\n", ())
    yield Spoilt("a quote that does not end", text.replace("name: ", 'name: "', 1), ())
    yield Spoilt("a tab", text.replace("spec:\n  ", "spec:\n\t", 1), ())
    yield Spoilt("a key twice", text.replace("kind:", "apiVersion: govkit/v1\nkind:", 1), (("apiVersion",),))
    yield Spoilt("two documents", text + "---\n" + text, ())
    yield Spoilt("cut off in the head", "".join(lines[:2]), ((),))
    yield Spoilt("not text", "\x00\x01", ())
    yield Spoilt("an anchor that is not there", text + "x: *nothing\n", ())
    yield Spoilt("deep", "[" * 500, ())


def references(kind: Kind) -> Iterator[Spoilt]:
    """Each reference of an example, to something that there is not."""
    read = read_entry(kind.example.encode(), "x.yaml", "x.yaml")
    tree = parse(kind.example.encode(), "example.yaml").tree
    for reference, pointer in getattr(read, "references", ()):
        assert isinstance(reference, Reference)
        name = str(reference).replace(reference.name, "nobody-there", 1)
        yield Spoilt(f"nobody for {format_pointer(pointer)}", changed(tree, pointer, name), (pointer,))


@cache
def around() -> dict[str, bytes]:
    return {path: text.encode() for path, text in world().items()}


def estate_with(kind: Kind, spoilt: Spoilt) -> Estate:
    """The estate, in order but for one entry."""
    return load(MemoryFiles(around() | {path_of(kind.name): spoilt.text.encode()}))


def told(estate: Estate, kind: Kind) -> list[Finding]:
    """What is found in the file of a kind."""
    found = judged(Scene(estate, date(2026, 4, 1)))
    return [one for one in found if one.new and one.new.file == path_of(kind.name)]


def lines(spoilt: Spoilt) -> set[int | None]:
    document = parse(spoilt.text.encode(), "x.yaml")
    return {document.place(pointer).line for pointer in spoilt.at}


def test_there_are_enough_of_them() -> None:
    counts = {kind.name: len(list(mutations(kind))) + len(list(references(kind))) for kind in all_kinds().values()}
    assert sum(counts.values()) > 500
    assert min(counts.values()) >= 40


@KINDS
@pytest.mark.requirement("C1")
def test_a_spoilt_entry_is_a_finding_at_the_right_line_and_refused_where_it_is_needed(kind: Kind) -> None:
    for spoilt in every([*mutations(kind)], 4, [*all_kinds()].index(kind.name)):
        estate = estate_with(kind, spoilt)
        invalid = [one for one in told(estate, kind) if one.rule == "entry-invalid"]
        assert invalid, spoilt.what
        assert all(one.message and one.fix and "\n" not in one.message for one in invalid), spoilt.what
        assert not any(word in one.message for one in invalid for word in ("pydantic", "_type", "input", "Model"))
        if spoilt.at:
            assert {one.new.line for one in invalid if one.new} & lines(spoilt), (spoilt.what, invalid)
        elif spoilt.has_lines:
            assert all(one.new and one.new.line for one in invalid), spoilt.what
        with pytest.raises(InputError) as caught:
            estate.refuse_problems()
        assert caught.value.place in [one.new for one in invalid]
        assert caught.value.exit_code == 2
        assert caught.value.hint


@KINDS
def test_a_reference_to_nobody_is_a_finding_at_its_line(kind: Kind) -> None:
    for spoilt in references(kind):
        found = [one for one in told(estate_with(kind, spoilt), kind) if one.rule == "reference-unknown"]
        assert {one.new.line for one in found if one.new} & lines(spoilt), spoilt.what


@KINDS
def test_a_schema_refuses_what_the_form_refuses(kind: Kind) -> None:
    checker = jsonschema.Draft202012Validator(schema_of(kind))
    tree = parse(kind.example.encode(), "x.yaml").tree
    assert not list(checker.iter_errors(tree))
    for spoilt in mutations(kind):
        try:
            tree = parse(spoilt.text.encode(), "x.yaml")
        except InputError:
            continue
        assert tree.duplicate_keys or list(checker.iter_errors(tree.tree)), spoilt.what


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The estate in a repository, nothing uncommitted."""
    monkeypatch.chdir(write(tmp_path / "estate"))
    who = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *who, *arguments], cwd=tmp_path / "estate", check=True)
    return tmp_path / "estate"


@KINDS
def test_commands_end_as_they_promise(estate: Path, kind: Kind) -> None:
    path = path_of(kind.name)
    for spoilt in list(mutations(kind))[:: 29 if kind.name != "Team" else 11][: None if LONG else 2]:
        (estate / path).write_text(spoilt.text)
        for command, code in {"validate": 1, "check": 2, "diff billing@1 billing@2": 2}.items():
            result = CliRunner().invoke(program, [*command.split(), "--no-cache"])
            assert result.exit_code == code, (command, spoilt.what, result.output)
            assert f"{path}:" in result.output or "empty" in result.output, (command, spoilt.what)
            assert "Traceback" not in result.output


# ------------------------------------------------------------------------------------------------------------- wording


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            "audience: partner",
            "audience: partners",
            "must be 'internal', 'partner' or 'public'",
            "did you mean `partner`?",
        ),
        ("businessOwner:", "businesOwner:", "there is no `businesOwner` in `spec`", "did you mean `businessOwner`?"),
        ("version: 1.0.0", "version: 1.0", "must be text, not a number", "1.0"),
        ("version: 1.0.0", "version: v1", "must be a version such as 2.1.0", ""),
        ("2025-03-01", "2025-02-30", "must be a date such as 2026-03-01, not `2025-02-30`", ""),
        ("specs/billing/1.0.0", "../other", "never out of it, not `../other/openapi.yaml`", ""),
        ("specs/billing/1.0.0", "/etc", "never out of it", ""),
        ("successor: billing@2.0.0", "successor: billing@2", "must name one version, as in `billing@2.1.0`", ""),
        ("system: billing", "system: team:billing", "must name a System, as in `system:billing`", ""),
        ("system: billing", "system: Billing", "must be the name of a System", ""),
        ("kind: API", "kind: Api", "there is no kind `Api`", "did you mean `API`?"),
        ("govkit/v1", "govkit/v2", "`apiVersion` must be govkit/v1, not `govkit/v2`", "write `apiVersion: govkit/v1`"),
        ("owner: team:revenue-engineering", "owner:", "says nothing", ""),
    ],
)
def test_messages_say_what_is_wrong_and_what_was_probably_meant(old: str, new: str, message: str, hint: str) -> None:
    text = all_kinds()["API"].example
    assert old in text
    problems = read_entry(text.replace(old, new, 1).encode(), "x.yaml", "x.yaml")
    assert isinstance(problems, list)
    assert any(message in one.message and hint in f"{one.message} {one.hint}" for one in problems), problems


def test_a_list_is_not_called_too_short_for_the_items_that_were_refused() -> None:
    text = all_kinds()["Consumer"].example.replace("operations: [GET /invoices]", "operations: [invoices]", 1)
    problems = read_entry(text.encode(), "x.yaml", "x.yaml")
    assert isinstance(problems, list)
    assert [one.pointer for one in problems] == [("spec", "uses", 0, "operations", 0)]


def test_a_kind_has_its_article() -> None:
    text = all_kinds()["Consumer"].example.replace("api: billing@2", "api: Billing", 1)
    problems = read_entry(text.encode(), "x.yaml", "x.yaml")
    assert isinstance(problems, list)
    assert "must be the name of an API" in problems[0].message
