"""Overlays: what each action does, where the nodes of the result stand, what is refused, and what a query may cost."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from govkit.errors import InputError, UsageError
from govkit.gate import Options, diff, validate
from govkit.gate.comparisons.versions import Level
from govkit.gate.outcome import Outcome
from govkit.spec.documents import Document, Library, Limits, MemoryFiles, format_pointer, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.overlays import Overlaid, overlaid
from govkit.spec.openapi.overlays.queries import BadQuery, Budget, Queries
from govkit.spec.openapi.semantics import semantics

BASE = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /invoices:
    get:
      summary: All
      tags: [a, b]
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: filter, in: query, schema: {type: string}}
      responses: {'200': {description: Done}}
    post:
      x-traits: [paged]
      responses: {'204': {description: Done}}
"""


def base() -> Document:
    return parse(BASE.encode(), "openapi.yaml")


def overlay(actions: str, version: str = "1.1.0", name: str = "overlay.yaml") -> Document:
    text = f"overlay: {version}\ninfo: {{title: Mend, version: 1.0.0}}\nactions:\n{dedent(actions).strip()}\n"
    return parse(text.encode(), name)


def applied(*actions: str) -> Overlaid:
    return overlaid(base(), [overlay(text, name=f"overlay{i or ''}.yaml") for i, text in enumerate(actions)])


def tree(change: Any) -> Any:
    made = copy.deepcopy(base().tree)
    change(made)
    return made


def _get(value: Any) -> Any:
    return value["paths"]["/invoices"]["get"]


CASES: dict[str, tuple[str, Any]] = {
    "an object is merged, at every depth": (
        "- {target: $, update: {info: {title: New, x-a: {b: 1}}, paths: {/new: {}}}}",
        lambda t: (t["info"].update({"title": "New", "x-a": {"b": 1}}), t["paths"].update({"/new": {}})),
    ),
    "an entry is appended to a list": (
        "- {target: $.tags, update: {name: d}}",
        lambda t: t["tags"].append({"name": "d"}),
    ),
    "a list is concatenated": (
        "- {target: $.tags, update: [{name: d}, {name: e}]}",
        lambda t: t["tags"].extend([{"name": "d"}, {"name": "e"}]),
    ),
    "a list inside of an object is concatenated": (
        "- {target: \"$.paths['/invoices'].get\", update: {tags: [c]}}",
        lambda t: _get(t)["tags"].append("c"),
    ),
    "a simple value is replaced": (
        "- {target: \"$.paths['/invoices'].get.summary\", update: Some}",
        lambda t: _get(t).update(summary="Some"),
    ),
    "null is a simple value": (
        "- {target: $.info, update: {title: null}}",
        lambda t: t["info"].update(title=None),
    ),
    "every selected node is changed": (
        "- {target: '$.paths.*.*', update: {x-safe: true}}",
        lambda t: [operation.update({"x-safe": True}) for operation in t["paths"]["/invoices"].values()],
    ),
    "a filter selects": (
        "- {target: \"$..parameters[?@.name=='filter' && @.in=='query']\", update: {schema: {maxLength: 9}}}",
        lambda t: _get(t)["parameters"][1]["schema"].update(maxLength=9),
    ),
    "a filter selects by what is inside": (
        "- {target: \"$.paths.*[?@['x-traits'][?@ == 'paged']]\", update: {x-paged: true}}",
        lambda t: t["paths"]["/invoices"]["post"].update({"x-paged": True}),
    ),
    "a filter matches by an expression": (
        "- {target: \"$.paths.*.*.parameters[?match(@.name, 'l.*')]\", remove: true}",
        lambda t: _get(t)["parameters"].pop(0),
    ),
    "a member is removed": (
        "- {target: \"$.paths['/invoices'].post\", remove: true}",
        lambda t: t["paths"]["/invoices"].pop("post"),
    ),
    "items are removed at once, each where it was": (
        '- {target: "$.tags[0,2]", remove: true}',
        lambda t: t.update(tags=[{"name": "b"}]),
    ),
    "simple items are removed": (
        "- {target: \"$.paths.*.get.tags[?@ == 'a']\", remove: true}",
        lambda t: _get(t).update(tags=["b"]),
    ),
    "what is inside of what is removed may be removed with it": (
        '- {target: "$..[?@.name]", remove: true}',
        lambda t: (t.update(tags=[]), _get(t).update(parameters=[])),
    ),
    "remove wins over update": (
        "- {target: $.tags, remove: true, update: {name: d}}",
        lambda t: t.pop("tags"),
    ),
    "actions see what those before them made": (
        "- {target: $.info, update: {x-a: [1]}}\n- {target: \"$.info['x-a']\", update: [2]}\n"
        "- {target: $.tags, remove: true}\n- {target: $, update: {tags: [{name: z}]}}",
        lambda t: (t["info"].update({"x-a": [1, 2]}), t.pop("tags"), t.update(tags=[{"name": "z"}])),
    ),
    "a node is copied into others": (
        "- {target: \"$.paths['/invoices'].post\", copy: \"$.paths['/invoices'].get\"}",
        lambda t: t["paths"]["/invoices"]["post"].update(
            {key: value for key, value in _get(t).items() if key != "responses"}
            | {"responses": {"204": {"description": "Done"}, "200": {"description": "Done"}}}
        ),
    ),
    "a copy is apart from what it was made of": (
        "- {target: $.paths, update: {/drafts: {}}}\n"
        "- {target: \"$.paths['/drafts']\", copy: \"$.paths['/invoices']\"}\n"
        "- {target: \"$.paths['/drafts'].get.parameters[0].schema\", update: {maximum: 5}}",
        lambda t: (
            t["paths"].update({"/drafts": copy.deepcopy(t["paths"]["/invoices"])}),
            t["paths"]["/drafts"]["get"]["parameters"][0]["schema"].update(maximum=5),
        ),
    ),
    "an action without a modifier changes nothing": ("- {target: $}", lambda _: None),
}


