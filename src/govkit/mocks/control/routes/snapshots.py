"""Snapshots: the state of all systems kept, and given back as often as it is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import INSTANT, TEXT, Asked, Route, Sample, described
from govkit.mocks.messages import Refused
from govkit.mocks.state.store import instant_text

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_MOST = 100
_SNAPSHOT = described(id=TEXT, at=INSTANT, systems={"type": "array", "items": TEXT})
_NAME = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,100}$"}


@dataclass(frozen=True, slots=True)
class _Kept:
    id: str
    at: str
    systems: dict[str, Any]
    parts: dict[str, Any]

    def told(self) -> dict[str, Any]:
        return {"id": self.id, "at": self.at, "systems": sorted(self.systems)}


def routes(control: Control) -> tuple[Route, ...]:
    """Keeping, giving back, listing, deleting."""
    kept: dict[str, _Kept] = {}

    def found(name: str) -> _Kept:
        if name not in kept:
            raise Refused(404, f"there is no snapshot `{name[:100]}`; there are: {', '.join(kept) or 'none'}")
        return kept[name]

    def take(asked: Asked) -> Any:
        name = asked.body.get("id") or _free(kept)
        if name not in kept and len(kept) >= _MOST:
            raise Refused(409, f"there are at most {_MOST} snapshots at a time")
        systems = {one: behaviour.snapshot() for one, behaviour in control.behaviours.items()}
        parts = {one: part.snapshot() for one, part in control.parts.items()}
        kept[name] = _Kept(name, instant_text(control.clock.now()), systems, parts)
        return kept[name].told()

    def restore(asked: Asked) -> Any:
        snapshot = found(asked.body["id"])
        control.faults.history.clear()
        for one, held in snapshot.systems.items():
            control.behaviours[one].restore(held)
        for one, held in snapshot.parts.items():
            if one in control.parts:
                control.parts[one].restore(held)
        return snapshot.told()

    def delete(asked: Asked) -> Any:
        del kept[found(asked.path["id"]).id]
        return [one.told() for one in kept.values()]

    listed = {"type": "array", "items": _SNAPSHOT}
    named = {"type": "object", "properties": {"id": _NAME}, "additionalProperties": False}
    return (
        Route(
            "POST",
            "snapshot",
            "Keeps the state of all systems",
            take,
            _SNAPSHOT,
            named,
            body_required=False,
            sample=Sample({"id": "before"}),
        ),
        Route(
            "POST",
            "restore",
            "Gives a snapshot back",
            restore,
            _SNAPSHOT,
            {**named, "required": ["id"]},
            sample=Sample({"id": "before"}),
        ),
        Route("GET", "snapshots", "The snapshots", lambda _: [one.told() for one in kept.values()], listed),
        Route("DELETE", "snapshots/{id}", "Forgets a snapshot", delete, listed, sample=Sample(path={"id": "before"})),
    )


def _free(kept: dict[str, _Kept]) -> str:
    number = 1
    while f"snapshot-{number}" in kept:
        number += 1
    return f"snapshot-{number}"
