"""Circles: a workflow writes, the write makes an event, that starts a workflow, and in the end the first one again.

No description says which event a write makes. It is taken to make one of the same version of the API whose name speaks
of what is written (`invoice.posted` of `/invoices/…`), where the rest of the name says how: in the words of the
operation (`postInvoice`), as any change does (`updated`), or of a field that is written (`riskChanged`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from govkit.catalog.workflows.bodies import Sent
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.model import WebhookTrigger, WorkflowCall
from govkit.catalog.workflows.setting import Setting
from govkit.spec.documents import Pointer

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_CHANGES = frozenset({"updated", "changed", "amended", "modified", "saved", "edited"})
_CREATIONS = frozenset({"created", "added", "opened", "registered"})
_REMOVALS = frozenset({"deleted", "removed", "archived"})
_STEM = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A write of a workflow that may make an event which starts one: `at` is the step that writes, or leads to it."""

    workflow: str
    step: str
    version: str
    operation: str
    event: str
    starts: str
    at: Pointer

    def __str__(self) -> str:
        return (
            f"{self.workflow} writes at step {self.step} ({self.version} {self.operation}), which may send {self.event}"
        )


@dataclass(frozen=True, slots=True)
class Circle:
    """Links of which each starts the workflow of the next, and the last that of the first."""

    links: tuple[Link, ...]

    def __str__(self) -> str:
        return "; that starts ".join(map(str, self.links)) + f"; that starts {self.links[0].workflow} again"


def circles(setting: Setting, checked: Mapping[str, Checked]) -> list[Circle]:
    """The circles among all workflows of an estate, by name; each once."""
    links = [link for one in checked.values() for link in _links(setting, one, checked)]
    by_workflow: dict[str, list[Link]] = {}
    for link in links:
        by_workflow.setdefault(link.workflow, []).append(link)
    found: dict[tuple[str, ...], Circle] = {}
    for name in sorted(by_workflow):
        for circle in _from(name, by_workflow, ()):
            found.setdefault(tuple(sorted(link.workflow for link in circle)), Circle(circle))
    return list(found.values())


def _from(name: str, links: Mapping[str, list[Link]], way: tuple[Link, ...]) -> Iterator[tuple[Link, ...]]:
    """The ways on which a workflow leads to the first one of a way, which is the first of them by name."""
    start = way[0].workflow if way else name
    for link in links.get(name, ()):
        if link.starts == start:
            yield (*way, link)
        elif link.starts > start and all(one.workflow != link.starts for one in way):
            yield from _from(link.starts, links, (*way, link))


def _links(setting: Setting, one: Checked, checked: Mapping[str, Checked]) -> Iterator[Link]:
    """What the writes of a started workflow, and of those that it calls, may start."""
    if one.workflow.start is None or one.workflow.start.trigger is None:
        return
    told: set[tuple[str, str]] = set()
    for step, at, sent in _writes(setting, one, checked, frozenset()):
        for event in setting.contracts.webhooks(sent.called.version):
            if not may_send(sent, event):
                continue
            for other in checked.values():
                if _hears(setting, other, sent.called, event) and (event, other.workflow.id) not in told:
                    told.add((event, other.workflow.id))
                    version, operation = sent.called.version.name, sent.called.name
                    yield Link(one.workflow.id, step, version, operation, event, other.workflow.id, at)


def _writes(
    setting: Setting, one: Checked, checked: Mapping[str, Checked], seen: frozenset[str]
) -> Iterator[tuple[str, Pointer, Sent]]:
    """The writes of a workflow and of those that it calls, each at the step that leads to it."""
    for step in one.workflow.steps:
        if isinstance(step.call, WorkflowCall):
            called = checked.get(step.call.workflow)
            if called is not None and step.call.workflow not in seen:
                for _, _, sent in _writes(setting, called, checked, seen | {step.call.workflow}):
                    yield step.id, step.at, sent
            continue
        for own in (one.course.sent.get(step.id), one.course.undone.get(step.id)):
            if own is not None and own.called.is_write and not setting.contracts.is_function(own.called.version):
                yield step.id, step.at, own


def _hears(setting: Setting, other: Checked, called: Called, event: str) -> bool:
    """Whether an event of the API of a call starts a workflow."""
    trigger = other.workflow.start.trigger if other.workflow.start is not None else None
    if not isinstance(trigger, WebhookTrigger) or trigger.webhook != event:
        return False
    version = setting.contracts.of(other.workflow, trigger.source)
    return version is not None and version.api.name == called.api


def may_send(sent: Sent, event: str) -> bool:
    """Whether a write may make an event, as far as names tell."""
    subject, _, verb = event.rpartition(".")
    if not subject:
        return False
    noun = "".join(_words(subject.rpartition(".")[2]))
    static = [part for part in sent.called.operation.path.split("/") if part and not part.startswith("{")]
    if noun not in {_singular("".join(_words(part))) for part in static}:
        return False
    method = sent.called.operation.method.upper()
    spoken = _words(verb)
    last = spoken[-1] if spoken else ""
    own = _words(sent.called.operation.id or "") + _words(static[-1])
    if any(_is_same_act(word, last) for word in own):
        return True
    if last in _CHANGES and method in ("PUT", "PATCH"):
        about = spoken[:-1]
        return not about or any(word in _words(name) for word in about for name in _fields(sent))
    of_all = sent.called.operation.path.rstrip("/").endswith(f"/{static[-1]}") and noun == _singular(
        "".join(_words(static[-1]))
    )
    return (last in _CREATIONS and method == "POST" and of_all) or (last in _REMOVALS and method == "DELETE")


def _fields(sent: Sent) -> Iterable[str]:
    """The members of the body that are written."""
    for way in sent.values:
        yield from way
    for making in sent.makings:
        for ways in making.fields.values():
            yield from (step for way in ways for step in way.split("/")[1:])


def _words(text: str) -> list[str]:
    """The words of a name in any spelling: `riskChanged`, `threshold_reached`."""
    return [word.lower() for word in _WORD.findall(text.replace("_", " ").replace("-", " "))]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def _is_same_act(one: str, participle: str) -> bool:
    """Whether a verb is the one of a participle: post and posted, cancel and cancelled, pay and paid."""
    irregular = {"paid": "pay", "won": "win", "sent": "send", "begun": "begin", "put": "put"}
    if irregular.get(participle) == one:
        return True
    stem = one.rstrip("e")
    return len(stem) >= _STEM - 1 and participle.startswith(stem) and participle.endswith("ed")
