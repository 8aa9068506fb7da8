"""What a user names: a file, standard input, a revision, a folder."""

from __future__ import annotations

import gzip
import os
import threading
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govkit.errors import GitError, InputError
from govkit.spec.documents import MemoryFiles, is_folder, is_spec, open_source, sources_in, specs_in

if TYPE_CHECKING:
    from tests.spec.documents.conftest import Checkout

SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"


def test_a_file_is_opened_and_named_as_seen_from_here(tmp_path: Path) -> None:
    """Labels are relative to the working directory, as editors and terminals link them."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "openapi.yaml").write_text(SPEC)
    for argument in ("specs/openapi.yaml", str(tmp_path / "specs" / "openapi.yaml"), "./specs/../specs/openapi.yaml"):
        _, document = open_source(argument, cwd=tmp_path)
        assert document.label == "specs/openapi.yaml"
        assert document.tree["openapi"] == "3.1.0"
    _, document = open_source("openapi.yaml", cwd=tmp_path / "specs")
    assert document.label == "openapi.yaml"


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    """`.gz` is read like what is in it."""
    (tmp_path / "openapi.json.gz").write_bytes(gzip.compress(b'{"openapi": "3.1.0"}'))
    _, document = open_source("openapi.json.gz", cwd=tmp_path)
    assert (document.syntax, document.tree) == ("json", {"openapi": "3.1.0"})


def test_inside_a_repository_references_reach_its_top(checkout: Checkout) -> None:
    """`../shared.yaml` is followed in the repository, `../../` out of it is refused."""
    checkout.write("shared.yaml", "S: {type: string}\n")
    checkout.write("specs/openapi.yaml", SPEC + "components: {schemas: {S: {$ref: '../shared.yaml#/S'}}}\n")
    library, document = open_source("openapi.yaml", cwd=checkout.folder / "specs")
    assert library.resolve(document.node(("components", "schemas", "S"))).value == {"type": "string"}
    checkout.write("specs/openapi.yaml", SPEC + "components: {schemas: {S: {$ref: '../../shared.yaml#/S'}}}\n")
    with pytest.raises(InputError, match="leads outside the root"):
        open_source("openapi.yaml", cwd=checkout.folder / "specs")


def test_outside_of_a_repository_references_reach_the_folder_only(tmp_path: Path) -> None:
    """Where nothing says how far the project goes, it is the folder of the file."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "shared.yaml").write_text("S: {type: string}\n")
    (tmp_path / "specs" / "openapi.yaml").write_text(SPEC + "components: {schemas: {S: {$ref: '../shared.yaml#/S'}}}\n")
    with pytest.raises(InputError, match="leads outside the root"):
        open_source("specs/openapi.yaml", cwd=tmp_path)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    """A link in a folder of files from elsewhere must not show what lies outside of it."""
    (tmp_path / "secret.yaml").write_text(SPEC)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "openapi.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(InputError, match="leads outside specs") as caught:
        open_source("specs/openapi.yaml", cwd=tmp_path)
    assert caught.value.hint


def test_a_missing_file_gets_the_close_name(tmp_path: Path) -> None:
    """A slip of the finger is answered with what lies there."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "openapi.yaml").write_text(SPEC)
    with pytest.raises(InputError, match=r"there is no file specs/openapi\.yml") as caught:
        open_source("specs/openapi.yml", cwd=tmp_path)
    assert caught.value.hint == "did you mean specs/openapi.yaml?"
    with pytest.raises(InputError, match="there is no file"):
        open_source("nowhere/at/all.yaml", cwd=tmp_path)


@pytest.mark.parametrize("argument", ["x" * 5000, "nul\0byte.yaml", ""])
def test_a_name_that_no_file_can_have_is_an_input_error(tmp_path: Path, argument: str) -> None:
    """The operating system's refusals do not come through as tracebacks."""
    with pytest.raises(InputError):
        open_source(argument, cwd=tmp_path)


def test_standard_input_is_read(tmp_path: Path) -> None:
    """A document may be piped in; its references to itself work."""
    text = SPEC + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: string}}}\n"
    library, document = open_source("-", stdin=BytesIO(text.encode()), cwd=tmp_path)
    assert document.label == "<stdin>"
    assert library.resolve(document.node(("components", "schemas", "A"))).value == {"type": "string"}


