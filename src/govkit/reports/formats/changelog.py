"""The change told to those who use the API: Markdown in the spirit of Keep a Changelog, without rules and verdicts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from govkit.findings import Direction, Finding, Severity, Subject, Verdict
from govkit.gate.comparisons.versions import is_date
from govkit.reports.format import Format, RenderOptions
from govkit.reports.inert import plain, sentence, ticked
from govkit.reports.spans import elide, visible
from govkit.reports.wording import number, prose

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome, Step

_HEADINGS = ("Breaking", "Changed", "Added", "Deprecated", "Removed")
_NAMED_OPERATIONS = 3
_LONGEST_NAME = 160
_REMOVED = (
    *("operation-removed", "callback-removed", "api-removed", "parameter-removed", "property-removed"),
    *("header-removed", "media-type-removed", "status-removed", "body-removed"),
)
_PHRASES = {
    " in what clients read": " in responses",
    " in what clients send": " in requests",
    " no longer declared": " no longer there",
}
"""What findings say to the author of a document, and what those who use the API call it."""
_PLURALS = {
    ": it may be sent, and is sent": ": they may be sent, and are sent",
    "before it was ": "before they were ",
    "does not send it": "does not send them",
}
_ONE_OF_MANY = re.compile(r"(`[^`]+`) (is new|is no longer there|is required|is deprecated)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sentence, and what it is about: a schema, or operations."""

    schema: str
    operations: tuple[str, ...]
    sentence: str

    @property
    def about(self) -> tuple[bool, str, str, str]:
        """What stands together, in the order of the page: operations by path and method, then schemas."""
        if self.schema:
            return (True, self.schema, "", "")
        first = self.operations[0] if self.operations else ""
        method, _, path = first.partition(" ")
        return (False, path, method, " ".join(self.operations[1:]))


def _render(outcome: Outcome, options: RenderOptions) -> str:
    steps = {step.api: step for step in outcome.steps or ()}
    by_api: dict[str, list[Finding]] = {api: [] for api in steps}
    for finding in outcome.ordered:
        by_api.setdefault(finding.subject.api, []).append(finding)
    parts = [
        _api(api if len(by_api) > 1 else "", steps.get(api), findings, options) for api, findings in by_api.items()
    ]
    return "\n".join(parts) or "## Unreleased\n\nNothing changed.\n"


def body_of(outcome: Outcome, options: RenderOptions) -> str:
    """What changed in one API, without a title: for whoever knows better which version it is."""
    step = next(iter(outcome.steps or ()), None)
    return "\n".join(_body(step, outcome.ordered, options)[1:]) + "\n"


def _api(api: str, step: Step | None, findings: Sequence[Finding], options: RenderOptions) -> str:
    return "\n".join([_title(api, step), *_body(step, findings, options)]) + "\n"


def _body(step: Step | None, findings: Sequence[Finding], options: RenderOptions) -> list[str]:
    """The lines below a title, the first of them empty."""
    entries: dict[str, list[_Entry]] = {heading: [] for heading in _HEADINGS}
    for cause in _causes(findings, options):
        entries[_heading(cause[0])].append(_entry(cause))
    lines = []
    for heading, told in entries.items():
        if told:
            lines += ["", f"### {heading}", "", *_bullets(told)]
    if lines:
        return lines
    same = step is not None and step.level.value == "none"
    return ["", "Nothing changed." if same else "No message changed, only descriptions, examples or the like."]


def _title(api: str, step: Step | None) -> str:
    """`## 2.1.0 - 2026-03-01` where the version moved; what keeps its version is not released yet."""
    name = f"{plain(elide(visible(api), _LONGEST_NAME))} " if api else ""
    new = step.new if step is not None else None
    if step is None or new is None or new == step.old:
        return f"## {name}Unreleased"
    day = "" if is_date(new) else f" - {_today().isoformat()}"
    return f"## {name}{plain(elide(visible(new), _LONGEST_NAME))}{day}"


