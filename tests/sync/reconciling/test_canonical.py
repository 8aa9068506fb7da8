"""One text for what is equal: the same in Python and in the SQL that reads files as they lie."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govkit.sync.reconciling.canonical import Compared, Sort, canonical, shown
from govkit.sync.reconciling.comparing import Bulk

EQUAL = [
    (Sort.NUMBER, "12.5", "12.50"),
    (Sort.NUMBER, 30, "30"),
    (Sort.NUMBER, "+7", "7.000"),
    (Sort.NUMBER, "-0.0", "0"),
    (Sort.NUMBER, "9" * 29, f"{'9' * 29}.000"),
    (Sort.MONEY, {"amount": "2706.25", "currency": "EUR"}, {"amount": "2706.250", "currency": "EUR"}),
    (Sort.DATE, "2026-03-01", "2026-03-01T00:00:00Z"),
    (Sort.MOMENT, "2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00Z"),
    (Sort.MOMENT, "2026-03-01T08:00:00", "2026-03-01 08:00:00.000"),
    (Sort.BOOLEAN, True, "true"),
    (Sort.STRUCTURE, {"a": None, "b": [1]}, {"b": [1]}),
    (Sort.STRUCTURE, [{"type": "vat"}, {"type": "ein"}], [{"type": "ein"}, {"type": "vat"}]),
]
DIFFERENT = [
    (Sort.TEXT, "", None),
    (Sort.TEXT, "a", "A"),
    (Sort.NUMBER, "1", "1.000000001"),
    (Sort.NUMBER, "1.0000000001", "1"),
    (Sort.MONEY, {"amount": "1", "currency": "EUR"}, {"amount": "1", "currency": "USD"}),
    (Sort.STRUCTURE, ["a", "b"], ["b", "a"]),
]


@pytest.mark.parametrize(("sort", "one", "other"), EQUAL)
def test_what_is_equal_has_one_text(sort: Sort, one: object, other: object) -> None:
    assert canonical(sort, one) == canonical(sort, other)


@pytest.mark.parametrize(("sort", "one", "other"), DIFFERENT)
def test_what_differs_has_two(sort: Sort, one: object, other: object) -> None:
    assert canonical(sort, one) != canonical(sort, other)


def test_people_see_no_zeros_that_say_nothing() -> None:
    assert shown(Sort.NUMBER, canonical(Sort.NUMBER, "30")) == "30"
    assert shown(Sort.MONEY, canonical(Sort.MONEY, {"amount": "12.5", "currency": "EUR"})) == "12.50 EUR"
    assert shown(Sort.MOMENT, canonical(Sort.MOMENT, "2026-03-01T08:00:00Z")) == "2026-03-01T08:00:00Z"


_TEXTS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{1,12}(\.[0-9]{0,11})?", fullmatch=True),
    st.from_regex(r"20[0-9]{2}-0[1-9]-1[0-9]([T ]0[0-9]:[0-5][0-9]:00(Z|\+0[0-9]:00)?)?", fullmatch=True),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12),
)


@settings(max_examples=4, deadline=None)
@given(pairs=st.lists(st.tuples(_TEXTS, _TEXTS), min_size=20, max_size=60))
@pytest.mark.parametrize("sort", [Sort.TEXT, Sort.NUMBER, Sort.DATE])
def test_a_file_as_it_lies_agrees_with_python(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]], sort: Sort
) -> None:
    folder = tmp_path_factory.mktemp("law")
    paths = [folder / "a.csv", folder / "b.csv"]
    for at, path in enumerate(paths):
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, quoting=csv.QUOTE_ALL)
            rows.writerow(["id", "v"])
            rows.writerows([f"{number:03}", pair[at]] for number, pair in enumerate(pairs))
    bulk = Bulk(folder)
    try:
        sides = [bulk.counted(bulk.filed(path.stem, path, ["v"], ["id"])) for path in paths]
        _, rows_ = bulk.paired(sides[0], sides[1], [Compared("v", sort)], presence=True)
        found = {row.object: row.values["v"] for row in rows_}
    finally:
        bulk.close()
    texts = {f"{at:03}": (canonical(sort, one), canonical(sort, other)) for at, (one, other) in enumerate(pairs)}
    assert found == {key: pair for key, pair in texts.items() if pair[0] != pair[1]}


def test_nothing_is_not_an_empty_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,v\n1,""\n2,\n3,x\n')
    (tmp_path / "b.csv").write_text("id,v\n1,\n2,\n3,x\n")
    bulk = Bulk(tmp_path)
    sides = [bulk.counted(bulk.filed(one, tmp_path / f"{one}.csv", ["v"], ["id"])) for one in "ab"]
    pair, rows = bulk.paired(sides[0], sides[1], [Compared("v", Sort.TEXT)], presence=True)
    assert (pair.both, pair.fields["v"].equal, pair.fields["v"].missing) == (3, 2, 1)
    assert [(row.object, row.values) for row in rows] == [("1", {"v": ("", None)})]
    bulk.close()
