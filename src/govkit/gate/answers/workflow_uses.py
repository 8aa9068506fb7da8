"""Which steps of workflows have to do with an API, an operation or a field of it, through every mapping between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.uses import plain_operation
from govkit.catalog.mapping.trails import component_trails, meets
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.lineage import Touch, lineage
from govkit.catalog.workflows.model import Document
from govkit.catalog.workflows.setting import Known
from govkit.errors import InputError
from govkit.gate.answers.shared import Contracts
from govkit.spec.openapi import Contract
from govkit.spec.openapi.payloads import body_spots
from govkit.spec.schemas.fit import Fitting


@dataclass(frozen=True, slots=True)
class StepUse:
    """What a step has to do with what was asked: the operation, whether it reads or writes, and by which fields.

    `processes` are the workflows that something starts and that lead to it.
    """

    workflow: str
    processes: tuple[str, ...]
    owner: str
    step: str
    operation: str
    how: tuple[str, ...]
    fields: tuple[str, ...]


class WorkflowUses:
    """The workflows of an estate that are written in the profile; `unread` are the files of the others."""

    def __init__(self, estate: Estate, contracts: Contracts) -> None:
        self._contracts = contracts
        self._fitting = Fitting()
        self._checking = Checking(estate, self._read, Known(self._fitting))
        self.unread = frozenset(problem.source.path for problem in self._checking.read.problems)
        self._trails: dict[tuple[str, str, str, tuple[str, ...]], set[tuple[str, str]]] = {}

    def _read(self, version: VersionOf) -> Contract:
        contract = self._contracts.of(version)
        if contract is None:
            raise InputError(f"{version.name} cannot be read")
        return contract

    @property
    def documents(self) -> list[Document]:
        """The documents that are written in the profile."""
        return self._checking.read.documents

    def checked(self, document: Document) -> dict[str, Checked]:
        """The workflows of a document, looked at."""
        return self._checking.document(document)

    def is_function(self, version: VersionOf) -> bool:
        """Whether the operations of a version are functions of the estate's own."""
        return self._checking.setting.contracts.is_function(version)

    def of(self, versions: Sequence[VersionOf], operation: str | None, field: str | None) -> Iterator[StepUse]:
        """The steps that have to do with an operation and a field of some versions, document by document."""
        paths = {version.version.definition: version for version in versions}
        for document in self._checking.read.documents:
            if not any(source.path in paths for source in document.sources.values()):
                continue
            checked = self._checking.document(document)
            touches = [one for version in versions for one in lineage(checked).of(version.name)]
            owners = {name: one.workflow.start.owner if one.workflow.start else "" for name, one in checked.items()}
            steps: dict[tuple[str, str, str], list[Touch]] = {}
            for one in touches:
                if self._is_asked(one, versions, operation, field):
                    steps.setdefault((one.workflow, one.step, one.operation), []).append(one)
            if field is None:
                for name, one_ in checked.items():
                    for step, sent in (*one_.course.sent.items(), *one_.course.undone.items()):
                        called = sent.called
                        same = operation is None or plain_operation(called.name) == plain_operation(operation)
                        if called.version in versions and same:
                            steps.setdefault((name, step, called.name), [])
            for (name, step, called_), some in steps.items():
                processes = document.processes(name)
                yield StepUse(name, processes, owners[name], step or "its start", called_, _how(some), _fields(some))

    def written(self) -> Iterator[Touch]:
        """What any workflow writes of the fields of entities, by a mapping."""
        for document in self._checking.read.documents:
            for touch in lineage(self._checking.document(document)).touches:
                if touch.writes and touch.field:
                    yield touch

    def touches(self, version: VersionOf) -> Iterator[tuple[Touch, set[tuple[str, str]]]]:
        """What steps have to do with the messages of a version, each with the components on the way to it."""
        for document in self._checking.read.documents:
            if any(source.path == version.version.definition for source in document.sources.values()):
                for touch in lineage(self._checking.document(document)).of(version.name):
                    yield touch, self._places(touch, [version])

    def _is_asked(self, touch: Touch, versions: Sequence[VersionOf], operation: str | None, field: str | None) -> bool:
        if operation is not None and plain_operation(touch.operation) != plain_operation(operation):
            return False
        if field is None:
            return True
        schema, _, rest = field.partition("/")
        return meets(self._places(touch, versions), schema, f"/{rest}" if rest else "")

    def _places(self, touch: Touch, versions: Sequence[VersionOf]) -> set[tuple[str, str]]:
        """The components on the way to what is touched, each with the rest of the way."""
        key = (touch.version, touch.operation, touch.part, touch.trail)
        if key not in self._trails:
            found: set[tuple[str, str]] = set()
            version = next((one for one in versions if one.name == touch.version), None)
            contract = self._contracts.of(version) if version is not None else None
            operation = contract.operations.get(touch.operation) if contract is not None else None
            if contract is not None and operation is not None:
                sends = touch.part in ("event", "request body")
                for spot in body_spots(operation, sends=sends):
                    found |= component_trails(contract, self._fitting, spot, touch.trail)
            self._trails[key] = found
        return self._trails[key]


def _how(touches: Sequence[Touch]) -> tuple[str, ...]:
    """`reads`, `writes`, `decides`."""
    words = {"condition": "decides"}
    found = dict.fromkeys("writes" if one.writes else words.get(one.how, "reads") for one in touches)
    return tuple(found) or ("calls",)


def _fields(touches: Sequence[Touch]) -> tuple[str, ...]:
    """The canonical fields, else the ways in the messages."""
    canonical = dict.fromkeys(one.field for one in touches if one.field)
    return tuple(canonical) or tuple(dict.fromkeys(one.way for one in touches if one.way))
