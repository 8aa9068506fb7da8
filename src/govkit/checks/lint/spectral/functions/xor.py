"""`xor`: an object has exactly one of some members."""

from __future__ import annotations

from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._presence import presence
from govkit.checks.lint.spectral.model import Check


def _compiled(options: Any) -> Check:
    return presence("xor", options, 1)


FUNCTION = Named("xor", _compiled)
