"""Equality of trees that also tells `1` from `true` and `1.0`, which Python's own does not."""

from __future__ import annotations

import msgspec

from govkit.spec.documents.node import Tree


def exactly_equal(a: Tree, b: Tree) -> bool:
    """Whether two trees are equal and written in the same order; quick to say no."""
    if a != b:
        return False
    try:
        return msgspec.json.encode(a) == msgspec.json.encode(b)
    except (UnicodeEncodeError, OverflowError, ValueError):
        return False


def same_data(a: Tree, b: Tree) -> bool:
    """Whether two trees are equal in whatever order their members stand."""
    if a != b:
        return False
    try:
        return msgspec.json.encode(a, order="sorted") == msgspec.json.encode(b, order="sorted")
    except (UnicodeEncodeError, OverflowError, ValueError):
        return False
