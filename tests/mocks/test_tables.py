"""Tables that begin with many records: each is made when somebody looks, and kept once somebody changed it."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from govkit.mocks.state.table import Table
from govkit.spec.expressions import Grammar, Scope, holds, parsed, wanted_of_item


class Numbers:
    """So many records, half of them odd; it counts how often one was made."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.made = 0
        self.names_examples = True
        self.examples: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        return self._count

    def value(self, at: int) -> dict[str, Any]:
        self.made += 1
        return {"id": f"n{at}", "odd": at % 2 == 1, "tags": [f"t{at % 3}", "all"]}

    def links(self, at: int) -> dict[str, str]:
        return {"shelf": f"s{at % 4}"}

    def column(self, name: str) -> Iterable[Any]:
        return [{"id": f"n{at}", "odd": at % 2 == 1, "tags": [f"t{at % 3}", "all"]}[name] for at in range(self._count)]

    def link_column(self, name: str) -> Iterable[str | None]:
        return [self.links(at).get(name) for at in range(self._count)]


class Given(Numbers):
    """Records that are what they are."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        super().__init__(len(records))
        self._records = records

    def value(self, at: int) -> dict[str, Any]:
        return self._records[at]

    def column(self, name: str) -> Iterable[Any]:
        return [one.get(name) for one in self._records]


def _table(count: int) -> tuple[Table, Numbers]:
    table, numbers = Table(), Numbers(count)
    table.begin(numbers, [f"n{at}" for at in range(count)])
    return table, numbers


def test_a_record_is_found_by_its_key_and_nothing_else_is_made() -> None:
    table, numbers = _table(1_000)
    assert [one.value["id"] for one in table.named("n700")] == ["n700"]
    assert table.named("n1000") == []
    assert numbers.made == 1
    assert len(table) == 1_000


def test_what_was_changed_stays_and_what_was_removed_is_gone() -> None:
    table, _ = _table(6)
    seen = next(one for one in table if one.key == "n4")
    seen.value = seen.value | {"odd": True}
    table.remove(table.named("n1")[0])
    table.add("new", {"id": "new", "odd": True, "tags": []}, {"shelf": "s0"})
    assert [one.key for one in table] == ["n0", "n2", "n3", "n4", "n5", "new"]
    assert [table.record(seq).key for seq in table.where("odd", ("true",))] == ["n3", "n4", "n5", "new"]
    assert [table.record(seq).key for seq in table.below("shelf", "s0")] == ["n0", "n4", "new"]
    assert [table.record(seq).key for seq in table.where("tags", ("t2",))] == ["n2", "n5"]
    assert table.named("n1") == []
    assert "n1" in table.deleted


def test_a_record_that_was_there_before_takes_the_place_of_the_first_of_its_key() -> None:
    table = Table()
    table.add("n2", {"id": "n2", "odd": "told"}, {})
    table.begin(Numbers(4), ["n0", "n1", "n2", "n3"])
    assert [(one.key, one.value["odd"]) for one in table] == [("n2", "told"), ("n0", False), ("n1", True), ("n3", True)]
    assert len(table) == 4


def test_a_copy_is_not_changed_by_later_writes() -> None:
    table, _ = _table(3)
    table.named("n1")[0].value = {"id": "n1", "odd": "yes"}
    before = copy.deepcopy(table)
    table.named("n1")[0].value["odd"] = "no"
    table.remove(table.named("n0")[0])
    assert [(one.key, one.value["odd"]) for one in before] == [("n0", False), ("n1", "yes"), ("n2", False)]
    assert [one.key for one in table] == ["n1", "n2"]


@given(
    st.integers(0, 12), st.lists(st.tuples(st.sampled_from(["drop", "turn", "add"]), st.integers(0, 15)), max_size=12)
)
def test_a_table_with_a_beginning_is_as_one_that_all_was_added_to(count: int, deeds: list[tuple[str, int]]) -> None:
    lazy, _ = _table(count)
    plain, numbers = Table(), Numbers(count)
    for at in range(count):
        plain.add(f"n{at}", numbers.value(at), numbers.links(at))
    for deed, number in deeds:
        for table in (lazy, plain):
            found = table.named(f"n{number}")
            if deed == "add":
                table.add(f"n{number}", {"id": f"n{number}", "odd": False, "tags": []}, {})
            elif found and deed == "drop":
                table.remove(found[0])
            elif found:
                found[0].value = found[0].value | {"odd": not found[0].value["odd"]}
    assert [(one.seq, one.key, one.value) for one in lazy] == [(one.seq, one.key, one.value) for one in plain]
    assert len(lazy) == len(plain)
    for odd in ("true", "false"):
        assert lazy.where("odd", (odd,)) == plain.where("odd", (odd,))
    assert lazy.below("shelf", "s1") == plain.below("shelf", "s1")
    assert [lazy.member(seq, "odd") for seq in lazy.numbers()] == [plain.member(seq, "odd") for seq in plain.numbers()]


def test_records_of_one_key_are_told_apart_and_the_key_stays_known() -> None:
    """A copy has its own; a key of which nothing is left is not given anew."""
    table = Table()
    first = table.add("a", {"n": 1}, {})
    assert table.named("a") == [first]
    second = table.add("a", {"n": 2}, {})
    assert table.named("a") == [first, second]
    table.remove(first)
    twin = copy.deepcopy(table)
    assert [one.value for one in twin.named("a")] == [{"n": 2}]
    table.remove(second)
    assert (table.named("a"), table.has("a"), len(table)) == ([], True, 0)
    table.put_back(second)
    assert table.named("a") == [second]
    assert [one.value for one in twin.named("a")] == [{"n": 2}]
    single = Table()
    only = single.add("b", {}, {})
    single.remove(only)
    assert (single.named("b"), single.has("b")) == ([], True)
    single.put_back(only)
    assert copy.deepcopy(single).named("b")[0] is not only
    assert single.named("b") == [only]


def test_a_range_has_the_records_on_one_side_of_its_end_and_those_that_say_nothing() -> None:
    table, numbers = _table(40)

    def order(value: Any) -> tuple[int, float, str]:
        return (0, 0.0, "") if value is None else (2, 0.0, str(value))

    assert [table.record(seq).key for seq in table.beyond("id", order("n7"), 1, order)] == ["n7", "n8", "n9"]
    made = numbers.made
    table.named("n8")[0].value = {"id": "n8", "odd": False, "tags": []}
    table.remove(table.named("n7")[0])
    silent = table.add("silent", {"odd": True, "tags": []}, {})
    assert table.beyond("id", order("n7"), 1, order) == [9, 10, silent.seq]
    assert len(table.beyond("id", order("n1"), -1, order)) == 3  # n0, n1, and the one that says nothing
    assert numbers.made <= made + 3


@given(st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["a", "b", "all", None, "gone"])), max_size=30))
def test_what_is_written_is_found_by_what_it_says_by_now(steps: list[tuple[int, str | None]]) -> None:
    table, _ = _table(8)
    table.where("tags", ["a"])
    for number, word in steps:
        found = table.named(f"n{number}")
        if word == "gone":
            for record in list(found):
                table.remove(record)
        elif found:
            found[0].value = found[0].value | {"tags": [word, "t0"] if word is not None else []}
        elif not table.has(f"n{number}"):
            table.add(f"n{number}", {"id": f"n{number}", "odd": True, "tags": [word]}, {})
        copied = copy.deepcopy(table)
        for text in ("a", "b", "all", "t0"):
            wanted = [one.seq for one in table if text in one.value["tags"]]
            assert table.where("tags", [text]) == wanted == copied.where("tags", [text])


class _Nothing:
    """A world in which there is nothing."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def records(self, collection: str) -> list[Any]:
        raise NotImplementedError(collection)

    def records_where(self, collection: str, way: tuple[str, ...], texts: list[str]) -> list[Any]:
        raise NotImplementedError(collection, way, texts)

    def lookup(self, collection: str, key: str) -> Any:
        raise NotImplementedError(collection, key)


