"""Webhooks of a contract as typed events."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.codegen.calls import kind_of
from govkit.codegen.naming import Names, constant, pascal
from govkit.codegen.shapes import Shape
from govkit.codegen.shaping import Shaper
from govkit.codegen.texts import prose
from govkit.findings import Direction
from govkit.spec.openapi.contract import Contract


@dataclass(frozen=True, slots=True)
class Webhook:
    """One webhook: the name that the contract gives it, and what its body is."""

    name: str
    constant: str
    shape: Shape
    text: str


def webhooks_of(contract: Contract, shaper: Shaper) -> list[Webhook]:
    """The webhooks with a body of JSON, in the order of the contract."""
    names, found = Names({"EVENTS"}), []
    for operation in contract.operations.values():
        if operation.kind != "webhook" or operation.body is None:
            continue
        media = next((one for one in operation.body.content.values() if kind_of(one.name) == "json"), None)
        if media is None:
            continue
        shape = shaper.shape(media.schema, Direction.RESPONSE, f"{pascal(operation.path, 'Webhook')}Event")
        raw = operation.node.value
        text = raw.get("summary") or raw.get("description")
        found.append(
            Webhook(
                operation.path,
                names.give(constant(operation.path, "EVENT"), joint="_"),
                shape,
                prose(text) if isinstance(text, str) else "",
            )
        )
    return found
