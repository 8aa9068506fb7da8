"""The routes of the control API itself; each module has those of one thing, as a function of the Control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govkit.mocks.control.route import Route

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control


def own_routes(control: Control) -> list[Route]:
    """All of them."""
    from govkit.mocks.control.routes import books, clock, drift, faults, index, limits, records, snapshots, systems

    modules = (index, systems, drift, records, snapshots, clock, faults, limits, books)
    return [route for module in modules for route in module.routes(control)]
