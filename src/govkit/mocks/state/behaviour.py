"""Calls performed on records: what was written is read, what is gone is gone, repetitions are known."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any
from urllib.parse import quote, unquote

from govkit.mocks.drawing import Drawing, Undrawable
from govkit.mocks.json_text import write_json
from govkit.mocks.messages import Answer, JsonObject, Outcome, Refused
from govkit.mocks.responses import NOTHING
from govkit.mocks.state.listing import Listing, enveloped, link_header
from govkit.mocks.state.making import (
    defaults,
    fitted,
    merged,
    new_key,
    nulls_kept,
    outcome_of,
    plainly,
    stamp,
)
from govkit.mocks.state.resources import Deed, Part, Resource, Resources, json_media
from govkit.mocks.state.store import Clock, Record, Store, Table
from govkit.mocks.state.words import VERSIONS, singular
from govkit.mocks.system import Call, Served, System

_MOST_KEPT = 10_000
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Behaviour:
    """The state of one system, and what calls do to it."""

    def __init__(self, system: System, clock: Clock) -> None:
        self._system = system
        self._clock = clock
        self.store = Store()
        self._resources: Resources | None = None
        self._listings: dict[int, Listing] = {}
        self._kept: OrderedDict[tuple[str, str], tuple[str, Answer]] = OrderedDict()

    @property
    def resources(self) -> Resources:
        """What was inferred, at the first call."""
        if self._resources is None:
            self._resources = Resources(self._system.operations)
        return self._resources

    def reset(self) -> None:
        """Forgets everything."""
        self.store.clear()
        self._kept.clear()

    # ----------------------------------------------------------------------------------------------------- repetitions

    def perform(self, call: Call) -> Outcome:
        """Performs a call; one that repeats another gets its answer (draft-ietf-httpapi-idempotency-key-header)."""
        key = _idempotency_key(call)
        if key is None:
            return self._performed(call)
        place = (call.served.operation.name, key)
        digest = hashlib.sha256(b"\0".join((call.request.path.encode(), write_json(call.content.value)))).hexdigest()
        known = self._kept.get(place)
        if known is not None:
            if known[0] != digest:
                status, *others = _reuse(call.served)
                raise Refused(status, "the Idempotency-Key was used for another request", others=tuple(others))
            answer = known[1]
            return Outcome(Answer(answer.status, [*answer.headers, ("Idempotent-Replayed", "true")], answer.body))
        outcome = self._performed(call)
        self._kept[place] = digest, outcome.answer
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return outcome

    def _performed(self, call: Call) -> Outcome:
        part = self.resources.part(call.served)
        self._check_parents(call, part)
        match part.deed:
            case Deed.LIST:
                return Outcome(self._list(call, part))
            case Deed.CREATE:
                return self._create(call, part)
            case Deed.READ:
                return Outcome(self._read(call, part))
            case Deed.REPLACE | Deed.MERGE | Deed.ACT:
                return self._change(call, part)
            case Deed.DELETE:
                return self._delete(call, part)
            case Deed.READ_PART | Deed.WRITE_PART:
                return self._part(call, part)
        return Outcome(self._unstated(call), call.served.method in _WRITES)

    def _unstated(self, call: Call) -> Answer:
        responses = call.served.responses
        return responses.answer(responses.usual, call.request.headers.get("accept"))

    # --------------------------------------------------------------------------------------------------------- records

    def table(self, resource: Resource) -> Table:
        """The records of a resource; at first those that the examples of the document show."""
        table = self.store.table(resource.name)
        if not table.seeded:
            table.seeded = True
            for value in self._examples(resource):
                self.add(resource, table, value, {})
        return table

    def empty(self, resource: Resource) -> None:
        """Takes all records of a resource away, the examples too."""
        self.store.tables.pop(resource.name, None)
        self.store.table(resource.name).seeded = True

    def _examples(self, resource: Resource) -> list[JsonObject]:
        found: list[JsonObject] = []
        keys: set[str] = set()
        for served, deed in self.resources.seeds(resource):
            media = json_media(served)
            if media is None:
                continue
            listed = self.resources.part(served).listed
            for _, value, _ in served.responses.examples_of(media):
                whole = value.get(listed.property) if listed and listed.property and isinstance(value, dict) else value
                for one in whole if isinstance(whole, list) and deed is Deed.LIST else [whole]:
                    if isinstance(one, dict) and resource.item.accepts(one):
                        key = plainly(one, resource.id_field) if resource.id_field else str(len(found))
                        if key not in keys and key:
                            keys.add(key)
                            found.append(one)
        if not found:
            drawn = self._base(resource)
            if drawn:
                table = self.store.table(resource.name)
                if resource.id_field is not None:
                    drawn = drawn | {resource.id_field: new_key(resource, table, self._drawing)}
                found = [drawn] if resource.item.accepts(drawn) else []
        return found

    @property
    def _drawing(self) -> Drawing:
        return self._system.schemas.drawing

    def _base(self, resource: Resource) -> JsonObject:
        """A whole record, that gives what is missing elsewhere."""
        return self._drawn(resource.item.spot)

    def _drawn(self, spot: Any) -> JsonObject:
        try:
            value = self._drawing.of(spot)
        except Undrawable:
            return {}
        return value if isinstance(value, dict) else {}

    def add(self, resource: Resource, table: Table, value: JsonObject, links: dict[str, str]) -> Record:
        """A record of a value that is whole."""
        key = plainly(value, resource.id_field) if resource.id_field else ""
        return table.add(key or str(table.made + 1), value, links)

    def _above(self, call: Call, part: Part) -> dict[str, tuple[str, str | None]]:
        """The values of the parameters above, each with the field that tells the same."""
        return {name: (_text(call, name), field) for _, name, field in part.above}

    def _belongs(self, record: Record, above: dict[str, tuple[str, str | None]]) -> bool:
        for name, (value, field) in above.items():
            if field is not None:
                if plainly(record.value, field) != value:
                    return False
            elif record.links.get(name, value) != value:
                return False
        return True

    def _found(self, call: Call, part: Part) -> Record | None:
        """The record that a call names, None where it never was and the API has no word for that. Raises Refused."""
        resource = part.resource
        assert resource is not None
        assert part.own is not None
        table, key = self.table(resource), _own(call, part.own)
        above = self._above(call, part)
        for record in table.named(key):
            if self._belongs(record, above):
                return record
        if key in table.deleted or _says_missing(call.served):
            raise Refused(404, f"there is no {_one(resource)} `{key[:100]}`", others=(410,))
        return None

    def _check_parents(self, call: Call, part: Part) -> None:
        for resource, at in part.parents:
            if resource is part.resource and at == part.own:
                continue
            key = _own(call, at)
            if not self.table(resource).named(key) and _says_missing(call.served):
                raise Refused(404, f"there is no {_one(resource)} `{key[:100]}`", others=(410,))

    # ----------------------------------------------------------------------------------------------------------- deeds

    def _list(self, call: Call, part: Part) -> Answer:
        resource, form = part.resource, part.listed
        assert resource is not None
        assert form is not None
        listing = self._listings.get(id(call.served))
        if listing is None:
            listing = self._listings[id(call.served)] = Listing(call.served, resource)
        above = self._above(call, part)
        records = [record for record in self.table(resource) if self._belongs(record, above)]
        page = listing.page(call, records)
        item = self._system.schemas.checked(form.items)
        items = [fit for record in page.records if (fit := self._shown(record.value, item)) is not None]
        base = self._drawn(form.whole.spot) if form.property else {}
        value = enveloped(form, page, items, call, base)
        answer = self._stated(call, call.served.responses.usual, value)
        link = link_header(page, call)
        if link is not None and answer.status < 300:
            answer.headers.append(("Link", link))
        return answer

    def _shown(self, value: JsonObject, checked: Any) -> JsonObject | None:
        if checked.accepts(value):
            return value
        return fitted(value, checked, self._drawn(checked.spot))

    def _create(self, call: Call, part: Part) -> Outcome:
        resource = part.resource
        assert resource is not None
        table = self.table(resource)
        body = _sent(call)
        above = self._above(call, part)
        value = {**defaults(resource.item), **body}
        value |= {field: _typed(resource, field, text) for text, field in above.values() if field is not None}
        if resource.id_field is not None:
            given = plainly(body, resource.id_field)
            if given and any(self._belongs(one, above) for one in table.named(given)):
                raise Refused(409, f"there is a {_one(resource)} `{given[:100]}` already", others=(422, 400))
            if not given:
                value[resource.id_field] = new_key(resource, table, self._drawing)
        stamp(resource, value, self._clock.now(), created=True)
        whole = self._whole(resource, value)
        links = {name: text for name, (text, field) in above.items() if field is None}
        key = plainly(whole, resource.id_field) if resource.id_field else ""
        if key and any(self._belongs(one, above) for one in table.named(key)):
            raise Refused(409, f"there is a {_one(resource)} `{key[:100]}` already", others=(422, 400))
        record = self.add(resource, table, whole, links)
        self._versioned(resource, record)
        answer = self._stated(call, call.served.responses.usual, record.value)
        self._tell(answer, record)
        if answer.status == 201:
            answer.headers = [one for one in answer.headers if one[0].lower() != "location"]
            answer.headers.append(("Location", _address(call, resource, record)))
        return Outcome(answer, True)

    def _whole(self, resource: Resource, value: JsonObject) -> JsonObject:
        if resource.item.accepts(value):
            return value
        return fitted(value, resource.item, self._base(resource)) or value

    def _read(self, call: Call, part: Part) -> Answer:
        record = self._found(call, part) or self._appeared(call, part)
        if record is None:
            return self._unstated(call)
        tag = _tag(record)
        asked = call.request.headers.get("if-none-match")
        if asked is not None and (asked.strip() == "*" or tag in (one.strip() for one in asked.split(","))):
            return Answer(304, [("ETag", tag)])
        answer = self._stated(call, call.served.responses.usual, record.value)
        self._tell(answer, record)
        return answer

    def _appeared(self, call: Call, part: Part) -> Record | None:
        """A record for a name that never was, where the API has no word for that."""
        resource = part.resource
        assert resource is not None
        assert part.own is not None
        value = dict(self._base(resource))
        if not value:
            return None
        if resource.id_field is not None:
            value[resource.id_field] = _typed(resource, resource.id_field, _own(call, part.own))
        above = self._above(call, part)
        value |= {field: _typed(resource, field, text) for text, field in above.values() if field is not None}
        table = self.table(resource)
        links = {name: text for name, (text, field) in above.items() if field is None}
        return table.add(_own(call, part.own), self._whole(resource, value), links)

    def _change(self, call: Call, part: Part) -> Outcome:
        resource = part.resource
        assert resource is not None
        declared = call.served.operation.responses
        creates = part.deed is Deed.REPLACE and "201" in declared
        try:
            record = self._found(call, part)
        except Refused:
            if not creates:
                raise
            record = None
        status = call.served.responses.usual
        if record is None:
            if "if-match" in call.request.headers:
                raise Refused(412, "there is nothing that If-Match could name", others=(409, 404))
            record = self._appeared(call, part)
            if record is None:
                return Outcome(self._unstated(call), True)
            status = 201 if creates else status
        else:
            _check_version(call, record, resource)
            status = 200 if "200" in declared else status
        now = self._clock.now()
        value = self._changed(call, part, record, resource)
        if resource.id_field is not None:
            value[resource.id_field] = record.value.get(resource.id_field)
        stamp(resource, value, now, created=status == 201)
        record.value = self._whole(resource, value)
        record.version += status != 201
        self._versioned(resource, record)
        answer = self._stated(call, status, record.value)
        self._tell(answer, record)
        return Outcome(answer, True)

    def _changed(self, call: Call, part: Part, record: Record, resource: Resource) -> JsonObject:
        body = _sent(call)
        if part.deed is Deed.REPLACE:
            kept = {
                name: inner for name, inner in record.value.items() if name not in body and name not in _writable(call)
            }
            return {**kept, **defaults(resource.item), **body} if body or not kept else {**record.value, **body}
        if part.deed is Deed.ACT:
            taken = {name: inner for name, inner in body.items() if resource.fields and name in resource.item.names()}
            changed = {**record.value, **taken, **outcome_of(part.word, resource.item, resource.fields)}
            return (
                changed
                if resource.item.accepts(changed)
                else {**record.value, **outcome_of(part.word, resource.item, resource.fields)}
            )
        return nulls_kept(merged(record.value, body), body, resource.item)

    def _delete(self, call: Call, part: Part) -> Outcome:
        resource = part.resource
        assert resource is not None
        record = self._found(call, part)
        status = call.served.responses.usual
        if record is None:
            return Outcome(self._unstated(call), True)
        _check_version(call, record, resource)
        self.table(resource).remove(record)
        answer = self._stated(call, status, record.value)
        return Outcome(answer, True)

    def _part(self, call: Call, part: Part) -> Outcome:
        """A part of an item, or a thing that there is one of: as written last, at first as the example has it."""
        parts, word = self.store.parts, part.word if part.resource is not None else call.request.path
        if part.resource is not None:
            record = self._found(call, part)
            if record is None:
                return Outcome(self._unstated(call), part.deed is Deed.WRITE_PART)
            parts = record.parts
        media = json_media(call.served)
        known = parts.get(word)
        if known is None and media is not None:
            known = call.served.responses.value(media)
            known = None if known is NOTHING else known
        if part.deed is Deed.WRITE_PART and call.content.is_there:
            body = call.content.value
            both = isinstance(known, dict) and isinstance(body, dict)
            known = merged(known, body) if both else body
            parts[word] = known
        status = call.served.responses.usual
        return Outcome(self._stated(call, status, known), part.deed is Deed.WRITE_PART)

    # --------------------------------------------------------------------------------------------------------- answers

    def _stated(self, call: Call, status: int, value: Any) -> Answer:
        """An answer with a value, mended where its schema is another than that of the record."""
        responses, accept = call.served.responses, call.request.headers.get("accept")
        answer = responses.stated(status, accept, value)
        if answer is None and isinstance(value, dict):
            _, _, media = responses.media_of(status, accept)
            if media is not None:
                checked = responses.checked(media)
                mended = fitted(value, checked, self._drawn(checked.spot))
                answer = responses.stated(status, accept, mended) if mended is not None else None
        if answer is None:
            found = responses.answer(status, accept)
            answer = Answer(found.status, list(found.headers), found.body)
        return answer

    def _tell(self, answer: Answer, record: Record) -> None:
        answer.headers = [one for one in answer.headers if one[0].lower() != "etag"]
        answer.headers.append(("ETag", _tag(record)))

    def _versioned(self, resource: Resource, record: Record) -> None:
        for word in VERSIONS:
            name = resource.fields.get(word)
            if name is not None and resource.item.member(name).shape.types <= {"integer", "number"}:
                record.value[name] = record.version


def _tag(record: Record) -> str:
    return f'"{record.version}"'


def _check_version(call: Call, record: Record, resource: Resource) -> None:
    """Raises Refused where the caller speaks of another version (RFC 9110, section 13.1.1; RFC 6585, section 3)."""
    asked = call.request.headers.get("if-match")
    tag = _tag(record)
    if asked is None:
        if "428" in call.served.operation.responses:
            raise Refused(428, "the header If-Match must name the version that is changed")
    elif asked.strip() != "*" and tag not in (one.strip() for one in asked.split(",")):
        raise Refused(412, f"the record has the version {tag} by now", others=(409,))
    body = call.content.value
    for word in VERSIONS:
        name = resource.fields.get(word)
        sent = body.get(name) if name is not None and isinstance(body, dict) else None
        held = record.value.get(name) if name is not None else None
        if sent is not None and isinstance(held, int) and sent != held:
            raise Refused(409, f"the record has the version {held} by now", others=(412, 422))


def _idempotency_key(call: Call) -> str | None:
    """The key of a write, where the operation declares that it takes one."""
    if call.served.method not in _WRITES:
        return None
    for place, name in call.parameters:
        if place == "header" and name.lower() in ("idempotency-key", "x-idempotency-key"):
            return str(call.parameters[place, name])
    return None


def _reuse(served: Served) -> tuple[int, ...]:
    """How a key that was used is refused: with 422, unless the API says of 409 that it means this."""
    conflict = served.operation.responses.get("409")
    return (409, 422, 400) if conflict and "idempoten" in str(conflict.node.value).lower() else (422, 409, 400)


def _says_missing(served: Served) -> bool:
    names = served.operation.responses
    return bool({"404", "410", "4XX", "default"} & names.keys())


def _own(call: Call, at: int) -> str:
    """The text of a path parameter by its place."""
    return unquote(call.segments[at])


def _text(call: Call, name: str) -> str:
    value = call.parameters.get(("path", name))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _typed(resource: Resource, field: str, text: str) -> Any:
    """A text of a path as the field has it."""
    checked = resource.item.member(field)
    if "string" not in checked.shape.types and text.lstrip("-").isdigit() and text.isascii():
        return int(text[:300])
    return text


def _sent(call: Call) -> JsonObject:
    """The members of a body, without those that only the server sets."""
    body = call.content.value
    if not isinstance(body, dict):
        return {}
    unsent = call.content.checked.shape.unsent if call.content.checked is not None else frozenset[str]()
    return {name: inner for name, inner in body.items() if name not in unsent}


def _writable(call: Call) -> frozenset[str]:
    """The members that a body may have."""
    return frozenset(call.content.checked.names()) if call.content.checked is not None else frozenset()


def _address(call: Call, resource: Resource, record: Record) -> str:
    """Where a record is read that was just made."""
    key = quote(record.key, safe="-._~")
    place = f"{call.request.path.rstrip('/')}/{key}"
    if resource.path is not None and resource.path.count("{") == 1:
        place = f"{resource.path.partition('{')[0]}{key}"
    return f"{call.request.root}{place}"


def _one(resource: Resource) -> str:
    """What one of the records is called."""
    return singular(resource.name.rpartition("/")[2])