def _scope(names: dict[str, Any]) -> Scope:
    return Scope(names, _Nothing(), {})


_NUMBERS = st.one_of(st.integers(-3, 1_000), st.sampled_from([0.5, 2.0, 1e23, -0.0, 10**25]))
_TEXTS = st.one_of(_NUMBERS.map(str), st.sampled_from(["a", "b", "2.00", "007", "true", ""]))
_HELD = st.one_of(st.none(), st.booleans(), _NUMBERS, _TEXTS, st.lists(_TEXTS, max_size=3))
_CONDITIONS = ("$item.a == $said", "$item.a in $list", "$said in $item.a", "$item.a.b == $said", "$item.a.b in $list")


@given(st.lists(_HELD, max_size=12), _TEXTS, st.lists(_TEXTS, max_size=3), st.sampled_from(_CONDITIONS), st.booleans())
def test_an_index_leaves_out_nothing_of_which_a_condition_holds(
    values: list[Any], said: str, several: list[str], text: str, begun: bool
) -> None:
    table = Table()
    records = [{"a": {"b": value} if ".b" in text else value} for value in values]
    if begun:
        table.begin(Given(records), None)
    else:
        for at, record in enumerate(records):
            table.add(str(at), record, {})
    condition = parsed(text, Grammar(names=("item", "said", "list")))
    names = {"said": said, "list": several}
    wanted = wanted_of_item(condition, _scope(names))
    assert wanted is not None
    (first, *below), texts = wanted
    numbers = table.where(first, texts, below)
    held = [at for at, one in enumerate(records, 1) if holds(condition, _scope({**names, "item": one}))]
    assert set(held) <= set(numbers)
