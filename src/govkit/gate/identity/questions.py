"""The file of decisions: read, and continued with what a person has to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from govkit.catalog.entries import Estate
from govkit.catalog.identity.decisions import Decisions, Question, read_decisions, with_questions
from govkit.catalog.identity.matching import Matched
from govkit.catalog.identity.record import Ref
from govkit.errors import InputError, Place, UsageError
from govkit.gate.writing import Writing

_MOST_RECORDS = 10
"""Records of one question: nobody answers for more at once."""
_LARGEST = 64 * 1024 * 1024


def decisions_in(path: Path, entity: str, estate: Estate, *, may_lack: bool) -> tuple[Decisions, str | None]:
    """The decisions of a file, and its text; none of a file that is not there, where it may lack. Raises InputError."""
    try:
        if path.exists() and not path.is_file():
            raise InputError("decisions are kept in a file", place=Place(str(path)))
        if path.is_file() and path.stat().st_size > _LARGEST:
            raise InputError("the file is too large for decisions of people", place=Place(str(path)))
        data = path.read_bytes()
    except FileNotFoundError:
        if may_lack:
            return Decisions(), None
        raise InputError(f"there is no file {path}", hint="`--ask` begins one") from None
    except OSError as error:
        raise InputError(f"the decisions cannot be read: {error.strerror}", place=Place(str(path))) from error
    if not data.strip() and may_lack:
        return Decisions(), None
    found = read_decisions(data, str(path), entity, [*estate.systems])
    return found, data.decode("utf-8-sig", "replace")


def questions(found: Matched) -> Iterator[Question]:
    """What a person has to decide: each proposal, and each conflict that no proposal speaks of."""
    beside: dict[Ref, set[Ref]] = defaultdict(set)
    for one in found.proposals:
        beside[one.left.ref].add(one.right.ref)
        speaks = [f"{said.field} {said.percent} %" for said in one.evidence if said.percent is not None]
        yield Question((one.left.ref, one.right.ref), ", ".join(speaks), one.percent)
    for conflict in found.conflicts:
        records = frozenset(conflict.records)
        covered = any(not records.isdisjoint(beside[ref]) for ref in records if ref in beside)
        if not covered and len(records) <= _MOST_RECORDS:
            yield Question(conflict.records, "; ".join(conflict.because))


def ask(path: Path, entity: str, estate: Estate, found: Matched, before: tuple[Decisions, str | None]) -> int:
    """Continues the file with the questions that it does not hold yet; how many there are.

    Raises UsageError where nothing can be added at its end, or it cannot be written.
    """
    decisions, text = before
    known = decisions.asked()
    asked = [one for one in questions(found) if frozenset(one.records) not in known]
    if not asked and text is not None:
        return 0
    written = with_questions(text, entity, asked).encode()
    try:
        again = read_decisions(written, str(path), entity, [*estate.systems])
        whole = [one.records for one in again.all] == [
            *(one.records for one in decisions.all),
            *(one.records for one in asked),
        ]
    except InputError:
        whole = False
    if not whole:
        raise UsageError(
            f"questions cannot be added at the end of {path}",
            hint="`decisions:` must be the last key of the file, its items two spaces in, each begun by `- `",
        )
    Writing(path.parent, {path.name: written}).write()
    return len(asked)
