"""What rules find, mended in the text where that is certain: the rest of each document stays byte for byte."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from govkit.checks.lint.judge import RULES, problems
from govkit.checks.lint.surface.surface import Surface
from govkit.errors import Place
from govkit.findings import Rule, discover
from govkit.spec.documents import Document, Pointer
from govkit.spec.documents.edits import Edit, Remove, edited
from govkit.spec.openapi import Contract
from govkit.spec.openapi.problems import Problem

Allowed: TypeAlias = Callable[[Document, Sequence[Edit]], str | None]
"""Why some edits of a document must not be made; None where they may."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A finding that could be mended: its rule, its message and where it stood; `because` says why it was not."""

    rule: str
    message: str
    place: Place
    because: str = ""


@dataclass(frozen=True, slots=True)
class Mended:
    """Documents as they are after mending, those that changed, and what became of each finding that has a mend."""

    documents: tuple[Document, ...]
    done: tuple[Mend, ...]
    left: tuple[Mend, ...]


def mended(contract: Contract, *, allowed: Allowed | None = None, only: Collection[str] | None = None) -> Mended:
    """Mends what can be mended with certainty in the documents of a contract; nothing is written.

    `only`: the ids of the rules that are asked; all of them where nothing is said.
    """
    rules = [rule for name, rule in discover(RULES).items() if rule.mend and (only is None or name in only)]
    found: defaultdict[Document, list[tuple[Rule, Problem]]] = defaultdict(list)
    for rule, problem in problems(Surface(contract), rules):
        found[problem.document].append((rule, problem))
    documents, done, left = list[Document](), list[Mend](), list[Mend]()
    for document, many in found.items():
        after = _document(document, many, allowed, done, left)
        documents += [] if after is document else [after]
    return Mended(tuple(documents), tuple(done), tuple(left))


def _document(
    document: Document,
    found: Sequence[tuple[Rule, Problem]],
    allowed: Allowed | None,
    done: list[Mend],
    left: list[Mend],
) -> Document:
    """A document after mending, with what became of each finding noted."""
    places = document.places(problem.pointer for _, problem in found)
    wanted: list[tuple[Mend, tuple[Edit, ...]]] = []
    for rule, problem in found:
        mend = Mend(rule.id, problem.message, places[problem.pointer])
        if document.syntax not in ("json", "yaml"):
            left.append(_because(mend, "the document is made from others: mend it there"))
            continue
        edits = tuple(rule.mend(document, problem.pointer)) if rule.mend is not None else ()
        said = allowed(document, edits) if allowed is not None and edits else None
        if said is not None:
            left.append(_because(mend, said))
        elif edits:
            wanted.append((mend, edits))
    wanted = _with_whole_lists(document, wanted)
    after = edited(document, [edit for _, edits in wanted for edit in edits])
    for mend, edits in wanted:
        if set(edits) <= set(after.done):
            done.append(mend)
        else:
            left.append(_because(mend, "the text is written in a way that cannot be edited with certainty"))
    return after.document


def _with_whole_lists(
    document: Document, wanted: Sequence[tuple[Mend, tuple[Edit, ...]]]
) -> list[tuple[Mend, tuple[Edit, ...]]]:
    """The same edits, but for lists of which every item goes: they go as a whole."""
    going: defaultdict[Pointer, set[str | int]] = defaultdict(set)
    for _, edits in wanted:
        for edit in edits:
            if isinstance(edit, Remove) and edit.pointer and isinstance(edit.pointer[-1], int):
                going[edit.pointer[:-1]].add(edit.pointer[-1])
    whole = {at for at, items in going.items() if at and len(items) == len(document.node(at).value)}
    return [
        (mend, tuple(Remove(e.pointer[:-1]) if isinstance(e, Remove) and e.pointer[:-1] in whole else e for e in edits))
        for mend, edits in wanted
    ]


def _because(mend: Mend, reason: str) -> Mend:
    return Mend(mend.rule, mend.message, mend.place, reason)
