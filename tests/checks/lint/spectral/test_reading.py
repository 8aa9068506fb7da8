"""Rulesets are read: what is wrong is told where it stands, what they extend is found, what cannot be run is named."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from govkit.checks.lint.spectral.rulesets import RulesetFile, default_ruleset, read_ruleset
from govkit.errors import InputError
from govkit.spec.documents import FolderFiles, MemoryFiles

RULE = "{given: $, then: {function: truthy}}"
FORMATS = frozenset({"oas3", "oas3_1"})


def ruleset(text: str, **others: str) -> RulesetFile:
    """A ruleset, with others beside it; `__` in their names is a slash."""
    files = {".spectral.yaml": text.encode()}
    files |= {f"{name.replace('__', '/')}.yaml": other.encode() for name, other in others.items()}
    return read_ruleset(MemoryFiles(files), ".spectral.yaml")


def rules(read: RulesetFile, document: str = "api.yaml") -> dict[str, str]:
    """The rules that are on for a document, with their levels."""
    ready = read.ready(read.settled(document), FORMATS)
    return {name: rule.level.value for name, rule in ready.rules.items()}


WRONG = [
    ("[]", ":1:1: a ruleset is an object"),
    ("description: x", "says nothing"),
    ("rule: {}", ":1:1: a ruleset has no member `rule`"),
    ("extends: 5", ":1:1: what is extended is named"),
    ("extends: [[spectral:oas, none]]", ":1:26: there is no mode 'none'"),
    ("extends: [[spectral:oas]]", "a pair in `extends`"),
    ("extends: ./nowhere.yaml", ":1:1: there is no ruleset ./nowhere.yaml"),
    ("extends: [spectral:oass]", ":1:11: there is no ruleset spectral:oass"),
    ("extends: ../outside.yaml", "outside the root"),
    ("rules: []", ":1:1: `rules` is an object"),
    ("rules: {a: }", ":1:9: this is no rule"),
    ("rules: {a: 5}", ":1:9: this is no rule"),
    ("rules: {a: warning}", ":1:9: there is no severity 'warning'"),
    ("rules: {a: error}", ":1:9: there is no rule `a`"),
    ("rules: {a: {given: $}}", ":1:9: the rule has no `then`"),
    ("rules: {a: {then: {function: truthy}}}", ":1:9: the rule has no `given`"),
    ("rules: {a: {given: paths, then: {function: truthy}}}", ":1:13: 'paths' is no expression"),
    ("rules: {a: {given: [], then: {function: truthy}}}", ":1:13: `given` is empty"),
    ("rules: {a: {given: '#Nope', then: {function: truthy}}}", ":1:13: there is no alias `Nope`"),
    ("rules: {a: {given: $, then: {}}}", ":1:23: what a rule asks"),
    ("rules: {a: {given: $, then: {function: truthly}}}", ":1:30: there is no function `truthly`"),
    ("rules: {a: {given: $, then: [{function: pattern, functionOptions: {match: '('}}]}}", ":1:68: "),
    ("rules: {a: {given: $, then: {function: length, functionOptions: {least: 1}}}}", ":1:66: `length` has no option"),
    ("rules: {a: {given: $, severity: bad, then: {function: truthy}}}", ":1:23: there is no severity 'bad'"),
    ("rules: {a: {given: $, severity: true, then: {function: truthy}}}", ":1:23: there is no severity true"),
    ("rules: {a: {given: $, formats: [oas9], then: {function: truthy}}}", ":1:33: there is no format 'oas9'"),
    ("rules: {a: {given: $, documentationUrl: x, then: {function: truthy}}}", ":1:23: `documentationUrl` is no URL"),
    ("rules: {a: {given: $, message: 5, then: {function: truthy}}}", ":1:23: `message` is a text"),
    ("rules: {a: {given: $, recommended: no, then: {function: truthy}}}", ":1:23: `recommended` is true or false"),
    ("rules: {a: {given: $, than: {function: truthy}}}", ":1:23: a rule has no member `than`"),
    ("rules: {}\naliases: {a: $.x}", ":2:11: what an alias stands for is a list"),
    ("rules: {}\naliases: {1a: [$.x]}", ":2:11: '1a' is no name for an alias"),
    ("rules: {}\naliases: {a: ['#b'], b: ['#a']}", "b → a → b"),
    ("rules: {}\naliases: {a: {targets: [{formats: [oas3]}]}}", ":2:25: a target of an alias"),
    ("rules: {}\naliases: {a: {targets: []}}", "has `targets`"),
    ("rules: {}\nparserOptions: {duplicateKeys: never}", ":2:17: there is no severity 'never'"),
    ("rules: {}\nparserOptions: {twice: off}", ":2:17: `parserOptions` has no member `twice`"),
    ("overrides: []", "not empty"),
    ("overrides: [{rules: {}}]", ":1:13: an override has `files`"),
    ("overrides: [{files: ['*.yaml']}]", ":1:13: the override changes nothing"),
    ("overrides: [{files: ['*#/a'], rules: {a: " + RULE + "}}]", "there is no severity"),
    ("overrides: [{files: ['*#/a'], rules: {}, aliases: {}}]", "an override at a JSON pointer has no member"),
    ("overrides: [{files: [5], rules: {}}]", ":1:22: 5 is no glob"),
    ("overrides: [{files: ['[z-a]'], rules: {}}]", "is no glob that can be used"),
    ("rules: {}\nexcept: {'a.yaml': x}", ":2:1: `except` is an object"),
    ("rules: {}\nfunctions: x", ":2:1: `functions` is a list"),
    ("rules: {a: {given: $, then: {function: truthy}}", "this is not"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_in_a_ruleset_is_told_where_it_stands(text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        ruleset(text)
    assert said in str(raised.value)
    assert raised.value.hint or "this is not" in said or ":1:68" in said or "length" in said


BASE = f"""
rules:
  one: {RULE}
  two: {{given: $, severity: error, then: {{function: truthy}}}}
  rare: {{given: $, recommended: false, severity: hint, then: {{function: truthy}}}}
