"""`govkit generate` where an estate has functions: their document, its drift, and what cannot be described."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from govkit.cli import govkit as program

ENTRY = "apiVersion: govkit/v1\nkind: {0}\nmetadata: {{name: {1}}}\nspec: {2}\n"
OWNED = "system: ours, owner: team:ours, businessOwner: team:ours, audience: internal"
DRAFT = "{version: 1.0.0, definition: specs/functions/1.0.0/openapi.yaml}"
RELEASED = DRAFT.replace("}", ", lifecycle: active, released: 2026-01-01}")
NEXT = DRAFT.replace("1.0.0", "1.1.0")
CRM = """\
openapi: 3.1.0
info: {title: CRM, version: 4.2.0}
paths: {}
components: {schemas: {Company: {type: object, required: [id], properties: {id: {type: string}}}}}
"""
HEAD = """\
apiVersion: govkit/v1
kind: Functions
metadata: {name: functions, title: Ours, description: What we need.}
spec:
  contact: {email: us@example.com}
  examples:
    firstOf:
      two: {summary: Two of them, body: {companies: [{id: a}, {id: b}]}}
      none: {body: {companies: []}}
"""
CODE = '''\
"""Choosing."""
from typing import Annotated, TypedDict
from govkit.functions import Refusal, SchemaOf, function

@SchemaOf("crm@4.2.0", "Company")
class Company(TypedDict):
    id: str

@function
def first_of(companies: list[Company], most: int = 3) -> Annotated[Company, "The first."]:
    """Take the first.

    It is the one
    that comes first.
    """
    if not companies:
        raise Refusal("none", "There is none", "The list is empty.")
    return companies[0]
'''
DOCUMENT = "specs/functions/1.0.0/openapi.yaml"


def estate(folder: Path, *versions: str, code: str = CODE, head: str = HEAD) -> None:
    """An estate whose functions have some versions."""
    crm = "{version: 4.2.0, definition: specs/crm/4.2.0/openapi.yaml}"
    files = {
        "govkit.yaml": "catalog: catalog\n",
        "catalog/teams/ours.yaml": ENTRY.format("Team", "ours", "{contacts: [{email: us@example.com}]}"),
        "catalog/apis/functions.yaml": ENTRY.format(
            "API", "functions", f"{{{OWNED}, versions: [{', '.join(versions)}]}}"
        ),
        "catalog/apis/crm.yaml": ENTRY.format("API", "crm", f"{{{OWNED}, versions: [{crm}]}}"),
        "specs/crm/4.2.0/openapi.yaml": CRM,
        "functions/choosing.py": code,
        "functions/functions.yaml": head,
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An estate with functions that were never released."""
    estate(tmp_path, DRAFT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def generate(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["generate", "functions", *arguments])


def written(path: str = DOCUMENT) -> Any:
    return yaml.safe_load(Path(path).read_text())


def test_the_document_says_what_types_docstrings_and_examples_say() -> None:
    assert generate().output == "the document of functions, 1 file written\n"
    document = written()
    assert document["info"]["contact"] == {"email": "us@example.com"}
    assert (document["x-govkit-functions"], document["info"]["version"]) == (True, "1.0.0")
    operation = document["paths"]["/first-of"]["post"]
    assert operation["operationId"] == "firstOf"
    assert operation["summary"] == "Take the first"
    assert operation["description"] == "It is the one\nthat comes first."
    assert (operation["tags"], document["tags"]) == (["Choosing"], [{"name": "Choosing", "description": "Choosing."}])
    company = {"$ref": "../../crm/4.2.0/openapi.yaml#/components/schemas/Company"}
    assert document["components"]["schemas"]["FirstOfBody"] == {
        "type": "object",
        "description": "What firstOf takes.",
        "additionalProperties": False,
        "required": ["companies"],
        "properties": {
            "companies": {"type": "array", "items": company},
            "most": {"type": "integer", "default": 3},
        },
    }
    answer, refusal = operation["responses"]["200"], operation["responses"]["422"]
    assert answer["description"] == "The first."
    assert answer["content"]["application/json"] == {
        "schema": company,
        "examples": {"two": {"summary": "Two of them", "value": {"id": "a"}}},
    }
    assert refusal["content"]["application/problem+json"]["examples"]["none"]["value"]["detail"] == "The list is empty."


def test_the_document_is_in_order_and_a_second_run_changes_nothing() -> None:
    generate()
    assert json.loads(CliRunner().invoke(program, ["validate", "--format", "json", DOCUMENT]).stdout)["findings"] == []
    first = Path(DOCUMENT).read_bytes()
    assert generate().output == "the document of functions up to date\n"
    assert Path(DOCUMENT).read_bytes() == first
    assert generate("--check").exit_code == 0


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("functions/choosing.py", "most: int", "most: str"),
        ("functions/choosing.py", "Take the first.", "Take one."),
        ("functions/choosing.py", "companies[0]\n", "companies[-1]\n"),
        ("functions/functions.yaml", "title: Ours", "title: Others"),
        (DOCUMENT, "title: Ours", "title: Others"),
    ],
)
def test_a_document_that_is_not_what_the_code_says_is_found(path: str, old: str, new: str) -> None:
    generate()
    Path(path).write_text(Path(path).read_text().replace(old, new))
    checked = generate("--check")
    assert checked.exit_code == 1
    assert "specs/functions/1.0.0 is not up to date: 1 file" in " ".join(checked.output.split())
    assert generate().output == "the document of functions, 1 file written\n"
    assert generate("--check").exit_code == 0


