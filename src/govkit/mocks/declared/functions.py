"""The functions of expressions in a `mock.yaml`: those of the language, and what only a mock can answer."""

from __future__ import annotations

from collections.abc import Mapping

from govkit.mocks.declared.numbering import wrong_form
from govkit.spec.expressions import FUNCTIONS, Function, Grammar

_NEXT = Function(
    name="next_number",
    signature="next_number('INV-{year}-{sequence:000000}')",
    summary="The next number of a form.",
    apply=lambda world, form: world.number(form),
    least=1,
    most=1,
    constants={0: wrong_form},
)

ALL: Mapping[str, Function] = {**FUNCTIONS, _NEXT.name: _NEXT}
"""All of them by name."""

GRAMMAR = Grammar(functions=ALL)
"""The whole language."""