"""


@pytest.mark.parametrize(
    ("extends", "expected"),
    [
        ("base.yaml", {"one": "warn", "two": "error"}),
        ("./base.yaml", {"one": "warn", "two": "error"}),
        ("[base.yaml]", {"one": "warn", "two": "error"}),
        ("[[base.yaml, recommended]]", {"one": "warn", "two": "error"}),
        ("[[base.yaml, all]]", {"one": "warn", "two": "error", "rare": "hint"}),
        ("[[base.yaml, 'off']]", {}),
        ("[[base.yaml, all], base.yaml]", {"one": "warn", "two": "error"}),
    ],
)
def test_what_is_extended_has_the_rules_that_are_asked_for(extends: str, expected: dict[str, str]) -> None:
    assert rules(ruleset(f"extends: {extends}", base=BASE)) == expected


def test_inherited_rules_are_turned_on_and_off_and_get_other_levels() -> None:
    read = ruleset("extends: [[base.yaml, off]]\nrules: {one: true, two: info, rare: error}", base=BASE)
    assert rules(read) == {"one": "warn", "two": "info", "rare": "error"}
    assert rules(ruleset("extends: base.yaml\nrules: {one: false, two: off}", base=BASE)) == {}


def test_a_rule_that_is_written_anew_keeps_what_it_does_not_say() -> None:
    base = "rules: {a: {given: $.x, message: kept, severity: hint, formats: [oas3], then: {function: truthy}}}"
    read = ruleset("extends: base.yaml\nrules: {a: {given: $.y, then: {function: falsy}}}", base=base)
    rule = read.ready(read.settled("api.yaml"), FORMATS).rules["a"]
    assert (rule.given, rule.then[0].function, rule.message, rule.level) == (("$.y",), "falsy", "kept", "hint")
    assert rules(read) == {"a": "hint"}
    assert read.ready(read.settled("api.yaml"), frozenset({"oas2"})).rules == {}


def test_a_severity_by_number_is_one() -> None:
    assert rules(ruleset("rules: {a: {given: $, severity: 0, then: {function: truthy}}}")) == {"a": "error"}


def test_the_documentation_of_a_rule_is_at_its_name() -> None:
    read = ruleset(f"documentationUrl: https://x.org/r\nrules: {{a: {RULE}}}")
    assert read.ready(read.settled("api.yaml"), None).rules["a"].documentation_url == "https://x.org/r#a"


def test_rulesets_that_extend_each_other_are_refused() -> None:
    with pytest.raises(InputError, match=r"a\.yaml → b\.yaml → a\.yaml"):
        ruleset("extends: a.yaml", a="extends: b.yaml", b="extends: a.yaml")


def test_rulesets_that_multiply_are_refused_before_they_do() -> None:
    doubled = {f"r{n}": f"extends: [r{n + 1}.yaml, r{n + 1}.yaml]" for n in range(30)}
    start = time.monotonic()
    with pytest.raises(InputError, match="1,000 rulesets"):
        ruleset("extends: r0.yaml", **doubled, r30=BASE)
    assert time.monotonic() - start < 5


def test_names_are_looked_for_beside_the_first_ruleset_and_then_beside_the_one_that_names_them() -> None:
    below = {"rules__mine": "extends: [plain.yaml, ./near.yaml]", "rules__near": BASE}
    assert rules(ruleset("extends: rules/mine.yaml", **below, plain=BASE.replace("one", "top"))).keys() == {
        "top", "one", "two",
    }  # fmt: skip
    assert "below" in rules(ruleset("extends: rules/mine.yaml", **below, rules__plain=BASE.replace("one", "below")))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("https://example.com/rules.yaml", "network"),
        ("http://example.com/rules.yaml", "network"),
        ("'@stoplight/spectral-owasp-ruleset'", "package of npm"),
        ("spectral-rules", "package of npm"),
        ("./rules.js", "program in JavaScript"),
        ("spectral:asyncapi", "AsyncAPI"),
        ("spectral:arazzo", "Arazzo"),
    ],
)
def test_what_cannot_be_extended_here_is_named_and_the_rest_runs(name: str, why: str) -> None:
    read = ruleset(f"extends: [{name}]\nrules: {{theirs: error, ours: {RULE}}}")
    assert rules(read) == {"ours": "warn"}
    (left,) = read.left_out
    assert left[0] == name.strip("'")
    assert why in left[1]
    assert left[2] is not None
    assert left[2].line == 1


def test_a_rule_in_javascript_is_named_and_the_rest_runs() -> None:
    text = f"""
