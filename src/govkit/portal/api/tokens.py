"""Operations on tokens: who may ask, for admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from govkit.portal.api.document import BASE
from govkit.portal.api.operation import KEY, PAGED, Call, Operation, Parameter, Problem, needed, page_said
from govkit.portal.api.schemas import Json, one_of, said
from govkit.portal.pages.tokens import done
from govkit.portal.rows import paged
from govkit.portal.security.roles import Role
from govkit.portal.security.tokens import LONGEST_DAYS, NAME, Token

_NAME: Json = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": f"^{NAME}$", "examples": ["anna.schmidt"]}
_NAMED = Parameter("name", "Whose token it is.", _NAME, "path", required=True)


def _list(call: Call) -> Json:
    query = {"page": call.value("cursor")} if call.value("cursor") else {}
    access = needed(call.ask.access, "There are no tokens.")
    rows = paged(replace(call.ask, query=query), "", access.tokens.all())
    return page_said(rows, [_token(one) for one in rows.rows])


def _token(one: Token) -> Json:
    from govkit.portal.api.schemas import at

    return said(name=one.name, role=one.role.value, madeAt=at(one.made_at), madeBy=one.made_by, until=at(one.until))


def _one(call: Call) -> Json:
    return _token(_known(call))


def _known(call: Call) -> Token:
    access = needed(call.ask.access, "There are no tokens.")
    name = call.value("name")
    found: Token = needed(next((one for one in access.tokens.all() if one.name == name), None), f"{name} has no token.")
    return found


def _make(call: Call) -> tuple[Json, dict[str, str]]:
    body = call.body
    days = {"days": str(int(body["days"]))} if "days" in body else {}
    _, secret = done(replace(call.ask, form={"does": "make", "name": body["name"], "role": body["role"], **days}))
    return {"name": body["name"], "token": secret}, {"location": f"{BASE}/tokens/{body['name']}"}


def _rotate(call: Call) -> Json:
    name = _known(call).name
    _, secret = done(replace(call.ask, form={"does": "rotate", "name": name}))
    return {"name": name, "token": secret}


def _revoke(call: Call) -> None:
    name = _known(call).name
    if name == call.ask.actor.name:
        raise Problem(
            "conflict", "Nobody takes the token away that they show: another admin does, or the command line."
        )
    done(replace(call.ask, form={"does": "revoke", "name": name}))


def _operation(id_: str, method: str, path: str, summary: str, description: str, make: Callable[[Call], object],
               **more: object) -> Operation:  # fmt: skip
    return Operation(
        id=id_, method=method, path=path, tag="Tokens", summary=summary, description=description, make=make,
        needs=Role.ADMIN, **more,  # type: ignore[arg-type] # what operations are made of
    )  # fmt: skip


_SAMPLE = {"name": "anna", "role": "operator", "madeAt": "2026-03-01T12:00:00Z", "madeBy": "bert"}
_SECRET = {"name": "anna", "token": "govkit_…"}

OPERATIONS = (
    _operation("listTokens", "get", "/tokens", "List tokens", "Who has a token, and what it may do.", _list,
               answer="TokenPage", told="One page of tokens.", parameters=PAGED,
               example={"items": [_SAMPLE], "total": 1}),
    _operation("createToken", "post", "/tokens", "Make a token", "A token is told once, by the answer that made it.",
               _make, answer="Secret", told="The token.", status=201,
               parameters=(KEY,), may_conflict=True, example=_SECRET,
               body={
                   "type": "object", "description": "Whose it is, and what it may do.",
                   "properties": {
                       "name": {**_NAME, "description": "Whose it is."},
                       "role": one_of("What it may do.", [one.value for one in Role]),
                       "days": {"type": "integer", "description": "For how many days it is good.", "minimum": 1,
                                "maximum": LONGEST_DAYS},
                   },
                   "required": ["name", "role"], "additionalProperties": False,
               },
               sent={"name": "anna", "role": "operator", "days": 90}),
    _operation("getToken", "get", "/tokens/{name}", "Read a token", "Whose it is, and what it may do.", _one,
               answer="Token", told="The token, without what it is.", parameters=(_NAMED,), example=_SAMPLE),
    _operation("revokeToken", "delete", "/tokens/{name}", "Revoke a token", "Its owner may do nothing any more.",
               _revoke, told="It is gone.", status=204, may_conflict=True, parameters=(_NAMED,)),
    _operation("rotateToken", "post", "/tokens/{name}/rotations", "Rotate a token",
               "Another token in place of the one that was.", _rotate, answer="Secret", told="The token.",
               may_conflict=True,
               parameters=(_NAMED, KEY), example=_SECRET),
)  # fmt: skip
