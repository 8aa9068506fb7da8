"""What people decided about records: which are the same object and which are not, read from a file that they keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from govkit.catalog.entries.reading import close_to
from govkit.catalog.identity.record import Ref
from govkit.errors import InputError, Place
from govkit.spec.documents import Document, Pointer, parse, yaml_flow

SAME, DIFFERENT, OPEN = "same", "different", "open"
_WORDS = (SAME, DIFFERENT, OPEN)
_KEYS = ("entity", "decisions")
_ITEM_KEYS = ("records", "decision", "likeness", "why", "reason", "by", "on")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about two records or more, and where that stands."""

    records: tuple[Ref, ...]
    decision: str
    place: Place


class Decisions:
    """Decisions that do not contradict each other."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        """Raises InputError, with the place, where records are said to be the same and to be different."""
        self.all = tuple(decisions)
        self._above: dict[Ref, Ref] = {}
        for one in self.all:
            if one.decision == SAME:
                for other in one.records[1:]:
                    self._above[self.root(other)] = self.root(one.records[0])
        self.different: dict[Ref, set[Ref]] = {}
        for one in self.all:
            if one.decision == DIFFERENT:
                self._part(one)

    def _part(self, one: Decision) -> None:
        for left, right in combinations(one.records, 2):
            if self.root(left) == self.root(right):
                raise InputError(
                    f"{left} and {right} are said to be different here, and to be the same by what else is decided",
                    place=one.place,
                    hint="take one of the decisions out",
                )
            self.different.setdefault(left, set()).add(right)
            self.different.setdefault(right, set()).add(left)

    def root(self, ref: Ref) -> Ref:
        """The record that stands for all that are decided to be the same as this one."""
        while (above := self._above.get(ref)) is not None and above != ref:
            ref = above
        return ref

    def asked(self) -> set[frozenset[Ref]]:
        """The sets of records that the file speaks of, whatever it says."""
        return {frozenset(one.records) for one in self.all}


def read_decisions(data: bytes, label: str, entity: str, systems: Collection[str]) -> Decisions:
    """The decisions of a file in YAML or JSON. Raises InputError with the place of what is wrong."""
    document = parse(data, label)
    for _, at in document.duplicate_keys:
        raise InputError("this stands here twice", place=Place(label, at.line, at.column), hint="keep one of them")
    reader = _Reader(document, entity, systems)
    return Decisions(reader.decisions())


class _Reader:
    def __init__(self, document: Document, entity: str, systems: Collection[str]) -> None:
        self._document = document
        self._entity = entity
        self._systems = systems

    def _refuse(self, message: str, pointer: Pointer, hint: str | None = None) -> InputError:
        return InputError(message, place=self._document.node(pointer).place(), hint=hint or None)

    def decisions(self) -> Iterator[Decision]:
        tree = self._document.tree
        if not isinstance(tree, dict):
            raise self._refuse("decisions are a mapping with `entity` and `decisions`", (), _FORM)
        self._keys(tree, _KEYS, ())
        if tree.get("entity") != self._entity:
            if "entity" not in tree:
                raise self._refuse("the file does not say of which entity it speaks", (), f"`entity: {self._entity}`")
            raise self._refuse(f"these decisions are not about {self._entity}", ("entity",))
        listed = tree.get("decisions")
        if listed is None:
            return
        if not isinstance(listed, list):
            raise self._refuse("`decisions` is a list", ("decisions",), _FORM)
        for index, item in enumerate(listed):
            yield self._decision(item, ("decisions", index))

    def _decision(self, item: Any, at: Pointer) -> Decision:
        if not isinstance(item, dict):
            raise self._refuse("a decision is a mapping with `records` and `decision`", at, _FORM)
        self._keys(item, _ITEM_KEYS, at)
        for key in ("records", "decision"):
            if key not in item:
                raise self._refuse(f"the decision has no `{key}`", at, _FORM)
        word = item["decision"]
        if word not in _WORDS:
            hint = close_to(word, _WORDS) if isinstance(word, str) else ""
            raise self._refuse("a decision is `same`, `different` or `open`", (*at, "decision"), hint)
        return Decision(self._records(item["records"], (*at, "records")), word, self._document.node(at).place())

    def _records(self, listed: Any, at: Pointer) -> tuple[Ref, ...]:
        if not isinstance(listed, list) or len(listed) < 2:
            raise self._refuse("`records` names two records or more", at, _FORM)
        found: list[Ref] = []
        for index, text in enumerate(listed):
            try:
                ref = Ref.parse(text if isinstance(text, str) else "")
            except ValueError:
                raise self._refuse("this is no record such as `crm:co_1002`", (*at, index)) from None
            if ref.system not in self._systems:
                hint = close_to(ref.system, self._systems)
                raise self._refuse(f"the catalog has no system {ref.system!r}", (*at, index), hint)
            if ref in found:
                raise self._refuse(f"{ref} stands here twice", (*at, index))
            found.append(ref)
        return tuple(found)

    def _keys(self, value: dict[str, Any], known: Sequence[str], at: Pointer) -> None:
        for key in value:
            if key not in known:
                hint = close_to(key, known) or f"it has {', '.join(known)}"
                raise self._refuse(f"there is no `{key}` here", (*at, key), hint)


_FORM = "such as `- {records: [crm:co_1002, erp:C-10002], decision: same}`"


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked to decide: the records, how alike they are in percent, and why they are asked."""

    records: tuple[Ref, ...]
    why: str
    likeness: int | None = None


def with_questions(text: str | None, entity: str, questions: Iterable[Question]) -> str:
    """The text of a file of decisions with questions at its end, each `open`; what stands there stays as it is."""
    begun = text if text is not None and text.strip() else _HEAD.format(entity=entity)
    rows = [_row(one) for one in questions]
    if rows and begun.rstrip().endswith("decisions: []"):
        begun = begun.rstrip().removesuffix(" []")
    return begun + "\n" * (not begun.endswith("\n")) + "".join(rows)


def _row(one: Question) -> str:
    said: dict[str, Any] = {"records": [str(ref) for ref in one.records], "decision": OPEN}
    said |= {"likeness": one.likeness} if one.likeness is not None else {}
    said |= {"why": one.why}
    first, *others = (f"{key}: {yaml_flow(value)}" for key, value in said.items())
    return "".join([f"  - {first}\n", *(f"    {row}\n" for row in others)])


_HEAD = """\
# Which records are one object: write `same` or `different` where it says `open`; a `reason` helps whoever comes later.
entity: {entity}
decisions:
"""