@pytest.mark.parametrize(("actions", "change"), CASES.values(), ids=CASES)
def test_actions(actions: str, change: Any) -> None:
    document = base()
    before = json.dumps(document.tree)
    assert overlaid(document, [overlay(actions)]).tree == tree(change)
    assert json.dumps(document.tree) == before, "the document itself is not changed"


@pytest.mark.parametrize(("actions", "change"), CASES.values(), ids=CASES)
def test_every_node_stands_where_it_was_written(actions: str, change: Any) -> None:
    """The text at the place of a node says what the node is: in the document, or else in the overlay."""
    document, over = base(), overlay(actions)
    made = overlaid(document, [over])
    waiting: list[tuple[Any, Any]] = [((), made.tree)]
    while waiting:
        pointer, value = waiting.pop()
        written = made.source(pointer)
        assert made.place(pointer) == written.document.place(written.pointer)
        if isinstance(value, dict | list):
            waiting += [((*pointer, k), v) for k, v in (value.items() if isinstance(value, dict) else enumerate(value))]
            assert type(written.value) is type(value)
        else:
            assert written.value == value, format_pointer(pointer)


def test_overlays_are_applied_in_their_order_and_the_last_one_is_named() -> None:
    made = applied("- {target: $.info, update: {title: One}}", "- {target: $.info, update: {title: Two}}")
    assert made.tree["info"]["title"] == "Two"
    assert str(made.place(("info", "title"))) == "overlay1.yaml:4:29"
    assert str(made.place(("info", "version"))) == "openapi.yaml:2:24"
    assert [part.label for part in made.parts] == ["openapi.yaml", "overlay.yaml", "overlay1.yaml"]


def test_places_shift_with_the_items_before_them() -> None:
    made = applied(
        "- {target: '$.tags[0]', remove: true}\n- {target: $.tags, update: {name: d}}\n"
        "- {target: '$.tags[0]', remove: true}"
    )
    assert [tag["name"] for tag in made.tree["tags"]] == ["c", "d"]
    assert made.place(("tags", 0, "name")).pointer == "/tags/2/name"
    assert made.place(("tags", 1, "name")).pointer == "/actions/1/update/name"
    assert made.standing(made.base, ("tags", 2, "name")) == ("tags", 0, "name")


