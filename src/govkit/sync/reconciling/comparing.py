"""The comparison itself, in DuckDB: two sides joined by what their objects are called, field by field.

This module alone knows its SQL. A side is a file that is read as it lies, or records that were written down as texts in
their canonical form. Of a file, a value is brought into that form only where it differs as it stands: equal ones cost
nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from govkit.errors import InputError, MissingExtra, Place
from govkit.sync.reconciling.canonical import Compared, Sort

try:
    import duckdb
except ImportError as missing:
    raise MissingExtra(
        "comparing systems needs the extra `reconcile`", hint="pip install 'govkit[reconcile]'"
    ) from missing

JOINT = " · "
"""Between the values by which an object is recognised together."""
UNHELD = "\x02"
"""The text of a field that a record cannot have, while others of its system can: it is not compared."""

_NUMBER = r"^[+-]?[0-9]{1,29}(\.[0-9]{0,9})?$"
_MIDNIGHT = r"[ T]00:00:00(\.0+)?(Z|\+00(:00)?)?$"


@dataclass(frozen=True, slots=True)
class Side:
    """The records of a system, as a relation. `columns` are those of its fields; `rows` are how many records it has.

    `partial` are fields that some of them cannot have, `known` are those that are called something, each once; `double`
    is what several of its records are called.
    """

    name: str
    relation: str
    columns: Mapping[str, tuple[str, str]]
    partial: frozenset[str] = frozenset()
    rows: int = 0
    known: int = 0
    double: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a field: objects on both sides, and how many of them differ, lack it in the copy, or in the record."""

    both: int
    differs: int
    missing: int
    surplus: int

    @property
    def equal(self) -> int:
        """Those that are the same on both sides."""
        return self.both - self.differs - self.missing - self.surplus


@dataclass(frozen=True, slots=True)
class Pair:
    """What came of two sides: objects on both, only with the record, only with the copy, and the fields."""

    both: int
    absent: int
    extra: int
    fields: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Row:
    """An object that is not the same on both sides. `values` are (as the record has it, as the copy does), by field."""

    object: str
    record_id: str | None
    copy_id: str | None
    values: Mapping[str, tuple[str | None, str | None]]


