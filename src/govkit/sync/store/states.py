"""The states of runs, effects and exceptions."""

from __future__ import annotations

from enum import StrEnum


class RunState(StrEnum):
    """Where a run stands. Those in `OPEN` hold their key: later runs of it are `queued`."""

    QUEUED = "queued"
    """An earlier run of the same key is not through."""
    READY = "ready"
    """A worker may take it up."""
    RUNNING = "running"
    """A worker has it."""
    WAITING = "waiting"
    """It goes on by itself when it is due: a retry, a platform that is down."""
    PARKED = "parked"
    """People must do something first."""
    DONE = "done"
    DISMISSED = "dismissed"
    """People decided that it need not go on."""
    SUPERSEDED = "superseded"
    """A later event of its key made it needless."""
    ECHO = "echo"
    """Its event tells of a write of our own: nothing is to be done."""


OPEN = (RunState.QUEUED, RunState.READY, RunState.RUNNING, RunState.WAITING, RunState.PARKED)
"""States in which a run holds its place before later ones of its key."""


class EffectState(StrEnum):
    """What is known of a write."""

    SENDING = "sending"
    """It may be on its way: the entry is made before anything is sent."""
    COMMITTED = "committed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """No answer, or one that does not tell."""
    ABSENT = "absent"
    """It was looked for, and is not there."""


class ExceptionState(StrEnum):
    """Where an exception stands."""

    OPEN = "open"
    RETRYING = "retrying"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"
    """A later event of the same key made it needless."""


class LoadState(StrEnum):
    """Where a bulk load stands: `RUNNING` as long as somebody reads its list, or died over it."""

    RUNNING = "running"
    PAUSED = "paused"
    """It was to read no more, or its runs wait for people."""
    FAILED = "failed"
    """The list could not be read further."""
    DONE = "done"
    LEFT = "left"
    """Another one was begun in its place."""


class MessageState(StrEnum):
    """Where a message to people stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """It was tried often enough, or nobody wants it any more."""
