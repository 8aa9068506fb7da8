"""The API versions that workflows call: their contracts, operations, and the schemas of what these take and give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from govkit.catalog.entries import Estate, SystemSpec, VersionOf
from govkit.catalog.entries.functions import describes_functions
from govkit.catalog.entries.kinds.system import Integration, Poll
from govkit.catalog.workflows.model import Workflow
from govkit.errors import InputError
from govkit.findings import Direction
from govkit.spec.documents import Library, Node, Pointer, parse_pointer, references
from govkit.spec.openapi import Contract
from govkit.spec.openapi.contract import MediaType, Operation, Response
from govkit.spec.openapi.payloads import value_schema
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import Atom, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.vocabulary import ALL_FORMATS, Dialect


@dataclass(frozen=True, eq=False)
class Called:
    """An operation of a version of an API of the estate."""

    version: VersionOf
    operation: Operation

    @property
    def api(self) -> str:
        """The name of the API."""
        return self.version.api.name

    @property
    def name(self) -> str:
        """As people speak of it: `PUT /contracts/{contractNumber}/obligations`."""
        return self.operation.name

    @property
    def is_write(self) -> bool:
        """Whether a call changes anything (RFC 9110, section 9.2.1: safe methods)."""
        return self.operation.method.upper() not in ("GET", "HEAD", "OPTIONS", "TRACE", "QUERY")


Spaces: TypeAlias = "dict[tuple[int, Direction], tuple[Contract, Space]]"
"""The schemas of contracts by direction; a contract stands beside them, so that its identity stays its own."""


class Contracts:
    """The contracts of an estate, opened when somebody asks. `read` opens one; it may raise InputError.

    `spaces` are the schemas of contracts that were looked at already, and `library` the files of the estate.
    """

    def __init__(
        self,
        estate: Estate,
        read: Callable[[VersionOf], Contract],
        spaces: Spaces | None = None,
        library: Library | None = None,
    ) -> None:
        self.estate = estate
        self._read = read
        self._opened: dict[str, Contract | None] = {}
        self._operations: dict[str, dict[str, Operation]] = {}
        self._spaces: Spaces = spaces if spaces is not None else {}
        self._library = library if library is not None else Library(estate.files)
        self._foreign: Space | None = None

    def at(self, path: str | None) -> VersionOf | None:
        """The version whose definition is at a path of the estate."""
        return next((one for one in self.estate.versions() if one.version.definition == path), None)

    def of(self, workflow: Workflow, source: str) -> VersionOf | None:
        """The version that a source of a workflow is; None where there is none."""
        described = workflow.sources.get(source)
        return self.at(described.path) if described is not None else None

    def contract(self, version: VersionOf) -> Contract | None:
        """The contract of a version; None where it cannot be read, which is said elsewhere."""
        if version.name not in self._opened:
            try:
                self._opened[version.name] = self._read(version)
            except InputError:
                self._opened[version.name] = None
        return self._opened[version.name]

    def system(self, version: VersionOf) -> SystemSpec | None:
        """The system that a version is of."""
        found = self.estate.systems.get(str(version.api.spec.system))
        return found.spec if found is not None else None

    def operations(self, version: VersionOf) -> dict[str, Operation]:
        """The operations of a version that can be called, by operationId."""
        if version.name not in self._operations:
            contract = self.contract(version)
            listed: Iterable[Operation] = contract.operations.values() if contract is not None else ()
            self._operations[version.name] = {one.id: one for one in listed if one.id and one.kind == "path"}
        return self._operations[version.name]

    def webhooks(self, version: VersionOf) -> dict[str, Operation]:
        """The webhooks of a version by their names in its description."""
        contract = self.contract(version)
        listed: Iterable[Operation] = contract.operations.values() if contract is not None else ()
        return {one.path: one for one in listed if one.kind == "webhook"}

    def polls(self, version: VersionOf) -> dict[str, Poll]:
        """The polls of the system of a version, by operationId."""
        system = self.system(version)
        found = system.integration.polls if system is not None and system.integration is not None else ()
        return {one.operation: one for one in found}

    def is_function(self, version: VersionOf) -> bool:
        """Whether the operations of a version are functions that run in the process, and write nothing."""
        contract = self.contract(version)
        return contract is not None and describes_functions(contract.root)

    def integration(self, version: VersionOf) -> Integration | None:
        """How the system of a version behaves towards whoever integrates it; None where nobody says."""
        system = self.system(version)
        return system.integration if system is not None else None

    def key_header(self, version: VersionOf) -> str:
        """The header by which the system of a version tells a repeated call; empty where it tells none."""
        integration = self.integration(version)
        return integration.idempotency.header if integration is not None and integration.idempotency else ""

    def takes_key(self, called: Called) -> bool:
        """Whether an operation declares the header by which its system tells a repeated call."""
        header = self.key_header(called.version).lower()
        declared = {one.name.lower() for one in called.operation.parameters.values() if one.location == "header"}
        return bool(header) and header in declared

    def settle_time(self, version: VersionOf) -> float:
        """The seconds after which a write can be read back from the system of a version."""
        integration = self.integration(version)
        time = integration.settle_time if integration is not None else None
        return time.total_seconds() if time is not None else 0

    def items_of(self, version: VersionOf) -> tuple[str, ...]:
        """Where the items of lists stand in answers of the system of a version."""
        system = self.system(version)
        paging = system.integration.pagination if system is not None and system.integration is not None else None
        return parse_pointer(paging.items) if paging is not None and paging.items is not None else ()

    # ---------------------------------------------------------------------------------------------------------- schemas

    def space(self, contract: Contract, direction: Direction) -> Space:
        """The schemas of a contract in one direction."""
        key = (id(contract), direction)
        if key not in self._spaces:
            self._spaces[key] = (contract, Space(contract.library, contract.dialect, direction, ALL_FORMATS))
        return self._spaces[key][1]

    def request(self, called: Called, media_type: str) -> Spot | None:
        """What an operation takes as its body in a media type; None where it takes none such."""
        body = called.operation.body
        media = body.content.get(media_type) if body is not None else None
        return self._media(called.operation, media, called.operation.sent) if media is not None else None

    def response(self, operation: Operation, response: Response) -> Spot | None:
        """What an operation answers as its body, where it is JSON; None where it has none."""
        media = next((one for name, one in response.content.items() if is_json(name)), None)
        return self._media(operation, media, operation.answered) if media is not None else None

    def event(self, webhook: Operation) -> Spot | None:
        """What a webhook sends as its body."""
        content = webhook.body.content if webhook.body is not None else {}
        media = next((one for name, one in content.items() if is_json(name)), None)
        return self._media(webhook, media, webhook.sent) if media is not None else None

    def header(self, operation: Operation, node: Node) -> Spot:
        """What a header of an answer holds."""
        space = self.space(operation.contract, operation.answered)
        return (Atom(value_schema(node, space), space),)

    def parameter(self, called: Called, node: Node) -> Spot:
        """What a parameter takes."""
        space = self.space(called.operation.contract, called.operation.sent)
        return (Atom(value_schema(node, space), space),)

    def _media(self, operation: Operation, media: MediaType, direction: Direction) -> Spot | None:
        space = self.space(operation.contract, direction)
        return (Atom(space.schema(media.schema), space),) if media.schema is not None else None

    def written(self, path: str, pointer: Pointer) -> Node | None:
        """A node of a document of the estate; None where there is none."""
        try:
            node = self._library.open(path).root
            for part in pointer:
                node = node.child(part)
        except (InputError, KeyError, IndexError, TypeError):
            return None
        return node

    def broken_references(self, node: Node) -> list[tuple[Pointer, str, InputError]]:
        """References below a node that lead nowhere, out of the estate or round in a circle, each with its place."""
        found: list[tuple[Pointer, str, InputError]] = []
        for pointer, reference in references(node.value):
            try:
                self._library.resolve(self._library.target(node.document, reference))
            except InputError as error:
                found.append(((*node.pointer, *pointer, "$ref"), reference, error))
        if not found:
            try:
                self._library.check_references(node.document)
            except InputError as error:
                found.append((node.pointer, "$ref", error))
        return found

    def declared(self, node: Node, sources: Iterable[VersionOf]) -> Spot:
        """A schema of inputs: one that only refers to a description of `sources` is read as its contract has it."""
        reference = node.value.get("$ref") if isinstance(node.value, dict) and len(node.value) == 1 else None
        target = self._target(node, reference) if isinstance(reference, str) else None
        for version in sources if target is not None else ():
            contract = self.contract(version)
            if contract is None or target is None or target.document.path != version.version.definition:
                continue
            own: Node | None = contract.document.root
            for part in contract.standing(target.pointer):
                own = own.child(part) if own is not None and part in own.value else None
            if own is not None:
                space = self.space(contract, Direction.RESPONSE)
                return (Atom(space.schema(own), space),)
            return (Atom(self._anywhere.made({"dangling": str(reference)}, node), self._anywhere),)
        return (Atom(self._anywhere.schema(node), self._anywhere),)

    def _target(self, node: Node, reference: str) -> Node | None:
        try:
            return self._library.target(node.document, reference)
        except InputError:
            return None

    @property
    def _anywhere(self) -> Space:
        """The schemas that workflow documents write themselves."""
        if self._foreign is None:
            self._foreign = Space(self._library, Dialect.OPENAPI_3_1, Direction.RESPONSE, ALL_FORMATS)
        return self._foreign
