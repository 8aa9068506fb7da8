"""How much a document may ask of the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of one file when unpacked, levels of nesting, nodes after aliases are expanded, files of one library."""

    bytes: int = 64 * 1024 * 1024
    depth: int = 400
    nodes: int = 8_000_000
    files: int = 10_000


DEFAULT_LIMITS = Limits()