def test_standard_input_has_no_folder_for_references(tmp_path: Path) -> None:
    """A reference to a file cannot be followed from there, and the place of the reference is told."""
    (tmp_path / "shared.yaml").write_text("S: {type: string}\n")
    text = SPEC + "components:\n  schemas:\n    S:\n      $ref: 'shared.yaml#/S'\n"
    with pytest.raises(InputError, match="<stdin> has no folder") as caught:
        open_source("-", stdin=BytesIO(text.encode()), cwd=tmp_path)
    assert str(caught.value.place) == "<stdin>:7:7"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "nothing came in"),
        (b"  \n", "the file is empty"),
        (b'{"openapi": "3.1.0", "x": NaN}', "JSON has no NaN"),
        (b'{"openapi": "3.1.0",', "ends too early"),
        (b"openapi: [", "not YAML"),
    ],
)
def test_what_cannot_be_read_from_standard_input(data: bytes, message: str) -> None:
    """Standard input has no file name that could say what it is; what starts like JSON must be JSON."""
    with pytest.raises(InputError, match=message) as caught:
        open_source("-", stdin=BytesIO(data))
    assert caught.value.place is not None
    assert caught.value.place.file == "<stdin>"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    """The shell's `<(git show …)` is a pipe with a name."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(SPEC,))
    writer.start()
    _, document = open_source("pipe", cwd=tmp_path)
    writer.join()
    assert document.tree["openapi"] == "3.1.0"


def test_a_file_of_a_revision(checkout: Checkout) -> None:
    """Its references are followed in the same revision, and its label is what was typed."""
    checkout.write("specs/shared.yaml", "S: {type: string}\n")
    checkout.write("specs/openapi.yaml", SPEC + "components: {schemas: {S: {$ref: 'shared.yaml#/S'}}}\n")
    checkout.commit()
    checkout.write("specs/shared.yaml", "S: {type: integer}\n")
    checkout.commit()
    library, document = open_source("HEAD~1:specs/openapi.yaml", cwd=checkout.folder)
    assert document.label == "HEAD~1:specs/openapi.yaml"
    assert library.resolve(document.node(("components", "schemas", "S"))).value == {"type": "string"}
    assert document.place(("openapi",)).file == "HEAD~1:specs/openapi.yaml"


def test_a_path_of_a_revision_starts_at_the_top_or_here(checkout: Checkout) -> None:
    """As with `git show`: `REV:path` from the top, `REV:./path` from the working directory."""
    checkout.write("specs/openapi.yaml", SPEC)
    checkout.commit()
    here = checkout.folder / "specs"
    for argument in ("main:specs/openapi.yaml", "main:./openapi.yaml", "main:../specs/openapi.yaml"):
        assert open_source(argument, cwd=here)[1].path == "specs/openapi.yaml"
    with pytest.raises(GitError, match=r"there is no file openapi\.yaml in main") as caught:
        open_source("main:openapi.yaml", cwd=here)
    assert "did you mean main:./openapi.yaml?" in str(caught.value.hint)
    with pytest.raises(GitError) as caught:
        open_source("main:spec/openapi.yaml", cwd=here)
    assert caught.value.hint == "did you mean main:specs/openapi.yaml?"
    for outside in ("main:../../x.yaml", "main:/etc/passwd"):
        with pytest.raises(GitError, match="outside the repository"):
            open_source(outside, cwd=here)
    with pytest.raises(GitError, match="names no revision"):
        open_source(":specs/openapi.yaml", cwd=here)


def test_a_real_file_with_a_colon_wins(checkout: Checkout) -> None:
    """A colon may be part of a name."""
    checkout.write("api.yaml", SPEC)
    checkout.commit()
    checkout.write("main:api.yaml", "openapi: 3.0.3\n")
    assert open_source("main:api.yaml", cwd=checkout.folder)[1].tree == {"openapi": "3.0.3"}


def test_a_colon_outside_of_a_repository_is_a_missing_file(tmp_path: Path) -> None:
    """Without a repository there are no revisions, and the message says so."""
    with pytest.raises(InputError, match=r"there is no file main:api\.yaml") as caught:
        open_source("main:api.yaml", cwd=tmp_path)
    assert "no Git repository" in str(caught.value.hint)


def test_a_file_in_a_repository_of_somebody_else_is_read(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a plain file needs no Git, not even its consent or its executable."""
    checkout.write("api.yaml", SPEC)
    monkeypatch.setenv("PATH", "")
    assert open_source("api.yaml", cwd=checkout.folder)[1].label == "api.yaml"