functions: [mine, [other, {{type: object}}]]
functionsDir: ./fns
rules:
  a: {{given: $, then: {{function: mine}}}}
  b: {{given: $, then: [{{function: truthy}}, {{function: other, functionOptions: {{x: 1}}}}]}}
  off: {{given: $, severity: "off", recommended: false, then: {{function: mine}}}}
  c: {RULE}
"""
    read = ruleset(text)
    assert rules(read) == {"c": "warn"}
    assert [(name, place and place.line) for name, _, place in read.left_out] == [("a", 5), ("b", 6)]


def test_a_function_of_who_extends_a_ruleset_is_known_in_it() -> None:
    read = ruleset("extends: base.yaml\nfunctions: [mine]", base="rules: {a: {given: $, then: {function: mine}}}")
    assert [name for name, _, _ in read.left_out] == ["a"]


def test_an_expression_outside_of_the_dialect_is_named_and_the_others_run() -> None:
    read = ruleset('rules: {a: {given: ["$.x", "$.y[?(eval(1))]"], then: {function: truthy}}}')
    assert read.ready(read.settled("api.yaml"), None).rules["a"].given == ("$.x",)
    ((name, why, _),) = read.left_out
    assert name == "a"
    assert "$.y[?(eval(1))]" in why


REFERRING = "{{given: $, {more} then: {{function: schema, functionOptions: {{schema: {schema}}}}}}}"


@pytest.mark.parametrize("schema", ["{$ref: ./other.json}", "{properties: {a: {$ref: '#/definitions/none'}}}"])
def test_a_schema_that_refers_out_of_itself_is_named_for_it_finds_nothing(schema: str) -> None:
    read = ruleset(f"rules:\n  a: {REFERRING.format(schema=schema, more='')}\n  b: {RULE}")
    ((name, why, place),) = read.left_out
    assert (name, place and place.line) == ("a", 2)
    assert "which is not in it" in why
    assert rules(read) == {"a": "warn", "b": "warn"}, "it is asked: of a field that is missing it still tells"


def test_a_schema_that_refers_within_itself_is_not_named() -> None:
    schema = "{$ref: '#/definitions/a', definitions: {a: {type: string}}}"
    assert ruleset(f"rules: {{a: {REFERRING.format(schema=schema, more='')}}}").left_out == ()


def test_a_schema_that_refers_to_nothing_is_told_at_each_place_of_a_document_as_it_is_written() -> None:
    text = REFERRING.format(schema="{$ref: ./other.json}", more="resolved: false,")
    assert ruleset(f"rules: {{a: {text}}}").left_out == ()


def test_an_override_of_files_and_pointers_may_say_how_bad_by_number() -> None:
    text = f"""
    rules: {{a: {RULE}}}
    overrides: [{{files: ["*.json", "*.yaml#/paths"], rules: {{a: 2}}}}]
    """
    read = ruleset(text)
    assert {name: rule.level.value for name, rule in read.ready(read.settled("x.json"), None).rules.items()} == {
        "a": "info"
    }


def test_options_that_are_wrong_are_shown_right() -> None:
    with pytest.raises(InputError) as caught:
        ruleset("rules: {a: {given: $, then: {function: length, functionOptions: {min: few}}}}")
    assert caught.value.hint == "such as {function: length, functionOptions: {min: 1, max: 80}}"


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_ruleset_is_told_what_a_ruleset_has(text: str) -> None:
    with pytest.raises(InputError, match="the file is empty") as caught:
        ruleset(text)
    assert caught.value.hint == "a ruleset has `extends`, `rules` or both"


def test_rules_bear_their_names_of_today_where_they_are_only_turned_on() -> None:
    base = f"rules: {{operation-default-response: {RULE}}}"
    read = ruleset("extends: base.yaml\nrules: {operation-2xx-response: error}", base=base)
    assert rules(read) == {"operation-default-response": "error"}


def test_overrides_are_for_files_and_the_last_one_counts() -> None:
    text = f"""
