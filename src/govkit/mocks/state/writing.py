"""What calls write: records made, changed and taken away, parts of them, and things that there is one of."""

from __future__ import annotations

import re
from typing import Any

from govkit.mocks.messages import Answer, JsonObject, Outcome, Refused
from govkit.mocks.responses import NOTHING
from govkit.mocks.state.calls import (
    Above,
    above_of,
    address,
    all_sent,
    belongs,
    check_version,
    members_above,
    one_sent,
    own,
    says_missing,
    writable,
)
from govkit.mocks.state.making import begin, nulls_kept, outcome_of, stamp
from govkit.mocks.state.patches import patched
from govkit.mocks.state.reading import Reading
from govkit.mocks.state.records import Records
from govkit.mocks.state.resources import Deed, Part, Resource, json_media
from govkit.mocks.state.store import MOST_HELD, Record, Table
from govkit.mocks.state.writes import Writes, taken
from govkit.mocks.system import Call
from govkit.spec.documents.merging import merged

JSON_PATCH, MERGE_PATCH = "application/json-patch+json", "application/merge-patch+json"
_LEAST = 256
"""Bytes that a record takes besides what is said of it."""

_MOST_AT_ONCE = 1_000
"""Records that one request makes."""


class Writing:
    """What calls write into the records of one system."""

    def __init__(self, records: Records, reading: Reading) -> None:
        self._records = records
        self._reading = reading

    def create(self, call: Call, part: Part, writes: Writes) -> Outcome:
        """Records made in a collection: all that a body states, or none."""
        writes.check(call, part, None)
        if self._records.store.held > MOST_HELD:
            raise _flooded()
        there = writes.instead(call, part)
        if there is not None:
            return Outcome(self._reading.told(call, part, _status(call, "200"), [there]))
        return self._created(call, part, writes)

    def _created(self, call: Call, part: Part, writes: Writes) -> Outcome:
        resource = part.resource
        assert resource is not None
        table, above = self._records.table(resource), above_of(call, part)
        stated = all_sent(call, part)
        if not stated and (part.body is None or not part.body.many):
            stated = [{}]
        shown: list[Record] = []
        new: list[Record] = []
        before: list[JsonObject | None] = []
        try:
            for body in stated[:_MOST_AT_ONCE]:
                there = self._there(resource, table, body, above)
                if there is not None and self._is_renewed(call, part, there):
                    before.append(there.value)
                    writes.change(call, part, there, self._merged(resource, there.value, body), new=False)
                    shown.append(there)
                else:
                    before.append(None)
                    stating = body if there is None else _without(body, resource.id_field)
                    shown.append(self._made(call, resource, table, stating, above, writes))
                    new.append(shown[-1])
        except Refused:
            for record in new:
                table.remove(record)
                table.deleted.discard(record.key)
            raise
        for record in shown:
            self._records.store.weigh(record, _LEAST + len(call.request.body) // len(shown))
        answer = self._reading.told(call, part, _status(call, "201" if new else "200"), shown)
        if len(shown) == 1 and answer.status == 201:
            answer.tell("Location", address(call, resource, shown[0]))
        answer = minimal(call, answer)
        if not shown:
            return Outcome(answer, True)
        more = list(zip(shown[1:], before[1:], strict=True)) if len(shown) > 1 else []
        return Outcome(answer, True, shown[0], before[0], more)

    @staticmethod
    def _is_renewed(call: Call, part: Part, there: Record) -> bool:
        """Whether a statement to a collection is about the record of its name; else it makes one of another name.

        Raises Refused where the name is the caller's to choose, and the operation only makes new ones.
        """
        resource = part.resource
        assert resource is not None
        declared = call.served.operation.responses
        renews = call.served.method == "PUT" or {"200", "201"} <= declared.keys()
        if renews or (part.body is not None and part.body.many and "409" not in declared):
            return True
        checked = part.body.core if part.body is not None else call.content.checked
        chosen = checked is not None and all(way[0] in checked.shape.required for way in resource.key.ways)
        if chosen or {"409", "4XX", "default"} & declared.keys():
            raise taken(resource, there.key)
        return False  # callers need not choose the name, and there is no word for one that is taken

    @staticmethod
    def _there(resource: Resource, table: Table, body: JsonObject, above: Above) -> Record | None:
        """The record that has the name that a statement gives."""
        given = resource.key.of(body)
        return next((one for one in table.named(given) if belongs(one, above)), None) if given else None

    def _made(
        self, call: Call, resource: Resource, table: Table, body: JsonObject, above: Above, writes: Writes
    ) -> Record:
        value = {**resource.mould.defaults, **body, **members_above(resource, above)}
        if resource.id_field is not None and not resource.key.of(body):
            value[resource.id_field] = writes.new_key(resource, table, value)
        begin(resource, value)
        stamp(resource, value, self._records.clock, created=True, said=body)
        return writes.create(call, resource, value, above)

    def _merged(self, resource: Resource, held: JsonObject, body: JsonObject) -> JsonObject:
        value = nulls_kept(merged(held, body), body, resource.item)
        stamp(resource, value, self._records.clock, created=False, said=body)
        return value

    def change(self, call: Call, part: Part, writes: Writes) -> Outcome:
        """A record replaced, merged with a patch, or acted upon."""
        resource = part.resource
        assert resource is not None
        declared = call.served.operation.responses
        creates = self._may_create(call, part)
        try:
            record = self._reading.found(call, part)
        except Refused:
            if not creates:
                raise
            record = None
        writes.check(call, part, record)
        status = call.served.responses.usual
        new = record is None
        if record is None:
            if "if-match" in call.request.headers:
                raise Refused(412, "there is nothing that If-Match could name", others=(409, 404))
            record = self._reading.appeared(call, part)
            if record is None:
                return Outcome(self._reading.unstated(call), True)
            status = 201 if creates and "201" in declared else status
        else:
            check_version(call, record, resource)
            status = 200 if "200" in declared else status
        before = record.value
        value = resource.key.kept(self._changed(call, part, record, resource), record.value)
        new = new and creates
        stamp(resource, value, self._records.clock, created=new)
        if self._records.store.held > MOST_HELD:
            raise _flooded()
        writes.change(call, part, record, value, new=new)
        self._records.store.weigh(record, len(call.request.body))
        answer = self._reading.told(call, part, status, [record])
        return Outcome(minimal(call, answer), True, record, None if new else before)

    def _may_create(self, call: Call, part: Part) -> bool:
        """Whether a call that names a record makes it where there is none.

        That is so where the operation says 201, and where a record bears the names that callers give it and nothing
        else of the API makes one.
        """
        resource = part.resource
        assert resource is not None
        replaces = part.deed is Deed.REPLACE
        if "201" in call.served.operation.responses:
            return replaces or call.served.method == "POST"
        return replaces and len(resource.key.ways) > 1 and not self._records.resources.is_created(resource)

    def _changed(self, call: Call, part: Part, record: Record, resource: Resource) -> JsonObject:
        if call.content.kind == JSON_PATCH:
            return _patched(record.value, call.content.value, resource)
        if call.content.kind == MERGE_PATCH and not isinstance(call.content.value, dict):
            raise Refused(422, "a record is an object, and a patch that is none would replace it", others=(400,))
        body = one_sent(call, part)
        if part.deed is Deed.REPLACE:
            held, may = record.value, writable(call, part)
            kept = {name: inner for name, inner in held.items() if name not in body and name not in may}
            return {**kept, **resource.mould.defaults, **body} if body or not kept else {**record.value, **body}
        if part.deed is Deed.ACT:
            led = outcome_of(part.word, resource.item, resource.fields)
            taken_in = {
                name: inner for name, inner in body.items() if resource.fields and name in resource.item.names()
            }
            changed = {**record.value, **taken_in, **led}
            return changed if resource.item.accepts(changed) else {**record.value, **led}
        return nulls_kept(merged(record.value, body), body, resource.item)

    def delete(self, call: Call, part: Part, writes: Writes) -> Outcome:
        """A record taken away."""
        resource = part.resource
        assert resource is not None
        try:
            record = self._reading.found(call, part)
        except Refused:
            if says_missing(call.served):
                raise
            record = None  # what is gone may be taken away again, where there is no other word for it
        writes.check(call, part, record)
        if record is None:
            if part.own:  # nobody finds it from now on, and no other record is called so
                self._records.table(resource).gone(own(call, part.own))
            return Outcome(self._reading.unstated(call), True)
        check_version(call, record, resource)
        writes.delete(call, resource, record)
        self._records.store.weigh(record, -1)
        answer = self._reading.told(call, part, call.served.responses.usual, [record], version=False)
        return Outcome(answer, True, record, record.value)

    def part(self, call: Call, part: Part, writes: Writes) -> Outcome:
        """A part of an item, or a thing that there is one of: as written last, at first as the example has it."""
        store = self._records.store
        parts, word = store.parts, part.word if part.resource is not None else call.request.path
        record = None
        if part.resource is not None:
            record = self._reading.found(call, part)
            if record is None:
                return Outcome(self._reading.unstated(call), part.deed is Deed.WRITE_PART)
            parts = record.parts
        writes.check(call, part, record)
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
        return Outcome(self._reading.stated(call, status, known), part.deed is Deed.WRITE_PART)


def _status(call: Call, likely: str) -> int:
    """A status where the operation has it, else its usual one."""
    return int(likely) if likely in call.served.operation.responses else call.served.responses.usual


def _flooded() -> Refused:
    """The refusal of a write where a system holds as much as it may."""
    told = f"the mock holds {MOST_HELD // 1024 // 1024} MiB of records; delete some, or reset it"
    return Refused(507, told, others=(503, 429))


def _without(body: JsonObject, name: str | None) -> JsonObject:
    return {one: inner for one, inner in body.items() if one != name}


def _patched(held: JsonObject, operations: Any, resource: Resource) -> JsonObject:
    """A record after a JSON Patch, which must leave it one. Raises Refused."""
    value = patched(held, operations)
    refusals = resource.item.refusals(value)
    if refusals or not isinstance(value, dict):
        reason = refusals[0].message[:300] if refusals else "it is no object"
        raise Refused(422, f"the record would be none any more: {reason}", others=(409, 400))
    return value


def minimal(call: Call, answer: Answer) -> Answer:
    """An answer to a write without a body, where the caller prefers that and the operation may (RFC 7240)."""
    if answer.status >= 300 or "204" not in call.served.operation.responses:
        return answer
    if not _MINIMAL.search(call.request.headers.get("prefer", "")):
        return answer
    kept = [one for one in answer.headers if one[0].lower() in ("etag", "location")]
    return Answer(204, [*kept, ("Preference-Applied", "return=minimal")])


_MINIMAL = re.compile(r'(?:^|[,;\s])return\s*=\s*"?minimal\b', re.IGNORECASE)