def _today() -> date:
    """The date of the release: today, or that of SOURCE_DATE_EPOCH, which reproducible builds set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()


def _causes(findings: Iterable[Finding], options: RenderOptions) -> Iterator[list[Finding]]:
    """What anybody can notice, both directions of one edit together, the worse one first."""
    gathered: dict[tuple[str | None, ...], list[Finding]] = {}
    for position, finding in enumerate(findings):
        own = None if finding.cause else str(position)
        gathered.setdefault((finding.cause, finding.subject.schema, finding.subject.path, own), []).append(finding)
    for group in gathered.values():
        noticed = [finding for finding in group if _is_noticed(finding, options)]
        if noticed:
            yield noticed


def _is_noticed(finding: Finding, options: RenderOptions) -> bool:
    """Whether a finding is more than another way to write the same.

    A rule about breaks that is refuted found none; what it says is of use only where it tells of other values.
    """
    if finding.severity is not Severity.INFO:
        return True
    if finding.rule.startswith("schema-"):  # how the document is cut into schemas is seen by its authors alone
        return False
    if finding.verdict is not Verdict.REFUTED:
        return True
    rule = options.rules.get(finding.rule)
    breaking = rule is not None and rule.severity is not Severity.INFO
    return not breaking or finding.rule.endswith("type-changed")


def _heading(finding: Finding) -> str:
    if finding.severity is Severity.ERROR:
        return "Breaking"
    if finding.rule.endswith("deprecated"):
        return "Deprecated"
    if finding.rule.endswith(_REMOVED):
        return "Removed"
    added = finding.rule.endswith("-added") and finding.severity is Severity.INFO
    return "Added" if added else "Changed"


def _entry(cause: Sequence[Finding]) -> _Entry:
    first = cause[0]
    message = prose(first.message, 600, 200).removesuffix(".")
    for ours, theirs in _PHRASES.items():
        message = message.replace(ours, theirs)
    rules = {finding.rule for finding in cause}
    if len({finding.direction for finding in cause}) == len(Direction) and all(r.endswith("-added") for r in rules):
        message = re.sub(r" is new\b.*", " is new: it may be sent, and is sent back", message, flags=re.DOTALL)
    operations = tuple(sorted({name for finding in cause for name in finding.subject.operations}))
    spot = _inside(first.subject) if "property" in first.rule or "schema" in first.rule else ""
    return _Entry(first.subject.schema or "", operations, f"{message}{spot}")


def _inside(subject: Subject) -> str:
    """Where inside of its schema or message a change stands, where its own name does not say that."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in subject.path.split("/")[1:]]
    steps = [step for step in steps if not re.fullmatch(r"\(.*\)", step, re.DOTALL)]  # a branch of a union
    while steps and steps[-1] in ("*", "{}"):
        steps.pop()
    if len(steps) < 2:
        return ""
    way = "".join("[]" if step == "*" else f".{step}" for step in steps[:-1]).removeprefix(".")
    return f" (in `{elide(visible(way), _LONGEST_NAME).replace('`', '')}`)"


def _bullets(entries: Sequence[_Entry]) -> Iterator[str]:
    groups: dict[tuple[bool, str, str, str], list[_Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.about, []).append(entry)
    alike: dict[tuple[str, str], list[str]] = {}
    for about in sorted(groups):
        group = groups[about]
        schema, name = group[0].schema, group[0].operations[0] if len(group[0].operations) == 1 else ""
        reached = _operations(group)
        others = []
        for text in _joined(sorted({entry.sentence for entry in group})):
            if schema and text.startswith(f"`{schema}` "):
                alike.setdefault((text.removeprefix(f"`{schema}` "), reached), []).append(schema)
            elif not schema and name and text.startswith(f"{name} "):
                yield f"- {_operation(name)}{sentence(text.removeprefix(name))}"
            else:
                speaker = next((name for name in group[0].operations if text.startswith(f"{name} ")), "")
                others.append(text.removeprefix(speaker).lstrip())
        named = ticked(_short(schema)) + (f" ({reached})" if reached else "") if schema else reached or "the API"
        if len(others) == 1:
            yield f"- {named}: {sentence(others[0])}"
        elif others:
            yield f"- {named}:"
            yield from (f"  - {sentence(text)}" for text in others)
    for (text, reached), schemas in alike.items():
        names = ", ".join(ticked(_short(schema)) for schema in schemas)
        yield f"- {names}{':' if len(schemas) > 1 else ''} {sentence(text)}{f' ({reached})' if reached else ''}"


def _operations(group: Sequence[_Entry]) -> str:
    """The operations that a group reaches: all where they are few, else the first and how many more."""
    names = sorted({name for entry in group for name in entry.operations}, key=lambda name: name.split(" ", 1)[::-1])
    if len(names) <= _NAMED_OPERATIONS:
        return ", ".join(map(_operation, names))
    return f"{_operation(names[0])} and {number(len(names) - 1, 'more operation')}"


def _operation(name: str) -> str:
    webhook = re.fullmatch(r"[A-Z]+ webhook:(.+)", name, re.DOTALL)
    return f"webhook {ticked(_short(webhook[1]))}" if webhook else ticked(_short(name))


def _short(name: str) -> str:
    return elide(visible(name), _LONGEST_NAME, word=_LONGEST_NAME)


def _joined(sentences: Sequence[str]) -> list[str]:
    """The sentences, those that say the same of several names as one: `a`, `b` and `c` are new."""
    alike: dict[tuple[str, str], list[str]] = {}
    told: list[str] = []
    for text in sentences:
        found = _ONE_OF_MANY.fullmatch(text)
        if found is None:
            told.append(text)
        else:
            alike.setdefault((found[2], found[3]), []).append(found[1])
    for (verb, rest), names in alike.items():
        if len(names) == 1:
            told.append(f"{names[0]} {verb}{rest}")
        else:
            ending = rest
            for one, many in _PLURALS.items():
                ending = ending.replace(one, many)
            told.append(f"{', '.join(names[:-1])} and {names[-1]} {verb.replace('is ', 'are ', 1)}{ending}")
    return sorted(told)


FORMAT = Format(name="changelog", description="Markdown for those who use the API", render=_render)
