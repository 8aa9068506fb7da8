"""How what commands write is declared: as a JSON Schema (2020-12), put together of few parts.

What a record always has and what it may leave out are told apart; `maybe` is what may be null.
"""

from __future__ import annotations

from govkit.portal.api.schemas import Json, anything, count, flag, moment, one_of, record, text

__all__ = [
    "Json", "anything", "count", "decimal", "either", "flag", "free", "many", "maybe", "moment", "named", "number",
    "one_of", "record", "ref", "text", "texts",
]  # fmt: skip


def number(words: str) -> Json:
    """A whole number that names something."""
    return {"type": "integer", "description": words}


def decimal(words: str) -> Json:
    """A number that measures something."""
    return {"type": "number", "description": words}


def many(words: str, items: Json) -> Json:
    """A list."""
    return {"type": "array", "description": words, "items": items}


def texts(words: str) -> Json:
    """A list of texts."""
    return many(words, {"type": "string"})


def named(words: str, value: Json) -> Json:
    """An object whose members are names of something, all with values of one sort."""
    return {"type": "object", "description": words, "additionalProperties": value}


def free(words: str) -> Json:
    """An object whose members somebody else decides."""
    return {"type": "object", "description": words, "additionalProperties": True}


def ref(name: str, words: str = "") -> Json:
    """A shape that several commands write."""
    return {"$ref": f"#/$defs/{name}"} | ({"description": words} if words else {})


def maybe(form: Json) -> Json:
    """The same, or null."""
    if "enum" in form:
        return {name: one for name, one in form.items() if name != "type"} | {"enum": [*form["enum"], None]}
    if "$ref" in form:
        words = {"description": form["description"]} if "description" in form else {}
        return {**words, "anyOf": [{"$ref": form["$ref"]}, {"type": "null"}]}
    return {**form, "type": [form["type"], "null"]}


def either(*forms: Json) -> Json:
    """One of several; the words of each say when it is."""
    return {"anyOf": list(forms)}