extends: base.yaml
rules: {{ours: {RULE}}}
overrides:
  - files: ["*.json"]
    rules: {{ours: hint, one: off}}
  - files: ["v2/**"]
    rules: {{ours: error, more: {RULE}}}
  - files: ["v3/*"]
    extends: [[base.yaml, all]]
"""
    read = ruleset(text, base=BASE)
    assert rules(read) == {"one": "warn", "two": "error", "ours": "warn"}
    assert rules(read, "api.json") == {"two": "error", "ours": "hint"}
    assert rules(read, "v2/a/api.yaml") == {"one": "warn", "two": "error", "ours": "error", "more": "warn"}
    assert rules(read, "v2/api.json") == {"two": "error", "ours": "error", "more": "warn"}
    assert rules(read, "v3/api.yaml")["rare"] == "hint"


def test_overrides_of_what_is_extended_do_not_count() -> None:
    base = f"rules: {{a: {RULE}}}\noverrides: [{{files: ['*'], rules: {{a: error}}}}]"
    assert rules(ruleset("extends: base.yaml", base=base)) == {"a": "warn"}


def test_at_a_pointer_the_nearest_override_counts() -> None:
    text = f"""
rules: {{a: {RULE}, quiet: {{given: $, severity: "off", then: {{function: truthy}}}}}}
overrides:
  - files: ["**#/paths", "*.yaml#/paths/~1x"]
    rules: {{a: error, quiet: 2}}
  - files: ["*.yaml#/paths/~1x/get"]
    rules: {{a: off}}