@pytest.mark.parametrize("version", ["1.0.0", "1.0", "1.0.7", "1.1.0", "1.1"])
def test_versions_that_are_read(version: str) -> None:
    assert overlaid(base(), [overlay("- {target: $.info, update: {title: A}}", version)]).tree["info"]["title"] == "A"


REFUSED = {
    "no overlay": ("openapi: 3.1.0\n", "1:1", "its root has no `overlay`"),
    "a list": ("- a\n", "1:1", "its root has no `overlay`"),
    "another version": ("overlay: 2.0.0\nactions: []\n", "1:1", "version 2.0.0 are not read; 1.0 and 1.1 are"),
    "no actions": ("overlay: 1.0.0\n", "1:1", "one at least"),
    "an empty list of actions": ("overlay: 1.0.0\nactions: []\n", "2:1", "one at least"),
    "an action of another type": ("overlay: 1.0.0\nactions:\n- 5\n", "3:3", "an action has a `target`"),
    "an action without a target": ("overlay: 1.0.0\nactions:\n- {update: {}}\n", "3:3", "an action has a `target`"),
    "a target that is no text": ("overlay: 1.0.0\nactions:\n- target: 5\n", "3:3", "an action has a `target`"),
    "no JSONPath": ("overlay: 1.0.0\nactions:\n- target: $.a[\n", "3:3", "is no JSONPath"),
    "a query without its root": ("overlay: 1.0.0\nactions:\n- target: paths\n  update: 1\n", "3:3", "is no JSONPath"),
    "an unquoted path": ("overlay: 1.0.0\nactions:\n- target: $.paths./invoices\n", "3:3", "is no JSONPath"),
    "an object for a list": (
        "overlay: 1.0.0\nactions:\n- target: $\n  update: {tags: {a: 1}}\n",
        "4:12",
        "cannot be merged",
    ),
    "a list for an object": (
        "overlay: 1.0.0\nactions:\n- target: $\n  update: {info: [1]}\n",
        "4:12",
        "cannot be merged",
    ),
    "null for an object": (
        "overlay: 1.0.0\nactions:\n- target: $\n  update: {info: }\n",
        "4:12",
        "null cannot be merged",
    ),
    "a value into an object": ("overlay: 1.0.0\nactions:\n- target: $.info\n  update: 5\n", "4:3", "selects an object"),
    "an object for a value": (
        "overlay: 1.0.0\nactions:\n- target: $.info.title\n  update: {}\n",
        "4:3",
        "cannot replace",
    ),
    "targets of several kinds": ("overlay: 1.0.0\nactions:\n- target: $.*\n  update: {}\n", "3:3", "lists and objects"),
    "the root": ("overlay: 1.0.0\nactions:\n- target: $\n  remove: true\n", "4:3", "the root cannot be removed"),
    "a removal that is no boolean": ("overlay: 1.0.0\nactions:\n- {target: $.a, remove: x}\n", "3:17", "true or false"),
    "a copy of nothing": ("overlay: 1.1.0\nactions:\n- target: $.info\n  copy: $.no\n", "4:3", "selects nothing"),
    "a copy of several nodes": ("overlay: 1.1.0\nactions:\n- target: $.info\n  copy: $.tags.*\n", "4:3", "3 nodes"),
    "a copy and an update": (
        "overlay: 1.1.0\nactions:\n- target: $.info\n  copy: $.tags\n  update: {}\n",
        "4:3",
        "where both stand, neither counts",
    ),
}


