"""The bulk path of a workflow, held against the list that it reads: who may read it, and what its records make."""

from __future__ import annotations

from dataclasses import replace

from govkit.catalog.entries.access import granted_operations
from govkit.catalog.workflows.calls import Calls
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import About, NameUnknown, NotGranted, Unlisted
from govkit.catalog.workflows.holding import Holder
from govkit.catalog.workflows.inputs import Inputs, records_of
from govkit.catalog.workflows.model import Bulk, OperationCall, Workflow
from govkit.catalog.workflows.scope import Known, Scope, State
from govkit.catalog.workflows.types import Origin, Type


class Bulks:
    """Looks at the bulk path of one workflow."""

    def __init__(self, holder: Holder, workflow: Workflow, inputs: Inputs) -> None:
        self._setting = holder.setting
        self._holder = holder
        self._workflow = workflow
        self._inputs = inputs
        self._calls = Calls(holder)

    def look(self, bulk: Bulk) -> None:
        """Says what is wrong with it."""
        called = self._called(bulk)
        if called is None:
            return
        about = About("", called.version.name, called.name)
        self._granted(bulk, called, about)
        self._asked(bulk, called)
        contracts, typing = self._setting.contracts, self._setting.typing
        items = records_of(called.version, called.operation, contracts, typing)
        because = "" if items and not called.is_write else "it answers no list"
        if not because and not self._is_paged(called):
            because = "it answers all at once, of which nobody knows how much that is"
        if because:
            self._holder.say(Unlisted(at=(*bulk.at, "list"), because=because, about=about))
        if not items:
            return
        way = (*contracts.items_of(called.version), "*")
        origin = Origin(called.version.name, called.name, "response body", way)
        scope = Scope(
            self._workflow,
            self._inputs,
            Known(),
            State(),
            typing=typing,
            contracts=contracts,
            item=Type(items, (), frozenset((origin,))),
        )
        self._calls.bulk(bulk, self._workflow.id, self._inputs, scope, about)

    def _called(self, bulk: Bulk) -> Called | None:
        """The operation that lists; where there is none that is said."""
        contracts, source = self._setting.contracts, bulk.operation.source
        at = (*bulk.at, "list")
        if source not in self._workflow.sources:
            message = f"there is no source `{source}` in this document"
            known = tuple(self._workflow.sources)
            self._holder.say(NameUnknown(at=at, kind="source", name=source, message=message, known=known, key=source))
            return None
        version = contracts.of(self._workflow, source)
        if version is None or contracts.contract(version) is None:
            return None  # said of the source itself, or of the description
        operations = contracts.operations(version)
        named = bulk.operation.id
        if named not in operations:
            message, known = f"`{version.name}` has no operation `{named}`", tuple(operations)
            about = About("", version.name)
            self._holder.say(
                NameUnknown(at=at, kind="operation", name=named, message=message, known=known, key=named, about=about)
            )
            return None
        return Called(version, operations[named])

    def _granted(self, bulk: Bulk, called: Called, about: About) -> None:
        """Whether the consumer of the workflow may read the list."""
        name, version = self._workflow.consumer, called.version
        consumer = self._setting.contracts.estate.consumers.get(name)
        grants = consumer.spec.grants if consumer is not None else ()
        own = [one for one in grants if one.api.name == called.api and one.api.speaks_of(version.version.version)]
        if not granted_operations(called.name, own):
            is_known = consumer is not None
            self._holder.say(NotGranted(at=(*bulk.at, "list"), consumer=name, is_known=is_known, about=about))

    def _asked(self, bulk: Bulk, called: Called) -> None:
        """Holds what each page is asked with against the parameters of the list."""
        integration = self._setting.contracts.integration(called.version)
        paging = integration.pagination if integration is not None else None
        about = About("", called.version.name, called.name)
        for one in bulk.parameters:
            if paging is not None and one.name == (paging.parameter or paging.style):
                because = f"`{one.name}` is what its pages are asked for by"
                self._holder.say(Unlisted(at=one.at, because=because, hint="take it out", about=about))
        places = {one.name: one.location for one in called.operation.parameters.values()}
        given = tuple(replace(one, location=places.get(one.name, "query")) for one in bulk.parameters)
        call = OperationCall(bulk.operation, given, None, (*bulk.at, "list"))
        self._calls.operation(
            call,
            called,
            Scope(
                self._workflow,
                self._inputs,
                Known(),
                State(),
                typing=self._setting.typing,
                contracts=self._setting.contracts,
            ),
            "",
        )

    def _is_paged(self, called: Called) -> bool:
        integration = self._setting.contracts.integration(called.version)
        paging = integration.pagination if integration is not None else None
        names = {one.name for one in called.operation.parameters.values()}
        return paging is not None and paging.leads_through(names)
