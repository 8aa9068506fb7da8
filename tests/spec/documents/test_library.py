"""References: followed inside the root, never to the network, and what leads nowhere or in circles."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.errors import InputError
from govkit.spec.documents import DanglingReference, FolderFiles, Library, Limits, MemoryFiles, Node, parse, references

Texts = dict[str, str]


def library_of(texts: Texts, limits: Limits | None = None) -> Library:
    files = MemoryFiles({path: text.encode() for path, text in texts.items()})
    return Library(files, limits or Limits())


def resolved(texts: Texts, *pointer: str | int) -> object:
    """What stands at a pointer of `api.yaml`, references followed."""
    library = library_of(texts)
    document = library.open("api.yaml")
    library.check_references(document)
    return library.resolve(document.node(pointer)).value


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/T",
        "#components/schemas/T",
        "#/components/schemas/Ref",
        "#/components/schemas/A/allOf/0",
        "#/components/schemas/A/properties/t",
        "#/definitions/T",
        "#/paths/~1a~1%7Bid%7D/get/responses/200/content/application~1json/schema",
        "#/paths/~1a~1{id}/get/responses/200/content/application~1json/schema",
        "#/webhooks/w/post/requestBody/content/text~1plain/schema",
        "#/x-types/t~0~1%25",
        "#/x-types/t~0~1%",
        "#anchor",
        "api.yaml#/components/schemas/T",
        "./sub/../api.yaml#/components/schemas/T",
        "types/t.yaml",
        "types/t.yaml#",
        "types/t.yaml#/",
        "types%2Ft.yaml",
        "types/more.json#/T",
        "types/more.json#/Back",
        "types/with%20space.yaml",
    ],
)
def test_every_spelling_that_published_documents_use_is_followed(reference: str) -> None:
    """Into components and below them, paths, webhooks, extensions, anchors, other files, escaped in either way."""
    text = f"""
openapi: 3.1.0
paths:
  /a/{{id}}: {{get: {{responses: {{200: {{content: {{application/json: {{schema: {{type: T}}}}}}}}}}}}}}
webhooks:
  w: {{post: {{requestBody: {{content: {{text/plain: {{schema: {{type: T}}}}}}}}}}}}
definitions: {{T: {{type: T}}}}
x-types: {{t~/%: {{type: T}}}}
components:
  schemas:
    T: {{type: T}}
    N: {{$anchor: anchor, type: T}}
    Ref: {{$ref: '#/components/schemas/T'}}
    A: {{allOf: [{{type: T}}], properties: {{t: {{$ref: 'types/more.json#/T'}}}}}}
    Here: {{$ref: '{reference}'}}
