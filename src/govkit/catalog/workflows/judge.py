"""Facts about workflows become findings: each rule says what it makes of its kind of fact."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from govkit.catalog.entries import Problem
from govkit.catalog.entries.judge import path_in
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.circles import circles
from govkit.catalog.workflows.facts import About, Circular, Fact, MayLack, Missing, NeverEqual, Refused
from govkit.catalog.workflows.model import Workflow
from govkit.catalog.workflows.places import Places
from govkit.catalog.workflows.setting import Setting
from govkit.errors import Place
from govkit.findings import Direction, Finding, Rule, Subject, Verdict, Witness, discover, fingerprint_of
from govkit.spec.documents import Pointer, format_pointer

RULES = "govkit.catalog.workflows.rules"


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of a fact: in words, and what to do where that is more than the rule's own advice."""

    message: str
    fix: str = ""


def all_judged(checking: Checking) -> list[Finding]:
    """What is wrong with the workflows that are checked, and with documents that cannot be read."""
    found = judged_text(checking.read.problems)
    return [*found, *(one for checked in checking.all() for one in judged(checked, checking.setting))]


def judged_together(checkings: Sequence[Checking]) -> list[Finding]:
    """What is wrong between the workflows of an estate, which one or several look at, document by document."""
    checked = {one.workflow.id: one for checking in checkings for one in checking.all()}
    setting = checkings[0].setting
    found: list[Finding] = []
    for circle in circles(setting, checked):
        first = circle.links[0]
        about = About(first.step, first.version, first.operation)
        way = tuple(map(str, circle.links))
        one = checked[first.workflow]
        fact = Circular(at=first.at, way=way, key=" ".join(link.workflow for link in circle.links), about=about)
        found += judged(Checked(one.workflow, one.course, [fact]), setting)
    return found


def judged(checked: Checked, setting: Setting) -> list[Finding]:
    """What is wrong with a workflow, in the order of its text."""
    rules = [rule for rule in discover(RULES).values() if rule.on is not Problem]
    said = [
        (fact, rule, found)
        for fact in checked.facts
        for rule in rules
        if isinstance(fact, rule.on) and (found := rule.when(fact)) is not None
    ]
    stands = checked.workflow.source.places(fact.at for fact, _, _ in said)
    described = Places(setting).of([fact for fact, _, _ in said])
    found = [
        _finding(checked.workflow, fact, rule, told, (place, stands[fact.at]))
        for (fact, rule, told), place in zip(said, described, strict=True)
    ]
    return _in_order(found)


def judged_text(problems: Iterable[Problem]) -> list[Finding]:
    """What is wrong with the texts of documents that cannot be read."""
    found = []
    for rule in (rule for rule in discover(RULES).values() if rule.on is Problem):
        for problem in problems:
            told = rule.when(problem)
            about = problem.about or problem.source.path
            path = path_in(problem.source, problem.pointer)
            found.append(
                Finding(
                    rule=rule.id,
                    severity=rule.severity,
                    verdict=Verdict.POLICY,
                    message=told.message,
                    subject=Subject(api=about, path=path),
                    fingerprint=fingerprint_of(rule.id, about, None, "", path),
                    fix=told.fix or rule.fix,
                    new=problem.place,
                )
            )
    return _in_order(found)


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by file, line and column; those of one fingerprint are told apart by their order."""
    seen: Counter[str] = Counter()
    found = []
    for one in sorted(findings, key=_stands_at):
        seen[one.fingerprint] += 1
        again = seen[one.fingerprint]
        if again > 1:
            path = f"{one.subject.path}#{again}"
            one = replace(one, fingerprint=fingerprint_of(one.rule, one.subject.api, one.direction, "", path))  # noqa: PLW2901
        found.append(one)
    return found


def _stands_at(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.new
    assert place is not None, "whatever is found in a workflow stands in its text"
    return place.file, place.line or 0, place.column or 0, finding.rule, finding.fingerprint


def _finding(
    workflow: Workflow, fact: Fact, rule: Rule, said: Said, places: tuple[Place | None, Place | None]
) -> Finding:
    """What one rule found; `places` are that in the description and that in the document."""
    about = f"workflow:{workflow.id}"
    path = _path(workflow, fact)
    witness = witness_of(fact)
    sends = isinstance(fact, Refused | MayLack | Missing) and bool(fact.about.operation) and bool(fact.about.step)
    direction = Direction.REQUEST if sends else None
    key = f"{fact.part} {fact.path}" if isinstance(fact, Refused) else fact.key
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.PROVEN if witness is not None else Verdict.POLICY,
        message=said.message,
        subject=Subject(api=about, operations=(fact.about.operation,) if fact.about.operation else (), path=path),
        fingerprint=fingerprint_of(rule.id, about, direction, key, path),
        reason="" if witness is None else "a message that may come shows it",
        cause=_cause(rule, about, path, fact),
        direction=direction,
        fix=said.fix or rule.fix,
        old=places[0],
        new=places[1],
        witness=witness,
    )


def _path(workflow: Workflow, fact: Fact) -> str:
    """The step that a fact is about, and the way from there to its place, items by their names."""
    step = workflow.step(fact.about.step)
    start: Pointer = step.at if step is not None else workflow.at
    whole = path_in(workflow.source, fact.at)
    inside = fact.at[: len(start)] == start
    below = whole.removeprefix(path_in(workflow.source, start)) if inside else whole
    return f"/{step.id}{below}" if step is not None else below


def _cause(rule: Rule, about: str, path: str, fact: Fact) -> str | None:
    """What tells the next break at the same place from this one; None for what no contract has a part in."""
    match fact:
        case Refused():
            what: list[Any] = [fact.part, fact.path, fact.because]
        case MayLack():
            what = [fact.what, fact.because]
        case NeverEqual():
            what = [fact.expression, fact.value, fact.known]
        case _:
            return None
    identity = json.dumps([rule.id, about, path, what], sort_keys=True, default=str)
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def witness_of(fact: Fact) -> Witness | None:
    """The message that shows it, where one was found: the workflow may send it, and what it calls refuses it."""
    if not isinstance(fact, Refused):
        return None
    part, path, value = fact.part, fact.path, fact.value
    if part.endswith("`"):  # a value of a name: shown as the member of an object, as several parameters are
        part, _, name = part.rstrip("`").partition(" `")
        path, value = (name, *path), {name: value}
    because = f"{format_pointer(path)}: {fact.because}" if path else fact.because
    operation = fact.about.operation or fact.about.step
    return Witness(operation, f"workflow {part}", value, "accepts", "refuses", because)
