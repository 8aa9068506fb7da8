"""Whole minimal OpenAPI documents around the part that an example of a rule is about, as YAML texts."""

from __future__ import annotations

import re
from textwrap import dedent, indent

_ANSWERS = re.compile(r"^responses:", re.MULTILINE)
_ONE = 'paths:\n  /invoices:\n    post: {responses: {"204": {description: Done}}}'
_ANSWER = 'responses:\n  "204": {description: Done}'


def document(text: str, *, components: str = "", openapi: str = "3.1.0") -> str:
    """A document with `text` (its `paths`, its `webhooks`) at the root, and schema components by name."""
    parts = [f"openapi: {openapi}", "info: {title: Billing, version: 1.0.0}", _clean(text)]
    if components:
        parts += ["components:", "  schemas:", _under(components, 4)]
    return "\n".join(parts) + "\n"


def operations(text: str, *, components: str = "", openapi: str = "3.1.0") -> str:
    """A document with these path items."""
    return document(f"paths:\n{_under(text, 2)}", components=components, openapi=openapi)


def operation(text: str = "", *, components: str = "", openapi: str = "3.1.0") -> str:
    """A document with one operation, `POST /invoices`; it answers 204 where `text` says nothing else."""
    return operations(f"/invoices:\n  post:\n{_under(_answering(text), 4)}", components=components, openapi=openapi)


def webhook(text: str = "", *, components: str = "") -> str:
    """A document with one webhook, `invoice.paid`; 204 answers it where `text` says nothing else."""
    inside = _under(_answering(text), 6)
    return document(f"paths: {{}}\nwebhooks:\n  invoice.paid:\n    post:\n{inside}", components=components)


def request_body(schema: str, *, components: str = "", openapi: str = "3.1.0") -> str:
    """A document whose `POST /invoices` takes a body of this schema."""
    return operation(_body(schema), components=components, openapi=openapi)


def webhook_body(schema: str, *, components: str = "") -> str:
    """A document whose webhook `invoice.paid` sends a body of this schema."""
    return webhook(_body(schema), components=components)


def response_body(schema: str, *, components: str = "", openapi: str = "3.1.0") -> str:
    """A document whose `POST /invoices` answers 200 with a body of this schema."""
    content = f"content:\n  application/json:\n    schema:\n{_under(schema, 6)}"
    return operation(_ok(content), components=components, openapi=openapi)


def response_headers(text: str) -> str:
    """A document whose `POST /invoices` answers 200 with these headers."""
    return operation(_ok(f"headers:\n{_under(text, 2)}"))


def served(servers: str, *, openapi: str = "3.1.0") -> str:
    """A document with these servers, given as a YAML list, and one operation, `POST /invoices`."""
    return document(f"servers:\n{_under(servers, 2)}\n{_ONE}", openapi=openapi)


def secured(scheme: str, requirement: str = "[{key: []}]", *, name: str = "key") -> str:
    """A document whose `POST /invoices` asks for credentials; `scheme` says what the scheme `name` is."""
    asked = f"security: {requirement}\n{_ONE}"
    return document(f"{asked}\ncomponents:\n  securitySchemes:\n    {name}:\n{_under(scheme, 6)}")


def parameters(text: str, *, openapi: str = "3.1.0") -> str:
    """A document whose `POST /invoices` takes these parameters, given as a YAML list."""
    return operation(f"parameters:\n{_under(text, 2)}", openapi=openapi)


def request_properties(
    text: str, *, required: str = "", more: str = "", components: str = "", openapi: str = "3.1.0"
) -> str:
    """A document whose request body is an object; see `properties`."""
    return request_body(properties(text, required=required, more=more), components=components, openapi=openapi)


def response_properties(
    text: str, *, required: str = "", more: str = "", components: str = "", openapi: str = "3.1.0"
) -> str:
    """A document whose response body is an object; see `properties`."""
    return response_body(properties(text, required=required, more=more), components=components, openapi=openapi)


def properties(text: str, *, required: str = "", more: str = "") -> str:
    """The schema of an object with these properties; `required` holds names with commas, `more` further keywords."""
    lines = ["type: object"]
    if required:
        lines.append(f"required: [{required}]")
    if more:
        lines.append(_clean(more))
    return "\n".join([*lines, "properties:", _under(text, 2)])


def _body(schema: str) -> str:
    head = "requestBody:\n  required: true\n  content:\n    application/json:\n      schema:\n"
    return head + _under(schema, 8)


def _ok(text: str) -> str:
    return f'responses:\n  "200":\n    description: Done\n{_under(text, 4)}'


def _answering(text: str) -> str:
    """The text of an operation, with an answer where it has none."""
    return _clean(text) if _ANSWERS.search(text) else f"{_clean(text)}\n{_ANSWER}".strip("\n")


def _under(text: str, spaces: int) -> str:
    return indent(_clean(text), " " * spaces)


def _clean(text: str) -> str:
    return dedent(text).strip("\n")