"""
    found = resolved(
        {
            "api.yaml": text,
            "types/t.yaml": "{type: T, '': {type: T}}",
            "types/with space.yaml": "type: T",
            "types/more.json": '{"T": {"$ref": "t.yaml"}, "Back": {"$ref": "../api.yaml#/components/schemas/T"}}',
        },
        "components",
        "schemas",
        "Here",
    )
    assert isinstance(found, dict)
    assert found["type"] == "T"


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/Missing",
        "#/components/schemas/L/allOf/1",
        "#/components/schemas/L/allOf/-1",
        "#/components/schemas/L/allOf/00",
        "#/components/schemas/L/allOf/x",
        "#/openapi/0",
        "#Missing",
        "missing.yaml",
        "missing.yaml#/x",
        "types",
        "#/components/schemas/L/",
    ],
)
def test_what_leads_nowhere_is_dangling(reference: str) -> None:
    """It is told apart from what must not be followed: reading goes on, and the place is known."""
    library = library_of(
        {
            "api.yaml": "openapi: 3.1.0\ncomponents:\n  schemas:\n    L: {allOf: [{}]}\n    Here:\n"
            f"      $ref: '{reference}'\n",
            "types/t.yaml": "type: T",
        }
    )
    document = library.open("api.yaml")
    library.check_references(document)
    for _ in range(2):
        with pytest.raises(DanglingReference):
            library.resolve(document.node(("components", "schemas", "Here")))
    [(node, text)] = library.dangling(document)
    assert (str(node.place()), text) == ("api.yaml:6:7", reference)


OUTWARD = [
    "../shared.yaml",
    "../../shared.yaml#/T",
    "%2e%2e/shared.yaml",
    "%2E%2E%2Fshared.yaml",
    "sub/../../shared.yaml",
    "..",
    "/etc/passwd",
    "%2Fetc/passwd",
    "\\\\host\\share",
    "file:///etc/passwd",
    "file:shared.yaml",
    "FILE:///etc/passwd",
    "//example.org/shared.yaml",
    "http://example.org/shared.yaml#/T",
    "https://example.org/",
    "ht%74p://example.org/",
    "ftp://example.org/x",
    "data:application/json,{}",
    "C:/windows/win.ini",
    "x%00.yaml",
]


@pytest.mark.parametrize("reference", OUTWARD)
@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_what_leads_out_of_the_root_is_refused_at_its_place(tmp_path: Path, name: str, reference: str) -> None:
    """Above the folder, absolute, by any scheme, percent-encoded or not; the file may exist."""
    (tmp_path / "shared.yaml").write_text("T: {type: string}\n")
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    quoted = reference.replace("\\", "\\\\")
    (root / name).write_text(f'{{"openapi": "3.1.0",\n"components": {{"schemas": {{"T": {{\n"$ref": "{quoted}"}}}}}}}}')
    library = Library(FolderFiles(root, shown_from=root))
    document = library.open(name)
    with pytest.raises(InputError, match="which is not followed") as caught:
        library.check_references(document)
    assert not isinstance(caught.value, DanglingReference)
    assert str(caught.value.place) == f"{name}:3:1"
    assert caught.value.hint
    with pytest.raises(InputError, match="which is not followed"):
        library.resolve(document.node(("components", "schemas", "T")))


def test_a_key_that_is_written_with_escapes_is_a_reference_too() -> None:
    r"""`"\u0024ref"` is `$ref` to every reader of JSON."""
    library = library_of({"api.json": '{"components": {"schemas": {"T": {"\\u0024ref": "../x.yaml"}}}}'})
    with pytest.raises(InputError, match="leads outside the root"):
        library.check_references(library.open("api.json"))


def test_a_link_that_leads_out_of_the_root_is_refused(tmp_path: Path) -> None:
    """A symbolic link to a file or to a folder outside is as good as `../`; one inside the root is followed."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "shared.yaml").write_text("type: string\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "inside.yaml").write_text("type: integer\n")
    (root / "file.yaml").symlink_to("../outside/shared.yaml")
    (root / "folder").symlink_to("../outside")
    (root / "good.yaml").symlink_to("inside.yaml")
    for reference in ("file.yaml", "folder/shared.yaml"):
        (root / "api.yaml").write_text(f"components: {{schemas: {{T: {{$ref: {reference}}}}}}}\n")
        library = Library(FolderFiles(root))
        with pytest.raises(InputError, match="leads outside root"):
            library.check_references(library.open("api.yaml"))
    (root / "api.yaml").write_text("components: {schemas: {T: {$ref: good.yaml}}}\n")
    library = Library(FolderFiles(root))
    document = library.open("api.yaml")
    assert library.resolve(document.node(("components", "schemas", "T"))).value == {"type": "integer"}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on this machine that nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server


@pytest.mark.parametrize("template", ["http://127.0.0.1:{port}/t.yaml", "//127.0.0.1:{port}/t.yaml#/T"])
def test_the_network_is_never_touched(listener: socket.socket, template: str) -> None:
    """A reference to a server is refused before anything is sent."""
    reference = template.format(port=listener.getsockname()[1])
    library = library_of(
        {"api.yaml": f"$id: 'http://127.0.0.1:{listener.getsockname()[1]}/'\nT: {{$ref: '{reference}'}}\n"}
    )
    document = library.open("api.yaml")
    with pytest.raises(InputError, match="another machine or scheme"):
        library.check_references(document)
    with pytest.raises(InputError, match="another machine or scheme"):
        library.resolve(document.node(("T",)))
    with pytest.raises(TimeoutError):
        listener.accept()


