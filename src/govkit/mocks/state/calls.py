"""What a call says of records: which one it names, which version of it, what it sends."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import quote, unquote

from govkit.mocks.messages import JsonObject, Refused
from govkit.mocks.responses import TAG_FORMS
from govkit.mocks.schemas import Checked
from govkit.mocks.state.keys import field_at
from govkit.mocks.state.making import plainly
from govkit.mocks.state.resources import Part, Places, Resource
from govkit.mocks.state.store import Record, Table
from govkit.mocks.state.words import VERSIONS, plain, singular
from govkit.mocks.system import Call, Served

Above = dict[str, tuple[str, str | None]]
"""The values of the parameters above an item, each with the field that tells the same."""


def above_of(call: Call, part: Part) -> Above:
    """What a call says of the items above the one that it is about."""
    return {name: (_text(call, name), field) for _, name, field in part.above} if part.above else {}


def belongs(record: Record, above: Above) -> bool:
    """Whether a record stands below those items."""
    for name, (value, field) in above.items():
        if field is not None:
            if plainly(record.value, field) != value:
                return False
        elif record.links.get(name, value) != value:
            return False
    return True


def members_above(resource: Resource, above: Above) -> JsonObject:
    """The fields of a record that tell where it stands."""
    if not above:
        return {}
    return {field: typed(resource.item.member(field), text) for text, field in above.values() if field is not None}


def links_above(above: Above) -> dict[str, str]:
    """What no field of a record tells of where it stands."""
    return {name: text for name, (text, field) in above.items() if field is None} if above else {}


def own(call: Call, at: Places) -> str:
    """The key that a path tells at some places, as `Key.of` has it."""
    return "/".join(unquote(call.segments[place]) for place in at)


def named_by(call: Call, part: Part) -> list[Any]:
    """What a path tells of the fields of the key of its item, each as the field has it."""
    resource = part.resource
    assert resource is not None
    fields = zip(resource.key.ways, part.own, strict=False)  # there may be no field that tells it
    return [typed(field_at(resource.item, way), unquote(call.segments[place])) for way, place in fields]


def _text(call: Call, name: str) -> str:
    value = call.parameters.get(("path", name))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def typed(checked: Checked, text: str) -> Any:
    """A text of a path as a field has it."""
    if "string" not in checked.shape.types and text.lstrip("-").isdigit() and text.isascii():
        return int(text[:300])
    return text


def sent(call: Call) -> JsonObject:
    """The members of a body, without those that only the server sets."""
    body = call.content.value
    if not isinstance(body, dict):
        return {}
    unsent = call.content.checked.shape.unsent if call.content.checked is not None else frozenset[str]()
    return {name: inner for name, inner in body.items() if name not in unsent}


def all_sent(call: Call, part: Part) -> list[JsonObject]:
    """The records that a body states, without the members that only the server sets, or that no record has."""
    resource, checked = part.resource, call.content.checked
    assert resource is not None
    if part.body is None:
        body = call.content.value
        unsent = checked.shape.unsent if checked is not None else ()
        return [kept_of(body, resource, unsent)] if isinstance(body, dict) else []
    unsent = part.body.core.shape.unsent
    return [kept_of(one, resource, unsent) for one in part.body.within(call.content.value)]


def kept_of(value: JsonObject, resource: Resource, unsent: Collection[str] = ()) -> JsonObject:
    """What a record keeps of a statement: orders to the server, such as `expand`, are none of it."""
    known, hidden = resource.known, resource.item.shape.unsent
    if not unsent and not hidden and (known is None or known.issuperset(value)):
        return value
    return {
        name: inner
        for name, inner in value.items()
        if name not in unsent and name not in hidden and (known is None or name in known)
    }


def one_sent(call: Call, part: Part) -> JsonObject:
    """The record that a body states; empty where it states none."""
    found = all_sent(call, part)
    return found[0] if found else {}


def writable(call: Call, part: Part) -> frozenset[str]:
    """The members that a body may have."""
    core = part.body.core if part.body is not None else call.content.checked
    return frozenset(core.names()) if core is not None else frozenset()


def named(
    resource: Resource, table: Table, key: str, others: Iterable[str], above: Above | None = None
) -> list[Record]:
    """The records that a text names: by their identifier, else by another field, also as `code-…` says it."""
    below = above or {}
    members = {field: text for text, field in below.values() if field is not None}
    found = table.among(key, members, links_above(below))
    if found:
        return found
    field, mark, value = key.partition("-")
    own = resource.fields.get(plain(field)) if mark and value else None
    for name, text in [*((one, key) for one in others), *([(own, value)] if own is not None else [])]:
        numbers = table.where(name, (text,))
        if numbers:
            return [table.record(seq) for seq in numbers]
    return []


def says_missing(served: Served) -> bool:
    """Whether an operation has a word for what is not there."""
    names = served.operation.responses
    return bool({"404", "410", "4XX", "default"} & names.keys())


def missing(resource: Resource, key: str) -> Refused:
    """The refusal of a name that nothing has."""
    return Refused(404, f"there is no {one_of(resource)} `{key[:100]}`", others=(410,))


def one_of(resource: Resource) -> str:
    """What one of the records is called."""
    word = resource.name.rpartition("/")[2]
    return "record" if "{" in word else singular(word)


def tag(call: Call, record: Record) -> str:
    """The entity tag of a record (RFC 9110, section 8.8.3), spelled as the operation declares it."""
    return call.served.responses.tag_form.format(record.version)


_TAG = re.compile(r'(?:W/)?"[^"]*"')


def is_among(record: Record, asked: str, *, weakly: bool) -> bool:
    """Whether a header names the entity tag of a record, however the operation that told it spells tags.

    It is asked strongly for writes, weakly for reads (RFC 9110, section 8.8.3.2).
    """
    named = _TAG.findall(asked) or [one.strip() for one in asked.split(",")]
    held = {form.format(record.version) for form in TAG_FORMS}
    return asked.strip() == "*" or any((one.removeprefix("W/") if weakly else one) in held for one in named)


def check_version(call: Call, record: Record, resource: Resource) -> None:
    """Raises Refused where the caller speaks of another version (RFC 9110, section 13.1; RFC 6585, section 3)."""
    headers, held_tag = call.request.headers, tag(call, record)
    asked, excluded = headers.get("if-match"), headers.get("if-none-match")
    if asked is None and excluded is None and "428" in call.served.operation.responses:
        raise Refused(428, "the header If-Match must name the version that is changed")
    if asked is not None and not is_among(record, asked, weakly=False):
        raise Refused(412, f"the record has the version {held_tag} by now", others=(409,))
    if asked is None and excluded is not None and is_among(record, excluded, weakly=True):
        raise Refused(412, f"there is a record already, of the version {held_tag}", others=(409,))
    body = call.content.value
    for word in VERSIONS:
        name = resource.fields.get(word)
        said = body.get(name) if name is not None and isinstance(body, dict) else None
        held = record.value.get(name) if name is not None else None
        if said is not None and isinstance(held, int) and said != held:
            raise Refused(409, f"the record has the version {held} by now", others=(412, 422))


def address(call: Call, resource: Resource, record: Record) -> str:
    """Where a record is read that was just made."""
    safe = "-._~/" if len(resource.key.ways) > 1 else "-._~"
    key = record.key if record.key.isascii() and record.key.isalnum() else quote(record.key, safe=safe)
    place = f"{call.request.path.rstrip('/')}/{key}"
    if resource.path is not None and resource.path.count("{") == len(resource.key.ways):
        place = f"{resource.path.partition('{')[0]}{key}"
    return f"{call.request.root}{place}"