@pytest.mark.parametrize(("text", "place", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_applied_is_refused_with_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        overlaid(base(), [parse(text.encode(), "overlay.yaml")])
    assert message in caught.value.message
    assert str(caught.value.place) == f"overlay.yaml:{place}"


def test_what_changes_nothing_is_said() -> None:
    made = applied("- {target: $.no, update: {}}\n- {target: $.info}")
    assert made.remarks == (
        "overlay.yaml:4:4: the target `$.no` selects nothing in openapi.yaml",
        "overlay.yaml:5:4: the action has neither `update`, `copy` nor `remove`, and changes nothing",
    )


@pytest.mark.parametrize(
    ("extends", "told"), [("./openapi.yaml", 0), ("https://a.example/openapi.yaml", 0), ("b.yaml", 1)]
)
def test_an_overlay_for_another_file_says_so(extends: str, told: int) -> None:
    text = f"overlay: 1.0.0\nextends: {extends}\nactions: [{{target: $.info, update: {{title: A}}}}]\n"
    assert len(overlaid(base(), [parse(text.encode(), "overlay.yaml")]).remarks) == told


# ------------------------------------------------------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    "query",
    ["$..*..*..*..*", "$" + "..*" * 50, "$..[?count($..*) > 5]", "$..[?@..*]", "$..[?@..x[?@..y]]", "$..[?@.a == 1]"],
)
def test_queries_are_bounded_by_counted_steps(query: str) -> None:
    wide: dict[str, Any] = {"a": {}}
    for _ in range(60):
        wide = {"a": wide, "b": [1, 2, 3]}
    with pytest.raises(BadQuery, match="asks for too many nodes"):
        Queries(Budget(300)).select(query, wide)
    assert Queries(Budget(300)).select("$.a.b[1]", wide) == [("a", "b", 1)]


@pytest.mark.parametrize(
    "query", ["$" + "[?@" * 500, "$." + "a" * 20_000, "$[?" + "(" * 3000, "$[?" + "!" * 3000 + "@.a]"]
)
def test_queries_that_are_too_much_to_read_are_refused(query: str) -> None:
    with pytest.raises(BadQuery):
        Queries().select(query, {"a": 1})


def test_a_regular_expression_does_not_run_for_ever() -> None:
    begun = time.process_time()
    Queries().select("$[?search(@, '(a+)+$')]", ["a" * 40 + "b"] * 3)
    assert time.process_time() - begun < 5


def test_an_overlay_cannot_multiply_a_document_without_end() -> None:
    doubling = "\n".join(["- {target: $.info, update: {x-a: {}}}", "- {target: \"$.info['x-a']\", update: {b: {}}}"])
    actions = (
        doubling
        + "\n"
        + "\n".join(
            f"- {{target: $.info, update: {{x-{i}: {{}}}}}}\n- {{target: \"$.info['x-{i}']\", copy: $.info}}"
            for i in range(40)
        )
    )
    with pytest.raises(InputError, match=r"the overlays add more than 20,000 nodes|deeper than"):
        overlaid(base(), [overlay(actions)], Limits(nodes=20_000))
    many = "- {target: $..*, update: {x: 1}}"
    with pytest.raises(InputError):
        overlaid(base(), [overlay("\n".join([many] * 30))], Limits(nodes=20_000))


def test_an_overlay_cannot_nest_a_document_without_end() -> None:
    actions = "\n".join(f"- {{target: '$.info{'.x' * depth}', update: {{x: {{title: B}}}}}}" for depth in range(30))
    assert overlaid(base(), [overlay(actions)]) is not None
    with pytest.raises(InputError, match="deeper than 12 levels"):
        overlaid(base(), [overlay(actions)], Limits(depth=12))


# --------------------------------------------------------------------------------------------------------- as a whole


def test_findings_stand_in_the_overlay_where_it_wrote_what_is_wrong() -> None:
    made = applied('- {target: "$..parameters[0].schema", update: {default: many}}')
    library = Library(MemoryFiles({}))
    (finding,) = semantics(Contract(library, library.add(made)))
    assert str(finding.new) == "overlay.yaml:4:48"
    assert finding.subject.operations == ("GET /invoices",)


SWAGGER = """\
swagger: '2.0'
info: {title: Billing, version: 1.0.0}
paths:
  /invoices:
    post:
      parameters: [{name: b, in: body, schema: {$ref: '#/definitions/Invoice'}}]
      responses: {'204': {description: Done}}
definitions: {Invoice: {type: object, properties: {memo: {type: string, maxLength: 9}}}}
"""
NARROWER = """\
overlay: 1.0.0
info: {title: Mend, version: 1.0.0}
actions:
  - target: $.definitions.Invoice.properties.memo
    update: {maxLength: 5}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("api.yaml", SWAGGER), ("narrower.yaml", NARROWER), ("other.yaml", BASE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def level_of(outcome: Outcome) -> Level:
    assert outcome.steps is not None
    return outcome.steps[0].level


def test_a_side_of_a_comparison_has_its_overlays_and_those_of_both(folder: Path) -> None:
    outcome = diff("api.yaml", "api.yaml", Options(overlays_new=("narrower.yaml",)))
    (finding,) = [one for one in outcome.findings if one.direction == "request"]
    assert finding.rule == "request-property-max-length-decreased"
    assert (str(finding.old), str(finding.new)) == ("api.yaml:8:73", "narrower.yaml:5:14")
    assert finding.new is not None
    assert outcome.line_of is not None
    assert outcome.line_of(finding.new) == "    update: {maxLength: 5}"
    assert diff("api.yaml", "api.yaml", Options(overlays=("narrower.yaml",))).findings == ()
    wider = diff("api.yaml", "api.yaml", Options(overlays_old=("narrower.yaml",)))
    assert {one.severity for one in wider.findings} <= {"info", "warning"}
    assert wider.findings != ()
    assert level_of(wider) != level_of(diff("api.yaml", "api.yaml", Options()))


def test_an_overlay_mends_what_could_not_be_read(folder: Path) -> None:
    broken = SWAGGER.replace("#/definitions/Invoice", "https://a.example/Invoice.json")
    (folder / "api.yaml").write_text(broken, encoding="utf-8")
    mending = NARROWER.replace("$.definitions.Invoice.properties.memo", "$..parameters[0].schema")
    mending = mending.replace("{maxLength: 5}", "{$ref: '#/definitions/Invoice'}")
    (folder / "narrower.yaml").write_text(mending, encoding="utf-8")
    with pytest.raises(InputError, match="another machine"):
        validate(["api.yaml"], Options())
    assert validate(["api.yaml"], Options(overlays=("narrower.yaml",))).findings == ()


def test_what_selects_nothing_is_a_note_of_the_outcome(folder: Path) -> None:
    outcome = validate(["other.yaml"], Options(overlays=("narrower.yaml",)))
    assert len(outcome.notes) == 1
    assert "selects nothing in other.yaml" in outcome.notes[0]


def test_overlays_are_for_one_document(folder: Path) -> None:
    with pytest.raises(UsageError, match="overlays are for one"):
        validate(["."], Options(overlays=("narrower.yaml",)))
    with pytest.raises(UsageError, match="overlays are for one"):
        validate(["api.yaml", "other.yaml"], Options(overlays=("narrower.yaml",)))
    with pytest.raises(UsageError, match="an overlay is a file"):
        validate(["api.yaml"], Options(overlays=(".",)))
    with pytest.raises(UsageError, match="is empty"):
        validate(["api.yaml"], Options(overlays=("",)))
    with pytest.raises(InputError, match="there is no file"):
        validate(["api.yaml"], Options(overlays=("no.yaml",)))


def test_a_kept_result_is_not_taken_for_one_with_another_overlay(folder: Path) -> None:
    from govkit.gate.comparisons.kept import texts_of

    def read(*overlays: str) -> list[Any]:
        named = [overlay(text) for text in overlays]
        library = Library(MemoryFiles({}))
        return list(texts_of(Contract(library, library.add(overlaid(base(), named)))))

    removal, other = "- {target: '$.tags[0]', remove: true}", "- {target: '$.tags[1]', remove: true}"
    assert read(removal) != read()
    assert read(removal) != read(other)
    assert read(removal, other) != read(other, removal)


def test_a_simple_target_in_a_large_document_is_found_at_once(shared_specs: Path) -> None:
    from govkit.spec.documents import open_source

    library, document = open_source(str(next((shared_specs / "github").glob("2-*"))))
    assert library.documents == [document]
    over = overlay(
        "- {target: \"$.paths['/repos/{owner}/{repo}'].get\", update: {x-a: 1}}\n"
        "- {target: $.paths.*.get, update: {x-b: 1}}"
    )
    begun = time.process_time()
    overlaid(document, [over])
    assert time.process_time() - begun < 1
