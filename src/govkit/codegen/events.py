"""Webhooks of a contract as typed events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from govkit.catalog.entries.kinds.system import Webhooks
from govkit.codegen.calls import kind_of
from govkit.codegen.naming import Names, constant, pascal
from govkit.codegen.shapes import Shape
from govkit.codegen.shaping import Shaper
from govkit.codegen.texts import prose
from govkit.findings import Direction
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.signatures import Form, signature_of


@dataclass(frozen=True, slots=True)
class Webhook:
    """One webhook: the name that the contract gives it, and what its body is."""

    name: str
    constant: str
    shape: Shape
    text: str


def webhooks_of(contract: Contract, shaper: Shaper, wanted: Callable[[str], bool] | None = None) -> list[Webhook]:
    """The webhooks with a body of JSON, in the order of the contract; those that are `wanted`, where it is said."""
    names, found = Names({"EVENTS"}), []
    for operation in contract.operations.values():
        if operation.kind != "webhook" or operation.body is None or (wanted is not None and not wanted(operation.name)):
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


@dataclass(frozen=True, slots=True)
class Signing:
    """How deliveries are signed: a verifier of govkit.client, and the headers that it reads."""

    verifier: str
    headers: dict[str, str]


def signing_of(contract: Contract, hint: Webhooks | None) -> Signing | None:
    """How the system signs what it sends; what the catalog leaves open, the parameters of webhooks show."""
    found = signature_of(contract, hint.scheme, hint.header) if hint is not None else None
    if found is None:
        return None
    headers: dict[str, str] = {}
    if found.form is Form.STANDARD:
        headers |= {"prefix": found.prefix} if found.prefix != "webhook-" else {}
    else:
        headers["header"] = found.header
    if found.form is Form.SEPARATE and found.stamp is not None:
        headers["timestamp_header"] = found.stamp
    if found.form is Form.PLAIN:
        headers |= {"prefix": found.prefix} if found.prefix else {}
        headers |= {"encoding": found.encoding} if found.encoding != "hex" else {}
    return Signing(found.form.value, headers)