CIRCLES: list[Texts] = [
    {"api.yaml": "components: {schemas: {A: {$ref: '#/components/schemas/A'}}}"},
    {"api.yaml": "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}"},
    {
        "api.yaml": "components: {schemas: {A: {$ref: 'b.yaml#/B'}}}",
        "b.yaml": "B: {$ref: 'api.yaml#/components/schemas/A'}",
    },
    {"api.yaml": "components: {schemas: {A: {$ref: 'b.yaml'}}}", "b.yaml": "$ref: b.yaml"},
    {"api.yaml": "components: {schemas: {A: {properties: {x: {$ref: '#/components/schemas/A/properties/x'}}}}}"},
    {"api.yaml": '{"components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}}'},
    {"api.yaml": "paths: {/a: {$ref: '#/paths/~1b'}, /b: {$ref: '#/paths/~1a'}}"},
    {"api.yaml": "components: {schemas: {A: {$ref: b.yaml}}}", "b.yaml": "$ref: c.yaml", "c.yaml": "$ref: b.yaml"},
]


@pytest.mark.parametrize("texts", CIRCLES)
def test_references_that_go_round_in_a_circle_are_refused(texts: Texts) -> None:
    """Components that are nothing but references to each other, also through files, have no meaning."""
    library = library_of(texts)
    with pytest.raises(InputError, match="leads back to itself") as caught:
        library.check_references(library.open("api.yaml"))
    assert caught.value.place is not None
    assert caught.value.place.line == 1


def test_schemas_may_contain_themselves() -> None:
    """Trees and lists are recursive, within a file and through files: that is no circle of references."""
    text = "components: {schemas: {A: {properties: {next: {$ref: '#/components/schemas/A'}, b: {$ref: b.yaml}}}}}"
    library = library_of({"api.yaml": text, "b.yaml": "properties: {a: {$ref: 'api.yaml#/components/schemas/A'}}"})
    document = library.open("api.yaml")
    library.check_references(document)
    assert {known.path for known in library.documents} == {"api.yaml", "b.yaml"}
    assert library.dangling(document) == []


def test_a_long_chain_of_references_is_no_circle() -> None:
    """A thousand hops are followed, and each is resolved once."""
    hops = "\n".join(f"    S{number}: {{$ref: '#/components/schemas/S{number + 1}'}}" for number in range(1000))
    text = f"components:\n  schemas:\n{hops}\n    S1000: {{type: string}}\n"
    assert resolved({"api.yaml": text}, "components", "schemas", "S0") == {"type": "string"}


def test_files_that_refer_to_each_other_without_end_are_bounded() -> None:
    """A generated chain of files stops at the limit."""
    texts = {f"f{number}.yaml": f"x: {{$ref: f{number + 1}.yaml}}" for number in range(30)}
    library = library_of(texts, Limits(files=10))
    with pytest.raises(InputError, match="more than 10 files"):
        library.check_references(library.open("f0.yaml"))


def test_whole_parts_of_a_description_may_lie_in_files() -> None:
    """A path item, an operation, the text of a description."""
    texts = {
        "api.yaml": "info: {description: {$ref: README.md}}\npaths: {/a: {$ref: paths/a.yaml}}",
        "paths/a.yaml": "get: {$ref: get.yaml}",
        "paths/get.yaml": "operationId: a",
        "README.md": "# Not: YAML: at all\n\t@`",
    }
    library = library_of(texts)
    document = library.open("api.yaml")
    library.check_references(document)
    item = library.resolve(document.node(("paths", "/a")))
    assert library.resolve(item.child("get")).value == {"operationId": "a"}
    assert library.resolve(document.node(("info", "description"))).value == texts["README.md"]
    assert str(library.resolve(item.child("get")).child("operationId").place()) == "paths/get.yaml:1:1"


def test_a_mistake_in_a_file_that_is_referred_to_has_its_place_there() -> None:
    """The message names the file that is wrong, not the one that refers to it."""
    library = library_of({"api.yaml": "a: {$ref: b.yaml}", "b.yaml": "x: 1\ny: [\n"})
    with pytest.raises(InputError) as caught:
        library.check_references(library.open("api.yaml"))
    assert str(caught.value.place).startswith("b.yaml:")


def test_data_holds_no_references() -> None:
    """Examples, defaults, constants and extensions are payloads; a property may be named `$ref` or `example`."""
    tree = {
        "components": {
            "schemas": {
                "A": {
                    "properties": {"$ref": {"$ref": "#/1"}, "example": {"$ref": "#/2"}},
                    "example": {"$ref": "no"},
                    "default": [{"$ref": "no"}],
                    "enum": [{"$ref": "no"}],
                    "const": {"$ref": "no"},
                    "x-more": {"$ref": "no"},
                    "allOf": [{"$ref": "#/3"}],
                }
            },
            "examples": {"e": {"value": {"$ref": "no"}}},
        }
    }
    assert sorted(reference for _, reference in references(tree)) == ["#/1", "#/2", "#/3"]


