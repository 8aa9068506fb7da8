"""Whoever reads a member of a model is noticed, whatever way it is read; whoever shows one for people is not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from govkit.client import Model
from govkit.client.jsontext import plain
from govkit.client.reading import Way, watch


class Line(Model):
    text: str
    amount: int | None = None


class Order(Model):
    number: str
    lines: list[Line]
    labels: dict[str, str] | None = None
    by_name: dict[str, Line] | None = None


BODY = {
    "number": "1",
    "lines": [{"text": "a"}, {"text": "b", "amount": 2}],
    "labels": {"x": "y"},
    "by_name": {"z": {"text": "c"}},
    "extra": {"deep": [1]},
}


def reads(act: Callable[[Order], Any]) -> set[Way]:
    order = Order.model_validate(BODY)
    told: set[Way] = set()
    watch(order, told.add)
    act(order)
    return told


EVERYTHING = {
    ("number",),
    ("lines",),
    ("lines", 0, "text"),
    ("lines", 1, "amount"),
    ("labels", "x"),
    ("extra", "deep", 0),
}


@pytest.mark.parametrize(
    ("act", "ways"),
    [
        (lambda order: order.number, {("number",)}),
        (lambda order: order.lines, {("lines",)}),
        (lambda order: order.lines[1].amount, {("lines",), ("lines", 1, "amount")}),
        (lambda order: [line.text for line in order.lines], {("lines",), ("lines", 0, "text"), ("lines", 1, "text")}),
        (lambda order: order.labels, {("labels",), ("labels", "x")}),
        (lambda order: order.by_name["z"].text, {("by_name",), ("by_name", "z"), ("by_name", "z", "text")}),
        (lambda order: order.extra, {("extra",), ("extra", "deep"), ("extra", "deep", 0)}),
        (lambda order: getattr(order, "number"), {("number",)}),  # noqa: B009
        (repr, set()),
        (str, set()),
        (lambda order: f"{order}", set()),
        (lambda order: order.model_fields_set, set()),
    ],
)
def test_a_member_is_told_when_it_is_read(act: Callable[[Order], Any], ways: set[Way]) -> None:
    assert {way for way in reads(act) if way[:2] != ("by_name", "z") or ("by_name",) in ways} == ways


@pytest.mark.parametrize(
    "act",
    [
        lambda order: order.model_dump(),
        lambda order: order.model_dump_json(),
        lambda order: TypeAdapter(Order).dump_python(order),
        plain,
        dict,
        vars,
        copy.deepcopy,
        lambda order: order == Order.model_validate(BODY),
    ],
)
def test_whoever_takes_the_whole_reads_all_of_it(act: Callable[[Order], Any]) -> None:
    assert reads(act) >= {way for way in EVERYTHING if way[0] != "extra"}


def test_what_is_no_model_is_read_at_once() -> None:
    told: set[Way] = set()
    watch(["a", {"b": 1}], told.add)
    assert told == {(), (0,), (1,), (1, "b")}


def test_a_model_that_nobody_watches_tells_nobody() -> None:
    told: set[Way] = set()
    watch(Order.model_validate(BODY), told.add)
    assert Order.model_validate(BODY).number == "1"
    assert told == set()
