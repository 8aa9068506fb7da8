"""A ruleset held against documents: what is found, where, how bad, in which words."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from govkit.checks.lint.spectral.rulesets import read_ruleset
from govkit.checks.lint.spectral.running import left_out_findings, lint_with
from govkit.errors import InputError
from govkit.findings import Finding, Severity
from govkit.spec.documents import Library, MemoryFiles

API = """
openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets:
    get:
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, properties: {pet_name: {type: string}, tag: {$ref: 'other.yaml#/Tag'}}}
"""
OTHER = "Tag: {type: string, enum: [b, a]}"


def lint(ruleset: str, api: str = API, **others: str) -> list[Finding]:
    files = {"api.yaml": api.encode(), "other.yaml": OTHER.encode(), ".spectral.yaml": ruleset.encode()}
    files |= {f"{name}.yaml": text.encode() for name, text in others.items()}
    memory = MemoryFiles(files)
    library = Library(memory)
    return lint_with(read_ruleset(memory, ".spectral.yaml"), library, library.open("api.yaml"))


def rule(given: str, then: str, more: str = "") -> str:
    return f"rules:\n  r:\n    given: {given}\n    then: {then}\n{more}"


def messages(ruleset: str, api: str = API) -> list[str]:
    return [finding.message for finding in lint(ruleset, api)]


def test_a_component_is_found_once_with_all_operations_that_it_reaches() -> None:
    (finding,) = lint(rule("$.paths[*][*]..properties[*]~", "{function: casing, functionOptions: {type: camel}}"))
    assert finding.new is not None
    assert finding.new.pointer == "/components/schemas/Pet/properties/pet_name"
    assert str(finding.new) == "api.yaml:19:38"
    assert finding.subject.operations == ("GET /pets", "GET /pets/{id}")
    assert (finding.subject.schema, finding.subject.path) == ("Pet", "/pet_name")


def test_what_stands_in_another_file_is_found_there() -> None:
    (finding,) = lint(rule("$..enum", "{function: alphabetical}"))
    assert finding.new is not None
    assert (finding.new.file, finding.new.pointer) == ("other.yaml", "/Tag/enum/0")
    assert finding.subject.operations == ("GET /pets", "GET /pets/{id}")


def test_the_identity_of_a_finding_outlives_a_move_of_its_lines() -> None:
    ruleset = rule("$..properties[*]", "{field: description, function: truthy}")
    before, after = lint(ruleset), lint(ruleset, API.replace("paths:", "x-new: 1\n\npaths:"))
    assert [one.fingerprint for one in before] == [one.fingerprint for one in after]
    assert len({one.fingerprint for one in before}) == len(before) == 2


@pytest.mark.parametrize(
    ("said", "severity"),
    [("error", Severity.ERROR), ("warn", Severity.WARNING), ("info", Severity.INFO), ("hint", Severity.INFO)],
)
def test_levels_are_severities(said: str, severity: Severity) -> None:
    (finding,) = lint(rule("$", "{field: x, function: truthy}", f"    severity: {said}"))
    assert finding.severity is severity


MESSAGES: list[tuple[str, str]] = [
    ("{{property}}", "info.x-y"),
    ("{{path}}", "#/info"),
    ("{{error}}!", '"info.x-y" property must have a value that is not empty!'),
    ("{{description}} {{nothing}}.", "what it is ."),
    ("{{ property }}x", "x"),
    ("{{value}}", "[object Object]"),
    ('#{{print("property") + "and " + path.toUpperCase()}}', '"info.x-y" property and #/INFO'),
    ("#{{error * 2}}-", "-"),
    ("plain", "plain"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "message"), MESSAGES)
def test_placeholders_of_messages_are_filled(said: str, message: str) -> None:
    more = f"    description: what it is\n    message: '{said}'"
    assert messages(rule("$.info", "{field: x-y, function: truthy}", more)) == [message]


def test_without_a_message_the_description_is_it_and_else_what_the_function_says() -> None:
    then = "{field: x, function: truthy}"
    assert messages(rule("$.info", then, "    description: Say x")) == ["Say x"]
    assert messages(rule("$.info", then)) == ['"info.x" property must have a value that is not empty']


def test_the_address_of_the_documentation_is_told_as_what_to_do() -> None:
    text = "documentationUrl: https://x.org/r\n" + rule("$", "{field: x, function: truthy}")
    assert lint(text)[0].fix == "see https://x.org/r#r"


def test_rules_run_where_the_document_has_their_formats() -> None:
    then = "{field: x, function: truthy}"
    assert messages(rule("$", then, "    formats: [oas3_0]"))
    only_31 = lint(rule("$", then, "    formats: [oas3_1]"))
    assert [(one.rule, one.severity) for one in only_31] == [("unrecognized-format", Severity.WARNING)]


def test_references_are_followed_unless_the_rule_does_not_want_it() -> None:
    given, then = "$.paths[*][*]..schema", "{field: $ref, function: falsy}"
    assert not lint(rule(given, then))
    assert len(lint(rule(given, then, "    resolved: false"))) == 1


def test_a_reference_that_leads_nowhere_is_found_whatever_the_rules() -> None:
    found = lint(
        "rules: {}", API.replace("other.yaml#/Tag", "other.yaml#/Gone").replace("title: Pets", "title: {$ref: '#/x'}")
    )
    assert {(one.rule, one.severity.value, one.new.pointer if one.new else "") for one in found} == {
        ("invalid-ref", "error", "/info/title/$ref"),
        ("invalid-ref", "error", "/components/schemas/Pet/properties/tag/$ref"),
    }


def test_repeated_keys_and_keys_that_are_no_texts_are_as_bad_as_the_ruleset_says() -> None:
    api = API.replace("'200'", "200", 1) + "x-a: {b: 1, b: 2}\n"
    assert [(one.severity.value, one.new.pointer if one.new else "") for one in lint("rules: {}", api)] == [
        ("error", "/paths/~1pets~1{id}/get/responses/200"),
        ("error", "/x-a/b"),
    ]
    options = "rules: {}\nparserOptions: {duplicateKeys: hint, incompatibleValues: off}"
    assert [one.severity.value for one in lint(options, api)] == ["info"]


def test_keys_of_documents_that_are_referred_to_are_as_bad_as_they_are() -> None:
    part = "item: {get: {responses: {200: {description: a, description: b}}}}"
    api = "openapi: 3.0.0\npaths: {/x: {$ref: 'part.yaml#/item'}, /y: {$ref: 'part.yaml#/item'}}"
    found = lint("rules: {}\nparserOptions: {duplicateKeys: off, incompatibleValues: off}", api, part=part)
    assert [(one.severity.value, one.new.file, one.new.pointer) for one in found if one.new] == [
        ("warning", "part.yaml", "/item/get/responses/200"),
        ("error", "part.yaml", "/item/get/responses/200/description"),
    ]


def test_a_document_that_is_no_api_is_linted_as_well() -> None:
    (finding,) = lint(rule("$.a", "{function: length, functionOptions: {max: 1}}"), "a: [1, 2]")
    assert finding.subject.operations == ()


def test_a_document_of_2_0_reaches_its_operations() -> None:
    api = """
