"""What requests and answers carry: the schemas of their JSON, and whether an answer is a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govkit.checks.lint.surface.names import is_plural, words
from govkit.checks.lint.surface.sites import OperationSite, Raw
from govkit.checks.lint.surface.surface import Surface, types_of
from govkit.spec.documents import Document, Node
from govkit.spec.openapi import MediaType, Response

_LISTS = frozenset({"data", "items", "results", "records", "values", "content", "list", "entries", "rows", "elements"})
"""What the member of an answer is called that holds the items, whatever they are."""


def is_json(media_type: str) -> bool:
    """Whether a body of this media type is JSON."""
    name = media_type.partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json")


def json_schemas(content: Iterable[MediaType]) -> Iterator[tuple[Document, Raw]]:
    """The schemas of those representations that are JSON, each with the document that it stands in."""
    for media in content:
        schema = media.schema
        if is_json(media.name) and schema is not None and isinstance(schema.value, dict):
            yield schema.document, schema.value


def members_of(surface: Surface, content: Iterable[MediaType]) -> dict[str, Raw]:
    """The properties of a JSON body, in any of its representations."""
    found: dict[str, Raw] = {}
    for document, raw in json_schemas(content):
        found |= surface.members(document, raw)
    return found


def carries(site: OperationSite) -> bool:
    """Whether an operation takes a body that may hold something: some write an empty form where nothing is taken."""
    body = site.operation.body
    if body is None:
        return False
    schemas = [media.schema for media in body.content.values()]
    return any(
        one is None or "object" not in types_of(_plain(site, one)) or _may_hold(_plain(site, one)) for one in schemas
    )


def _plain(site: OperationSite, node: Node) -> Raw:
    return site.surface.plainness.of(node.document, node.value)


def _may_hold(plain: Raw) -> bool:
    words = ("properties", "additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf")
    return any(plain.get(word) for word in words)


def successes(site: OperationSite) -> list[Response]:
    """What an operation answers when all goes well."""
    return [one for status, one in site.operation.responses.items() if status.startswith("2")]


@dataclass(frozen=True, slots=True)
class Listing:
    """An answer that is a list, and the member in which the items are; None where it is the array itself."""

    response: Response
    member: str | None


def listing_of(site: OperationSite) -> Listing | None:
    """The list that an operation answers, read off its path and the answer; None where it answers none."""
    last = site.segments[-1]
    if site.method != "GET" or "{" in last or not is_plural(last):
        return None
    for response in successes(site):
        for document, raw in json_schemas(response.content.values()):
            member = _items_of(site.surface, document, raw, last)
            if member is not None:
                return Listing(response, member or None)
    return None


def _items_of(surface: Surface, document: Document, raw: Raw, last: str) -> str | None:
    """The member that holds the items, empty where they are the whole answer; None where there are none."""
    plain = surface.plainness.of(document, raw)
    if "array" in types_of(plain):
        return ""
    arrays = {name: one for name, one in surface.members(document, raw).items() if "array" in types_of(one)}
    for name in arrays:
        if name.lower() in _LISTS or words(name)[-1:] == words(last)[-1:]:
            return name
    return None
