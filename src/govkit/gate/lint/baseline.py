"""A file of findings that stood when somebody began to lint: they are no reason to fail, and are to become fewer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govkit.errors import InputError, Place, UsageError
from govkit.findings import Finding
from govkit.gate.writing import Writing
from govkit.spec.documents import Document, hinted_if_empty, parse
from govkit.spec.documents.limits import DEFAULT_LIMITS

_FORM = "govkit/lint-baseline/v1"
_HEAD = """\
# What stood when this was written: `govkit lint --baseline` fails only on what is new. `govkit lint --write-baseline`
# writes it anew, without what is mended. To excuse a finding for a reason, a policy has waivers.
"""


@dataclass(frozen=True, slots=True, order=True)
class Stood:
    """A finding of a baseline: what identifies it, and for people its rule and its subject."""

    rule: str
    subject: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Held:
    """Findings held against a baseline: those that are new, how many stood, and what of it no longer stands."""

    new: tuple[Finding, ...]
    stood: int
    gone: tuple[Stood, ...]


def held(findings: Iterable[Finding], baseline: Sequence[Stood]) -> Held:
    """What is new beside a baseline. What is waived is shown as ever: it needs no baseline."""
    every = list(findings)
    known = {one.fingerprint for one in baseline}
    standing = {one.fingerprint for one in every}
    new = tuple(one for one in every if one.fingerprint not in known or not one.counts)
    gone = tuple(one for one in baseline if one.fingerprint not in standing)
    return Held(new, len(every) - len(new), gone)


def baseline_of(findings: Iterable[Finding]) -> list[Stood]:
    """The baseline of some findings: those that count, sorted by rule and subject."""
    return sorted({Stood(one.rule, _subject(one), one.fingerprint) for one in findings if one.counts})


def _subject(finding: Finding) -> str:
    subject = finding.subject
    what = subject.schema or (subject.operations[0] if len(subject.operations) == 1 else "")
    return " ".join(filter(None, (subject.api, what, subject.path))) or "the estate"


def written(baseline: Sequence[Stood], *, as_json: bool) -> str:
    """The text of a baseline: one line a finding, so that two branches that mend different ones can be merged."""
    rows = [json.dumps({"rule": one.rule, "subject": one.subject, "fingerprint": one.fingerprint}) for one in baseline]
    if as_json:
        inside = ",\n    ".join(rows)
        return f'{{\n  "baseline": "{_FORM}",\n  "findings": [\n    {inside}\n  ]\n}}\n'
    listed = "".join(f"\n  - {row}" for row in rows) or " []"
    return f"{_HEAD}baseline: {_FORM}\nfindings:{listed}\n"


def write_baseline(file: Path, findings: Iterable[Finding]) -> int:
    """Writes the baseline of some findings; how many there are in it.

    Raises UsageError where that cannot be, or where something lies there that is no baseline.
    """
    refuse_other(file)
    baseline = baseline_of(findings)
    text = written(baseline, as_json=file.suffix == ".json")
    Writing(file.parent, {file.name: text.encode()}).write()
    return len(baseline)


def refuse_other(file: Path) -> None:
    """Raises UsageError where a file holds anything but a baseline, be it one that cannot be read: it would be lost."""
    try:
        data = file.read_bytes() if file.is_file() else b""
    except OSError:  # told by who writes
        return
    if data.strip() and _FORM.encode() not in data:
        raise UsageError(
            f"{file} is no baseline, and would be overwritten", hint="name another file, or none: paths come first"
        )


def read_baseline(file: Path) -> list[Stood]:
    """The findings of a baseline. Raises InputError where the file is none, with the place."""
    try:
        with file.open("rb") as stream:
            data = stream.read(DEFAULT_LIMITS.bytes + 1)
    except OSError as error:
        hint = "`govkit lint --write-baseline` writes it"
        raise InputError(f"the baseline cannot be read: {error.strerror}", place=Place(str(file)), hint=hint) from error
    with hinted_if_empty("`govkit lint --write-baseline` writes it"):
        document = parse(data, str(file))
    for pointer, place in document.duplicate_keys:
        raise InputError(f"`{pointer[-1]}` stands twice", place=place, hint="make one of the two")
    tree = document.tree
    if not isinstance(tree, dict) or tree.get("baseline") != _FORM or not isinstance(tree.get("findings"), list):
        raise InputError(
            f"this is no baseline: it does not say `baseline: {_FORM}` with a list of `findings`",
            place=document.place(()),
            hint="`govkit lint --write-baseline` writes one",
        )
    return [_stood(one, document, index) for index, one in enumerate(tree["findings"])]


def _stood(value: Any, document: Document, index: int) -> Stood:
    said = value if isinstance(value, dict) else {}
    parts = [said.get(name) for name in ("rule", "subject", "fingerprint")]
    rule, subject, fingerprint = (part if isinstance(part, str) else "" for part in parts)
    if not rule or not fingerprint:
        raise InputError(
            "an entry of the baseline needs a `rule` and a `fingerprint`, both text",
            place=document.place(("findings", index)),
        )
    return Stood(rule, subject, fingerprint)