class Bulk:
    """A database of its own for one comparison, in a folder that is taken away afterwards."""

    def __init__(self, folder: Path, memory: str = "1GB", threads: int | None = None) -> None:
        """`memory` is what DuckDB may use before it writes to the folder."""
        self._folder = folder
        self._made = duckdb.connect(str(folder / "bulk.duckdb"))
        settings = {"memory_limit": memory, "temp_directory": str(folder / "spill"), "TimeZone": "UTC"}
        for name, value in (*settings.items(), ("preserve_insertion_order", "false")):
            self._made.execute(f"SET {name} = '{value}'")
        if threads is not None:
            self._made.execute(f"SET threads = {threads}")
        # what is compared lies in files that were named: nothing else is to be reached, and nothing loaded
        self._made.execute("SET autoinstall_known_extensions = false")
        self._made.execute("SET autoload_known_extensions = false")
        self._counter = 0

    def close(self) -> None:
        """Ends it."""
        self._made.close()

    # ------------------------------------------------------------------------------------------------------------ sides

    def spooled(
        self,
        system: str,
        path: Path,
        fields: Sequence[str],
        held: Container[str],
        partial: frozenset[str] = frozenset(),
    ) -> Side:
        """The side of records that were written down: `k` what all call it, `m` what the match says, `l` its own name.

        `n` is its number, and `f0`, … are the fields, of which the records have those that are `held`.
        """
        name = self._name()
        columns = {one: (f"f{at}", "VARCHAR") for at, one in enumerate(fields) if one in held}
        every = ("k", "m", "l", *(f"f{at}" for at in range(len(fields))))
        listed = ", ".join(f"'{one}': 'VARCHAR'" for one in every)
        text = f"read_json({_quoted(str(path))}, format = 'newline_delimited', columns = {{{listed}, 'n': 'BIGINT'}})"
        self._made.execute(f"CREATE TABLE {name} AS SELECT * FROM {text}")
        return Side(system, name, columns, partial)

    def filed(
        self,
        system: str,
        path: Path,
        fields: Sequence[str],
        keys: Sequence[str],
        links: Sequence[tuple[str, str]] = (),
    ) -> Side:
        """The side of a file whose columns are fields of the entity, and whose `keys` say what an object is called.

        `links` lead from what the system calls an object to what all do. Raises InputError.
        """
        source = self._source(path)
        known = self._columns(source, path)
        lacking = [one for one in keys if one not in known]
        if lacking:
            raise InputError(
                f"the file has no column {lacking[0]!r}, by which its objects are recognised",
                place=Place(str(path)),
                hint=f"its columns are {', '.join(known)}",
            )
        name = self._name()
        key = _joined([f"{_column(one)}::VARCHAR" for one in keys])
        found = {one: at for one in fields if (at := _stands(one, known)) is not None}
        listed = "".join(f", {expression} AS f{at}" for at, (expression, _) in enumerate(found.values()))
        linked = f"SELECT {key} AS k, {key} AS l{listed} FROM {source}"
        if links:
            self._made.execute(f"CREATE TABLE {name}_links (a VARCHAR, b VARCHAR)")
            self._made.executemany(f"INSERT INTO {name}_links VALUES (?, ?)", [list(one) for one in links])
            linked = f"SELECT coalesce(b, k) AS k, * EXCLUDE (k, a, b) FROM ({linked}) LEFT JOIN {name}_links ON k = a"
        self._made.execute(f"CREATE VIEW {name} AS {linked}")
        columns = {one: (f"f{at}", kind) for at, (one, (_, kind)) in enumerate(found.items())}
        return Side(system, name, columns)

    def as_lines(self, path: Path, target: Path) -> None:
        """Writes the rows of a CSV or Parquet file as JSON lines. Raises InputError."""
        with _told(path):
            self._made.execute(f"COPY (SELECT * FROM {self._source(path)}) TO {_quoted(str(target))} (FORMAT json)")

    def counted(self, side: Side) -> Side:
        """A side with its numbers, and without the objects that it has several times."""
        grouped = f"SELECT k, count(*) AS c FROM {side.relation} GROUP BY k"
        rows, known, several, nameless = self._one(
            "SELECT coalesce(sum(c), 0)::BIGINT, count(*) FILTER (k IS NOT NULL AND c = 1), "
            f"count(*) FILTER (k IS NOT NULL AND c > 1), count(*) FILTER (k IS NULL) FROM ({grouped})"
        )
        if not several and not nameless:
            return replace(side, rows=rows, known=known)
        double, relation = f"{side.relation}_double", f"{side.relation}_once"
        self._made.execute(f"CREATE TABLE {double} AS SELECT k FROM ({grouped}) WHERE c > 1")
        self._made.execute(
            f"CREATE VIEW {relation} AS SELECT * FROM {side.relation} "
            f"WHERE k IS NOT NULL AND k NOT IN (SELECT k FROM {double} WHERE k IS NOT NULL)"
        )
        found = self._all(
            f"SELECT k, list(l ORDER BY l)[:20] FROM {side.relation} "
            f"WHERE k IN (SELECT k FROM {double}) GROUP BY k ORDER BY k"
        )
        ids = {key: tuple(several) for key, several in found}
        return replace(side, relation=relation, rows=rows, known=known, double=ids)

    def recognised(self, side: Side, record: Side) -> dict[str, tuple[str, ...]]:
        """Lets records of a side be called what the record calls them that says the same by the match.

        Only records count whose own names the record does not know. What says the same as several objects of the record
        stays as it is: by its own name, the names of those.
        """
        if "m" not in self._names(side.relation) or "m" not in self._names(record.relation):
            return {}
        named = f"{side.relation}_named"
        self._made.execute(
            f"CREATE TABLE {named} AS SELECT b.n, min(b.l) AS l, list(DISTINCT a.k) AS ks FROM {side.relation} b "
            f"JOIN {record.relation} a ON a.m = b.m WHERE NOT EXISTS "
            f"(SELECT 1 FROM {record.relation} c WHERE c.k = b.k) AND NOT EXISTS "
            f"(SELECT 1 FROM {side.relation} d WHERE d.k = a.k) GROUP BY b.n"
        )
        self._made.execute(
            f"UPDATE {side.relation} SET k = ks[1] FROM {named} WHERE {named}.n = {side.relation}.n AND len(ks) = 1"
        )
        found = self._all(f"SELECT l, ks[:20] FROM {named} WHERE len(ks) > 1 ORDER BY l")
        return {own: tuple(sorted(several)) for own, several in found}

    def called(self, side: Side, objects: Sequence[str]) -> dict[str, str]:
        """What a system calls some objects that it has once."""
        asked = f"SELECT k, l FROM {side.relation} WHERE k IN (SELECT unnest(?::VARCHAR[]))"
        return {key: own for key, own in self._made.execute(asked, [list(objects)]).fetchall() if own is not None}

    def alone(self, side: Side, others: Sequence[Side]) -> set[str]:
        """What a system calls its objects that no other has, and those that it has several times."""
        known = " UNION ALL ".join(f"SELECT k FROM {one.relation} WHERE k IS NOT NULL" for one in others)
        own = {row[0] for row in self._all(f"SELECT l FROM {side.relation} WHERE k NOT IN ({known})")}
        return own.union(*side.double.values())

    def left_out(self, side: Side, chosen: Sequence[str]) -> set[str]:
        """What a system calls its objects that are not among those that count, of which `chosen` are relations."""
        counts = " AND ".join(f"k IN (SELECT k FROM {one})" for one in chosen) or "TRUE"
        return {row[0] for row in self._all(f"SELECT l FROM {side.relation} WHERE NOT ({counts})")}

    # -------------------------------------------------------------------------------------------------------- comparing

    def chosen(self, name: str, side: Side, one: Compared, values: Sequence[str]) -> str:
        """A relation of the objects whose field has one of some canonical texts on a side."""
        listed = ", ".join(_quoted(value) for value in values)
        column, kind = side.columns[one.name]
        text = _canonical(one.sort, column, kind)
        self._made.execute(f"CREATE TABLE {name} AS SELECT k FROM {side.relation} WHERE {text} IN ({listed})")
        return name

    def paired(
        self, record: Side, copy: Side, fields: Sequence[Compared], chosen: Sequence[str] = (), *, presence: bool
    ) -> tuple[Pair, Iterator[Row]]:
        """Two sides held against each other: what they have in common, and the objects that differ, by name.

        `presence`: objects that one side alone has are told, too. `chosen` are relations of the objects that count.
        """
        table = self._name()
        shared = [one for one in fields if one.name in record.columns and one.name in copy.columns]
        tests = [_differs(one, record, copy) for one in shared]
        wanted = " AND ".join(f"coalesce(a.k, b.k) IN (SELECT k FROM {one})" for one in chosen) or "TRUE"
        here = f"(a.k IS NULL OR b.k IS NULL OR {' OR '.join(tests) or 'FALSE'}) AND {wanted}"
        values = "".join(
            f", CASE WHEN a.k IS NOT NULL AND b.k IS NOT NULL AND {test} THEN {_of(one, record, 'a')} END AS a{at}, "
            f"CASE WHEN a.k IS NOT NULL AND b.k IS NOT NULL AND {test} THEN {_of(one, copy, 'b')} END AS b{at}"
            for at, (one, test) in enumerate(zip(shared, tests, strict=True))
        )
        with _told(f"{record.name} and {copy.name}"):
            self._made.execute(
                f"CREATE TABLE {table} AS SELECT coalesce(a.k, b.k) AS k, a.l AS al, b.l AS bl, "
                f"a.k IS NULL AS extra, b.k IS NULL AS absent{values} "
                f"FROM {record.relation} a {'FULL' if presence else 'INNER'} JOIN {copy.relation} b ON a.k = b.k "
                f"WHERE {here}"
            )
        return self._pair(table, record, copy, shared, wanted, chosen, presence=presence), self._rows(table, shared)

    def _pair(
        self,
        table: str,
        record: Side,
        copy: Side,
        fields: Sequence[Compared],
        wanted: str,
        chosen: Sequence[str],
        *,
        presence: bool,
    ) -> Pair:
        parts = [
            f"count(*) FILTER (a{at} IS NOT NULL AND b{at} IS NOT NULL), "
            f"count(*) FILTER (a{at} IS NOT NULL AND b{at} IS NULL), "
            f"count(*) FILTER (a{at} IS NULL AND b{at} IS NOT NULL)"
            for at in range(len(fields))
        ]
        extra, absent, *found = self._one(
            f"SELECT count(*) FILTER (extra), count(*) FILTER (absent)"
            f"{''.join(', ' + one for one in parts)} FROM {table}"
        )
        if presence and not chosen:
            both = record.known - absent
        else:
            (both,) = self._one(
                f"SELECT count(*) FROM {record.relation} a JOIN {copy.relation} b ON a.k = b.k WHERE {wanted}"
            )
        counts = {}
        for at, one in enumerate(fields):
            differs, missing, surplus = found[3 * at : 3 * at + 3]
            held = both
            if unheld := _unheld(one, record, copy):
                (held,) = self._one(
                    f"SELECT count(*) FROM {record.relation} a JOIN {copy.relation} b ON a.k = b.k "
                    f"WHERE {wanted} AND NOT {unheld}"
                )
            counts[one.name] = Counts(held, differs, missing, surplus)
        return Pair(both, absent, extra, counts)

    def _rows(self, table: str, fields: Sequence[Compared]) -> Iterator[Row]:
        listed = "".join(f", a{at}, b{at}" for at in range(len(fields)))
        cursor = self._made.cursor()
        cursor.execute(f"SELECT k, al, bl{listed} FROM {table} ORDER BY k, bl")
        while rows := cursor.fetchmany(1_000):
            for key, record_id, copy_id, *found in rows:
                values = {
                    one.name: (found[2 * at], found[2 * at + 1])
                    for at, one in enumerate(fields)
                    if found[2 * at] != found[2 * at + 1]
                }
                yield Row(key, record_id, copy_id, values)

    # ------------------------------------------------------------------------------------------------------------ small

    def _name(self) -> str:
        self._counter += 1
        return f"t{self._counter}"

    def _one(self, text: str) -> Any:
        with _told("the comparison"):
            return self._made.execute(text).fetchone()

    def _all(self, text: str) -> list[Any]:
        with _told("the comparison"):
            return self._made.execute(text).fetchall()

    def _names(self, relation: str) -> list[str]:
        return [row[0] for row in self._all(f"SELECT column_name FROM (DESCRIBE {relation})")]

    def _source(self, path: Path) -> str:
        if not path.is_file():
            raise InputError("there is no such file", place=Place(str(path)))
        named = _quoted(str(path))
        if path.suffix.lower() == ".parquet":
            return f"read_parquet({named})"
        form = """delim = ',', quote = '"', escape = '"', header = true, strict_mode = true"""
        return f"read_csv({named}, {form}, all_varchar = true, allow_quoted_nulls = false)"

    def _columns(self, source: str, path: Path) -> dict[str, str]:
        with _told(path):
            rows = self._made.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        return {row[0]: row[1] for row in rows}