def test_a_folder_with_one_description_is_that_description(tmp_path: Path) -> None:
    """Other files beside it do not matter."""
    (tmp_path / "specs" / "v1").mkdir(parents=True)
    (tmp_path / "specs" / "v1" / "openapi.yaml").write_text(SPEC)
    (tmp_path / "specs" / "overlay.yaml").write_text("overlay: 1.0.0\n")
    _, document = open_source("specs", cwd=tmp_path)
    assert document.label == "specs/v1/openapi.yaml"
    assert is_folder("specs", tmp_path)
    assert not is_folder("specs/v1/openapi.yaml", tmp_path)
    assert not is_folder("-", tmp_path)


def test_a_folder_with_several_descriptions_names_each(checkout: Checkout) -> None:
    """In the working tree and in a revision alike, names are paths below the folder."""
    for name in ("billing/v1/openapi.yaml", "orders/openapi.json"):
        checkout.write(f"specs/{name}", SPEC if name.endswith("yaml") else '{"openapi": "3.0.3"}')
    checkout.write("specs/README.yaml", "about: openapi\n")
    checkout.commit()
    names = ["billing/v1/openapi.yaml", "orders/openapi.json"]
    for argument in ("specs", "specs/", ".", "main:specs", "main:specs/", "HEAD:./specs", "main:"):
        inside = [name if argument.endswith(("specs", "specs/")) else f"specs/{name}" for name in names]
        assert [name for name, _, _ in sources_in(argument, checkout.folder)] == inside
        with pytest.raises(InputError, match="holds 2 API descriptions") as caught:
            open_source(argument, cwd=checkout.folder)
        assert caught.value.hint == "name one of them"
    assert is_folder("main:specs", checkout.folder)
    assert [name for name, _, _ in sources_in("specs/orders/openapi.json", checkout.folder)] == ["openapi.json"]


def test_a_folder_without_descriptions_says_what_one_is(tmp_path: Path) -> None:
    """Who names the wrong folder learns what is looked for."""
    with pytest.raises(InputError, match=r"\. holds no API description") as caught:
        sources_in(".", tmp_path)
    assert "openapi" in str(caught.value.hint)


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.1.0",
        "# comment\n---\ninfo: {}\n'openapi' : 3.1.0",
        '\ufeff{"info": {"title": "swagger"},\r\n "swagger": "2.0"}',
        '{"info":{"a":[1,2]},"openapi":"3.0.0"}',
        '{"openapi": "3.0.0", broken',
        "  openapi: 3.1.0\n  info: {}",
        "{openapi: 3.1.0}",
        "openapi: [broken",
    ],
)
def test_a_description_says_so_at_its_root(text: str) -> None:
    """In any syntax, at any place in the root, also where something further down is wrong."""
    assert is_spec(text.encode())
    assert is_spec(gzip.compress(text.encode()))
    assert is_spec(text.removeprefix("\ufeff").encode("utf-16"))


@pytest.mark.parametrize(
    "text",
    [
        "info:\n  openapi: 3.1.0",
        '{"dependencies": {"openapi": "1.0.0"}}',
        '[{"openapi": "3.1.0"}]',
        "overlay: 1.0.0",
        "x: |\n  openapi: 3.1.0",
        "openapi-version: 3",
        "just text about openapi",
        "",
    ],
)
def test_what_says_it_elsewhere_is_no_description(text: str) -> None:
    """Packages, overlays and documentation speak of OpenAPI without being one."""
    assert not is_spec(text.encode())


@pytest.mark.parametrize(
    "text", [b" " * 5_000_000 + b"x: openapi", b"#\n" * 2_000_000 + b"x: openapi", b"{" * 10**6 + b"openapi"]
)
def test_telling_takes_no_longer_than_reading(text: bytes) -> None:
    """Blanks and comments before the first key are passed over once."""
    start = time.process_time()
    assert not is_spec(text)
    assert time.process_time() - start < 2


def test_specs_are_told_by_name_and_content() -> None:
    """Only JSON and YAML are looked into, below the folder that is asked for; what is broken is left out."""
    files = MemoryFiles(
        {
            "a.yaml": b"openapi: 3.1.0",
            "a.md": b"openapi: 3.1.0",
            "sub/b.JSON": b'{"swagger": "2.0"}',
            "sub/c.yml.gz": gzip.compress(b"openapi: 3.1.0"),
            "sub/broken.yml.gz": gzip.compress(b"openapi: 3.1.0")[:-9],
            "sub/binary.json": b"openapi\0: 1",
            "subway/d.yaml": b"openapi: 3.1.0",
        }
    )
    assert specs_in(files) == ["a.yaml", "sub/b.JSON", "sub/c.yml.gz", "subway/d.yaml"]
    assert specs_in(files, "sub") == ["sub/b.JSON", "sub/c.yml.gz"]
