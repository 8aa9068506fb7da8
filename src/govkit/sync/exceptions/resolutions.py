"""What people decided about calls that failed, for the interpreter.

A resolution is one of

    {"action": "retry"}                    the call is made again
    {"action": "retry", "body": …}         with this body in place of the one that the workflow makes
    {"action": "committed", "answer": …}   the write was made: it is not made again, and this is its answer
    {"action": "from", "step": …}          the run goes on from an earlier step, which is made anew
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.store.tables import EXCEPTIONS
from govkit.sync.store.texts import as_value


def resolutions(connection: Connection, run: int) -> dict[tuple[str, int], dict[str, Any]]:
    """What was decided about the failed calls of a run, each by its step and the number of its try."""
    known = EXCEPTIONS.c
    asked = (
        sa.select(known.step, known["try"].label("number"), known.resolution)
        .where(known.run == run, known.resolution.is_not(None))
        .order_by(known.id)
    )
    return {(row.step, row.number): as_value(row.resolution) for row in connection.execute(asked)}
