"""What starts a workflow, held against the description: the event, the key, what people are told."""

from __future__ import annotations

from collections.abc import Callable

from govkit.catalog.workflows.bulk import Bulks
from govkit.catalog.workflows.facts import About, Fact, Kind, MayLack, NameUnknown, Refused
from govkit.catalog.workflows.holding import Holder, shown
from govkit.catalog.workflows.inputs import Inputs
from govkit.catalog.workflows.model import FoundTrigger, PollTrigger, Start, Value, WebhookTrigger, Workflow
from govkit.catalog.workflows.scope import Known, Scope, State
from govkit.catalog.workflows.setting import Setting
from govkit.catalog.workflows.types import Read
from govkit.spec.documents import Pointer


class Starts:
    """Looks at the start of one workflow."""

    def __init__(self, setting: Setting, workflow: Workflow, inputs: Inputs, say: Callable[[Fact], None]) -> None:
        """What it looks at stands in `reads`, once it was looked at."""
        self._setting = setting
        self._workflow = workflow
        self._inputs = inputs
        self._say = say
        self._holder = Holder(setting, say)

    @property
    def reads(self) -> list[Read]:
        """The key and the context, with where they come from."""
        return self._holder.reads

    def look(self) -> None:
        """Says what is wrong with it."""
        start = self._workflow.start
        if start is None:
            return
        self._team(start.owner, (*start.at, "owner"))
        for step in self._workflow.steps:
            for action in step.on_failure:
                if action.exception is not None and action.exception.owner is not None:
                    self._team(action.exception.owner, (*action.at, "x-govkit-exception", "owner"), step.id)
        if start.bulk is not None:
            Bulks(self._holder, self._workflow, self._inputs).look(start.bulk)
        if not self._trigger(start):
            return
        event = self._inputs.event
        about = About("", event.origin.version, event.origin.operation) if event is not None else About()
        scope = Scope(
            self._workflow,
            self._inputs,
            Known(),
            State(),
            typing=self._setting.typing,
            contracts=self._setting.contracts,
        )
        if start.key is not None:
            key = self._holder.typed(start.key, scope, start.key.at, about)
            self._holder.read(key, "key", start.key.at)
            if key.lacks:
                self._say(
                    MayLack(
                        at=start.key.at,
                        what="key",
                        expression=shown(start.key),
                        because=key.lacks[0],
                        origins=key.origins,
                        about=about,
                    )
                )
        for how, value in _told(start).items():
            self._holder.read(self._holder.typed(value, scope, value.at, about), how, value.at)
        self._event(about)

    def _team(self, name: str, at: Pointer, step: str = "") -> None:
        teams = self._setting.contracts.estate.teams
        if name not in teams:
            message = f"there is no team `{name}`"
            about = About(step)
            self._say(
                NameUnknown(at=at, kind="team", name=name, message=message, known=tuple(teams), key=name, about=about)
            )

    def _trigger(self, start: Start) -> bool:
        """Whether there is what starts it; where there is not, that is said."""
        trigger, contracts = start.trigger, self._setting.contracts
        if isinstance(trigger, FoundTrigger):
            return self._found(trigger, (*start.at, "trigger"))
        if not isinstance(trigger, WebhookTrigger | PollTrigger):
            return True
        at: Pointer = (*start.at, "trigger")
        source = trigger.source if isinstance(trigger, WebhookTrigger) else trigger.operation.source
        if source not in self._workflow.sources:
            message = f"there is no source `{source}` in this document"
            self._unknown("source", source, message, tuple(self._workflow.sources), at)
            return False
        version = contracts.of(self._workflow, source)
        if version is None or contracts.contract(version) is None:
            return False
        if isinstance(trigger, WebhookTrigger):
            found = tuple(contracts.webhooks(version))
            if trigger.webhook not in found:
                message = f"`{version.name}` sends no webhook `{trigger.webhook}`"
                self._unknown("webhook", trigger.webhook, message, found, at, version.name)
                return False
            return True
        named, polls = trigger.operation.id, contracts.polls(version)
        if named not in polls or named not in contracts.operations(version):
            message = f"the system of `{version.name}` declares no poll of `{named}`"
            self._unknown("poll", named, message, tuple(polls), (*at, "poll"), version.name)
            return False
        return True

    def _found(self, trigger: FoundTrigger, at: Pointer) -> bool:
        """Whether there is a reconciliation that compares a system; where there is not, that is said."""
        estate = self._setting.contracts.estate
        one = estate.reconciliations.get(trigger.reconciliation)
        if one is None:
            message = f"there is no reconciliation `{trigger.reconciliation}`"
            known = tuple(estate.reconciliations)
            self._unknown("reconciliation", trigger.reconciliation, message, known, (*at, "reconciliation"))
            return False
        systems = tuple(map(str, one.spec.systems))
        if trigger.system not in systems:
            message = f"`{one.name}` does not compare `{trigger.system}`"
            self._unknown("reconciliation", trigger.system, message, systems, (*at, "system"))
            return False
        return True

    def _unknown(
        self, kind: Kind, name: str, message: str, known: tuple[str, ...], at: Pointer, version: str = ""
    ) -> None:
        about = About("", version)
        self._say(NameUnknown(at=at, kind=kind, name=name, message=message, known=known, key=name, about=about))

    def _event(self, about: About) -> None:
        """Whether the inputs that are declared take whatever the event may be."""
        event, declared = self._inputs.event, self._inputs.declared
        if event is None or declared is None:
            return
        for spot in declared.spots:
            fit = self._setting.fitting.of(event.spot, spot)
            if fit.holds is False:
                self._say(
                    Refused(
                        at=(*self._workflow.at, "inputs"),
                        part="event",
                        path=(),
                        value=fit.value,
                        because=fit.because,
                        origins=frozenset((event.origin,)),
                        about=about,
                    )
                )


def _told(start: Start) -> dict[str, Value]:
    """What a run says of itself at its beginning: what people need to know, and of which region it is."""
    told = {f"context {name}": value for name, value in start.context.items()}
    return told if start.regions is None else {**told, "regions": start.regions.by}
