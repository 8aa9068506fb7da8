"""Schemas as the functions of rulesets ask them: in the order of the validator that rulesets are written for."""

from __future__ import annotations

from typing import Any

from govkit.checks.lint.spectral.validating.evaluation import Evaluation, Failure, Plan, TooMuch
from govkit.checks.lint.spectral.validating.forms import Forms
from govkit.checks.lint.spectral.validating.keywords import DIALECTS, plan_of
from govkit.checks.lint.spectral.validating.soundness import MissingReference, SchemaError, Soundness
from govkit.checks.lint.spectral.validating.telling import told
from govkit.spec.documents import Pointer
from govkit.spec.schemas.drafts import Draft, draft_of

__all__ = ["DIALECTS", "Failure", "Forms", "MissingReference", "SchemaError", "Schemas", "dialect_of"]

_MOST = 2_000_000

_DRAFTS = {
    Draft.DRAFT_4: "draft4",
    Draft.DRAFT_6: "draft6",
    Draft.DRAFT_7: "draft7",
    Draft.DRAFT_2019_09: "draft2019-09",
    Draft.DRAFT_2020_12: "draft2020-12",
}


def dialect_of(uri: Any) -> str | None:
    """The dialect that the URI of a metaschema names, None where it is none that is known."""
    draft = draft_of(uri) if isinstance(uri, str) and "//json-schema.org/" in uri else None
    return None if draft is None else _DRAFTS[draft]


class Schemas:
    """Schemas of one dialect, each looked at once: for schemas that stay as they are while this lives.

    `nullable` is the keyword that allows null beside a type.
    """

    def __init__(self, dialect: str, nullable: str = "nullable") -> None:
        self._dialect, self._nullable = dialect, nullable
        self._soundness = Soundness(dialect, nullable)
        self._plans: dict[int, tuple[Any, Plan]] = {}

    def results(
        self,
        schema: Any,
        value: Any,
        *,
        name: str | None = None,
        everything: bool = False,
        lax: frozenset[str] = frozenset(),
    ) -> list[tuple[str, Pointer]]:
        """Messages on a value, and where in it, as rulesets tell them; empty where the schema accepts it.

        Raises SchemaError for a schema that cannot be used, MissingReference where a reference of it is to blame.
        """
        return told(self.failures(schema, value, everything=everything, lax=lax), name)

    def failures(
        self, schema: Any, value: Any, *, everything: bool = False, lax: frozenset[str] = frozenset()
    ) -> list[Failure]:
        """The reasons why a schema refuses a value. Members with a flag of `lax` need not be there."""
        self.check(schema)
        try:
            return Evaluation(schema, self._plan, everything, lax, most=_MOST).ask(value)
        except TooMuch:
            raise SchemaError(f"the schema asks more than {_MOST:,} questions of one value") from None
        except RecursionError:
            raise SchemaError("the schema leads back to itself, with nothing between") from None

    def check(self, schema: Any) -> None:
        """Raises SchemaError for a schema that cannot be used, MissingReference where a reference of it is to blame."""
        self._soundness.check(schema)

    def _plan(self, schema: Any) -> Plan:
        known = self._plans.get(id(schema))
        if known is None:
            known = self._plans[id(schema)] = schema, plan_of(schema, self._dialect, self._nullable)
        return known[1]
