"""Declared refusals, as answers have them."""

from __future__ import annotations

from govkit.mocks.declared.program import Refusing
from govkit.mocks.messages import Flaw, Refused
from govkit.spec.expressions import MISSING, Scope, as_json, filled, plain_text


def refused(how: Refusing, scope: Scope, usual: int, detail: str, others: tuple[int, ...] = ()) -> Refused:
    """A refusal: as it is declared, `usual` and `detail` where nothing is said."""
    status = how.status or usual
    told = plain_text(filled(how.detail, scope)) if how.detail is not None else detail
    values = {name: filled(made, scope) for name, made in how.members.items()}
    members = {name: as_json(value) for name, value in values.items() if value is not MISSING}
    code = members.get("code")
    flaws = tuple(Flaw("body", pointer, told, code if isinstance(code, str) else "") for pointer in how.pointers)
    near = tuple(one for one in (*others, 422, 409, 400) if one != status)
    return Refused(status, told, flaws, others=near, members=members)
