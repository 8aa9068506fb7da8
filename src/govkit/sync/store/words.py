"""Texts that a database searches and puts in order as Python would: words in any case, and characters by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection


def has_words(
    connection: Connection, texts: Sequence[sa.ColumnElement[Any]], words: Sequence[str]
) -> list[sa.ColumnElement[bool]]:
    """Conditions that texts, put together with spaces, have each word; `words` are folded."""
    if not words:
        return []
    whole: sa.ColumnElement[Any] = sa.literal("")
    for text in texts:
        whole = whole.concat(sa.func.coalesce(text, "")).concat(" ")
    if connection.dialect.name == "sqlite":
        return [sa.func.instr(sa.func.govkit_folded(whole), word) > 0 for word in words]
    return [sa.func.strpos(sa.func.lower(whole), word) > 0 for word in words]


def in_order(connection: Connection, text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A text by which rows are put in order: by the numbers of its characters, whatever language a server speaks."""
    return text if connection.dialect.name == "sqlite" else sa.collate(text, "C")
