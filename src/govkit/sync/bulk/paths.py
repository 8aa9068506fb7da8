"""The bulk paths of an estate: which list is read for which workflow, and the event that a record of it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.model import Bulk, Document, Workflow
from govkit.errors import InputError, UsageError
from govkit.spec.expressions import close_to
from govkit.spec.openapi.contract import Operation
from govkit.sync.calls.lists import List
from govkit.sync.inbox.polls import size_of
from govkit.sync.inbox.subscribing import bulk_type
from govkit.sync.records import digest, record_id
from govkit.sync.running.values import Frame, made
from govkit.sync.values import MISSING, Arrived, Json


@dataclass(frozen=True, slots=True)
class Last:
    """A record as it was read last, by its digest, and the event that this made."""

    digest: str
    event: str


@dataclass(frozen=True, eq=False)
class Path:
    """How all that a system has reaches a workflow."""

    workflow: str
    system: str
    list: List
    bulk: Bulk

    @property
    def name(self) -> str:
        """What is read: `erp@2.2.0 listCustomers`."""
        return f"{self.list.api} {self.list.operation}"

    @property
    def moves(self) -> bool:
        """Whether records may slip from page to page while the list is read: it counts them."""
        return self.list.paging is not None and self.list.paging.style in ("offset", "page")

    def arrival(self, item: Json, last: Last | None = None) -> Arrived:
        """The event of a record: the same for the same record as long as nothing in it changes.

        A record that is again what it was before its `last` change is another event: what it was in between is undone.
        """
        frame = Frame({}, item=MISSING if item is None else item)
        given = {one.name: made(one.value.made, frame) for one in self.bulk.inputs}
        body = {name: value for name, value in given.items() if value is not MISSING}
        return Arrived(self.system, self._event(item, last), bulk_type(self.workflow), "bulk", body)

    def _event(self, item: Json, last: Last | None) -> str:
        state = digest(item)
        if last is not None and last.digest == state:
            return last.event
        told = state if last is None else digest([last.event, state])
        return f"bulk:{self.workflow}:{self.list.operation}:{record_id(item)}:{told[:16]}"


def paths_of(contracts: Contracts, documents: Iterable[Document]) -> dict[str, Path]:
    """The bulk paths, by their workflows. Raises InputError for one whose list there is not."""
    return {
        workflow.id: _path(contracts, workflow, workflow.start.bulk)
        for document in documents
        for workflow in document.workflows.values()
        if workflow.start is not None and workflow.start.bulk is not None
    }


def _path(contracts: Contracts, workflow: Workflow, bulk: Bulk) -> Path:
    version = contracts.of(workflow, bulk.operation.source)
    operation = contracts.operations(version).get(bulk.operation.id) if version is not None else None
    if version is None or operation is None:
        raise InputError(
            f"the bulk path of {workflow.id} reads {bulk.operation}, which there is not",
            place=workflow.source.place((*bulk.at, "list")),
            hint="`govkit validate` tells all that is wrong",
        )
    integration = contracts.integration(version)
    paging = integration.pagination if integration is not None else None
    places = {one.name: one.location for one in operation.parameters.values()}
    given = tuple((one.name, places.get(one.name), made(one.value.made, Frame({}))) for one in bulk.parameters)
    read = List(
        workflow.consumer,
        version.name,
        bulk.operation.id,
        given,
        paging,
        is_paged=paging is not None and paging.leads_through(places),
        size=_size(operation, paging.size if paging is not None else None),
    )
    return Path(workflow.id, str(version.api.spec.system), read, bulk)


def _size(operation: Operation, name: str | None) -> dict[str, Json]:
    """How many records a page is asked to hold, where the description says how many it may."""
    most = size_of(operation, name) if name is not None else None
    return {name: most} if name is not None and most is not None else {}


def chosen(paths: dict[str, Path], named: str, system: str | None) -> list[Path]:
    """The paths that are meant by the name of a workflow or `all`, of one system or any. Raises UsageError."""
    systems = sorted({one.system for one in paths.values()})
    if system is not None and system not in systems:
        raise UsageError(f"no bulk path reads a list of `{system}`", hint=close_to(system, systems))
    if named == "all":
        return [one for one in paths.values() if system in (None, one.system)]
    found = paths.get(named)
    if found is None:
        hint = close_to(named, sorted(paths)) or "`x-govkit-workflow` of the workflow declares one under `bulk`"
        raise UsageError(f"there is no workflow `{named}` with a bulk path", hint=hint)
    if system not in (None, found.system):
        raise UsageError(f"the bulk path of {named} reads {found.name}", hint=f"--from {found.system}, or none")
    return [found]
