"""Large values of a form that stays: what is right about them is passed over quickly, the rest looked at closely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from govkit.checks.lint.spectral.validating.evaluation import Evaluation, Failure, Plan
from govkit.checks.lint.spectral.validating.formats import FORMATS
from govkit.checks.lint.spectral.validating.keywords import plan_of
from govkit.spec.schemas.explaining import compiled

_DIALECT = "draft2020-12"


class Forms:
    """A schema of ours, whose references lead into its own `$defs`."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = dict(schema)
        self._plans: dict[int, Plan] = {}
        self._compiled: dict[str, Callable[[Any], bool]] = {}

    def failures(self, value: Any) -> list[Failure]:
        """All reasons why the schema refuses a value."""
        return Evaluation(self._schema, self._plan, everything=True, accepts=self._accepts).ask(value)

    def _plan(self, schema: Mapping[str, Any]) -> Plan:
        known = self._plans.get(id(schema))  # all of them are parts of the schema, which lives as long
        if known is None:
            known = self._plans[id(schema)] = plan_of(schema, _DIALECT, "nullable")
        return known

    def _accepts(self, reference: str, value: Any) -> bool:
        known = self._compiled.get(reference)
        if known is None:
            part = {"$ref": reference, "$defs": self._schema["$defs"]}
            known = self._compiled[reference] = compiled(part, FORMATS).is_valid
        try:
            return known(value)
        except ValueError:  # a number that JSON does not have: whoever looks closely knows what to say of it
            return False
