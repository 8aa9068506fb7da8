"""Deviations of a mock, drawn by a seed from what its description says: each makes it a wrong provider in one way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.checks.pacts.fuzz import bundled
from govkit.spec.openapi import Contract
from tests.checks.pacts.deviating import Deviation


@dataclass(frozen=True)
class Wrong:
    """One way to be wrong, by name, and the deviations that make it so."""

    name: str
    deviations: tuple[Deviation, ...]


@dataclass(frozen=True)
class Member:
    """A member of a successful answer: its way, whether it has to be there, and its schema."""

    operation: str
    path: str
    required: bool
    schema: dict[str, Any]
    closed: bool


class Drawing:
    """What can be wrong with an API, drawn by a seed."""

    def __init__(self, contract: Contract, seed: int) -> None:
        self._tree = bundled(contract)
        self._random = random.Random(seed)
        self._operations = dict(self._named())
        self._members = [member for name in self._operations for member in self._answered(name)]

    def wrongs(self) -> list[Wrong]:
        """One of each way that the API has a place for."""
        return [wrong for wrong in (*self._of_bodies(), *self._of_answers(), *self._of_records()) if wrong is not None]

    # ------------------------------------------------------------------------------------------------------- bodies

    def _of_bodies(self) -> Iterator[Wrong | None]:
        members = self._members
        required = [one for one in members if one.required]
        yield self._member("a required field is missing", required, "drop")
        yield self._member("a field is null", [one for one in required if not self._may_be(one, "null")], "set", None)
        texts = [one for one in required if self._only(one, "string")]
        yield self._member("a text is a number", texts, "set", 7)
        numbers = [one for one in required if self._only(one, "integer") or self._only(one, "number")]
        yield self._member("a number is a text", numbers, "set", "seven")
        enums = [one for one in required if "enum" in one.schema and self._only(one, "string")]
        yield self._member("a value is outside of its enumeration", enums, "set", "no-such-value")
        dates = [one for one in required if one.schema.get("format") == "date-time" and self._only(one, "string")]
        yield self._member("a time is of another format", dates, "set", "yesterday")
        lists = [one for one in required if self._only(one, "array")]
        yield self._member("a list is an object", lists, "set", {})
        closed = [one for one in members if one.closed]
        extra = self._member("a closed object has one field more", closed, "set", True)
        if extra is not None:
            said = dict(extra.deviations[0])
            said["path"] = f"{str(said['path']).rpartition('/')[0]}/noSuchField".lstrip("/")
            yield Wrong(extra.name, (said,))

    def _member(self, name: str, members: list[Member], deed: str, value: Any = ...) -> Wrong | None:
        usual = [one for one in members if one.operation.startswith("GET ")]
        if not usual:
            return None
        one = self._random.choice(usual)
        said: dict[str, Any] = {"at": one.operation, "do": deed, "path": one.path}
        return Wrong(name, ({**said, **({} if value is ... else {"value": value})},))

    def _may_be(self, member: Member, kind: str) -> bool:
        said = member.schema.get("type", [kind])
        return kind in (said if isinstance(said, list) else [said]) or not self._plain(member)

    def _only(self, member: Member, kind: str) -> bool:
        return self._plain(member) and member.schema.get("type") in (kind, [kind])

    @staticmethod
    def _plain(member: Member) -> bool:
        return not member.schema.keys() & {"oneOf", "anyOf", "allOf", "not", "if"}

    # ------------------------------------------------------------------------------------------------------ answers

    def _of_answers(self) -> Iterator[Wrong | None]:
        gets = [name for name in self._operations if name.startswith("GET ") and "200" in self._responses(name)]
        yield self._one("another status", gets, do="status", **{"from": 200, "to": 206})
        yield self._one("it breaks", gets, do="answer", status=500)
        yield self._one("another media type", gets, do="media", to="text/html")
        posts = [name for name in self._operations if name.startswith("POST ") and "201" in self._responses(name)]
        yield self._one("a new record is announced as an old one", posts, do="status", **{"from": 201, "to": 202})
        strict = [name for name in posts if "422" in self._responses(name) or "400" in self._responses(name)]
        yield self._one("a body that is forbidden is taken", strict, do="agree", to=[400, 415, 422])
        yield self._one("a body that is allowed is refused", posts, do="status", **{"from": 201, "to": 422})
        located = [name for name in posts if "Location" in self._headers(name, "201")]
        yield self._one("the new record has no location", located, do="unsaid", header="Location")
        tagged = [name for name in gets if "ETag" in self._headers(name, "200")]
        yield self._one("a record has no tag", tagged, do="unsaid", header="ETag")
        secured = [name for name in gets if "401" in self._responses(name)]
        yield self._one("whoever comes is let in", secured, do="open")
        yield Wrong("a method that is not described is served", ({"at": "TRACE", "do": "answer", "status": 200},))

    def _of_records(self) -> Iterator[Wrong | None]:
        items = [
            name
            for name in self._operations
            if name.startswith("GET ") and name.endswith("}") and "404" in self._responses(name)
        ]
        yield self._one("whatever is asked for is there", items, do="agree", to=[404])
        item = self._random.choice(items)
        first = {"at": item, "do": "first"}
        yield Wrong("another record than the one that was asked for", (first,))
        made = [name for name in items if f"POST {name[4:].rpartition('/')[0]}" in self._operations]
        if made:
            item = self._random.choice(made)
            name = item[4:].rpartition("/")[0]
            yield Wrong(
                "what was made is not there",
                ({"at": f"POST {name}", "do": "forget", "key": "id"}, {"at": item, "do": "forget", "key": "id"}),
            )
        gone = [name for name in items if f"DELETE {name[4:]}" in self._operations]
        if gone:
            item = self._random.choice(gone)
            yield Wrong("what was deleted is still there", ({"at": f"* {item[4:]}", "do": "keep"},))
        filtered = [
            (name, parameter["name"])
            for name in self._operations
            if name.startswith("GET ") and "{" not in name
            for parameter in self._parameters(name)
            if parameter.get("in") == "query" and "enum" in self._followed(parameter.get("schema", {}))
            if parameter["name"] in self._items(name)
        ]
        if filtered:
            name, parameter = self._random.choice(filtered)
            yield Wrong("a filter is ignored", ({"at": name, "do": "unfiltered", "parameter": parameter},))
        yield from self._of_pages()

    def _of_pages(self) -> Iterator[Wrong]:
        for parameter in ("offset", "cursor"):
            paged = [
                name
                for name in self._operations
                if name.startswith("GET ") and "{" not in name
                if parameter in {one.get("name") for one in self._parameters(name)}
            ]
            if paged:
                name = self._random.choice(paged)
                said = {"at": name, "do": "unfiltered", "parameter": parameter}
                yield Wrong("the next page is the first again", (said,))

    def _one(self, name: str, operations: list[str], **said: Any) -> Wrong | None:
        return Wrong(name, ({"at": self._random.choice(operations), **said},)) if operations else None

    # -------------------------------------------------------------------------------------------------- descriptions

    def _named(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, item in self._tree["paths"].items():
            for method, operation in item.items():
                if method in ("get", "put", "post", "delete", "patch"):
                    shared = item.get("parameters", [])
                    parameters = [*shared, *operation.get("parameters", [])]
                    yield f"{method.upper()} {path}", {**operation, "parameters": parameters}

    def _followed(self, value: Any) -> Any:
        while isinstance(value, dict) and isinstance(value.get("$ref"), str) and value["$ref"].startswith("#/"):
            found: Any = self._tree
            for step in value["$ref"][2:].split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            value = found
        return value

    def _responses(self, name: str) -> dict[str, Any]:
        responses: dict[str, Any] = self._operations[name]["responses"]
        return responses

    def _headers(self, name: str, status: str) -> set[str]:
        return set(self._followed(self._responses(name).get(status, {})).get("headers", {}))

    def _parameters(self, name: str) -> list[dict[str, Any]]:
        return [self._followed(one) for one in self._operations[name]["parameters"]]

    def _schema(self, name: str) -> Any:
        content = self._followed(self._responses(name).get("200", {})).get("content", {})
        return self._followed(content.get("application/json", {}).get("schema", {}))

    def _items(self, name: str) -> set[str]:
        return {one.path.rpartition("/")[2] for one in self._answered(name) if "*" in one.path}

    def _answered(self, name: str) -> Iterator[Member]:
        yield from self._inside(name, self._schema(name), "", 0)

    def _inside(self, name: str, schema: Any, path: str, depth: int) -> Iterator[Member]:
        if not isinstance(schema, dict) or depth > 3:
            return
        if schema.get("type") == "array":
            yield from self._inside(name, self._followed(schema.get("items")), f"{path}*/", depth + 1)
        required = set(schema.get("required", []))
        closed = schema.get("additionalProperties") is False
        for key, inner in schema.get("properties", {}).items():
            followed = self._followed(inner)
            if isinstance(followed, dict):
                yield Member(name, f"{path}{key}", key in required, followed, closed)
                if followed.get("type") == "array" and depth == 0 and not name.endswith("}"):  # a list of records
                    items = self._followed(followed.get("items"))
                    yield from self._inside(name, items, f"{path}{key}/*/", depth + 2)
