"""Records in bulk: both forms, places, limits, and what is no record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.errors import InputError
from govkit.spec.documents import records as module
from govkit.spec.documents.records import LONGEST_RECORD, read_records
from tests.tiers import short

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=6,
)
records = st.lists(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), values, max_size=3), max_size=5)


def read(folder: Path, data: str | bytes) -> list[tuple[int | None, dict[str, Any]]]:
    """The records with their lines."""
    file = folder / "records.json"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return [(place.line, record) for place, record in read_records(file)]


def test_an_array_tells_the_line_of_each_record(tmp_path: Path) -> None:
    assert read(tmp_path, '\ufeff[{"a": 1},\n\n  {"b":\n "ü"},{}]\n') == [(1, {"a": 1}), (3, {"b": "ü"}), (4, {})]


def test_lines_tell_theirs_and_empty_ones_are_none(tmp_path: Path) -> None:
    assert read(tmp_path, '{"a": 1}\r\n\n{"b": "]"}') == [(1, {"a": 1}), (3, {"b": "]"})]


def test_one_object_may_stand_on_several_lines(tmp_path: Path) -> None:
    assert read(tmp_path, '{\n "a": {\n"b": 1}\n}\n') == [(1, {"a": {"b": 1}})]
    assert read(tmp_path, '{\n "a": 1\n}\n{"b": 2}') == [(1, {"a": 1}), (4, {"b": 2})]


def test_numbers_are_read_to_the_digit(tmp_path: Path) -> None:
    [(_, found)] = read(tmp_path, '{"a": 0.1000000000000000055511151231257827, "b": 18446744073709551617, "c": 1E+400}')
    assert [str(one) for one in found.values()] == [
        "0.1000000000000000055511151231257827",
        "18446744073709551617",
        "1E+400",
    ]


@pytest.mark.parametrize("text", ["", " \n ", "[]", "[ ]\n"])
def test_a_file_may_hold_no_record(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == []


@pytest.mark.parametrize("chunk", short([1, 2, 7, 64], keeps=(1, 7).__contains__))
@pytest.mark.parametrize("form", ["array", "indented", "lines"])
def test_records_are_the_same_however_the_file_is_cut(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, chunk: int, form: str
) -> None:
    folder = tmp_path_factory.mktemp("records")
    monkeypatch.setattr(module, "_CHUNK", chunk)

    @given(records)
    def check(given: list[dict[str, Any]]) -> None:
        if form == "lines":
            text = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in given)
        else:
            text = json.dumps(given, ensure_ascii=False, indent=1 if form == "indented" else None)
        assert [one for _, one in read(folder, text)] == given

    check()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1}\n{"b": 1}]', "2:1: between two records of an array stands a comma"),
        ('[{"a": 1},\n', "2:1: the array ends too early"),
        ('[{"a": 1}', "1:10: the array ends too early"),
        ('[{"a":\n 1', "2:3: this is not JSON: "),
        ('[{"a":\n nope}]', "2:2: this is not JSON: expecting value"),
        ("[{},\n3]", "2:1: a record is a JSON object"),
        ('{"a": 1}\n{"b": \n1}', "2:7: this is not JSON: the record is not closed on its line"),
        ('{"a": 1}\n{"b": }', "2:7: this is not JSON: expecting value"),
        ('[{"a": 1}, {"b": }]', "1:18: this is not JSON: expecting value"),
        ('{"a": 1}\n[1]', "2:1: a record is a JSON object"),
        ("[{}]\n[{}]", "2:1: there is more behind the array"),
        ("id;name\n1;2", "1:1: these are no records"),
        ('[{"a": NaN}]', "1:2: this is not JSON: NaN is no number of JSON"),
        ('[{"a": "\\ud800"}]', "1:2: this is not JSON: half of a surrogate pair"),
        (b'[{"a": "\xff"}]', "1:1: this is not valid UTF-8"),
        ('[{"a": ' + "[" * 200 + "]" * 200 + "}]", "1:2: this nests deeper than 100 levels"),
        ('{"a": ' + "[" * 99_999 + "}", "1:1: this "),
        ('[{"a": "' + "x" * LONGEST_RECORD + '"}]', "1:2: a record is longer than 1,048,576 characters"),
        ('{"a": "' + "x" * LONGEST_RECORD + '"}', "1:1: a record is longer than 1,048,576 characters"),
        ('{"a": "' + "x" * 5 * LONGEST_RECORD, "1:1: a record is longer than 1,048,576 characters"),
    ],
)
def test_what_is_no_record_is_refused_at_its_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    assert str(refused.value).partition("records.json:")[2].startswith(said)


def test_there_is_a_limit_to_the_records_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_RECORDS", 2)
    assert len(read(tmp_path, "{}\n{}")) == 2
    with pytest.raises(InputError, match=r"records\.json:3:1: there are more than 2 records"):
        read(tmp_path, "{}\n{}\n{}")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.json: the records cannot be read: No such file"):
        list(read_records(tmp_path / "gone.json"))
