"""JUnit XML, which the test reporters of GitLab, Jenkins and GitHub read: a suite an API, a case a finding.

There is no standard; elements and attributes are those of the schema that Jenkins checks reports by (junit-10.xsd).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from govkit.findings import Finding
from govkit.reports.format import Format, RenderOptions
from govkit.reports.jsontext import dumps
from govkit.reports.machine import fails, file_of, spot_of
from govkit.reports.spans import elide, visible
from govkit.reports.wording import about, listed, number, prose, sides, told

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_LONGEST_NAME = 400
_LONGEST_WITNESS = 4_000
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_IN_CONTENT = re.compile(r"[&<>]")
_IN_ATTRIBUTE = re.compile(r'[&<>"\n\t]')
_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _render(outcome: Outcome, options: RenderOptions) -> str:
    suites = _suites(outcome)
    bodies = [_suite(name, options.in_repository(file), findings, outcome, options) for name, file, findings in suites]
    failures = sum(fails(finding, options) for finding in outcome.findings)
    tests = sum(max(len(findings), 1) for _, _, findings in suites)
    head = _open("testsuites", name=f"govkit {outcome.command}", tests=tests, failures=failures, errors=0)
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *bodies, "</testsuites>"]) + "\n"


def _suites(outcome: Outcome) -> list[tuple[str, str, list[Finding]]]:
    """The APIs that were compared or that something was found in, with their files and findings, worst first."""
    gathered: dict[str, tuple[str, list[Finding]]] = {step.api: (step.file, []) for step in outcome.steps or ()}
    for finding in outcome.ordered:
        place = finding.new or finding.old
        gathered.setdefault(finding.subject.api, (place.file if place else "", []))[1].append(finding)
    if not gathered:
        gathered[""] = (outcome.new or "", [])
    return [
        (visible(api) or f"govkit {outcome.command}", visible(file), findings)
        for api, (file, findings) in gathered.items()
    ]


def _suite(name: str, file: str, findings: Sequence[Finding], outcome: Outcome, options: RenderOptions) -> str:
    """A suite; one without findings holds a case that passed, for some readers refuse an empty report."""
    failures = sum(fails(finding, options) for finding in findings)
    skipped = sum(not finding.counts for finding in findings)
    tests = max(len(findings), 1)
    head = _open("testsuite", name=name, tests=tests, failures=failures, errors=0, skipped=skipped, file=file)
    lines = [f"  {head}"]
    lines += [f"    {case}" for case in _cases(name, findings, options)]
    if not findings:
        lines.append(
            f"    {_open('testcase', end='/>', classname=name, name=f'govkit {outcome.command} finds nothing')}"
        )
    return "\n".join([*lines, "  </testsuite>"])


def _cases(suite: str, findings: Sequence[Finding], options: RenderOptions) -> Iterator[str]:
    taken: set[tuple[str, str]] = set()
    for finding in findings:
        message, spot = prose(finding.message), about(finding.subject)
        name = elide(message if spot in message else f"{message} [{spot}]", _LONGEST_NAME)
        if (finding.rule, name) in taken:
            name = f"{name} {finding.fingerprint}"
        taken.add((finding.rule, name))
        case = _open("testcase", classname=f"{suite}.{finding.rule}", name=name)
        yield f"{case}{_result(finding, options)}</testcase>"


def _result(finding: Finding, options: RenderOptions) -> str:
    if finding.waived:
        waived = finding.waived
        why = f"waived by {waived.approver} until {waived.until}: {waived.reason}"
        return _open("skipped", end="/>", message=prose(why))
    if fails(finding, options):
        kind = f"{finding.rule} ({finding.verdict.value})"
        head = _open("failure", type=kind, message=prose(finding.message))
        return f"{head}{_content(_details(finding, options))}</failure>"
    return f"<system-out>{_content(_details(finding, options))}</system-out>"


def _details(finding: Finding, options: RenderOptions) -> str:
    """A finding as a text of several lines, the place first: readers make a link of it."""
    spot = spot_of(finding, options)
    at = f"{visible(spot.path)}{f':{spot.line}' if spot.line else ''}: " if spot else ""
    lines = [f"{at}{finding.severity.value}: {prose(finding.message)} ({finding.rule}, {finding.verdict.value})"]
    if finding.subject.operations:
        lines.append(f"operations: {listed(finding.subject.operations, 20)}")
    if finding.old and finding.new:
        lines.append(f"before: {visible(file_of(finding.old, options))}:{finding.old.line}")
    if witness := finding.witness:
        value = dumps(witness.value)
        if len(value) > _LONGEST_WITNESS:
            value = f"{value[:_LONGEST_WITNESS]}\n… {number(len(value) - _LONGEST_WITNESS, 'more character')}"
        lines.append(f"message: {visible(witness.operation)}, {visible(witness.part)}")
        lines += [value, *(sentence for _, _, sentence in sides(witness))]
    lines += told(finding)[2 if finding.witness else 1 :]
    return "\n".join([*lines, f"fingerprint: {finding.fingerprint}"])


def _open(element: str, *, end: str = ">", **attributes: str | int) -> str:
    named = "".join(f' {name}="{_escaped(str(value), _IN_ATTRIBUTE)}"' for name, value in attributes.items())
    return f"<{element}{named}{end}"


def _content(text: str) -> str:
    return _escaped(text, _IN_CONTENT)


def _escaped(text: str, markup: re.Pattern[str]) -> str:
    """Text as XML; what XML 1.0 (section 2.2) cannot hold is written as a visible escape."""
    clean = _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return markup.sub(lambda found: _MARKUP[found[0]], clean)


FORMAT = Format(name="junit", description="JUnit XML, for test reporters", render=_render)
