"""Records read, one or many, and the answers that show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govkit.mocks.messages import Answer, JsonObject
from govkit.mocks.schemas import Checked
from govkit.mocks.state.calls import (
    above_of,
    belongs,
    is_among,
    links_above,
    members_above,
    missing,
    named,
    named_by,
    own,
    says_missing,
    tag,
)
from govkit.mocks.state.listing import Listing, enveloped, link_header
from govkit.mocks.state.making import fitted
from govkit.mocks.state.records import Records
from govkit.mocks.state.resources import Part, Resource
from govkit.mocks.state.store import Record
from govkit.mocks.state.words import SIZES, plain
from govkit.mocks.state.writes import Writes
from govkit.mocks.system import Call
from govkit.spec.schemas.shape import spot_key


class Reading:
    """What calls read of the records of one system."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._listings: dict[int, Listing] = {}

    # --------------------------------------------------------------------------------------------------------- records

    def found(self, call: Call, part: Part) -> Record | None:
        """The record that a call names, None where it never was and the API has no word for that. Raises Refused."""
        resource = part.resource
        assert resource is not None
        table, key = self._records.table(resource), own(call, part.own)
        above = above_of(call, part)
        for record in named(resource, table, key, part.aliases.get(part.own, ()), above):
            if belongs(record, above):
                return record
        if key in table.deleted or says_missing(call.served):
            raise missing(resource, key)
        return None

    def check_parents(self, call: Call, part: Part) -> None:
        """Raises Refused where one of the items above is not there."""
        for resource, at in part.parents:
            if resource is part.resource and at == part.own:
                continue
            key = own(call, at)
            if not named(resource, self._records.table(resource), key, part.aliases.get(at, ())) and says_missing(
                call.served
            ):
                raise missing(resource, key)

    def appeared(self, call: Call, part: Part) -> Record | None:
        """A record for a name that never was, where the API has no word for that."""
        resource = part.resource
        assert resource is not None
        value = dict(self._records.base(resource))
        if not value:
            return None
        value = resource.key.put(value, named_by(call, part))
        above = above_of(call, part)
        value |= members_above(resource, above)
        table = self._records.table(resource)
        return table.add(own(call, part.own), self._records.whole(resource, value), links_above(above))

    # ----------------------------------------------------------------------------------------------------------- deeds

    def list(self, call: Call, part: Part, writes: Writes) -> Answer:
        """A page of records."""
        resource, form = part.resource, part.listed
        assert resource is not None
        assert form is not None
        listing = self._listings.get(id(call.served))
        if listing is None:
            listing = self._listings[id(call.served)] = Listing(call.served, resource)
        above = above_of(call, part)
        table = self._records.table(resource)
        page = listing.page(call, table, above, writes.hidden(resource, table))
        item = self._records.system.schemas.checked(form.items)
        shown = ((writes.settled(resource, record) or record).value for record in page.records)
        items = [fit for value in shown if (fit := self._shown(value, item)) is not None]
        base = self._records.drawn(form.whole.spot) if form.property else {}
        value = enveloped(form, page, items, call, base)
        answer = self.stated(call, call.served.responses.usual, value)
        link = link_header(page, call)
        if link is not None and answer.status < 300:
            answer.headers.append(("Link", link))
        return answer

    def _shown(self, value: JsonObject, checked: Any) -> JsonObject | None:
        if checked.accepts(value):
            return value
        return fitted(value, checked, self._records.drawn(checked.spot))

    def read(self, call: Call, part: Part, writes: Writes) -> Answer:
        """One record."""
        found = self.found(call, part)
        record = self.appeared(call, part) if found is None else writes.settled(part.resource, found)
        if record is None and found is not None and part.resource is not None and part.own:
            raise missing(part.resource, own(call, part.own))
        writes.check(call, part, record)
        if record is None:
            return self.unstated(call)
        return self._unchanged(call, record) or self._shown_again(call, part, record)

    @staticmethod
    def _unchanged(call: Call, record: Record) -> Answer | None:
        """The answer to whoever has the record as it is (RFC 9110, section 13.1.2)."""
        asked = call.request.headers.get("if-none-match")
        if asked is None or not is_among(record, asked, weakly=True):
            return None
        return Answer(304, [("ETag", tag(call, record))])

    def shown(self, call: Call, status: int, resource: Resource, record: Record) -> Answer:
        """A record of some collection as the answer of any operation."""
        answer = self._unchanged(call, record)
        if answer is None:
            answer = self.stated(call, status, record.value, resource.item)
            answer.tell("ETag", tag(call, record))
        return answer

    def _shown_again(self, call: Call, part: Part, record: Record) -> Answer:
        """The answer that shows a record: that of the last time, while nothing has changed that it depends on."""
        depends = (call.served, call.request.headers.get("accept"), record.version)
        if record.shown is None or record.shown[0] != depends:
            record.shown = depends, self.told(call, part, call.served.responses.usual, [record])
        kept: Answer = record.shown[1]
        return Answer(kept.status, kept.headers.copy(), kept.body)

    # --------------------------------------------------------------------------------------------------------- answers

    def unstated(self, call: Call) -> Answer:
        """The usual answer, where no record has a say; a list is no longer than it was asked to be."""
        responses = call.served.responses
        sizes = [value for (_, name), value in call.parameters.items() if plain(name) in SIZES]
        if sizes and isinstance(sizes[0], int) and sizes[0] >= 0 and call.served.method == "GET":
            cut = self._cut(call, sizes[0])
            if cut is not None:
                return cut
        return responses.answer(responses.usual, call.request.headers.get("accept"))

    def _cut(self, call: Call, size: int) -> Answer | None:
        """The usual answer with the first items of its list; None where it has none, or several, or none shorter."""
        responses, accept = call.served.responses, call.request.headers.get("accept")
        _, _, media = responses.media_of(responses.usual, accept)
        value = responses.value(media) if media is not None else None
        if isinstance(value, list):
            return responses.stated(responses.usual, accept, value[:size])
        if not isinstance(value, dict):
            return None
        lists = [name for name, inner in value.items() if isinstance(inner, list)]
        if len(lists) != 1:
            return None
        return responses.stated(responses.usual, accept, {**value, lists[0]: value[lists[0]][:size]})

    def told(self, call: Call, part: Part, status: int, records: Sequence[Record], *, version: bool = True) -> Answer:
        """An answer that shows records, in the frame that there is for them."""
        frame = part.frame
        if frame is None:
            item = part.resource.item if part.resource is not None else None
            answer = self.stated(call, status, records[0].value if records else None, item)
        else:
            shown = [fit for one in records if (fit := self._shown(one.value, frame.core)) is not None]
            inner: Any = shown if frame.many else shown[0] if shown else None
            answer = self.stated(
                call, status, inner if frame.member is None else self._framed(call, status, frame.member, inner)
            )
        if version and len(records) == 1:
            answer.tell("ETag", tag(call, records[0]))
        return answer

    def _framed(self, call: Call, status: int, member: str, inner: Any) -> JsonObject:
        """What stands around records, as the example has it."""
        responses = call.served.responses
        _, _, media = responses.media_of(status, call.request.headers.get("accept"))
        around = responses.value(media) if media is not None else None
        return {**(around if isinstance(around, dict) else {}), member: inner}

    def stated(self, call: Call, status: int, value: Any, item: Checked | None = None) -> Answer:
        """An answer with a value, mended where its schema is another than that of the record, `item`."""
        responses, accept = call.served.responses, call.request.headers.get("accept")
        answer = responses.stated(status, accept, value)
        if answer is None and item is not None:
            answer = self._wrapped(call, status, value, item)
        if answer is None and isinstance(value, dict):
            _, _, media = responses.media_of(status, accept)
            if media is not None:
                checked = responses.checked(media)
                mended = fitted(value, checked, self._records.drawn(checked.spot))
                answer = responses.stated(status, accept, mended) if mended is not None else None
        if answer is None:
            found = responses.answer(status, accept)
            answer = Answer(found.status, list(found.headers), found.body)
        return answer

    def _wrapped(self, call: Call, status: int, value: Any, item: Checked) -> Answer | None:
        """An answer that has the record in one of its members, beside what the contract shows there."""
        responses, accept = call.served.responses, call.request.headers.get("accept")
        _, _, media = responses.media_of(status, accept)
        whole = responses.checked(media) if media is not None else None
        if media is None or whole is None or "object" not in whole.shape.types:
            return None
        name = next((one for one in whole.names() if spot_key(whole.member(one).spot) == spot_key(item.spot)), None)
        shown = responses.value(media) if name is not None else None
        return responses.stated(status, accept, {**shown, name: value}) if isinstance(shown, dict) else None
