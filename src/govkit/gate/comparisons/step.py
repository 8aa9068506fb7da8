"""The step of Semantic Versioning that a change needs, and why."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Sequence

from govkit.errors import InputError
from govkit.findings import Direction, Finding, Severity, Verdict, worst_first
from govkit.gate.all_rules import rulebook
from govkit.gate.comparisons.versions import Level, judged
from govkit.gate.outcome import Step
from govkit.spec.documents import Derived, Document, references
from govkit.spec.documents.exact import same_data
from govkit.spec.openapi import Contract


def step_between(old: Contract | None, new: Contract | None, findings: Sequence[Finding]) -> Step:
    """The step from one contract to another, given all that a comparison found; None is an API that is not there.

    The findings are those before waivers: a waiver forgives the gate, and those who use the API notice all the same.
    """
    named, contract = old or new, new or old
    assert named is not None, "a step is between two contracts, of which one at least is there"
    assert contract is not None
    level, because, decisive = _needed(old, new, findings)
    versions = (_version(old), _version(new))
    found = judged(*versions, level)
    return Step(
        api=named.name,  # as in the findings
        file=contract.document.label,
        level=level,
        because=because,
        findings=tuple(finding.fingerprint for finding in decisive),
        old=versions[0],
        new=versions[1],
        sufficient=found.sufficient,
        next=found.next,
        remark=found.remark,
    )


def _needed(
    old: Contract | None, new: Contract | None, findings: Sequence[Finding]
) -> tuple[Level, str, list[Finding]]:
    ordered = worst_first(list(findings))
    breaks = [finding for finding in ordered if finding.severity is Severity.ERROR]
    if breaks:
        return Level.MAJOR, _told(breaks, "break"), breaks
    unseen = _unseen(ordered)
    seen = [finding for finding in ordered if finding.fingerprint not in unseen]
    if seen:
        undecided = sum(finding.verdict is Verdict.UNPROVEN for finding in seen)
        doubt = f" ({undecided:,} undecided: a break is not ruled out)" if undecided else ""
        return Level.MINOR, f"{_told(seen, 'visible change')}{doubt}", seen
    if ordered:
        return Level.PATCH, "what differs is written differently and means the same", ordered
    if old is not None and new is not None and _equal(old, new):
        return Level.NONE, "both documents say the same", []
    return Level.PATCH, "the documents differ, and no message does", []


def _told(findings: Sequence[Finding], noun: str) -> str:
    first = findings[0]
    subject = first.subject
    where = f"{subject.schema}{subject.path}" if subject.schema else next(iter(subject.operations), "")
    spot = f" ({where})" if where and where not in first.message else ""
    if len(findings) == 1:
        return f"1 {noun}: {first.message}{spot}"
    return f"{len(findings):,} {noun}s, the first: {first.message}{spot}"


def _unseen(findings: Iterable[Finding]) -> set[str]:
    """The changes that both sides' messages pass through unharmed: refuted as a request and as a response.

    Only of rules about what may break; what a rule calls an addition is seen by whoever reads the contract.
    """
    rules = rulebook()
    directions: defaultdict[str, set[Direction]] = defaultdict(set)
    refuted: list[Finding] = []
    for finding in findings:
        rule = rules.get(finding.rule)
        breaking = rule is not None and rule.severity is not Severity.INFO
        if finding.verdict is Verdict.REFUTED and breaking and finding.cause and finding.direction:
            directions[finding.cause].add(finding.direction)
            refuted.append(finding)
    return {f.fingerprint for f in refuted if f.cause and len(directions[f.cause]) == len(Direction)}


def _version(contract: Contract | None) -> str | None:
    """What `info.version` says, where it is a text."""
    info = contract.root.get("info") if contract is not None else None
    version = info.get("version") if isinstance(info, dict) else None
    return version if isinstance(version, str) and version.strip() else None


def _equal(old: Contract, new: Contract) -> bool:
    """Whether two contracts are the same data, in every file that they refer to."""
    before, after = _files(old), _files(new)
    return before.keys() == after.keys() and all(
        (not isinstance(document, Derived) and document.data == after[name].data)
        or same_data(document.tree, after[name].tree)
        for name, document in before.items()
    )


def _files(contract: Contract) -> dict[str, Document]:
    """The documents of a contract by their way from the description."""
    start = contract.document
    folder = posixpath.dirname(start.path)
    reached = {start: ""}
    waiting = [start]
    while waiting:
        document = waiting.pop()
        for _, reference in references(document.tree):
            if reference.startswith("#"):
                continue
            try:
                target = contract.library.target(document, reference).document
            except InputError:
                continue  # dangling on both sides alike, or one of the texts differs
            if target not in reached:
                reached[target] = posixpath.relpath(target.path, folder or ".")
                waiting.append(target)
    return {name: document for document, name in reached.items()}
