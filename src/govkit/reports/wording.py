"""The words that several formats share: counts, the summary, the names of a finding's parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govkit.errors import Place
from govkit.findings import Direction, Finding, Severity, Subject, Verdict, Witness
from govkit.reports.spans import Line, Span, elide, visible, whole

if TYPE_CHECKING:
    from govkit.gate.comparisons.versions import Level
    from govkit.gate.outcome import Outcome


_LONGEST_NAME = 160
_LONGEST_FILE = 400
_LONGEST_POINTER = 2_000


def number(count: int, noun: str) -> str:
    """`1 error`, `2 errors`; `info` has no plural."""
    return f"{count:,} {noun}{'' if count == 1 or noun == Severity.INFO else 's'}"


def listed(names: Sequence[str], limit: int) -> str:
    """The first names and how many more there are: `a, b, c + 4 more`."""
    shown = ", ".join(whole(elide(visible(name), _LONGEST_NAME, word=_LONGEST_NAME)) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} {whole(f'+ {len(names) - limit:,} more')}"


def field_of(subject: Subject) -> str:
    """The component and the way from it, as waivers name it: `Invoice/lines/*/memo`."""
    return elide(visible(f"{subject.schema or ''}{subject.path}"), _LONGEST_NAME, word=_LONGEST_NAME)


def at(place: Place) -> str:
    """`file:line:column` for people: of a commit's name the first digits, as Git itself abbreviates it."""
    named = visible(re.sub(r"^([0-9a-f]{9})[0-9a-f]{31,}:", r"\1:", str(place)))
    return elide(named, _LONGEST_FILE, word=_LONGEST_FILE)


def revision_and_path(file: str) -> tuple[str | None, str]:
    """A file's Git revision, where its name has one (`REV:path`), and its path.

    A single letter is no revision but the drive of a Windows path; nor does a revision hold a space.
    """
    found = re.match(r"([^:\s]{2,}):(?!/)(.+)", file, re.DOTALL)
    return (found[1], found[2]) if found else (None, file)


def users_of(finding: Finding) -> str:
    """How many consumers a finding spares: `3 of 5 consumers use this operation; 1 reads this field`; often empty."""
    users = finding.users
    if users is None or users.operation == users.field + users.maybe:
        return ""
    many = "these operations" if len(finding.subject.operations) > 1 else "this operation"
    uses = "use" if users.operation != 1 else "uses"
    does = "send" if finding.direction is Direction.REQUEST else "read"
    sure = f"{users.field:,} {does if users.field > 1 else f'{does}s'}" if users.field else f"none {does}s"
    perhaps = f", {users.maybe:,} may" if users.maybe else ""
    return f"{users.operation:,} of {number(users.consumers, 'consumer')} {uses} {many}; {sure} this field{perhaps}"


def about(subject: Subject) -> str:
    """The shortest name of a subject: its field, else its first operations, else its API."""
    return (
        field_of(subject) if subject.schema else listed(subject.operations, 1) or visible(subject.path or subject.api)
    )


def sides(witness: Witness) -> list[tuple[str, bool, str]]:
    """For each side of a witness its name, whether it accepts, and the sentence that says so."""
    told = []
    for name, verb in zip(side_names(witness), (witness.old, witness.new), strict=True):
        accepts = verb == "accepts"
        reason = "" if accepts or not witness.because else f": {because(witness)}"
        sends = accepts and (_is_of_pact(witness) or _is_of_workflow(witness))
        told.append((name, accepts, f"{name} {'may send' if sends else visible(verb)} it{reason}"))
    return told


_SIDES = {"record": ("the API", "the entity"), "canonical record": ("the entity", "the API")}
"""The sides of a mapping, by what is mapped."""


def side_names(witness: Witness) -> tuple[str, str]:
    """What the two sides of a witness are called."""
    if _is_of_pact(witness):
        return "the consumer", "the API"
    if _is_of_workflow(witness):
        return _SIDES_OF_WORKFLOWS.get(witness.part, ("the workflow", "the API"))
    return _SIDES.get(witness.part, ("old", "new"))


_SIDES_OF_WORKFLOWS = {
    "workflow event": ("the API", "the workflow"),
    "workflow source": ("the workflow", "the mapping"),
    "workflow input": ("the workflow", "the workflow that it calls"),
}
"""The sides of what comes to a workflow, and of what it hands on without a call."""


def _is_of_workflow(witness: Witness) -> bool:
    """Whether a message is what a workflow may send."""
    return witness.part.startswith("workflow ")


def _is_of_pact(witness: Witness) -> bool:
    """Whether a message is held against what a consumer recorded."""
    return witness.part.startswith("pact ")


def place_names(finding: Finding) -> tuple[str, str]:
    """What the two places of a finding are called: a mapping or a pact stands beside what it speaks of."""
    if finding.subject.api.startswith("mapping:"):
        return "schema", "mapping"
    if finding.subject.api.startswith("workflow:"):
        return "API", "workflow"
    pointer = finding.old.pointer if finding.old is not None else None
    return ("pact", "API") if pointer is not None and pointer.startswith(_IN_PACTS) else ("old", "new")


_IN_PACTS = ("/interactions", "/messages", "/provider/name")


