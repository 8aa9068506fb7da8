"""Pairs of schemas and documents with what they mean: data only, written from the meaning of each keyword."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

JSON = Any


@dataclass(frozen=True)
class Narrowed:
    """Two schemas and a value that the first allows and the second does not.

    `wire`: the directions in which the default profile finds it (`rs`: as a request, mirrored in a response).
    `mirror`: the least severity of the mirror image in a response. `text`: it may stand in a parameter or header.
    `components` are those of both sides.
    """

    name: str
    old: JSON
    new: JSON
    value: JSON
    wire: str = "rs"
    mirror: str = "warning"
    text: bool = False
    old_components: JSON = None
    new_components: JSON = None


N = Narrowed


def obj(**properties: JSON) -> JSON:
    """An object with these properties."""
    return {"type": "object", "properties": properties}


def ref(name: str) -> JSON:
    """A reference to a schema component."""
    return {"$ref": f"#/components/schemas/{name}"}


ANY: JSON = {}
STRING, NUMBER, INTEGER = {"type": "string"}, {"type": "number"}, {"type": "integer"}
ARRAY, OBJECT, BOOLEAN, NULL = {"type": "array"}, {"type": "object"}, {"type": "boolean"}, {"type": "null"}
TAGGED_A = {"type": "object", "properties": {"k": {"const": "a"}, "v": STRING}, "required": ["k"]}
TAGGED_B = {"type": "object", "properties": {"k": {"const": "b"}, "w": INTEGER}, "required": ["k"]}
CAT = {"type": "object", "properties": {"kind": STRING, "lives": INTEGER}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": STRING, "bark": STRING}, "required": ["kind", "bark"]}
PETS = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}


def tree(value: JSON) -> JSON:
    """A tree whose nodes hold a value."""
    return {"type": "object", "properties": {"v": value, "kids": {"type": "array", "items": ref("Tree")}}}


TYPES = [
    N("text to integer", STRING, INTEGER, "a", mirror="error", text=True),
    N("number to integer", NUMBER, INTEGER, 1.5, mirror="error", text=True),
    N("null is lost", {"type": ["string", "null"]}, STRING, None, mirror="error"),
    N("one of two types is lost", {"type": ["string", "integer"]}, STRING, 1, mirror="error"),
    N("one of three types is lost", {"type": ["string", "integer", "null"]}, {"type": ["string", "null"]}, 1,
      mirror="error"),
    N("anything to text", ANY, STRING, 1, mirror="error"),
    N("anything to an object", ANY, OBJECT, [], mirror="error"),
    N("text to boolean", STRING, BOOLEAN, "a", mirror="error", text=True),
    N("object to array", OBJECT, ARRAY, {}, mirror="error"),
    N("array to text", ARRAY, STRING, [], mirror="error"),
    N("integer to null", INTEGER, NULL, 1, mirror="error"),
    N("number or null to integer or null", {"type": ["number", "null"]}, {"type": ["integer", "null"]}, 0.5,
      mirror="error"),
    N("true to text", True, STRING, 1, mirror="error"),
]  # fmt: skip

VALUES = [
    N("text to a list of values", STRING, {"type": "string", "enum": ["a", "b"]}, "c", text=True),
    N("a value is lost", {"enum": ["a", "b"]}, {"enum": ["a"]}, "b", text=True),
    N("another constant", {"const": "a"}, {"const": "b"}, "a", text=True),
    N("boolean to true", BOOLEAN, {"const": True}, False, text=True),
    N("a number is lost", {"enum": [1, 2, 3]}, {"enum": [1, 2]}, 3, text=True),
    N("a number beside its text is lost", {"enum": [1, "1"]}, {"enum": ["1"]}, 1),
    N("true beside one is lost", {"enum": [True, 1]}, {"enum": [1]}, True),
    N("false beside zero is lost", {"enum": [0, False]}, {"enum": [0]}, False),
    N("one beside true is lost", {"enum": [True, 1]}, {"enum": [True]}, 1),
    N("null in a list is lost", {"enum": [None, "a"]}, {"enum": ["a"]}, None, mirror="error"),
    N("an object in a list is lost", {"enum": [{"a": 1}, {"a": 2}]}, {"enum": [{"a": 1}]}, {"a": 2}),
    N("an array in a list is lost", {"enum": [[1], [2]]}, {"enum": [[1]]}, [2]),
    N("a deep true is not one", {"const": {"a": True}}, {"const": {"a": 1}}, {"a": True}),
    N("a deep zero is not false", {"const": [[0]]}, {"const": [[False]]}, [[0]]),
    N("upper case is another value", {"enum": ["a", "A"]}, {"enum": ["a"]}, "A", text=True),
    N("the empty text is lost", {"enum": ["", "a"]}, {"enum": ["a"]}, ""),
    N("one of many is lost", {"enum": [f"v{n}" for n in range(60)]}, {"enum": [f"v{n}" for n in range(59)]}, "v59",
      text=True),
    N("huge integers are told apart", {"enum": [2**63, 2**63 + 1]}, {"enum": [2**63]}, 2**63 + 1),
    N("fractions are told apart", {"enum": [0.1, 0.2]}, {"enum": [0.1]}, 0.2, text=True),
    N("two spellings of letters", {"enum": ["é", "e\u0301"]}, {"enum": ["é"]}, "e\u0301"),
]  # fmt: skip

TEXTS = [
    N("shorter", {"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 5}, "aaaaaa", text=True),
    N("a longest length", STRING, {"type": "string", "maxLength": 5}, "aaaaaa", text=True),
    N("a shortest length", STRING, {"type": "string", "minLength": 1}, ""),
    N("a longer shortest length", {"type": "string", "minLength": 2}, {"type": "string", "minLength": 3}, "aa",
      text=True),
    N("only the empty text", STRING, {"type": "string", "maxLength": 0}, "a", text=True),
    N("very long", {"type": "string", "maxLength": 10000}, {"type": "string", "maxLength": 9999}, "a" * 10000,
      text=True),
    N("fewer letters", {"type": "string", "pattern": "^[a-z]+$"}, {"type": "string", "pattern": "^[a-c]+$"}, "d",
      text=True),
    N("a pattern", STRING, {"type": "string", "pattern": "^[a-c]+$"}, "d", text=True),
    N("an anchor", {"type": "string", "pattern": "a"}, {"type": "string", "pattern": "^a"}, "ba", text=True),
    N("an end", {"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^a$"}, "ab", text=True),
    N("digits and a length", {"type": "string", "pattern": r"^\d+$"}, {"type": "string", "pattern": r"^[0-9]{2}$"},
      "1", text=True),
    N("a shorter repeat", {"type": "string", "pattern": "^a{1,4}$"}, {"type": "string", "pattern": "^a{1,3}$"},
      "aaaa", text=True),
    N("letters of any script", {"type": "string", "pattern": r"^\p{L}+$"}, {"type": "string", "pattern": "^[a-z]+$"},
      "Z", text=True),
    N("an alternative", {"type": "string", "pattern": "^(GB|DE)[0-9]+$"}, {"type": "string", "pattern": "^DE[0-9]+$"},
      "GB1", text=True),
    N("a date", STRING, {"type": "string", "format": "date"}, "a", text=True),
    N("a date-time", STRING, {"type": "string", "format": "date-time"}, "a", text=True),
    N("a uuid", STRING, {"type": "string", "format": "uuid"}, "a", text=True),
    N("date-time to date", {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"},
      "2024-01-31T12:00:00Z", text=True),
    N("an address", STRING, {"type": "string", "format": "email"}, "a", wire="", text=True),
    N("a uri", STRING, {"type": "string", "format": "uri"}, "a", wire="", text=True),
    N("ipv4", STRING, {"type": "string", "format": "ipv4"}, "a", wire="", text=True),
    N("length of letters outside the BMP", {"type": "string", "maxLength": 2}, {"type": "string", "maxLength": 1},
      "😀😀", text=True),
    N("pattern within a length", {"type": "string", "pattern": "^[ab]*$", "maxLength": 4},
      {"type": "string", "pattern": "^[ab]*$", "maxLength": 3}, "abab", text=True),
]  # fmt: skip


def num(**bounds: JSON) -> JSON:
    """A number within bounds."""
    return {"type": "number", **bounds}


def whole(**bounds: JSON) -> JSON:
    """An integer within bounds."""
    return {"type": "integer", **bounds}


NUMBERS = [
    N("a minimum", NUMBER, num(minimum=0), -1, text=True),
    N("a higher minimum", num(minimum=0), num(minimum=1), 0, text=True),
    N("a maximum", NUMBER, num(maximum=10), 11, text=True),
    N("a lower maximum", num(maximum=10), num(maximum=9.5), 10, text=True),
    N("minimum left out", num(minimum=0), num(exclusiveMinimum=0), 0, text=True),
    N("maximum left out", num(maximum=10), num(exclusiveMaximum=10), 10, text=True),
    N("exclusive bound higher", num(exclusiveMinimum=0), num(exclusiveMinimum=0.5), 0.25, text=True),
    N("whole maximum left out", whole(maximum=10), whole(exclusiveMaximum=10), 10, text=True),
    N("whole multiples", INTEGER, whole(multipleOf=2), 1, text=True),
    N("coarser multiples", whole(multipleOf=2), whole(multipleOf=4), 2, text=True),
    N("coarser decimal steps", num(multipleOf=0.01), num(multipleOf=0.1), 0.05, text=True),
    N("halves to wholes", num(multipleOf=0.5), num(multipleOf=1), 0.5, text=True),
    N("int32", INTEGER, whole(format="int32"), 2**31, text=True),
    N("int64 to int32", whole(format="int64"), whole(format="int32"), 2**31, text=True),
    N("int64", INTEGER, whole(format="int64"), 2**63, text=True),
    N("a huge maximum", whole(maximum=2**63), whole(maximum=2**63 - 1), 2**63, text=True),
    N("a tiny bound", num(minimum=0), num(minimum=1e-9), 0, text=True),
    N("an empty range", whole(minimum=0), whole(minimum=0, maximum=-1), 0, text=True),
    N("maximum between wholes", whole(maximum=5), whole(maximum=4.5), 5, text=True),
    N("both bounds of both kinds", num(minimum=0, exclusiveMaximum=5), num(exclusiveMinimum=0, maximum=4), 0,
      text=True),
]  # fmt: skip


def arr(items: JSON = None, **rest: JSON) -> JSON:
    """An array."""
    return {"type": "array", **({} if items is None else {"items": items}), **rest}


ARRAYS = [
    N("items of another type", arr(STRING), arr(INTEGER), ["a"], mirror="error", text=True),
    N("items of a type", arr(), arr(INTEGER), ["a"], mirror="error", text=True),
    N("any items to a type", arr(ANY), arr(INTEGER), ["a"], mirror="error", text=True),
    N("no null items", arr({"type": ["string", "null"]}), arr(STRING), [None], mirror="error"),
    N("fewer items", arr(STRING, maxItems=3), arr(STRING, maxItems=2), ["a", "b", "c"], text=True),
    N("more items", arr(STRING), arr(STRING, minItems=1), []),
    N("different items", arr(INTEGER), arr(INTEGER, uniqueItems=True), [1, 1], text=True),
    N("different objects", arr(obj(a=INTEGER)), arr(obj(a=INTEGER), uniqueItems=True), [{"a": 1}, {"a": 1}]),
    N("contains", arr(INTEGER), arr(INTEGER, contains={"const": 3}), [1]),
    N("contains two", arr(contains=INTEGER), arr(contains=INTEGER, minContains=2), [1]),
    N("contains at most one", arr(contains=INTEGER), arr(contains=INTEGER, maxContains=1), [1, 2]),
    N("a first item", arr(), arr(prefixItems=[INTEGER]), ["a"], mirror="error"),
    N("a narrower second item", arr(prefixItems=[STRING, NUMBER]), arr(prefixItems=[STRING, INTEGER]), ["a", 1.5],
      mirror="error"),
    N("a longer prefix", arr(ANY, prefixItems=[STRING]), arr(ANY, prefixItems=[STRING, STRING]), ["a", 1],
      mirror="error"),
    N("unevaluated items", {"type": "array", "allOf": [{"prefixItems": [STRING]}]},
      {"type": "array", "allOf": [{"prefixItems": [STRING]}], "unevaluatedItems": False}, ["a", 1]),
    N("a value of items", arr({"enum": ["a", "b"]}), arr({"enum": ["a"]}), ["b"], text=True),
    N("items of items", arr(arr(NUMBER)), arr(arr(INTEGER)), [[1.5]], mirror="error"),
    N("items of items of items", arr(arr(arr(arr(STRING)))), arr(arr(arr(arr({"type": "string", "maxLength": 1})))),
      [[[["aa"]]]]),
    N("fewer items inside", arr(arr(STRING, maxItems=5)), arr(arr(STRING, maxItems=1)), [["a", "b"]]),
    N("more items than before", arr(STRING, minItems=100), arr(STRING, minItems=101), ["a"] * 100),
]  # fmt: skip

A = obj(a=ANY)
OBJECTS = [
    N("a property must be there", A, {**A, "required": ["a"]}, {}, mirror="error"),
    N("a new property must be there", A, {**obj(a=ANY, b=ANY), "required": ["b"]}, {"a": 1}, mirror="error"),
    N("another type of a property", obj(a=STRING), obj(a=INTEGER), {"a": "a"}, mirror="error"),
    N("an undeclared name must be there", {"type": "object", "additionalProperties": True},
      {"type": "object", "additionalProperties": True, "required": ["x"]}, {}, mirror="error"),
    N("closed over what was declared", obj(a=ANY, b=ANY), {**A, "additionalProperties": False}, {"b": 1}, wire="r"),
    N("closed over what was open", A, {**A, "additionalProperties": False}, {"z": 1}, wire=""),
    N("closed over what was said to be open", {**A, "additionalProperties": True},
      {**A, "additionalProperties": False}, {"z": 1}, wire="r"),
    N("free form closed", {"type": "object", "additionalProperties": True},
      {"type": "object", "additionalProperties": False}, {"z": 1}, wire="r"),
    N("values of a map", {"type": "object", "additionalProperties": True},
      {"type": "object", "additionalProperties": STRING}, {"z": 1}),
    N("a narrower map", {"type": "object", "additionalProperties": NUMBER},
      {"type": "object", "additionalProperties": INTEGER}, {"z": 0.5}, mirror="error"),
    N("a map of arrays", {"type": "object", "additionalProperties": arr(STRING)},
      {"type": "object", "additionalProperties": arr({"type": "string", "maxLength": 1})}, {"z": ["aa"]}),
    N("a map beside properties", {**obj(a=STRING), "additionalProperties": NUMBER},
      {**obj(a=STRING), "additionalProperties": INTEGER}, {"z": 0.5}, mirror="error"),
    N("a new optional property", A, obj(a=ANY, b=INTEGER), {"b": "x"}, wire=""),
    N("a new optional property of what was said to be open", {**A, "additionalProperties": True},
      {**obj(a=ANY, b=INTEGER), "additionalProperties": True}, {"b": "x"}),
    N("fewer properties", OBJECT, {"type": "object", "maxProperties": 1}, {"a": 1, "b": 1}),
    N("fewer declared properties", obj(a=ANY, b=ANY), {**obj(a=ANY, b=ANY), "maxProperties": 1}, {"a": 1, "b": 1}),
    N("more properties", A, {**A, "minProperties": 1}, {}),
    N("two properties", {**obj(a=ANY, b=ANY), "minProperties": 1}, {**obj(a=ANY, b=ANY), "minProperties": 2},
      {"a": 1}),
    N("shorter names", {"type": "object", "additionalProperties": True},
      {"type": "object", "additionalProperties": True, "propertyNames": {"maxLength": 3}}, {"long": 1}),
    N("names by pattern", {"type": "object", "additionalProperties": STRING},
      {"type": "object", "additionalProperties": STRING, "propertyNames": {"pattern": "^[a-z]+$"}}, {"A1": "x"}),
    N("values by pattern", {"type": "object", "patternProperties": {"^x-": ANY}},
      {"type": "object", "patternProperties": {"^x-": STRING}}, {"x-a": 1}, mirror="error"),
    N("narrower values by pattern",
      {"type": "object", "patternProperties": {"^x-": STRING}, "additionalProperties": False},
      {"type": "object", "patternProperties": {"^x-": {"type": "string", "maxLength": 2}},
       "additionalProperties": False}, {"x-a": "aaa"}),
    N("a pattern that meets a property", obj(x=STRING),
      {**obj(x=STRING), "patternProperties": {"^x": {"maxLength": 1}}}, {"x": "aa"}),
    N("one asks for another", obj(a=ANY, b=ANY), {**obj(a=ANY, b=ANY), "dependentRequired": {"a": ["b"]}}, {"a": 1}),
    N("one asks for two", {**obj(a=ANY, b=ANY, c=ANY), "dependentRequired": {"a": ["b"]}},
      {**obj(a=ANY, b=ANY, c=ANY), "dependentRequired": {"a": ["b", "c"]}}, {"a": 1, "b": 1}),
    N("one asks for a schema", obj(a=ANY, b=ANY), {**obj(a=ANY, b=ANY), "dependentSchemas": {"a": {"required": ["b"]}}},
      {"a": 1}),
    N("unevaluated properties of what was said to be open",
      {"type": "object", "allOf": [{"properties": {"a": STRING}}], "additionalProperties": True},
      {"type": "object", "allOf": [{"properties": {"a": STRING}}], "unevaluatedProperties": False}, {"z": 1}, wire="r"),
    N("a property of a property", obj(a=obj(b=obj(c=STRING))), obj(a=obj(b=obj(c={"type": "string", "maxLength": 2}))),
      {"a": {"b": {"c": "aaa"}}}),
    N("a property of items of a property", obj(a=arr(obj(b=NUMBER))), obj(a=arr(obj(b=INTEGER))),
      {"a": [{"b": 0.5}]}, mirror="error"),
    N("required inside items", arr(obj(b=NUMBER)), arr({**obj(b=NUMBER), "required": ["b"]}), [{}], mirror="error"),
    N("two changes at once", obj(a=STRING, b=STRING), obj(a={"type": "string", "maxLength": 1}, b=INTEGER),
      {"b": "x"}, mirror="error"),
    N("a property with an odd name", obj(**{"a/b~c*{}": STRING}), obj(**{"a/b~c*{}": INTEGER}), {"a/b~c*{}": "x"},
      mirror="error"),
    N("a property without a name", obj(**{"": STRING}), obj(**{"": INTEGER}), {"": "x"}, mirror="error"),
    N("a property named in another script", obj(größe=NUMBER), obj(größe=INTEGER), {"größe": 0.5},
      mirror="error"),
    N("properties named as keywords", obj(type=STRING, items=STRING, properties=STRING),
      obj(type=STRING, items=STRING, properties=INTEGER), {"properties": "x"}, mirror="error"),
    N("a property named $ref", obj(**{"$ref": STRING}), obj(**{"$ref": INTEGER}), {"$ref": "x"}, mirror="error"),
]  # fmt: skip

CHOICES = [
    N("oneOf loses a type", {"oneOf": [STRING, INTEGER]}, {"oneOf": [STRING]}, 1, mirror="error"),
    N("anyOf becomes one type", {"anyOf": [STRING, INTEGER]}, STRING, 1, mirror="error"),
    N("a type list loses what a oneOf had", {"type": ["string", "integer"]}, {"oneOf": [STRING, BOOLEAN]}, 1,
      mirror="error"),
    N("a value of a split list", {"anyOf": [{"enum": ["a"]}, {"enum": ["b"]}]},
      {"anyOf": [{"enum": ["a"]}, {"enum": ["c"]}]}, "b"),
    N("not a value", INTEGER, whole(**{"not": {"const": 3}}), 3),
    N("not a type", ANY, {"not": STRING}, "a"),
    N("not two values", {"type": "string", "not": {"enum": ["a"]}}, {"type": "string", "not": {"enum": ["a", "b"]}},
      "b"),
    N("not what has a property", obj(a=ANY, b=ANY), {**obj(a=ANY, b=ANY), "not": {"required": ["a"]}}, {"a": 1}),
    N("not both", obj(a=ANY, b=ANY), {**obj(a=ANY, b=ANY), "not": {"required": ["a", "b"]}}, {"a": 1, "b": 1}),
    N("not any", STRING, {"type": "string", "not": {"anyOf": [{"const": "x"}, {"pattern": "^y"}]}}, "x"),
    N("if and then", STRING, {"type": "string", "if": {"maxLength": 3}, "then": {"pattern": "^a"}}, "b"),
    N("if and else", STRING, {"type": "string", "if": {"maxLength": 3}, "else": {"pattern": "^a"}}, "bbbb"),
    N("a wider if", obj(a=STRING, b=STRING) | {"if": {"required": ["a", "b"]}, "then": {"maxProperties": 1}},
      obj(a=STRING, b=STRING) | {"if": {"required": ["a"]}, "then": {"required": ["b"], "maxProperties": 1}},
      {"a": "x"}),
    N("one more conjunct", {"allOf": [STRING]}, {"allOf": [STRING, {"maxLength": 3}]}, "aaaa"),
    N("a conjunct inside a conjunct", {"allOf": [{"allOf": [STRING]}]},
      {"allOf": [{"allOf": [STRING, {"maxLength": 3}]}]}, "aaaa"),
    N("conjuncts that exclude each other", STRING, {"allOf": [STRING, INTEGER]}, "a", mirror="error"),
    N("a required name in a conjunct", {"allOf": [obj(a=STRING), obj(b=STRING)]},
      {"allOf": [obj(a=STRING), {**obj(b=STRING), "required": ["b"]}]}, {"a": "x"}, mirror="error"),
    N("branches that overlap", {"oneOf": [whole(maximum=5), whole(minimum=7)]},
      {"oneOf": [whole(maximum=8), whole(minimum=7)]}, 7),
    N("anyOf becomes oneOf", {"anyOf": [whole(maximum=8), whole(minimum=7)]},
      {"oneOf": [whole(maximum=8), whole(minimum=7)]}, 7),
    N("a branch becomes narrower", {"oneOf": [TAGGED_A, TAGGED_B]},
      {"oneOf": [TAGGED_A, {**TAGGED_B, "properties": {"k": {"const": "b"}, "w": whole(minimum=0)}}]},
      {"k": "b", "w": -1}),
    N("a branch is lost", {"oneOf": [TAGGED_A, TAGGED_B]}, {"oneOf": [TAGGED_A]}, {"k": "b"}, mirror="error"),
    N("a branch in anyOf asks for more", {"anyOf": [TAGGED_A, TAGGED_B]},
      {"anyOf": [TAGGED_A, {**TAGGED_B, "required": ["k", "w"]}]}, {"k": "b"}, mirror="error"),
    N("a choice of what must be there", obj(a=ANY, b=ANY),
      {**obj(a=ANY, b=ANY), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}),
    N("exactly one of two", {**obj(a=ANY, b=ANY), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
      {**obj(a=ANY, b=ANY), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1, "b": 1}),
    N("a nullable reference", {"anyOf": [ref("Cat"), NULL]}, ref("Cat"), None, mirror="error",
      old_components={"Cat": CAT}, new_components={"Cat": CAT}),
    N("a component", ref("Cat"), ref("Cat"), {"kind": "a", "lives": 10}, old_components={"Cat": CAT},
      new_components={"Cat": {**CAT, "properties": {"kind": STRING, "lives": whole(maximum=9)}}}),
    N("beside a reference", ref("Name"), {**ref("Name"), "maxLength": 3}, "aaaa", text=True,
      old_components={"Name": STRING}, new_components={"Name": STRING}),
    N("a tree", ref("Tree"), ref("Tree"), {"v": "aaaa"}, old_components={"Tree": tree(STRING)},
      new_components={"Tree": tree({"type": "string", "maxLength": 3})}),
    N("a tree below the root", ref("Tree"), ref("Tree"), {"kids": []}, old_components={"Tree": tree(STRING)},
      new_components={"Tree": tree(STRING)
                      | {"properties": {"v": STRING, "kids": arr(ref("Tree"), minItems=1)}}}),
    N("mutual recursion", ref("Odd"), ref("Odd"), {"next": {"next": {"next": {"v": 0.5}}}}, mirror="error",
      old_components={"Odd": obj(next=ref("Even")), "Even": obj(next=ref("Odd"), v=NUMBER)},
      new_components={"Odd": obj(next=ref("Even")), "Even": obj(next=ref("Odd"), v=INTEGER)}),
    N("a discriminated branch", PETS, PETS, {"kind": "Cat", "lives": 10}, old_components={"Cat": CAT, "Dog": DOG},
      new_components={"Cat": {**CAT, "properties": {"kind": STRING, "lives": whole(maximum=9)}}, "Dog": DOG}),
    N("a discriminated branch is lost", PETS, {**PETS, "oneOf": [ref("Dog")]}, {"kind": "Cat"}, mirror="error",
      old_components={"Cat": CAT, "Dog": DOG}, new_components={"Cat": CAT, "Dog": DOG}),
    N("a list inside a discriminated branch", PETS, PETS, {"kind": "Cat", "fur": "long"},
      old_components={"Cat": CAT | obj(kind=STRING, fur={"enum": ["short", "long"]}), "Dog": DOG},
      new_components={"Cat": CAT | obj(kind=STRING, fur={"enum": ["short"]}), "Dog": DOG}),
    N("a cycle through conjuncts", ref("Base"), ref("Base"), {"v": "aaaa"},
      old_components={"Base": {"type": "object", "properties": {"v": STRING, "sub": {"allOf": [ref("Base")]}}}},
      new_components={"Base": {"type": "object", "properties": {"v": {"type": "string", "maxLength": 3},
                                                                "sub": {"allOf": [ref("Base")]}}}}),
    N("a choice that contains itself", ref("Json"), ref("Json"), [[1]],
      old_components={"Json": {"anyOf": [INTEGER, arr(ref("Json"))]}},
      new_components={"Json": {"anyOf": [INTEGER, arr(INTEGER)]}}, mirror="error"),
]  # fmt: skip

NARROWED = [*TYPES, *VALUES, *TEXTS, *NUMBERS, *ARRAYS, *OBJECTS, *CHOICES]