"""
    read = ruleset(text)
    ready = read.ready(read.settled("api.yaml"), None)
    levels = {
        at: read.level(ready.rules["a"], "api.yaml", at)
        for at in ((), ("info",), ("paths",), ("paths", "/x", "post"), ("paths", "/x", "get", "tags", 0))
    }
    assert [level.value for level in levels.values()] == ["warn", "warn", "error", "error", "off"]
    assert read.level(ready.rules["quiet"], "api.yaml", ("paths",)) == "info"
    assert read.level(ready.rules["quiet"], "api.yaml", ()) == "off"


def test_the_old_form_of_an_override_turns_rules_off() -> None:
    text = f"rules: {{a: {RULE}, b: {RULE}}}\nexcept: {{'api.yaml': [a], '#/paths': [b]}}"
    read = ruleset(text)
    assert rules(read) == {"b": "warn"}
    ready = read.ready(read.settled("api.yaml"), None)
    assert read.level(ready.rules["b"], "api.yaml", ("paths", "/x")) == "off"


def test_rulesets_in_json_are_read_and_the_usual_names_are_found() -> None:
    files = MemoryFiles({"a/.spectral.json": b'{"extends": [["./base.json", "all"]]}', "a/base.json": b'{"rules": {}}'})
    path = default_ruleset(files, "a")
    assert path == "a/.spectral.json"
    assert read_ruleset(files, path).left_out == ()
    assert default_ruleset(files) is None


def test_a_ruleset_in_javascript_is_refused() -> None:
    with pytest.raises(InputError, match="program"):
        read_ruleset(MemoryFiles({"a.js": b"module.exports = {}"}), "a.js")


def test_rules_whose_aliases_stand_for_too_many_expressions_are_refused() -> None:
    many = [f"$.a{n}" for n in range(4_000)]
    text = {
        "aliases": {"Many": many},
        "rules": {f"r{n}": {"given": "#Many", "then": {"function": "truthy"}} for n in range(40)},
    }
    with pytest.raises(InputError, match="more than 50,000 expressions"):
        ruleset(json.dumps(text))


def test_a_thousand_rules_over_a_thousand_aliases_are_read_in_time() -> None:
    aliases = {f"A{n}": [f"$.a{n}"] for n in range(1_000)}
    rules = {f"r{n}": {"given": f"#A{n}.b", "then": {"function": "truthy"}} for n in range(1_000)}
    start = time.monotonic()
    ruleset(json.dumps({"aliases": aliases, "rules": rules}))
    assert time.monotonic() - start < 10


def test_a_thousand_overrides_at_pointers_are_looked_up_and_not_gone_through() -> None:
    overrides = [{"files": [f"*.yaml#/paths/~1x{n}"], "rules": {"a": "error"}} for n in range(1_000)]
    read = ruleset(json.dumps({"rules": {"a": {"given": "$", "then": {"function": "truthy"}}}, "overrides": overrides}))
    rule = read.ready(read.settled("api.yaml"), None).rules["a"]
    start = time.monotonic()
    levels = [read.level(rule, "api.yaml", ("paths", f"/x{n % 2_000}", "get")).value for n in range(20_000)]
    assert levels.count("error") == 10_000
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "name",
    ["./folder", "/etc/passwd.yaml", "./" + "a" * 5_000 + ".yaml", "../x.yaml", "./..", "./x.txt", "./a\\0.yaml"],
)
def test_what_can_be_no_ruleset_is_refused_where_it_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / ".spectral.yaml").write_text(f'extends: ["{name}"]')
    with pytest.raises(InputError) as raised:
        read_ruleset(FolderFiles(tmp_path), ".spectral.yaml")
    assert raised.value.place is not None
    assert raised.value.place.line == 1