def because(witness: Witness) -> str:
    """Why a message is refused: the spot in it nearly whole, what is quoted of it shortened."""
    pointer = spot_in(witness) or ""
    reason = prose(witness.because[len(pointer) :], 400, 32)
    return f"{elide(visible(pointer), _LONGEST_NAME, word=_LONGEST_NAME)}{reason}"


def spot_in(witness: Witness) -> str | None:
    """The JSON Pointer into a witness that the reason of its refusal begins with, where it does."""
    found = re.match(r"(/.*?): ", witness.because[:_LONGEST_POINTER], re.DOTALL)
    return found[1] if found else None


def sender(witness: Witness) -> str:
    """Who sends the message of a witness, and since when."""
    if witness.old == witness.new:
        return ""
    if _is_of_pact(witness):
        return "the consumer may send this" if witness.old == "accepts" else "the API may send this"
    if _is_of_workflow(witness):
        return f"{side_names(witness)[0]} may send this"
    if witness.part in _SIDES:
        return "the API may send this" if witness.part == "record" else "the entity may hold this"
    return "a client may send this today" if witness.old == "accepts" else "the server may send this from now on"


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings in their order, those of one cause together; what counts comes before what is waived."""
    groups: dict[str, list[Finding]] = {}
    for position, finding in enumerate(sorted(findings, key=lambda finding: not finding.counts)):
        groups.setdefault(f"{finding.cause}/{finding.counts}" if finding.cause else str(position), []).append(finding)
    return list(groups.values())


def prose(text: str, limit: int = 1_000, word: int = 64) -> str:
    """A sentence on one line, without control characters, its overlong words and its overlong middle elided."""
    return elide(visible(" ".join(text.split())), limit, word=word)


def tally(outcome: Outcome) -> list[Span]:
    """The counts of an outcome: `3 errors, 1 warning, 12 info (2 undecided), 1 waived`."""
    summary = outcome.summary()
    spans: list[Span] = []
    for severity in Severity:
        if count := summary[severity.value]:
            spans += [Span(", "), Span(number(count, severity.value), severity.value)]
    if not spans:
        spans = [Span(""), Span("no findings", "good")]
    if undecided := summary["undecided"]:
        spans.append(Span(f" ({undecided:,} undecided)"))
    if waived := sum(not finding.counts for finding in outcome.findings):
        spans.append(Span(f", {waived:,} waived"))
    return spans[1:]


def summary_line(outcome: Outcome) -> Line:
    """The last line of a report: the counts, the profile, and the two sides."""
    context = [f"profile {outcome.profile}"] if outcome.profile else []
    if outcome.compared and not outcome.findings:
        context.append(f"{number(outcome.compared, 'document')} {'compared' if outcome.old else 'read'}")
    context += [
        f"{name} {elide(visible(side), _LONGEST_FILE, word=_LONGEST_FILE)}"
        for name, side in (("old", outcome.old), ("new", outcome.new))
        if side
    ]
    return (*tally(outcome), *([Span(f" — {', '.join(context)}", "dim")] if context else []))


@dataclass(frozen=True, slots=True)
class Version:
    """A step of Semantic Versioning in words: whose, how far, why, and what is to be said about the author's own."""

    api: str
    file: str
    level: Level
    because: str
    remark: str
    sufficient: bool | None


def versions(outcome: Outcome, limit: int | None = None) -> tuple[list[Version], str]:
    """The steps that the APIs need, the widest first, and those beyond the limit as counts (`3 minor, 2 none`).

    The API is named where there are several.
    """
    steps = sorted(outcome.steps or (), key=lambda step: -step.level.rank)
    shown = steps if limit is None else steps[:limit]
    told = [
        Version(
            elide(visible(step.api), 80) if len(steps) > 1 else "",
            step.file,
            step.level,
            prose(step.because, 400),
            prose(step.remark, 400),
            step.sufficient,
        )
        for step in shown
    ]
    counts = Counter(step.level for step in steps[len(shown) :])
    return told, ", ".join(f"{count:,} {level.value}" for level, count in counts.items())


def is_brief(finding: Finding) -> bool:
    """Whether a finding is told in one line: it breaks nothing, or is excused."""
    return finding.severity is Severity.INFO or finding.verdict is Verdict.REFUTED or not finding.counts


def reason_of(finding: Finding) -> str:
    """Why a finding is judged as it is, where no witness shows that already."""
    return "" if finding.witness else prose(finding.reason)


def told(finding: Finding) -> list[str]:
    """A finding in a few sentences without a layout: what, the proof or why there is none, what to do."""
    sentences = [prose(finding.message)]
    if witness := finding.witness:
        refusing = dict(zip((witness.old, witness.new), side_names(witness), strict=True)).get("refuses", "new")
        who = f"the {refusing} side" if refusing in ("old", "new") else refusing
        proof = f"{visible(witness.operation)}, {visible(witness.part)}: {who} refuses a message"
        sentences.append(f"{proof}, {prose(witness.because)}" if witness.because else proof)
    if reason := reason_of(finding):
        sentences.append(f"{finding.verdict.value}: {reason}")
    if finding.fix:
        sentences.append(f"fix: {prose(finding.fix)}")
    return sentences
