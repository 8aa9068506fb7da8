"""The estate around a folder as the runtime runs it."""

from __future__ import annotations

from pathlib import Path

from govkit.errors import UsageError
from govkit.gate.estates.loading import estate_top, open_estate
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.options import Options
from govkit.sync.parts import Source


def source_of(cwd: Path | None = None) -> Source:
    """The estate as it lies now. Raises UsageError where there is none, InputError where entries cannot be read."""
    estate = open_estate(cwd=cwd)
    estate.refuse_problems()
    top = estate_top(cwd)
    if top is None:
        raise UsageError("there is no catalog here", hint="an estate has a folder `catalog/` that holds entries")

    return Source(estate, top, lambda version: contract_of_version(estate, version, Options(), []))
