"""An operation of a version: what it takes and answers, field by field, and who uses each field."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries.uses import plain_operation
from govkit.portal.page import Absent, Ask, Page
from govkit.portal.pages.version import operation_users, trail, version_of
from govkit.portal.reference.messages import Message, answers, parameters, request_body, said
from govkit.portal.reference.trees import Field
from govkit.portal.reference.uses import READS, WRITES, User, field_uses
from govkit.portal.reference.version import reference_of
from govkit.spec.openapi import Operation


def _make(ask: Ask) -> dict[str, Any]:
    version = version_of(ask)
    reference = reference_of(ask.state, version)
    wanted = ask.parts["slug"]
    name = next((name for name, slug in reference.operation_slugs.items() if slug == wanted), None)
    if name is None:
        raise Absent(f"{version.name} has no operation `{wanted}`.")
    operation = reference.contract.operations[name]
    uses = field_uses(ask.state, version)
    sent, answered = (WRITES, READS) if operation.kind == "path" else (READS, WRITES)
    plain = plain_operation(name)

    def users(field: Field, how: str, status: str) -> list[User]:
        """Who uses a field; what is known by its way from the top of an answer alone is one of a success."""
        places = [one for one in field.places if one[0] or status[:1] in ("", "2")]
        return uses.of(places, name, how)

    with reference.lock:
        takes, gives = reference.trees(operation.sent), reference.trees(operation.answered)
        listed = parameters(takes, operation)
        body = request_body(takes, operation, sent)
        answered_ = answers(gives, operation, answered)
    brief = [one for one in answered_ if _is_brief(one, reference.schemas)] if len(answered_) > 1 else []
    declared = ask.state.estate.usages(version.api.name, version.version.version, operation=name)
    return {
        "title": said(operation.node, "summary") or operation.name,
        "trail": trail(version, below=True),
        "of": version,
        "operation": operation,
        "description": said(operation.node, "description"),
        "security": _security(operation),
        "parameters": listed,
        "body": body,
        "answers": [one for one in answered_ if one not in brief],
        "brief": brief,
        "users": users,
        "callers": operation_users(ask, version, uses, operation),
        "declared": declared,
        "interactions": uses.interactions.get(plain, []),
        "steps": uses.steps.get(plain, []),
        "schemas": reference.schemas,
    }


def _is_brief(message: Message, schemas: dict[str, str]) -> bool:
    """Whether an answer that is no success is told by the names of its schemas, whose pages have the fields."""
    if message.status[:1] == "2":
        return False
    return all(one.tree is not None and one.tree.top.schema in schemas for one in message.contents)


def _security(operation: Operation) -> list[str]:
    """What a caller must show: one of these, each a list of schemes with their scopes."""
    found = []
    for one in operation.security:
        parts = [
            f"`{name}`" + (f" ({', '.join(map(str, scopes))})" if isinstance(scopes, list) and scopes else "")
            for name, scopes in one.items()
        ]
        found.append(" and ".join(parts) or "nothing")
    return found


PAGES = (Page(name="operation", path="/apis/{name}/{version}/operations/{slug}", make=_make),)
