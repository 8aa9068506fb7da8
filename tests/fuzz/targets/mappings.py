"""The mapping language: checked with its places, compiled, run on any record, and back where nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from govkit.catalog.entries import MappingSpec
from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.entries.estate import load_text
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.check import checked
from govkit.catalog.mapping.compiled import Transform
from govkit.catalog.mapping.function import functions
from govkit.catalog.mapping.judge import judged
from govkit.catalog.mapping.rules._samples import mapped
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from tests.fuzz.drawing import at, grafted, keys_of, scalars_of, trees, ways
from tests.fuzz.target import Target, inside, plain
from tests.properties.test_mapping_laws import (
    KEPT,
    KEPT_RECORDS,
    MONEY,
    NUMBERS,
    TEXTS,
    declared,
    near,
    objects,
    records,
)

_REAL = trees("catalog/mappings/**/*.yaml")
_SPECS = [one["spec"] for one in _REAL]
_VALUES = scalars_of(_REAL) | st.sampled_from(
    [*TEXTS, *NUMBERS, "1e999999999", "1E-999999999", "-0", "NaN", "Infinity", "1_000", "٣", "0" * 400, "9" * 400,
     10**400,
     1e308, 5e-324, "9999-12-31", "0001-01-01", "2024-02-30", "9999-12-31T23:59:59.999999Z", "2024-01-01T24:00:00Z",
     "2024-01-01T00:00:00+23:59", "P1D", "PT99999999999H", "DD.MM.YYYY", "YYYY", "EUR", "JPY", "XXX", "eur",
     {"amount": "1e99", "currency": "EUR"}, {"amount": "12.34", "currency": "JPY"}, {"amount": None}, [{"system": "a"}],
     {"unit": "month", "count": 10**30}, -(2**63)]
)  # fmt: skip
_CALLS = st.sampled_from(sorted(functions())).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.one_of(
            st.sampled_from([list(case.arguments) for case in functions()[name].examples]).flatmap(
                lambda given: st.just(given) if not given else grafted(st.just(given), _VALUES, most=2)
            ),
            st.lists(_VALUES, min_size=1, max_size=3),
        ),
    )
)
_FORMS = st.one_of(
    st.sampled_from(_SPECS).map(lambda spec: spec["fields"]),
    st.just(KEPT),
)
_KEYS = keys_of(_REAL) | st.sampled_from(
    ["from", "with", "each", "fields", "item", "map", "list", "first", "default", "in"]
)
_FIELDS = grafted(_FORMS, _VALUES | st.sampled_from(sorted(functions())), _KEYS)
_RECORDS = grafted(KEPT_RECORDS | st.sampled_from(_SPECS), _VALUES, _KEYS)


@st.composite
def _checks(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], Any, Any]:
    """Two schemas, fields between them with mistakes, and a record."""
    source = draw(objects())
    target = draw(st.one_of(objects(), near(source)))
    fields = declared(source, target, draw)
    if draw(st.booleans()) and fields:
        fields = draw(grafted(st.just(fields), _VALUES | st.sampled_from(sorted(functions())), _KEYS, most=2))
    return source, target, fields, draw(records(source))


def _check(drawn: tuple[Any, ...]) -> None:
    (name, given), fields, record, kept, money, check = drawn
    _called(name, given)
    _run(fields, record)
    _there_and_back(kept, money)
    if check is not None:
        _checked(*check)


def _called(name: str, given: list[Any]) -> None:
    """A function of what it takes makes a value of JSON, of bounded size, or says why it makes none."""
    function = functions()[name]
    if len(given) < len(function.arguments) or (len(given) > len(function.arguments) and not function.variadic):
        return
    names = [f"argument{number}" for number in range(len(given))]
    made = _transform({"made": {"with": name, "from": names}})(dict(zip(names, given, strict=True)))
    assert all(one.because.strip() for one in made.unmapped)
    assert len(json.dumps(made.value, allow_nan=False)) <= 2_000 + 4 * len(json.dumps(given))


def _fields(fields: Any) -> Mapping[str, Declaration]:
    spec = {"owner": "a", "entity": "e", "api": "a@1.0.0", "schema": "S", "fields": fields}
    return MappingSpec.model_validate(spec).fields


def _transform(fields: Any) -> Transform:
    return Transform(_fields(fields))


def _run(fields: Any, record: Any) -> None:
    """What is declared well, and calls functions that there are, runs on any record, both ways."""
    called = [at(fields, way) for way in ways(fields) if way[-1] == "with"]
    if any(isinstance(one, str) and one not in functions() for one in called):
        return
    try:
        known = _fields(fields)
    except ValidationError:
        return
    back = backwards(known)
    for transform in (Transform(known), Transform(back.fields, outward=True)):
        made = transform(record)
        json.dumps(made.value)
        assert all(one.because.strip() for one in made.unmapped)


def _there_and_back(record: dict[str, Any], money: tuple[int, str] | None) -> None:
    if money is not None:
        record = {**record, "c": money[0], "d": money[1]}
    there = _transform(KEPT)(record)
    assert not there.unmapped
    assert Transform(backwards(_fields(KEPT)).fields, outward=True)(there.value).value == record


def _checked(source: Any, target: Any, fields: Any, record: Any) -> None:
    """A mapping is refused with a place, or held against both sides and run."""
    text = mapped(f"fields: {json.dumps(fields)}", json.dumps(source), json.dumps(target))
    estate = load_text(text)
    for problem in estate.problems:
        assert problem.message.strip()
    if estate.problems:
        return
    (mapping,) = estate.mappings.values()
    library = Library(estate.files)
    found = checked(estate, mapping, Contract(library, library.open("specs/billing.yaml")), Fitting())
    for finding in judged(found):
        assert finding.new is not None
        inside(finding.new.line, finding.new.column, text)
    if not found.facts:
        json.dumps(Transform(mapping.spec.fields)(record).value)


TARGET = Target(
    "the mapping language",
    st.tuples(_CALLS, _FIELDS, _RECORDS, KEPT_RECORDS, MONEY, st.none() | st.none() | _checks()),
    plain(_check),
)
