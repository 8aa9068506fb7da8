"""Figures of a period beside those of the period before, with what is aimed at, and what there is no data for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, TypeAlias

from govkit.catalog.entries import MeasureSpec
from govkit.catalog.entries.form import Amount
from govkit.catalog.entries.kinds.measure import FIGURES
from govkit.sync.figures.figure import Better, Figure, Measured, all_figures
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene

Trend: TypeAlias = Literal["better", "worse", "same"]

_SAME = 1e-9
"""Two values that differ by less are one."""


@dataclass(frozen=True, slots=True)
class About:
    """What a figure may be of: the processes of the estate with their teams, and its reconciliations."""

    workflows: Mapping[str, str | None]
    measures: Mapping[str, MeasureSpec]
    reconciliations: Mapping[str, str | None]

    def subjects(self, figure: Figure) -> list[str]:
        """What a figure is of."""
        if figure.id == "agreement":
            return list(self.reconciliations)
        if figure.id in MEASURED:
            return [name for name, spec in self.measures.items() if getattr(spec, figure.id) is not None]
        return list(self.workflows)

    def process(self, figure: Figure, subject: str) -> str:
        """The process that a subject is about."""
        return self.measures[subject].process if figure.id in MEASURED else subject

    def owner(self, figure: Figure, subject: str) -> str | None:
        """The team that answers for a subject."""
        if figure.id in MEASURED:
            return str(self.measures[subject].owner)
        return {**self.workflows, **self.reconciliations}.get(subject)


MEASURED = ("latency", "share", "accuracy")
"""Figures of which the catalog says what they are of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A value of a figure: of what, how many it is made of, what it was before, and what is aimed at."""

    figure: Figure
    subject: str
    part: str
    process: str
    owner: str | None
    value: float
    of: int
    better: Better
    before: float | None = None
    target: float | None = None
    measure: str | None = None
    said: str = ""

    @property
    def trend(self) -> Trend | None:
        """Whether it is better than before; None where there was nothing."""
        if self.before is None:
            return None
        if abs(self.value - self.before) <= _SAME:
            return "same"
        return "better" if (self.value > self.before) == (self.better == "higher") else "worse"

    @property
    def is_missed(self) -> bool:
        """Whether the target is not reached."""
        if self.target is None or abs(self.value - self.target) <= _SAME:
            return False
        return (self.value < self.target) == (self.better == "higher")


@dataclass(frozen=True, slots=True)
class Absent:
    """What a figure has no value of, and why; without a figure none of those that every workflow has."""

    figure: Figure | None
    subjects: tuple[str, ...]
    why: str


def answers(scene: Scene, about: About, now: Span, before: Span) -> tuple[list[Answer], list[Absent]]:
    """All figures of what they may be of."""
    found: list[Answer] = []
    absent: list[Absent] = []
    goals = dict(_goals(about))
    for figure in all_figures().values():
        wanted = set(about.subjects(figure))
        if not wanted:
            continue
        measured = [one for one in figure.measure(scene, now) if one.subject in wanted]
        earlier = {(one.subject, one.part): one.value for one in figure.measure(scene, before)}
        found += [_answer(figure, about, one, earlier, goals) for one in measured if one.value is not None]
        absent += _absent(figure, about.subjects(figure), measured)
    return found, list(_together(absent, about))


def _together(absent: Sequence[Absent], about: About) -> Iterator[Absent]:
    """Workflows that have no figure at all are told once."""
    times = Counter(name for one in absent for name in one.subjects if _is_of_workflows(one))
    never = tuple(name for name in about.workflows if times[name] == _OF_WORKFLOWS)
    if never:
        yield Absent(None, never, "no run of it began, ended or was looked after in this period")
    for one in absent:
        left = tuple(name for name in one.subjects if name not in never) if _is_of_workflows(one) else one.subjects
        if left:
            yield replace(one, subjects=left)


_OF_WORKFLOWS = len(FIGURES)


def _is_of_workflows(one: Absent) -> bool:
    return one.figure is not None and one.figure.id in FIGURES


def _answer(
    figure: Figure,
    about: About,
    one: Measured,
    earlier: Mapping[tuple[str, str], float | None],
    goals: Mapping[tuple[str, str, str], tuple[str, MeasureSpec]],
) -> Answer:
    assert one.value is not None, "the caller looked"
    name, spec = goals.get((figure.id, one.subject, one.part), (None, None))
    said = spec.measured[1] if spec is not None else None
    before = earlier.get((one.subject, one.part))
    if said is not None and said.baseline is not None:
        before = _number(said.baseline)
    share = about.measures[one.subject].share if figure.id == "share" else None
    return Answer(
        figure=figure,
        subject=one.subject,
        part=one.part,
        process=about.process(figure, one.subject),
        owner=about.owner(figure, one.subject),
        value=one.value,
        of=one.of,
        better=share.better if share is not None else figure.better,
        before=before,
        target=_number(said.target) if said is not None and said.target is not None else None,
        measure=name,
        said=one.said,
    )


def _goals(about: About) -> Iterator[tuple[tuple[str, str, str], tuple[str, MeasureSpec]]]:
    """The measures that say what is aimed at, by figure, subject and part."""
    for name, spec in about.measures.items():
        if spec.figure is not None:
            yield (spec.figure.name, spec.process, spec.part), (name, spec)
        else:
            yield (spec.measured[0], name, spec.part), (name, spec)


def _number(goal: Amount) -> float:
    return goal.total_seconds() if isinstance(goal, timedelta) else goal


def _absent(figure: Figure, subjects: Sequence[str], measured: Iterable[Measured]) -> Iterator[Absent]:
    """Those without a value: each with its own reason, or all others with that of the figure."""
    said = {one.subject: one.said for one in measured if one.value is None and one.said}
    there = {one.subject for one in measured if one.value is not None}
    reasons: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        if subject not in there:
            reasons[said.get(subject, figure.no_data)].append(subject)
    for why, names in reasons.items():
        yield Absent(figure, tuple(names), why)
