"""What is noted of those who sign in, who are refused and who write: in the runtime's audit trail, else in a file."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govkit.portal.state import OpenDatabase

NOBODY = "nobody"
"""Who acts where nobody signed in."""
_OF_NOBODY = 60
"""Entries about those who did not sign in within a minute: more would let anybody fill a disk."""
_MINUTE = 60.0
_LONGEST = 300
_TAIL = 1 << 18

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry of the file."""

    at: float
    actor: str
    action: str
    detail: dict[str, Any]


class Trail:
    """Notes what happened. An entry that the database does not take stands in a file beside: none is lost."""

    def __init__(self, folder: Path, database: OpenDatabase | None, now: Callable[[], float] = time.time) -> None:
        self._file = folder / "audit.jsonl"
        self._database = database
        self._now = now
        self._guard = threading.Lock()
        self._lately: deque[float] = deque(maxlen=_OF_NOBODY)

    def note(self, actor: str, action: str, **detail: Any) -> None:
        """Adds an entry."""
        now = self._now()
        if actor == NOBODY and not self._has_room(now):
            return
        said = {name: str(value)[:_LONGEST] for name, value in detail.items() if value not in (None, "")}
        if not self._kept(now, actor, action, said):
            self._append(now, actor, action, said)

    def lately(self, most: int = 200) -> list[Noted]:
        """The last entries of the file, the newest first."""
        try:
            with self._file.open("rb") as opened:
                opened.seek(max(0, self._file.stat().st_size - _TAIL))
                lines = opened.read(_TAIL).splitlines()
        except OSError:
            return []
        return [one for line in reversed(lines[-most:]) if (one := _read(line)) is not None]

    def _has_room(self, now: float) -> bool:
        with self._guard:
            if len(self._lately) == _OF_NOBODY and now - self._lately[0] < _MINUTE:
                return False
            self._lately.append(now)
            return True

    def _kept(self, now: float, actor: str, action: str, said: dict[str, Any]) -> bool:
        if self._database is None:
            return False
        try:
            from govkit.sync.exceptions import audit

            with self._database() as database, database.begin() as connection:
                audit.record(connection, at=now, actor=actor, action=action, **said)
        except Exception as error:  # noqa: BLE001 - whatever hinders the database, the entry is kept
            _log.debug("an entry of the audit trail is kept in a file: %s", error)
            return False
        return True

    def _append(self, now: float, actor: str, action: str, said: dict[str, Any]) -> None:
        line = json.dumps({"at": now, "actor": actor, "action": action, "detail": said}) + "\n"
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)


def _read(line: bytes) -> Noted | None:
    try:
        return Noted(**json.loads(line))
    except (ValueError, TypeError):  # the first line of the tail may be half a line
        return None
