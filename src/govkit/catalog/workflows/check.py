"""All workflows of an estate, each held against what it calls: what `Checking` finds is the same for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from govkit.catalog.entries import Estate, Problem, Source, VersionOf, WorkflowDocument
from govkit.catalog.workflows.belonging import Belonging
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.course import Course, Walk
from govkit.catalog.workflows.facts import About, CallsItself, Defined, Fact, NameUnknown, NeverStarted
from govkit.catalog.workflows.inputs import inputs_of
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import Document, Workflow, WorkflowCall
from govkit.catalog.workflows.setting import Known, Setting
from govkit.catalog.workflows.starts import Starts
from govkit.catalog.workflows.writes import Writes
from govkit.spec.documents import Pointer
from govkit.spec.openapi import Contract


@dataclass(slots=True)
class Read:
    """The documents of an estate that could be read, and what is wrong with the others."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_all(documents: Iterable[WorkflowDocument]) -> Read:
    """Some workflow documents of an estate."""
    found = Read()
    for one in documents:
        read = read_document(one)
        if isinstance(read, Document):
            found.documents.append(read)
        else:
            found.problems += read
    return found


class Checking:
    """The workflows of an estate, or of one document. `read` opens the contract of a version, or raises InputError.

    `known` is what another look at the same entries found out.
    """

    def __init__(
        self,
        estate: Estate,
        read: Callable[[VersionOf], Contract],
        known: Known | None = None,
        only: WorkflowDocument | None = None,
    ) -> None:
        known = known if known is not None else Known()
        self.setting = Setting(Contracts(estate, read, known.spaces, known.library(estate.files)), known)
        self.read = read_all(estate.workflow_documents if only is None else (only,))
        self._found: dict[Source, dict[str, Checked]] = {}
        self._first: dict[str, tuple[Source, Pointer]] = {}
        for one in estate.workflows:
            self._first.setdefault(one.id, (one.source, one.pointer))

    def all(self) -> Iterator[Checked]:
        """What is found out about each workflow, document by document."""
        for document in self.read.documents:
            yield from self.document(document).values()

    def document(self, document: Document) -> dict[str, Checked]:
        """What is found out about the workflows of one document, by name."""
        if document.source not in self._found:
            self._found[document.source] = self._looked_at(document)
        return self._found[document.source]

    def _looked_at(self, document: Document) -> dict[str, Checked]:
        courses: dict[str, Course] = {}
        found: dict[str, Checked] = {}
        order, circles = _order(document)
        for name in order:
            workflow = document.workflows[name]
            inputs = inputs_of(workflow, self.setting.contracts, self.setting.typing)
            courses[name] = Walk(self.setting, workflow, inputs, courses).done()
            found[name] = Checked(workflow, courses[name], courses[name].facts)
            start = Starts(self.setting, workflow, inputs, found[name].facts.append)
            start.look()
            courses[name].reads += start.reads
        writes, belonging = Writes(self.setting, courses), Belonging(self.setting, found)
        for name, checked in found.items():
            checked.facts += writes.of(checked.workflow)
            checked.facts += belonging.of(name)
            checked.facts += self._surroundings(document, checked.workflow, circles)
        return {name: found[name] for name in document.workflows}

    def _surroundings(
        self, document: Document, workflow: Workflow, circles: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Fact]:
        """What is wrong between a workflow and those around it."""
        first = self._first[workflow.id]
        if first != (workflow.source, workflow.at):
            yield Defined(at=(*workflow.at, "workflowId"), name=workflow.id, other=first[0].label)
        node = self.setting.contracts.written(workflow.source.path, (*workflow.at, "inputs"))
        for at, reference, error in self.setting.contracts.broken_references(node) if node is not None else ():
            yield NameUnknown(at=at, kind="schema", name=reference, message=error.message, key=reference)
        if workflow.id in circles:
            yield CallsItself(at=workflow.at, way=circles[workflow.id])
        calls = [
            step for one in document.workflows.values() for step in one.steps if isinstance(step.call, WorkflowCall)
        ]
        started = workflow.start is not None and workflow.start.is_by_itself
        if not started and not any(
            isinstance(step.call, WorkflowCall) and step.call.workflow == workflow.id for step in calls
        ):
            yield NeverStarted(at=workflow.at)
        for step in workflow.steps:
            if isinstance(step.call, WorkflowCall) and step.call.workflow not in document.workflows:
                name, known = step.call.workflow, tuple(document.workflows)
                message = f"there is no workflow `{name}` in this document"
                at = (*step.at, "workflowId")
                about = About(step.id)
                yield NameUnknown(
                    at=at, kind="workflow", name=name, message=message, known=known, key=name, about=about
                )
        for index, source in enumerate(document.sources.values()):
            if workflow.at == ("workflows", 0) and self.setting.contracts.at(source.path) is None:
                message = f"`{source.name}` is the description of no version of an API in the catalog"
                known = tuple(one.version.definition for one in self.setting.contracts.estate.versions())
                at = ("sourceDescriptions", index, "url")
                yield NameUnknown(at=at, kind="source", name=source.name, message=message, known=known, key=source.name)


def _order(document: Document) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The workflows of a document, those that are called first; and the ways on which some lead to themselves."""
    order: dict[str, None] = {}
    circles: dict[str, tuple[str, ...]] = {}

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circle = (*way[way.index(name) :], name)
            circles.update(dict.fromkeys(circle[:1], circle))
            return
        if name in order or name not in document.workflows:
            return
        for step in document.workflows[name].steps:
            if isinstance(step.call, WorkflowCall):
                visit(step.call.workflow, (*way, name))
        order[name] = None

    for name in document.workflows:
        visit(name, ())
    return list(order), circles
