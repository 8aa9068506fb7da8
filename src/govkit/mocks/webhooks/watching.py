"""What calls mean for webhooks: who subscribes by them, and which events they cause by convention."""

from __future__ import annotations

from govkit.mocks.messages import JsonObject, Outcome
from govkit.mocks.responses import NOTHING
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Part, Resource
from govkit.mocks.state.table import Record
from govkit.mocks.system import Call
from govkit.mocks.webhooks.bodies import noun_of
from govkit.mocks.webhooks.endpoints import Endpoints
from govkit.mocks.webhooks.inference import Inference
from govkit.mocks.webhooks.webhooks import Source, Webhooks


class Watching:
    """Watches the calls of one system. Events that are declared are not inferred."""

    def __init__(self, webhooks: Webhooks, source: Source, behaviour: Behaviour) -> None:
        self.endpoints = Endpoints(webhooks, source, behaviour.records)
        self._webhooks = webhooks
        self._source = source
        self._inference = Inference(source.hooks)
        webhooks.parts.append(self.endpoints)
        behaviour.watchers.append(self.watch)

    def watch(self, call: Call, part: Part, outcome: Outcome) -> None:
        """Tells of a call that wrote something."""
        self.endpoints.watch(call, part, outcome)
        if outcome.record is not None and part.resource is not None and self._webhooks.subscriptions:
            for record, before in ((outcome.record, outcome.before), *outcome.more):
                self._tell(part, part.resource, record, before)

    def _tell(self, part: Part, resource: Resource, record: Record, before: JsonObject | None) -> None:
        """Tells of one record that was written."""
        name = self._source.system.name
        for hook in self._inference.caused(part.deed, resource, part.word, record.value, before):
            if hook.name in self._source.declared or not self._webhooks.is_subscribed(name, hook.name, record.key):
                continue
            noun = noun_of(resource.name)
            body = self._webhooks.around(self._source, hook, record.value, resource.item, noun)
            if body is not NOTHING:
                self._webhooks.emitted(self._source, hook, body, record.key)
