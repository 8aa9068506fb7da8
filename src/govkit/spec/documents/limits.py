"""How much a document may ask of the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read before the reader refuses.

    `bytes` of one file when unpacked; `total` bytes of all files that refer to each other; `depth` of nesting, so that
    what walks a tree may recurse; `nodes` when aliases are expanded; `files` that refer to each other; how
    many `repeated` keys are remembered, for nobody reads more.
    """

    bytes: int = 64 * 1024 * 1024
    total: int = 512 * 1024 * 1024
    depth: int = 400
    nodes: int = 2_000_000
    files: int = 10_000
    repeated: int = 1_000


DEFAULT_LIMITS = Limits()