def test_each_file_is_read_once() -> None:
    """However often it is referred to, and whatever way leads there."""
    library = library_of({"a.yaml": "x: {$ref: sub/../b.yaml}\ny: {$ref: b.yaml}", "b.yaml": "type: T"})
    document = library.open("./a.yaml")
    assert document is library.open("a.yaml")
    first, second = (library.resolve(Node(document, (key,), document.tree[key])) for key in "xy")
    assert first.document is second.document
    assert first.value is second.value


NAMED = """
$self: https://example.org/api
components:
  schemas:
    A: {$anchor: a, title: a}
    B: {$dynamicAnchor: b, $id: https://example.org/b, properties: {x: {title: x}}}
    C: {$id: '#c'}
    D: {$id: other.yaml#}
    E: {example: {$anchor: e}, properties: {$anchor: {type: string}}}
"""


@pytest.mark.parametrize(
    ("reference", "pointer"),
    [
        ("#a", ("components", "schemas", "A")),
        ("#b", ("components", "schemas", "B")),
        ("#c", ("components", "schemas", "C")),
        ("https://example.org/b", ("components", "schemas", "B")),
        ("https://example.org/b#/properties/x", ("components", "schemas", "B", "properties", "x")),
        ("https://example.org/api#/components", ("components",)),
        ("https://example.org/api#a", ("components", "schemas", "A")),
        ("other.yaml", ("components", "schemas", "D")),
    ],
)
def test_names_within_a_document_are_no_addresses(reference: str, pointer: tuple[str, ...]) -> None:
    """`$id` and `$self` look like addresses, and name places of the same document: nothing is fetched."""
    library = library_of({"api.yaml": f"{NAMED}x: {{$ref: '{reference}'}}"})
    document = library.open("api.yaml")
    library.check_references(document)
    assert library.target(document, reference).pointer == pointer


def test_an_anchor_in_an_example_names_nothing() -> None:
    """Nor does a property that is called `$anchor`."""
    library = library_of({"api.yaml": NAMED})
    with pytest.raises(DanglingReference, match="no anchor"):
        library.target(library.open("api.yaml"), "#e")


def test_a_percent_sign_may_be_meant_as_it_stands() -> None:
    """Where nothing is found with the escapes undone, the text itself is looked for."""
    library = library_of({"api.yaml": "x: {50%25: 1}\ny: {50%: 1, 50%25: 2}"})
    document = library.open("api.yaml")
    assert library.target(document, "#/x/50%25").pointer == ("x", "50%25")
    assert library.target(document, "#/y/50%25").pointer == ("y", "50%")


def test_what_files_weigh_together_is_bounded() -> None:
    """Many files of a permitted size are too much all the same."""
    texts = {f"f{number}.yaml": f"x: {{$ref: f{number + 1}.yaml}}" for number in range(30)}
    library = library_of(texts, Limits(total=100))
    with pytest.raises(InputError, match="exceed"):
        library.check_references(library.open("f0.yaml"))


def test_a_name_that_no_file_can_have_leads_nowhere(tmp_path: Path) -> None:
    """The operating system's refusals do not come through as tracebacks."""
    (tmp_path / "api.yaml").write_text(f"paths: {{/a: {{$ref: '{'x' * 5000}.yaml'}}, /b: {{$ref: 'api.yaml/b.yaml'}}}}")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    library = Library(FolderFiles(tmp_path))
    document = library.open("api.yaml")
    library.check_references(document)
    assert len(library.dangling(document)) == 2
    with pytest.raises(InputError):
        library.open("loop.yaml")


def test_a_document_from_elsewhere_can_be_taken_in() -> None:
    """Standard input has no file; it is found under its path all the same."""
    library = library_of({"other.yaml": "A: 1"})
    document = library.add(parse(b"paths: {/a: {$ref: 'other.yaml#/A'}}", "<stdin>"))
    assert library.open("<stdin>") is document
    assert library.target(document, "other.yaml#/A").value == 1
