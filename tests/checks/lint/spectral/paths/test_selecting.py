"""What expressions of Spectral's rulesets select."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.checks.lint.spectral.paths import PathError, Reach, parse, select, targets

DOCUMENT: dict[str, Any] = {
    "info": {"title": "Pets", "version": "1.0", "x-internal": None, "contact": {"name": "A. Keeper"}},
    "paths": {
        "/pets": {
            "get": {"operationId": "listPets", "tags": ["a", "b", "c", "d"], "deprecated": True},
            "post": {"operationId": "create_pet", "parameters": [{"in": "query", "name": "q"}, {"in": "path"}]},
            "parameters": [{"in": "header", "name": "X-Trace"}],
        },
        "/pets/{id}": {"get": {"operationId": "getPet", "responses": {"200": {"a": 1}, "404": {"a": 2}}}},
    },
    "odd": {"a.b": 1, "c d": 2, "it's": 3, "0": "zero", "é": 4, "a~b": 5, "$ref": 6},
}

SELECTS = [
    # the root, names, odd names
    ("$", [""]),
    ("$.info.title", ["info/title"]),
    ("$.info['title']", ["info/title"]),
    ('$["info"]["title"]', ["info/title"]),
    ("$.info.x-internal", ["info/x-internal"]),
    ("$.info.missing", []),
    ("$.odd['a.b']", ["odd/a.b"]),
    ("$.odd['c d']", ["odd/c d"]),
    ('$.odd["it\'s"]', ["odd/it's"]),
    ("$.odd.0", ["odd/0"]),
    ("$.odd[0]", ["odd/0"]),
    ("$.odd.$ref", ["odd/$ref"]),
    ("$.odd['é']", ["odd/é"]),
    # wildcards and unions
    ("$.info.contact.*", ["info/contact/name"]),
    ("$.paths[*][get,post].operationId", [
        "paths//pets/get/operationId", "paths//pets/post/operationId", "paths//pets/{id}/get/operationId"]),
    ("$.paths[*]['get','put']", ["paths//pets/get", "paths//pets/{id}/get"]),
    ("$.info[title,version]", ["info/title", "info/version"]),
    # arrays
    ("$.paths[*].get.tags[0]", ["paths//pets/get/tags/0"]),
    ("$.paths[*].get.tags[1:3]", ["paths//pets/get/tags/1", "paths//pets/get/tags/2"]),
    ("$.paths[*].get.tags[:2]", ["paths//pets/get/tags/0", "paths//pets/get/tags/1"]),
    ("$.paths[*].get.tags[-1:]", ["paths//pets/get/tags/3"]),
    ("$.paths[*].get.tags[(@.length-1)]", ["paths//pets/get/tags/3"]),
    ("$.paths[*].get.tags[::2]", ["paths//pets/get/tags/0", "paths//pets/get/tags/2"]),
    ("$.paths[*].get.tags[-1]", []),
    # at any depth
    ("$..in", ["paths//pets/parameters/0/in", "paths//pets/post/parameters/0/in", "paths//pets/post/parameters/1/in"]),
    ("$..parameters[0].name", ["paths//pets/parameters/0/name", "paths//pets/post/parameters/0/name"]),
    ("$.paths..parameters..name", ["paths//pets/parameters/0/name", "paths//pets/post/parameters/0/name"]),
    ("$..['200','404']", [
        "paths//pets/{id}/get/responses/200", "paths//pets/{id}/get/responses/404"]),
    # keys and parents
    ("$.paths[*]~", ["paths//pets", "paths//pets/{id}"]),
    ("$..deprecated^", ["paths//pets/get"]),
    ("$..deprecated^^", ["paths//pets"]),
    ("$..deprecated^^^^^", []),
    ("$..deprecated^.tags[0]", ["paths//pets/get/tags/0"]),
    ("$..deprecated^^.post", ["paths//pets/post"]),
    ("$..deprecated^~", ["paths//pets/get"]),
    # filters
    ("$..parameters[?(@.in === 'query')]", ["paths//pets/post/parameters/0"]),
    ("$..parameters[?(@.in == 'query' || @.in == 'header')]", [
        "paths//pets/parameters/0", "paths//pets/post/parameters/0"]),
    ("$..parameters[?(@.name && @.in !== 'query')]", ["paths//pets/parameters/0"]),
    ("$..parameters[?(!@.name)]", ["paths//pets/post/parameters/1"]),
    ("$..parameters[?(@['name'])]^", ["paths//pets/parameters", "paths//pets/post/parameters"]),
    ("$.paths[*][?(@property === 'get' && @.deprecated)]", ["paths//pets/get"]),
    ("$.paths[?(@property.match(/\\{/))]", ["paths//pets/{id}"]),
    ("$.paths[?(!/[{]/.test(@property))]", ["paths//pets"]),
    ("$.paths[*][?( @property in ['get', 'put'] )]", ["paths//pets/get", "paths//pets/{id}/get"]),
    ("$.paths[*][*].responses[?(@property >= 400)]", ["paths//pets/{id}/get/responses/404"]),
    ("$.paths[*][*].tags[?(@property > 1)]", ["paths//pets/get/tags/2", "paths//pets/get/tags/3"]),
    ("$..[?(@.tags && @.tags.length > 3)]", ["paths//pets/get"]),
    ("$..[?(@.operationId && @.operationId.startsWith('create'))]", ["paths//pets/post"]),
    ("$..[?(@parentProperty === 'responses')]", [
        "paths//pets/{id}/get/responses/200", "paths//pets/{id}/get/responses/404"]),
    ("$.paths[*][*][?(@parent['parameters'] && @property === 'tags')]", ["paths//pets/get/tags"]),
    ("$.paths[*][?(@root.info.version === '1.0' && @property === 'post')]", ["paths//pets/post"]),
    ("$..[?(@path === \"$['info']['contact']\")]", ["info/contact"]),
    ("$.info[?(@ === null)]", ["info/x-internal"]),
    ("$.info[?(@string())]", ["info/title", "info/version"]),
    ("$.info@string()", ["info/title", "info/version"]),
    ("$.paths.*[?(@array())]", ["paths//pets/parameters"]),
    ("$.paths[?(@.get[?(@property === 'tags')])]", ["paths//pets"]),
    ("$.info[?(typeof @ === 'string' ? @ === 'Pets' : false)]", ["info/title"]),
    ("$.info[?(@.name?.length > 3)]", ["info/contact"]),
    ("$.paths[*][?(Object.keys(@).includes('deprecated'))]", ["paths//pets/get"]),
    # JSONPath-Plus alone
    ("$.odd.`$ref", ["odd/$ref"]),
    ("$.info[title, version]", ["info/title"]),
    ("$.paths..get^.parameters", ["paths//pets/parameters"]),
    ("$..tags[0]^^.operationId", ["paths//pets/get/operationId"]),
]  # fmt: skip


def ways(expression: str, document: Any = DOCUMENT) -> list[str]:
    return sorted("/".join(map(str, way)) for way, _ in select(expression, document))


@pytest.mark.parametrize(("expression", "expected"), SELECTS, ids=[expression for expression, _ in SELECTS])
def test_an_expression_selects_what_spectral_selects(expression: str, expected: list[str]) -> None:
    assert ways(expression) == sorted(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$..*.a", ["a", "b/a"]),  # as `$..a`, so that the root is among what holds it
        ("$[?(@.a)].a", []),  # the filter is about what the expression leads to
        ("$.b[?(@root.z)].z", ["b/c/z"]),  # `@root` is the node
        ("$..l[0:1].z", []),  # slices below what is at any depth are lost
        ("$.l[0:1].z", ["l/0/z"]),
        ("$.paths.[0]", []),  # a dot before a bracket means any depth
        ("$.b.['z']", ["b/c/z"]),
    ],
)
def test_what_nimma_makes_of_an_expression_is_what_counts(expression: str, expected: list[str]) -> None:
    """Whoever wrote the ruleset saw what it found, and lives with that."""
    assert ways(expression, {"a": 1, "b": {"a": 2, "c": {"z": 1}}, "l": [{"z": 1}]}) == expected


def test_keys_are_selected_instead_of_values() -> None:
    assert select("$.paths[*]~", {"paths": {"/a": {}}}) == [(("paths", "/a"), "/a")]


@pytest.mark.parametrize(
    ("expression", "offset", "said"),
    [
        ("info.title", 0, "does not start with $"),
        ("$.a[?(@.x-foo)]", 10, "foo is not defined"),
        ("$.a[?(@.x === 'y)]", 14, "not closed"),
        ("$.a[?(@.x.explode())]", 10, "explode is not known"),
        ("$.a[?(@.x ===)]", 13, "a value is expected"),
        ("$.a[?(/(/.test(@))]", 6, "no regular expression"),
        ("$.a[?(@foo)]", 6, "@foo has no meaning"),
        ("$.a[?(alert(1))]", 6, "alert is not defined"),
        ("$.a[?(@.x.constructor('x')())]", 10, "constructor is not known"),
        ("$.a@banana()", 3, "no type that is known"),
        ("$.a[(@.length*2)]", 4, "no expression that is known"),
        ("$.a..", 5, "nothing stands behind"),
    ],
)
def test_what_is_outside_of_the_dialect_is_named_with_its_place(expression: str, offset: int, said: str) -> None:
    with pytest.raises(PathError, match=said.replace("$", r"\$")) as caught:
        parse(expression)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    "expression",
    [
        "$[?(" + "(" * 5000 + "@" + ")" * 5000 + ")]",
        "$[?(" + "!" * 5000 + "@)]",
        "$[?(@" + "[@" * 3000 + "]" * 3000 + ")]",
        "$[?(@" + ".a" * 3000 + ")]",
        "$[?(@" + " + 1" * 3000 + ")]",
        "$..a" + "^" * 3000,
        "$..a" + "^" * 3000 + ".b",
    ],
    ids=lambda text: text[:8],
)
def test_what_nests_too_deeply_is_refused_and_does_not_exhaust_the_stack(expression: str) -> None:
    with pytest.raises(PathError):
        parse(expression)


def test_a_condition_may_have_as_many_alternatives_as_it_likes() -> None:
    names = " || ".join(f"@property === 'k{number}'" for number in range(400))
    assert ways(f"$[?({names})]", {"k0": 1, "k399": 2, "k400": 3}) == ["k0", "k399"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (r"(@property.match(/\{(\w+)\}/) || [])[1] === 'id'", ["/v1/{id}/x"]),
        (r"@property.match(/\{(\w+)\}/)[1].length > 2", ["/{name}/{id}"]),
        (r"(@property.match(/\{/g) || []).length > 1", ["/{name}/{id}"]),
        (r"@property.match(/\/(?<first>[a-z]+\d)/).groups.first === 'v1'", ["/v1/{id}/x"]),
        (r"@property.match(/[{]/).index === 1", ["/{name}/{id}"]),
        (r"@property.match(/[{]/) === null", ["/plain"]),
        (r"@property.match(/[{]/) != null && @property.match(/v1/) == null", ["/{name}/{id}"]),
        (r"/\{(\w+)/.exec(@property)[1] === 'name'", ["/{name}/{id}"]),
        (r"@property.replace(/\{[^}]+\}/g, '{}') === '/{}/{}'", ["/{name}/{id}"]),
        (r"@property.replace(/(p)(l)/, '$2$1$$').startsWith('/lp$')", ["/plain"]),
        (r"@property.replace(/\/(?<a>\w)/, '$<a>$&') === 'p/plain'", ["/plain"]),
        (r"@property.replaceAll('/', '$&$&') === '//plain'", ["/plain"]),
        (r"@property.split(/[/{}]+/).length === 4", ["/v1/{id}/x", "/{name}/{id}"]),
        (r"@property.split(/(\/)/).indexOf('/') === 1 && @property.split(/x*/).length === 6", ["/plain"]),
        (r"@property.search(/[{]/) === 4", ["/v1/{id}/x"]),
        (r"@property.trim && @property.split('/').filter && !@property.filter && @property.length < 7", ["/plain"]),
        (r"typeof @property.match === 'function' && @property.match(/v1/)", ["/v1/{id}/x"]),
    ],
)
def test_what_an_expression_has_found_can_be_asked_for(condition: str, expected: list[str]) -> None:
    paths = {"/v1/{id}/x": 1, "/{name}/{id}": 2, "/plain": 3}
    assert ways(f"$[?({condition})]", paths) == expected


def test_a_condition_that_throws_in_javascript_selects_nothing() -> None:
    assert ways("$.a[?(@.b.c)]", {"a": [{"b": {"c": 1}}, {}, None, 1]}) == ["a/0"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, [("", {"a": {"b": [1, {"c": 2}]}, "d.e": 3, "f g": 4})]),
        ("a.b[1].c", [("a/b/1/c", 2)]),
        ("a.b.0", [("a/b/0", 1)]),
        ("a['b'][0]", [("a/b/0", 1)]),
        ("d.e", [("d/e", 3)]),
        ("f g", [("f g", 4)]),
        ("a.x.y", [("a/x/y", UNDEFINED)]),
        ("@key", [("a", "a"), ("d.e", "d.e"), ("f g", "f g")]),
        ("$.a.b[*]", [("a/b/0", 1), ("a/b/1", {"c": 2})]),
        ("$.nothing", [("", UNDEFINED)]),
        ("$.a.b[?(@.c)].c", [("a/b/1/c", 2)]),
    ],
)
def test_a_field_leads_to_what_spectral_looks_at(field: str | None, expected: list[tuple[str, Any]]) -> None:
    value = {"a": {"b": [1, {"c": 2}]}, "d.e": 3, "f g": 4}
    assert [("/".join(map(str, way)), found) for way, found in targets(value, field)] == expected


def test_a_field_of_what_has_no_members_is_the_value_itself() -> None:
    assert targets("text", "a.b") == [((), "text")]
    assert targets([], "@key") == [((), UNDEFINED)]


@pytest.mark.parametrize(
    ("expression", "reach"),
    [
        ("$..a^^", Reach.NODE),
        ("$..[?(@property === 'a' && @root.b)]", Reach.NODE),
        ("$..[?(@parent.a)]", Reach.PARENT),
        ("$..[?(@parent.a)]^", Reach.NODE),
        ("$..[?(@parentProperty == 'a')].b", Reach.PARENT),
        ("$..[?(@path == '$')]", Reach.WAY),
    ],
)
def test_it_is_known_how_far_around_a_node_an_expression_looks(expression: str, reach: Reach) -> None:
    assert parse(expression).reach is reach
