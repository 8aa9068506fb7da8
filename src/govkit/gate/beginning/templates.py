"""The files that a first estate begins with: texts of the package, with names in the place of `<<name>>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

_SLOT = re.compile(r"<<(\w+)>>")


def filled(name: str, values: Mapping[str, str]) -> bytes:
    """The text of that name with its slots filled. Raises KeyError for a slot without a value: a mistake of ours."""
    text = files(__package__).joinpath("files", name).read_text(encoding="utf-8")
    return _SLOT.sub(lambda slot: values[slot[1]], text).encode()
