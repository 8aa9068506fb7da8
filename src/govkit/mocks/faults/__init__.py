"""Faults that somebody ordered: slowness, errors, limits, cuts, late and hidden commits; by count, odds, time and key.

A kind of fault is one module in `kinds/`: its form, what it does to a request, and examples that are tested. An order
(`form.Order`) says which requests it strikes; `Fault` is an order in force, with its counts. What strikes a request is
put together into a `Course`, which `enacting` carries out.
"""

from __future__ import annotations

from govkit.mocks.faults.faults import Faults
from govkit.mocks.faults.malformed import Malformed

__all__ = ["Faults", "Malformed"]
