"""All kinds of what people write: the entries of the catalog, and the mocks beside it."""

from __future__ import annotations

from govkit.catalog.entries import Kind, all_kinds


def written_kinds() -> dict[str, Kind]:
    """Every kind by name."""
    from govkit.mocks.declared.form import KIND

    return {**all_kinds(), KIND.name: KIND}
