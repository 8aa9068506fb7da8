"""Records written. What a platform declares besides what can be inferred takes the place of `Writes`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from govkit.mocks.messages import JsonObject, Outcome, Refused
from govkit.mocks.state.calls import Above, belongs, links_above, one_of
from govkit.mocks.state.records import Records
from govkit.mocks.state.resources import Part, Resource
from govkit.mocks.state.store import Record, Table
from govkit.mocks.system import Call


class Writes:
    """How records come into their tables, change and go, where nothing is declared."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def check(self, call: Call, part: Part, record: Record | None) -> None:
        """Raises Refused where a call may not be performed, on the record that it is about."""

    def new_key(self, resource: Resource, table: Table, value: JsonObject) -> Any:  # noqa: ARG002 - it may be declared by it
        """The identifier of a record to be made."""
        return self.records.new_key(resource, table)

    def instead(self, call: Call, part: Part) -> Record | None:  # noqa: ARG002
        """The record that a call answers with in the place of one that it would make."""
        return None

    def create(self, call: Call, resource: Resource, value: JsonObject, above: Above) -> Record:  # noqa: ARG002
        """A record made. Raises Refused."""
        return self.added(resource, value, above)

    def added(self, resource: Resource, value: JsonObject, above: Above) -> Record:
        """A record put into its table, whole. Raises Refused where there is one of its name."""
        table = self.records.table(resource)
        whole = self.records.whole(resource, value)
        key = resource.key.of(whole)
        for one in table.named(key) if key else ():
            if belongs(one, above):
                raise taken(resource, key)
        record = table.add(key or str(table.made + 1), whole, links_above(above))
        self.records.versioned(resource, record)
        return record

    def change(self, call: Call, part: Part, record: Record, value: JsonObject, *, new: bool) -> None:  # noqa: ARG002
        """A record changed; `new` where the call made it. Raises Refused."""
        assert part.resource is not None
        record.value = self.records.whole(part.resource, value)
        record.version += not new
        self.records.versioned(part.resource, record)

    def delete(self, call: Call, resource: Resource, record: Record) -> None:  # noqa: ARG002
        """A record taken away. Raises Refused."""
        self.records.table(resource).remove(record)

    def around(self, call: Call, part: Part, deed: Callable[[Call, Part], Outcome]) -> Outcome:
        """A call performed, with what happens besides. Raises Refused."""
        return deed(call, part)

    def hidden(self, resource: Resource, table: Table) -> Collection[int]:  # noqa: ARG002
        """The numbers of the records that a list does not show yet."""
        return ()

    def settled(self, resource: Resource | None, record: Record) -> Record | None:  # noqa: ARG002
        """A record as readers see it by now; None where they do not yet."""
        return record


def taken(resource: Resource, key: str) -> Refused:
    """The refusal of a name that something else has."""
    return Refused(409, f"there is a {one_of(resource)} `{key[:100]}` already", others=(422, 400))