@contextmanager
def _told(what: Path | str) -> Iterator[None]:
    """Lets what DuckDB finds wrong be told as what it is."""
    try:
        yield
    except duckdb.Error as error:
        said = " ".join(str(error).split("\n\n")[0].split())
        place = Place(str(what)) if isinstance(what, Path) else None
        raise InputError(f"it cannot be read: {said[:300]}", place=place) from error


def _stands(name: str, known: Mapping[str, str]) -> tuple[str, str] | None:
    """The expression of a field in a file, and its type; of an amount that stands in two columns, both as one text."""
    if name in known:
        return _column(name), known[name]
    if f"{name}/amount" in known and f"{name}/currency" in known:
        amount, currency = (_column(f"{name}/{one}") for one in ("amount", "currency"))
        return f"{amount}::VARCHAR || ' ' || {currency}", "VARCHAR"
    return None


def _joined(texts: Sequence[str]) -> str:
    """Texts as one; none where any of them is not there."""
    return texts[0] if len(texts) == 1 else f" || {_quoted(JOINT)} || ".join(texts)


def _column(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _of(one: Compared, side: Side, alias: str) -> str:
    column, kind = side.columns[one.name]
    return _canonical(one.sort, f"{alias}.{column}", kind)


def _canonical(sort: Sort, column: str, kind: str) -> str:
    """What makes the canonical text of a column: see `canonical`."""
    text = column if kind == "VARCHAR" else f"{column}::VARCHAR"
    if sort is Sort.NUMBER:
        return _number(text)
    if sort is Sort.BOOLEAN:
        return f"lower({text})"
    if sort is Sort.DATE:
        return f"regexp_replace({text}, {_quoted(_MIDNIGHT)}, '')"
    if sort is Sort.MOMENT:
        moment = f"TRY_CAST({text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
        return f"coalesce(strftime({moment}, '%Y-%m-%dT%H:%M:%S.%fZ'), {text})"
    if sort is Sort.MONEY:
        amount, rest = f"split_part({text}, ' ', 1)", f"substr({text}, length(split_part({text}, ' ', 1)) + 1)"
        return f"{_number(amount)} || {rest}"
    return text


def _number(text: str) -> str:
    fits = f"regexp_matches({text}, {_quoted(_NUMBER)})"
    return f"CASE WHEN {fits} THEN TRY_CAST({text} AS DECIMAL(38, 9))::VARCHAR ELSE {text} END"


def _differs(one: Compared, of_record: Side, of_copy: Side) -> str:
    """What tells that a field differs: as it stands, and then by its canonical text."""
    record, copy = of_record.columns[one.name], of_copy.columns[one.name]
    left, right = f"a.{record[0]}", f"b.{copy[0]}"
    raw = f"{left} IS DISTINCT FROM {right}"
    if record[1] != copy[1]:
        raw = f"{left}::VARCHAR IS DISTINCT FROM {right}::VARCHAR"
    unheld = _unheld(one, of_record, of_copy)
    raw = f"{raw} AND NOT {unheld}" if unheld else raw
    first, second = _canonical(one.sort, left, record[1]), _canonical(one.sort, right, copy[1])
    test = f"({raw})" if (first, second) == (left, right) else f"({raw} AND {first} IS DISTINCT FROM {second})"
    if one.tolerance is None:
        return test
    amounts = [f"TRY_CAST(split_part({text}, ' ', 1) AS DECIMAL(38, 9))" for text in (first, second)]
    alike = f"split_part({first}, ' ', 2) = split_part({second}, ' ', 2)"
    near = f"coalesce(abs({amounts[0]} - {amounts[1]}) <= {one.tolerance} AND {alike}, FALSE)"
    return f"({test} AND NOT {near})"


def _unheld(one: Compared, record: Side, copy: Side) -> str:
    """What tells that one of two records cannot have a field; empty where all can."""
    sides = ((side, alias) for side, alias in ((record, "a"), (copy, "b")) if one.name in side.partial)
    tests = [f"{alias}.{side.columns[one.name][0]} IS NOT DISTINCT FROM {_quoted(UNHELD)}" for side, alias in sides]
    return f"({' OR '.join(tests)})" if tests else ""


def lines(rows: Iterator[Mapping[str, Any]], path: Path) -> int:
    """Writes rows as JSON lines, as `spooled` reads them; how many there are."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows, 1):
            file.write(json.dumps({**row, "n": count}, ensure_ascii=False))
            file.write("\n")
    return count
