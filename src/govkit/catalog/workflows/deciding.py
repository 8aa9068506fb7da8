"""What a step decides by: its criteria and those of its actions, held against what its call may answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from govkit.catalog.workflows.conditions import Comparison, comparisons, status_held, statuses
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import About, NeverEqual, NeverSucceeds, StatusUnnamed, SuccessRefused, ValueUnnamed
from govkit.catalog.workflows.holding import Holder
from govkit.catalog.workflows.model import Condition, Step
from govkit.catalog.workflows.outcomes import Outcome
from govkit.catalog.workflows.scope import Scope
from govkit.catalog.workflows.types import UNKNOWN, Type, Unknown


class Deciding:
    """Looks at the conditions of one workflow."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._judge = holder.setting.judge

    def of(
        self,
        step: Step,
        called: Called,
        scope: Scope,
        outcomes: Sequence[Outcome],
        succeeded: Mapping[Outcome, bool | None],
        good: Sequence[Outcome],
        failing: Sequence[Outcome],
    ) -> None:
        """Says what is wrong with the conditions of a step, of which `outcomes` are the ways in which its call ends."""
        about = About(step.id, called.version.name, called.name)
        self._success(step, called, succeeded, about)
        declared = [one for one in outcomes if one.is_2xx and one.response is not None]
        self._conditions(step.success_criteria, scope, declared, about)
        for action in step.on_success:
            self._conditions(action.criteria, scope, good, about)
        for action in step.on_failure:
            relevant = [one for one in failing if _by_status(action.criteria, one)]
            self._conditions(action.criteria, scope, relevant, about, leads=False)
            detail = action.exception.detail if action.exception is not None else None
            if detail is not None:  # it may lack, but must be something that there is
                shown = self._holder.typed(detail, scope.after(relevant), detail.at, about)
                self._holder.read(shown, "detail", detail.at, about.step)
        self._statuses(step, called, about)

    def _success(self, step: Step, called: Called, succeeded: Mapping[Outcome, bool | None], about: About) -> None:
        """Whether any answer that is declared counts as success, and each 2xx does."""
        if not any(one.response is not None and held is not False for one, held in succeeded.items()):
            self._holder.say(NeverSucceeds(at=step.at, declared=tuple(called.operation.responses), about=about))
            return
        handled = {one for action in step.on_failure for _, one in statuses(action.criteria)}
        for one, held in succeeded.items():
            if one.is_2xx and one.response is not None and held is False and one.status not in handled:
                self._holder.say(SuccessRefused(at=step.at, status=one.label, key=one.label, about=about))

    def _conditions(
        self,
        conditions: Sequence[Condition],
        scope: Scope,
        outcomes: Sequence[Outcome],
        about: About,
        *,
        leads: bool = True,
    ) -> None:
        """Whether what is compared is there, may be what it is compared with, and may be anything besides."""
        after = scope.after(outcomes)
        compared: dict[str, tuple[Comparison, Type, list[Any]]] = {}
        for one in comparisons(conditions):
            found = after.of(one.name) if outcomes else UNKNOWN
            self._holder.read(found, "condition", one.condition.at, about.step)
            if isinstance(found, Unknown):
                self._holder.unknown(found, one.expression, one.condition.at, about)
                continue
            compared.setdefault(one.expression, (one, found, []))[2].append(one.value)
            self._equal(one, found, about)
        for one, found, named in compared.values():
            for value in self._listed(found):
                if value not in named:
                    key = f"{one.expression} {value!r}"
                    self._holder.say(
                        ValueUnnamed(
                            at=one.condition.at,
                            expression=one.expression,
                            value=value,
                            leads=leads,
                            origins=found.origins,
                            key=key,
                            about=about,
                        )
                    )

    def _equal(self, one: Comparison, found: Type, about: About) -> None:
        """Says where a value can never be what it is compared with."""
        if one.value is None or not found.spots or any(self._judge.may_be(spot, one.value) for spot in found.spots):
            return
        self._holder.say(
            NeverEqual(
                at=one.condition.at,
                expression=one.expression,
                value=one.value,
                known=self._listed(found),
                key=f"{one.expression} {one.value!r}",
                origins=found.origins,
                about=about,
            )
        )

    def _listed(self, found: Type) -> tuple[Any, ...]:
        """What a value may be, each once, as far as it is listed."""
        values = [value for spot in found.spots for value in self._judge.values(spot) or ()]
        return tuple({repr(value): value for value in values}.values())  # lists and objects may be listed, too

    def _statuses(self, step: Step, called: Called, about: About) -> None:
        """Statuses that conditions wait for and that the description does not know."""
        listed = called.operation.responses
        actions = (*step.on_success, *step.on_failure)
        own = (*step.success_criteria, *(one for action in actions for one in action.criteria))
        for condition, status in statuses(own):
            if not {str(status), f"{status // 100}XX", "default"} & listed.keys():
                self._holder.say(StatusUnnamed(at=condition.at, status=status, key=str(status), about=about))


def _by_status(criteria: Iterable[Condition], outcome: Outcome) -> bool:
    """Whether what criteria say of the status holds for an outcome; what they say of anything else is left open."""
    return all(status_held(one.tree, outcome) is not False for one in criteria)
