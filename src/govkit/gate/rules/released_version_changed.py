"""Finds edits of versions that were released."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.catalog.entries.lock import LOCK
from govkit.catalog.entries.source import Source
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, by_name, listed, problem_at
from govkit.gate.rules._samples import ACTIVE, SPEC, estate


def check(move: Move) -> Iterator[Problem]:
    """Every locked version that says something else, and every line of the lock that is gone or another."""
    yield from _lines(move)
    versions = by_name(move.head)
    for name, digest in sorted(move.digests.items()):
        locked = move.base_lock.digests.get(name) or move.head_lock.digests.get(name)
        if locked is None or locked == digest:
            continue
        version, edits = versions[name], move.edits.get(name, ())
        day = f" on {version.version.released}" if version.version.released else ""
        what = f": {listed(edit.shown for edit in edits)}" if edits else ""
        message = f"{name} was released{day}, and what it says is no longer the same{what}"
        if edits:
            yield Problem(edits[0].source, edits[0].pointer, message, f"api:{name}")
        else:
            yield problem_at(version, message)
    yield from _meanwhile(move)


def _meanwhile(move: Move) -> Iterator[Problem]:
    """Versions that somebody released on the branch that this is to join, and that say something else here."""
    versions = by_name(move.head)
    for name, digest in sorted(move.digests.items()):
        locked = move.target_lock.digests.get(name)
        if locked is not None and locked != digest and name not in move.base_lock.digests:
            message = f"{name} was released meanwhile, on the branch that this is to join, and says something else here"
            yield problem_at(
                versions[name], message, hint="merge that branch, and describe the change in a new version"
            )


def _lines(move: Move) -> Iterator[Problem]:
    path = f"{move.head.folder}/{LOCK}"
    source = Source(path, move.head_lock.label, b"")
    for name, digest in sorted(move.base_lock.digests.items()):
        now = move.head_lock.digests.get(name)
        line = move.head_lock.lines.get(name, 1), 1
        if now is None:
            yield Problem(source, (name,), f"the line of {name} was taken out of the lock", f"api:{name}", at=line)
        elif now != digest:
            yield Problem(source, (name,), f"the line of {name} in the lock was changed", f"api:{name}", at=line)


RULE = Rule(
    id="released-version-changed",
    severity=Severity.ERROR,
    summary="Checks that a released version still says what it said when it was released.",
    rationale="Consumers were built on what was released. Descriptions, examples, deprecation marks and links to"
    " documentation may be edited; a change of anything else is another version.",
    fix="undo the edit, and describe the change in a new version, which `govkit release` locks",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(ACTIVE),
            estate(ACTIVE, SPEC.replace("/notes", "/remarks")),
            finds=("specs/billing.yaml#/paths/~1notes",),
        ),
        Example(
            estate(ACTIVE),
            estate(ACTIVE, SPEC.replace("description: fine", "description: what was asked for")),
            because="Descriptions promise nothing and may be mended at any time.",
        ),
    ),
)
