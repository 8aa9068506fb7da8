"""The messages that show what hits a step: an event, an answer, or a request that was taken before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govkit.catalog.mapping.judge import witness_of as mapping_witness
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.facts import (
    Fact,
    MappingFails,
    MayLack,
    NameUnknown,
    NeverEqual,
    Refused,
    ValueUnknown,
    ValueUnnamed,
)
from govkit.catalog.workflows.lineage import first_origins
from govkit.catalog.workflows.messages import with_member, without_member
from govkit.catalog.workflows.model import WebhookTrigger
from govkit.catalog.workflows.types import Origin
from govkit.catalog.workflows.wording import why
from govkit.findings import Witness
from govkit.spec.openapi.contract import Operation, Response
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Spot
from govkit.spec.schemas.standalone import Role
from govkit.spec.schemas.values import Pin


class Witnessing:
    """Finds the messages of one document; `after` are its workflows, by name, with the contracts of after."""

    def __init__(self, then: Checking, now: Checking, fitting: Fitting, after: Mapping[str, Checked]) -> None:
        self._before = then.setting
        self._after = now.setting
        self._fitting = fitting
        self._all = after

    def of(self, fact: Fact, then: Checked, now: Checked) -> Witness | None:
        """The message that shows a fact."""
        operation = fact.about.operation
        if isinstance(fact, Refused):
            return Witness(operation, fact.part, fact.value, "accepts", "refuses", fact.because)
        if isinstance(fact, MappingFails):
            mapping = self._after.mapping(fact.mapping)
            shown = mapping_witness(fact.fact, mapping.spec.schema_ if mapping is not None else "")
            return shown if shown is not None else self._unsent(fact, then, now)
        if isinstance(fact, NameUnknown) and not fact.about.step:
            return self._unheard(fact, then)
        origins = self._origins(fact, now)
        if isinstance(fact, ValueUnnamed):
            because = f"`{fact.expression}` may be {fact.value!r}, which no condition of the step names"
            return self._answered(origins, operation, because, fact.value)
        if isinstance(fact, MayLack | NeverEqual):
            because = getattr(fact, "because", "") or f"`{fact.expression}` is never {getattr(fact, 'value', '')!r}"
            return self._answered(origins, operation, because, None, without=isinstance(fact, MayLack))
        if isinstance(fact, ValueUnknown):
            return self._answered(origins, operation, fact.message, None)
        return self._unsent(fact, then, now)

    def _origins(self, fact: Fact, now: Checked) -> list[Origin]:
        """Where a value comes from that a fact is about: what callers give for an input, where it is one."""
        told: Iterable[Origin] = getattr(fact, "origins", ())
        found = dict.fromkeys(first for origin in told for first in first_origins(self._all, origin, now.workflow.id))
        return sorted(found or told, key=lambda one: (str(one), one.version, one.operation))

    # ---------------------------------------------------------------------------------------------------------- answers

    def _answered(
        self, origins: Iterable[Origin], operation: str, because: str, value: Any, *, without: bool = False
    ) -> Witness | None:
        """A message of an origin with a value at its end, or without one."""
        for origin in origins:
            if origin.part == "response header":
                found = self._headed(origin, because)
                if found is not None:
                    return found
                continue
            spot = self._message(self._after.contracts, origin)
            old = self._message(self._before.contracts, origin)
            if spot is None:
                continue
            for message in self._drawn(spot, origin.trail, value, without=without):
                if self._fitting.validator(spot, Role.WRITER).accepts(message):
                    accepted = old is not None and self._fitting.validator(old, Role.WRITER).accepts(message)
                    said = "accepts" if accepted else "refuses"
                    return Witness(origin.operation or operation, origin.part, message, said, "accepts", because)
        return None

    def _drawn(self, spot: Spot, trail: tuple[str, ...], value: Any, *, without: bool) -> Iterator[Any]:
        values = self._fitting.values
        if without:
            yield from (without_member(one, trail) for one in values.some(spot))
            yield from (with_member(one, trail, None) for one in values.some(spot))
        elif value is None:
            yield from values.some(spot)
        else:
            pin = Pin(trail[0], with_member(None, trail[1:], value)) if trail else None
            yield from (with_member(one, trail, value) for one in values.some(spot, pin=pin))
            yield from (with_member(one, trail, value) for one in values.some(spot))

    def _headed(self, origin: Origin, because: str) -> Witness | None:
        """An answer without a header, whole."""
        found = _answer(self._after.contracts, origin)
        if found is None:
            return None
        operation, response = found
        spot = self._after.contracts.response(operation, response)
        lacking = origin.trail[0].lower() if origin.trail else ""
        headers = {
            name: next(iter(self._fitting.values.some(self._after.contracts.header(operation, node))), None)
            for name, node in response.headers.items()
            if name != lacking
        }
        value: dict[str, Any] = {"status": int(response.status) if response.status.isdecimal() else 200}
        value["headers"] = headers
        if spot is not None:
            value["body"] = next(iter(self._fitting.values.some(spot)), None)
        before = _answer(self._before.contracts, origin)
        node = before[1].headers.get(lacking) if before is not None else None
        required = node is not None and isinstance(node.value, dict) and node.value.get("required") is True
        return Witness(origin.operation, "response", value, "refuses" if required else "accepts", "accepts", because)

    @staticmethod
    def _message(contracts: Contracts, origin: Origin) -> Spot | None:
        """The schema of the message that an origin speaks of."""
        operation = _operation(contracts, origin)
        if operation is None:
            return None
        if origin.part == "event":
            return contracts.event(operation)
        for status, response in operation.responses.items():
            spot = contracts.response(operation, response) if status.startswith("2") else None
            if spot is not None:
                return spot
        return None

    # ---------------------------------------------------------------------------------------------------------- events

    def _unheard(self, fact: NameUnknown, then: Checked) -> Witness | None:
        """An event as it came before, where none like it comes any more."""
        start = then.workflow.start
        contracts = self._before.contracts
        if start is None or fact.kind != "webhook" or not isinstance(start.trigger, WebhookTrigger):
            return None
        version = contracts.of(then.workflow, start.trigger.source)
        webhook = contracts.webhooks(version).get(start.trigger.webhook) if version is not None else None
        spot = contracts.event(webhook) if webhook is not None else None
        if webhook is None or spot is None:
            return None
        value = next(iter(self._fitting.values.some(spot)), None)
        return Witness(webhook.name, "event", value, "accepts", "refuses", fact.message)

    # --------------------------------------------------------------------------------------------------------- requests

    def _unsent(self, fact: Fact, then: Checked, now: Checked) -> Witness | None:
        """The request as it was sent before, of which something is now missing or unknown."""
        old, new = then.course.sent.get(fact.about.step), now.course.sent.get(fact.about.step)
        if old is None:
            return None
        drawn = self._fitting.values.some
        parameters = {key: next(iter(drawn(one.spots[0])), None) for key, one in old.parameters.items() if one.spots}
        value: dict[str, Any] = {"parameters": parameters} if parameters else {}
        takes = self._before.contracts.request(old.called, old.media_type)
        if takes is not None:
            refusing = self._after.contracts.request(new.called, new.media_type) if new is not None else None
            accepts = self._fitting.validator(refusing, Role.PLAIN).accepts if refusing is not None else None
            bodies = list(drawn(takes))
            refused = (one for one in bodies if accepts is not None and not accepts(one))
            value["body"] = next(refused, bodies[0] if bodies else None)
        return Witness(old.called.name, "request", value, "accepts", "refuses", why(fact))


def _operation(contracts: Contracts, origin: Origin) -> Operation | None:
    version = next((one for one in contracts.estate.versions() if one.name == origin.version), None)
    contract = contracts.contract(version) if version is not None else None
    return contract.operations.get(origin.operation) if contract is not None else None


def _answer(contracts: Contracts, origin: Origin) -> tuple[Operation, Response] | None:
    """The operation of an origin, with its first answer that means success."""
    operation = _operation(contracts, origin)
    if operation is None:
        return None
    found = next((one for status, one in operation.responses.items() if status.startswith("2")), None)
    return (operation, found) if found is not None else None