swagger: '2.0'
info: {title: a, version: '1'}
paths: {/x: {get: {responses: {'200': {description: ok, schema: {$ref: '#/definitions/A'}}}}}}
definitions: {A: {type: object, properties: {b: {type: string}}}}
"""
    (finding,) = lint(rule("$.definitions[*].properties", "{field: b.title, function: truthy}"), api)
    assert finding.new is not None
    assert finding.new.pointer == "/definitions/A/properties/b"
    assert finding.subject.operations == ("GET /x",)


def test_what_is_skipped_is_a_finding_of_its_own() -> None:
    text = "functions: [mine]\n" + rule("$", "{function: mine}")
    memory = MemoryFiles({".spectral.yaml": text.encode()})
    (finding,) = left_out_findings(read_ruleset(memory, ".spectral.yaml"))
    assert finding.rule == "ruleset-part-skipped"
    assert finding.severity is Severity.WARNING
    assert "`r` is skipped: its function `mine` is a program in JavaScript" in finding.message
    assert finding.new is not None
    assert finding.new.line == 3


def test_an_override_about_a_rule_that_there_is_not_is_refused_for_its_files() -> None:
    text = rule("$", "{function: truthy}", "overrides: [{files: [api.yaml], rules: {x: off}}]")
    with pytest.raises(InputError, match="no rule `x`"):
        lint(text)
    assert lint(text.replace("api.yaml", "b.yaml")) == []


def test_a_tree_that_is_used_a_thousand_times_is_not_walked_a_thousand_times() -> None:
    schemas = {
        f"S{n}": {"properties": {k: {"$ref": f"#/components/schemas/S{n + 1}"} for k in "abcdefgh"}} for n in range(12)
    }
    api: dict[str, Any] = {"openapi": "3.0.0", "components": {"schemas": {**schemas, "S12": {"type": "string"}}}}
    found = lint(rule("$..properties[*]", "{field: x-y, function: truthy}"), json.dumps(api))
    assert len(found) <= 12 * 8 + 12


def test_a_filter_that_cannot_be_asked_is_told_of_and_the_others_run() -> None:
    text = """
rules:
  a: {given: "$.*[?(@.b.c)]", then: {function: truthy}}
  b: {given: $, then: {field: x, function: truthy}}
"""
    found = lint(text, "a: {d: {b: null}}")
    assert [one.rule for one in found] == ["b", "ruleset-part-skipped"]
    assert "`a` is skipped where its expression `$.*[?(@.b.c)]` cannot be asked" in found[1].message


def test_a_search_that_takes_too_long_is_begun_once_and_told() -> None:
    paths = "".join(f"  /{number}: {{summary: {'a' * 60}!}}\n" for number in range(300))
    text = f"openapi: 3.0.3\ninfo: {{title: Long, version: 1.0.0}}\npaths:\n{paths}"
    rule = '{given: "$.paths[?(@.summary.match(/^(a+)+$|./)[1])]", then: {function: falsy}}'
    files = MemoryFiles({"r.yaml": f"rules: {{a: {rule}}}".encode(), "api.yaml": text.encode()})
    library = Library(files)
    start = time.process_time()
    (told,) = lint_with(read_ruleset(files, "r.yaml"), library, library.open("api.yaml"))
    assert time.process_time() - start < 5
    assert told.rule == "ruleset-part-skipped"
    assert "takes too long to search for" in told.message
