"""A version compared with the released one that it follows: what breaks, what is gone, whether the step suffices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from govkit.catalog.entries import Source, VersionOf
from govkit.findings import Finding, Severity, Verdict
from govkit.gate.comparisons.compared import compare_contracts
from govkit.gate.comparisons.step import step_between
from govkit.gate.comparisons.versions import Level, judged
from govkit.gate.estates.moves import Replacement
from govkit.gate.options import Options
from govkit.gate.outcome import Step
from govkit.spec.documents import Node, Pointer, Tree
from govkit.spec.openapi import Contract

_GONE = ("operation-removed", "-property-removed", "-parameter-removed")

ANNOUNCED = "the step to {} announces it"


@dataclass(frozen=True, slots=True)
class Following:
    """What was found between a version and the one that it follows."""

    findings: tuple[Finding, ...]
    step: Step
    replacement: Replacement


def following(
    old: tuple[VersionOf, Contract],
    new: tuple[VersionOf, Contract],
    options: Options,
    judge: Callable[[Sequence[Finding]], list[Finding]],
) -> Following:
    """Compares a version with the one that it follows.

    `judge` gives the findings the severities and waivers of the policies. A break that is not waived asks for a step;
    where the version takes it, the break is announced and counts as `info`.
    """
    found = judge(compare_contracts(old[1], new[1], options))
    counting = [finding for finding in found if finding.counts]
    step = step_between(old[1], new[1], counting)
    numbers = (old[0].version.version, new[0].version.version)
    verdict = judged(*numbers, step.level)
    step = replace(
        step, old=numbers[0], new=numbers[1], sufficient=verdict.sufficient, next=verdict.next, remark=verdict.remark
    )
    needs = ""
    if verdict.sufficient is False:
        needs = f"{new[0].name} needs a {step.level} step from {old[0].name}: {step.because}"
    removed = tuple(_removed(old[1], found))
    if verdict.sufficient and step.level is Level.MAJOR:
        found = [_announced(finding, new[0].version.version) for finding in found]
    return Following(tuple(found), step, Replacement(new[0], old[0], needs, verdict.next or "", removed))


def _announced(finding: Finding, version: str) -> Finding:
    if finding.severity is not Severity.ERROR or not finding.counts:
        return finding
    reason = "; ".join(part for part in (finding.reason, ANNOUNCED.format(version)) if part)
    return replace(finding, severity=Severity.INFO, reason=reason)


def _removed(old: Contract, findings: Sequence[Finding]) -> Iterator[tuple[Source, Pointer, str]]:
    """What the old version has, does not deprecate, and the new one no longer has."""
    seen: set[tuple[str, Pointer]] = set()
    for finding in findings:
        gone = finding.rule.endswith(_GONE) and finding.old is not None and finding.old.pointer is not None
        if not gone or finding.waived is not None or finding.verdict is Verdict.REFUTED:
            continue
        node = _node(old, finding)
        if node is None or _is_deprecated(old, node) or (node.document.path, node.pointer) in seen:
            continue
        seen.add((node.document.path, node.pointer))
        path = node.document.path
        yield Source(path, node.document.label, node.document.data), node.pointer, _words(finding)


def _node(old: Contract, finding: Finding) -> Node | None:
    """The node at which the thing that is gone stood."""
    from govkit.spec.documents import parse_pointer

    assert finding.old is not None
    for document in (document for whole in old.library.documents for document in whole.parts):
        if document.label == finding.old.file:
            try:
                return document.node(parse_pointer(finding.old.pointer or ""))
            except KeyError:
                return None
    return None


def _is_deprecated(old: Contract, node: Node) -> bool:
    """Whether a thing, or what it refers to, says that it is deprecated."""
    if _says(node.value):
        return True
    try:
        target = old.resolved(node)
    except Exception:  # noqa: BLE001  a reference in a circle says nothing of deprecation
        return False
    return target is not None and _says(target.value)


def _says(value: Tree) -> bool:
    return isinstance(value, dict) and value.get("deprecated") is True


def _words(finding: Finding) -> str:
    subject = finding.subject
    if finding.rule.endswith("operation-removed"):
        return next(iter(subject.operations), "an operation")
    if subject.schema:
        return f"{subject.schema}{subject.path}"
    return f"{subject.path or 'a part'} of {next(iter(subject.operations), 'an operation')}"
