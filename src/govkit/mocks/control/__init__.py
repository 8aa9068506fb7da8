"""The control API below `/__govkit__/`: for tests and people at the machine, never for a page of another site.

Every route is one value in a table (`Route`): its method, path, schemas and handler. From the table come the answers,
the OpenAPI document at `/__govkit__/openapi.json`, and the page at `/__govkit__/`. Who has something to be controlled
offers a function that returns its routes, and adds them with `Control.add`; who has state joins with `Control.join`.
"""

from __future__ import annotations

from govkit.mocks.control.control import Control, Part
from govkit.mocks.control.route import PREFIX, Asked, Parameter, Route, Sample

__all__ = ["PREFIX", "Asked", "Control", "Parameter", "Part", "Route", "Sample"]
