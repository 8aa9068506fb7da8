"""Records in bulk: an array, lines or one object, read one by one, as the standard library reads them at once."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from govkit.errors import InputError
from govkit.spec.documents.records import read_records
from tests.fuzz.drawing import damaged, soup
from tests.fuzz.target import Check, Target, inside, refused_well
from tests.properties.test_documents import PIECES, SCALARS, TEXTS

_RECORDS = st.lists(st.dictionaries(TEXTS, SCALARS | st.lists(SCALARS, max_size=2), max_size=3), max_size=4)
_TEXTS = st.one_of(
    _RECORDS.map(json.dumps),
    _RECORDS.map(lambda some: "\n".join(map(json.dumps, some))),
    _RECORDS.map(lambda some: json.dumps(some, indent=1, ensure_ascii=False)),
)
_EXAMPLES = st.one_of(
    damaged(_TEXTS, PIECES).map(lambda text: text.encode("utf-8", "replace")),
    soup(PIECES | TEXTS).map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=100),
)


@contextmanager
def _opened() -> Iterator[Check]:
    with tempfile.TemporaryDirectory(prefix="govkit-fuzz-") as folder:
        file = Path(folder) / "records.json"

        def check(data: bytes) -> None:
            file.write_bytes(data)
            text = data.decode("utf-8-sig", "replace")
            try:
                found = list(read_records(file))
            except InputError as error:
                refused_well(error, text, str(file))
                assert not _is_whole(text), "what the standard library reads is refused"
                return
            for place, record in found:
                inside(place.line, place.column, text)
                assert place.line is not None
                assert place.column is not None
                assert text.split("\n")[place.line - 1][place.column - 1] == "{"
                json.dumps(record, default=str).encode()
            expected = _expected(text)
            assert expected is not None or not text.lstrip().startswith("["), "an array is read that is none"
            assert expected is None or [record for _, record in found] == expected

        yield check


def _expected(text: str) -> list[Any] | None:
    """The records as the standard library reads them, where it reads the text at once."""
    try:
        tree = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, list) else [tree]


def _is_whole(text: str) -> bool:
    """Whether a text is an array of objects that no one could refuse."""
    try:
        tree = json.loads(text, parse_constant=_none)
        json.dumps(tree, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(tree, list) and all(isinstance(one, dict) for one in tree) and text.count("[") + text.count("{") < 90
    )


def _none(word: str) -> Any:
    raise ValueError(word)


TARGET = Target("records in bulk", _EXAMPLES, _opened)
