"""How values look in HTTP messages, and what a reader makes of them: parameters, headers and bodies."""

from govkit.spec.openapi.wire.spelling import Spelling, Unwritable

__all__ = ["Spelling", "Unwritable"]