def test_a_run_over_the_whole_estate_makes_the_document_and_no_client_of_functions() -> None:
    done = CliRunner().invoke(program, ["generate"])
    assert done.output.startswith("1 package and the document of functions, ")
    assert [path.name for path in Path("clients").iterdir() if path.is_dir()] == ["crm_v4"]


def test_what_is_released_is_not_written_anew_but_its_words_are(here: Path) -> None:
    generate()
    estate(here, RELEASED)
    assert generate("--check").exit_code == 0
    estate(here, RELEASED, code=CODE.replace("Take the first.", "Take that which comes first."))
    assert generate().output == "the document of functions, 1 file written\n"
    before = Path(DOCUMENT).read_bytes()
    estate(here, RELEASED, code=CODE.replace("most: int = 3", "most: int = 4"))
    for arguments in ([], ["--check"]):
        refused = generate(*arguments)
        assert refused.exit_code == 2
        assert "catalog/apis/functions.yaml:4:" in refused.output
        assert "functions@1.0.0 is released, and the functions are not what it describes any more" in refused.output
    estate(here, RELEASED, NEXT, code=CODE.replace("most: int = 3", "most: int = 4"))
    assert generate().exit_code == 0
    assert Path(DOCUMENT).read_bytes() == before
    assert written(DOCUMENT.replace("1.0.0", "1.1.0"))["info"]["version"] == "1.1.0"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("most: int = 3", "most=3", "choosing.py:9:1: `firstOf` cannot be described: its parameter `most` has no type"),
        ("most: int = 3", "*most: int", "`most` has no name in the body"),
        ("most: int = 3", "most: bytes = b''", "no value of JSON is of the type bytes"),
        ("most: int = 3", "most: 'Unknown' = 3", "name 'Unknown' is not defined"),
        (' -> Annotated[Company, "The first."]', "", "it does not say what it returns"),
        ("crm@4.2.0", "crm@5", "the functions speak of `crm@5`, which the catalog does not have"),
        ("crm@4.2.0", "crm@", "the functions speak of 'crm@', which must be"),
        ('"Company"', '"Companies"', "crm@4.2.0 has no schema `Companies`\nhint: did you mean `Company`?"),
        (
            "return companies[0]",
            "return companies[9]",
            "functions.yaml:8:7: the example `two` of `firstOf` fails: IndexError",
        ),
        (
            "def first_of",
            "def last_of",
            "functions.yaml:7:5: there is no function `firstOf`\nhint: the functions are lastOf",
        ),
        ("def first_of(", "def first_of(:", "this is no Python"),
    ],
)
def test_what_cannot_be_described_is_told_with_its_place(here: Path, old: str, new: str, says: str) -> None:
    assert old in CODE
    estate(here, DRAFT, code=CODE.replace(old, new))
    told = generate()
    assert told.exit_code == 2, told.output
    assert says in told.output
    assert not Path(DOCUMENT).exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "name: functions",
            "name: function",
            "functions.yaml:3:12: the catalog has no version of an API `function`\nhint: did",
        ),
        ("kind: Functions", "kind: Team", "functions.yaml:2:"),
        ("body: {companies: []}", "bodies: {}", "functions.yaml:9:"),
    ],
)
def test_a_head_that_is_wrong_is_told_with_its_place(here: Path, old: str, new: str, says: str) -> None:
    estate(here, DRAFT, head=HEAD.replace(old, new))
    told = generate()
    assert told.exit_code == 2, told.output
    assert says in told.output


def test_without_a_head_a_document_is_whoevers_who_wrote_it(here: Path) -> None:
    generate()
    Path("functions/functions.yaml").unlink()
    Path("functions/choosing.py").write_text("raise SystemExit(1)\n")
    assert CliRunner().invoke(program, ["generate"]).output.startswith("1 package, ")
