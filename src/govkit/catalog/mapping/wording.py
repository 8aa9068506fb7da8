"""How values of records are written in sentences."""

from __future__ import annotations

import json
from typing import Any

_LONGEST = 60


def shown(value: Any) -> str:
    """A value as JSON, shortened: `"paused"`, `{"amount": …`."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"`{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}`".replace("``", "`")
