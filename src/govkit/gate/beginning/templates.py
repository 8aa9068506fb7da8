"""The files that a first estate begins with: texts of the package, with names in the place of `<<name>>`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files

from govkit.errors import InputError
from govkit.spec.documents import parse

_SLOT = re.compile(r"<<(\w+)>>")


def filled(name: str, values: Mapping[str, str]) -> bytes:
    """The text of that name with its slots filled. Raises KeyError for a slot without a value: a mistake of ours."""
    text = files(__package__).joinpath("files", name).read_text(encoding="utf-8")
    return _SLOT.sub(lambda slot: values[slot[1]], text).encode()


def scalar(text: str) -> str:
    """A text as YAML writes it after a key: plain, or in quotes where it would be read as something else."""
    try:
        if parse(f"key: {text}\n".encode(), "text").tree == {"key": text}:
            return text
    except InputError:
        pass
    return json.dumps(text, ensure_ascii=False)
