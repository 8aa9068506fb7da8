"""Who sends a part of a message: a word for all layers, apart from what else findings say, which few of them need."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """Who sends the part of a message that is spoken of: the API's client or its provider."""

    REQUEST = "request"
    RESPONSE = "response"
