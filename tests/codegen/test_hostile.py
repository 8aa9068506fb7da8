"""Contracts that try to become code: every name and text is data, and what comes of it is correct and harmless."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from govkit.client.jsontext import dumps
from tests.client.recorder import Recorder, Reply
from tests.codegen.packages import (
    complaints_of_mypy,
    complaints_of_ruff,
    contract_of_text,
    files_of,
    imported,
    written,
)

BOOM = "raise SystemExit('code of a contract ran')"

QUOTES = [
    *("'", '"', '"""', "'''", "\\", '\\"', "\\'''", "`", "a'b", 'a"b', 'x"""y', "x\\", "'; " + BOOM + " #"),
    *(
        '"); ' + BOOM + " #",
        '"""\n' + BOOM + '\n"""',
        "''')\n" + BOOM,
        "\\N{BULLET}",
        "\\x00",
        "{BOOM}",
        "{0}",
        "%s",
        "$x",
    ),
]
CODE = [
    *(
        "__import__('os').system('false')",
        "{{ 7 * 7 }}",
        "{% raise %}",
        "{# x #}",
        "f'{exit()}'",
        "eval('1/0')",
        "#",
        "\n" + BOOM,
    ),
    *(
        "): pass\n    " + BOOM,
        "=None):",
        "*, **",
        "lambda: 0",
        "@property",
        "; " + BOOM,
        "\r" + BOOM,
        "\x0c" + BOOM,
        "a\u2028" + BOOM,
    ),
    *(
        "\u2029x",
        "\x00",
        "\x1b[31m",
        "a\tb",
        "../../etc/passwd",
        "..",
        "/",
        "a/b",
        "C:\\x",
        "~",
        "-",
        "--",
        "$ref",
        "#/a",
    ),
]
KEYWORDS = [
    *(
        "class",
        "def",
        "None",
        "True",
        "False",
        "import",
        "from",
        "return",
        "async",
        "await",
        "lambda",
        "pass",
        "match",
        "case",
    ),
    *(
        "type",
        "_",
        "__",
        "___",
        "self",
        "cls",
        "super",
        "print",
        "exec",
        "global",
        "nonlocal",
        "with",
        "yield",
        "is",
        "not",
        "in",
    ),
]
OURS = [
    *(
        "model_config",
        "model_fields",
        "model_dump",
        "copy",
        "json",
        "dict",
        "schema",
        "validate",
        "construct",
        "fields",
    ),
    *(
        "models",
        "operations",
        "errors",
        "client",
        "options",
        "body",
        "idempotency_key",
        "settings",
        "call",
        "pages",
        "stream",
        "close",
    ),
    *(
        "server",
        "agent",
        "str",
        "int",
        "float",
        "bool",
        "list",
        "date",
        "datetime",
        "Decimal",
        "UUID",
        "Any",
        "Literal",
        "Annotated",
    ),
    *(
        "Field",
        "Model",
        "Unknown",
        "UnknownObject",
        "Tag",
        "Optional",
        "Union",
        "List",
        "BaseModel",
        "Operation",
        "Media",
        "UNSET",
    ),
    *(
        "__init__",
        "__class__",
        "__dict__",
        "__module__",
        "__slots__",
        "__del__",
        "__post_init__",
        "root",
        "mro",
        "register",
    ),
]
LETTERS = [
    *(
        "ünïcödé",
        "名前",
        "имя",
        "اسم",
        "ﬁeld",
        "ａｂｃ",
        "𝐱",
        "x\u202egnp.exe",
        "\u200b",
        "a\u200db",
        "é",
        "e\u0301",
        "ß",
        "ſ",
        "K",
        "İ",
    ),
    *(
        "\U0001f600",
        "a" * 300,
        "A" * 299 + "1",
        "camelCase",
        "CamelCase",
        "camel_case",
        "camel-case",
        "CAMEL_CASE",
        "camel.case",
    ),
    *(
        "1",
        "1a",
        "123abc",
        "a1",
        "a_1",
        "a__1",
        "_a",
        "a_",
        "A",
        "a",
        "l",
        "O",
        "I",
        "  ",
        " a",
        "a ",
        "",
        "é1",
        "x" * 61,
        "x" * 62,
    ),
    *(
        "HTTPServer2XX",
        "OAuth2Token",
        "iOS",
        "eTag",
        "@id",
        "$schema",
        "x-y",
        "x y",
        "x.y",
        "x:y",
        "x,y",
        "x;y",
        "x=y",
        "x&y",
        "x?y",
    ),
    *(
        "[0]",
        "a[b]",
        "a[]",
        "<a>",
        "</script>",
        "<!--",
        "a|b",
        "a^b",
        "a!b",
        "50%",
        "€",
        "+1",
        "~0",
        "~1",
        "%2F",
        "%00",
    ),
]
NAMES = list(dict.fromkeys([*QUOTES, *CODE, *KEYWORDS, *OURS, *LETTERS]))


def operation(number: int, name: str) -> dict[str, Any]:
    """An operation in which the name stands wherever a contract has a name or a text."""
    return {
        "operationId": name,
        "summary": name,
        "description": f"{name}\n\n{name}",
        "tags": [name],
        "parameters": [
            {
                "name": name or "empty",
                "in": "query",
                "description": name,
                "schema": {"type": "string", "enum": [name, "x"]},
            },
            {"name": f"{name}?", "in": "cookie", "schema": {"type": "string", "default": name, "pattern": name}},
        ],
        "requestBody": {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/Request{number}"}}}},
        "responses": {
            "200": {
                "description": name,
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/Answer{number}"}}},
            },
            "409": {
                "description": name,
                "content": {"application/problem+json": {"schema": {"title": name, "type": "object"}}},
            },
        },
    }


def schema(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "title": name,
        "description": name,
        "required": [name],
        "properties": {
            name: {"type": "string", "description": name, "default": name, "pattern": name, "example": name},
            f"{name}!": {"enum": [name, f"{name}'", 'other"""']},
            "kind": {"const": name},
            f"{name} inner": {"type": "object", "properties": {name: {"type": "integer"}}},
            "customTypePath": {
                "type": "string",
                "customTypePath": "os.system",
                "x-python-type": "os.system",
                "title": name,
            },
        },
    }


def document() -> dict[str, Any]:
    numbered = list(enumerate(NAMES))
    by_name = {name: schema(name) for _, name in numbered if "/" not in name and "~" not in name and "%" not in name}
    named = {f"Request{number}": schema(name) for number, name in numbered}
    answers = {f"Answer{number}": schema(name) for number, name in numbered}
    union = {
        "oneOf": [{"$ref": f"#/components/schemas/Answer{number}"} for number in range(5)],
        "discriminator": {
            "propertyName": NAMES[3],
            "mapping": {name: f"Answer{number}" for number, name in numbered[:5]},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": '"""\n' + BOOM, "version": "1.0.0'\n" + BOOM, "description": BOOM},
        "servers": [{"url": 'https://example.com/"); ' + BOOM}, {"url": "https://example.com/'\n"}],
        "tags": [{"name": name, "description": name} for _, name in numbered],
        "paths": {
            f'/{number}/{{p}}/\'"""': {
                "post": operation(number, name),
                "parameters": [{"name": "p", "in": "path", "required": True, "schema": {"type": "string"}}],
            }
            for number, name in numbered
        },
        "webhooks": {
            name: {
                "post": {
                    "summary": name,
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/Answer{number}"}}}
                    },
                    "responses": {},
                }
            }
            for number, name in numbered[:60]
        },
        "components": {
            "schemas": {
                **by_name,
                **named,
                **answers,
                "Union": union,
                "Holder": {"type": "object", "properties": {"u": {"$ref": "#/components/schemas/Union"}}},
            },
            "securitySchemes": {
                name: {"type": "apiKey", "in": "header", "name": name, "description": name} for _, name in numbered[:40]
            }
            | {
                "oauth'": {
                    "type": "oauth2",
                    "description": '"""',
                    "flows": {"clientCredentials": {"tokenUrl": "https://x/'\n" + BOOM, "scopes": {}}},
                }
            },
        },
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(files_of(contract_of_text(json.dumps(document()))), tmp_path_factory.mktemp("hostile"))


CALLED = {
    *("Field", "Tag", "Discriminator", "by_tag", "ConfigDict", "Operation", "Media", "Parameter", "Failure", "Paging"),
    *("Event", "ApiKey", "Basic", "Bearer", "ClientCredentials", "keyed", "Pager", "AsyncPager"),
}
"""All that generated code calls by name."""


def test_there_are_two_hundred_names() -> None:
    assert len(NAMES) >= 200


def assert_is_index(tree: ast.Module) -> None:
    """Of the index of models, all but the names is written by the template."""
    function = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    assert function.name == "__getattr__"
    assert [type(node) for node in function.body] == [ast.Assign, ast.If, ast.Return]
    others = [node for node in tree.body if not isinstance(node, ast.ImportFrom | ast.Expr)]
    assert [type(node) for node in others] == [ast.If, ast.Assign, ast.Assign]
    names = ast.literal_eval(others[1].value) if isinstance(others[1], ast.Assign) else []
    assert all(name.isidentifier() for name in names)


@pytest.mark.requirement("K3")
def test_no_text_becomes_code(folder: Path) -> None:
    """What is generated consists of what the templates write: no call, import or statement comes from a text."""
    allowed = {
        "typing",
        "datetime",
        "decimal",
        "uuid",
        "collections.abc",
        "contextlib",
        "__future__",
        "govkit",
        "govkit.client",
        "govkit.client.fields",
    }
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.parent.name == "models" and path.name == "__init__.py":
            assert_is_index(tree)
            continue
        for node in ast.walk(tree):
            assert not isinstance(node, ast.Raise | ast.Try | ast.With | ast.Delete | ast.Global | ast.JoinedStr), path
            if isinstance(node, ast.ImportFrom):
                assert node.level or node.module in allowed, f"{path}: {node.module}"
            assert not isinstance(node, ast.Import), path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id in CALLED, f"{path}: {node.func.id}"
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("__"), path


def test_only_files_of_the_package_are_written(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"sample_v1"}
    inside = {str(path.relative_to(folder / "sample_v1")) for path in (folder / "sample_v1").rglob("*")}
    assert all(re.fullmatch(r"(models/?)?([a-z0-9_]+\.py|py\.typed)?", path) for path in inside), inside


def test_the_package_is_formatted(folder: Path) -> None:
    assert complaints_of_ruff(folder) == ""


@pytest.mark.long
def test_the_package_checks_strictly(folder: Path) -> None:
    assert complaints_of_mypy(folder, "sample_v1") == ""


def test_every_name_arrives_as_it_is(folder: Path, server: Recorder) -> None:
    """Each operation is called, with the awkward name in its query and its body, and its answer is read."""
    server.answer = lambda arrived: Reply.json(arrived.body.decode())
    with imported(folder) as package, package.Client(server.url) as client:
        operations = package.operations
        descriptors = [one for name, one in vars(operations).items() if name.isupper() and hasattr(one, "results")]
        assert len(descriptors) == len(NAMES)
        for number, name in enumerate(NAMES):
            descriptor = next(one for one in descriptors if one.path.startswith(f"/{number}/"))
            body = {name: name, f"{name}!": f"{name}'", "kind": name}
            model = getattr(package.models, f"Request{number}").model_validate(body)
            assert json.loads(dumps(model)) == body, repr(name)
            found = client.call(descriptor, ("p", "x", None), model)
            assert json.loads(server.last.body) == body, repr(name)
            assert json.loads(dumps(found)) == body, repr(name)
    assert "code of a contract ran" not in sys.modules


@pytest.mark.parametrize(
    ("api", "version", "package"),
    [
        ("a'; x", "1'\n", "a_x_v1"),
        ("../../x", "2.0.0", "x_v2"),
        ("", "", "api_v0"),
        ("class", "v3", "class_v3"),
        ("billing", "2024-06-20", "billing_v20240620"),
    ],
)
def test_a_package_has_a_name_that_is_one(api: str, version: str, package: str) -> None:
    from govkit.codegen import package_name

    assert package_name(api, version) == package
    assert package.isidentifier()
