"""Whether a reader takes all that a writer sends, where the writer may send nothing."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.made import made

NAMED: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
CLOSED = {**NAMED, "additionalProperties": False}
OR_NULL = [
    pytest.param({"$defs": {"N": NAMED}, "anyOf": [{"$ref": "#/$defs/N"}, {"type": "null"}]}, id="a-reference"),
    pytest.param({"oneOf": [{"type": "null"}, NAMED]}, id="one-of"),
    pytest.param({**NAMED, "type": ["object", "null"]}, id="a-type"),
]


@pytest.mark.parametrize("writer", OR_NULL)
def test_an_object_that_may_be_null_has_no_more_properties_than_it_declares(writer: dict[str, Any]) -> None:
    fitting = Fitting()
    assert fitting.of(fitting.present(made(writer)), made(CLOSED)).holds is True


@pytest.mark.parametrize(
    "writer",
    [{"type": ["object", "null"]}, {"anyOf": [{"type": "object"}, {"type": "null"}]}, {"type": ["object", "null"],
      "additionalProperties": {"type": "string"}}],
)  # fmt: skip
def test_an_object_of_any_form_that_may_be_null_has_properties_that_nobody_declares(writer: dict[str, Any]) -> None:
    fitting = Fitting()
    fit = fitting.of(fitting.present(made(writer)), made({"type": "object", "additionalProperties": False}))
    assert fit.holds is False
    assert fit.value
