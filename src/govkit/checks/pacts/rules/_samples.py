"""Texts for the examples of rules: an API and a pact in one document, in a few lines."""

from __future__ import annotations

from textwrap import dedent, indent

_HEAD = "openapi: 3.1.0\ninfo: {title: Billing, version: 1.0.0}\n"


def case(api: str, interaction: str, *, version: str = "4.0", section: str = "interactions") -> str:
    """An API of these paths and more, and a pact of one interaction."""
    head = "" if "openapi:" in api or "swagger:" in api else _HEAD
    return (
        f"api:\n{_under(head + _clean(api), 2)}\n"
        f"pact:\n  consumer: {{name: dashboard}}\n  provider: {{name: billing}}\n  {section}:\n"
        f"  - description: an invoice\n{_under(interaction, 4)}\n"
        f'  metadata: {{pactSpecification: {{version: "{version}"}}}}\n'
    )


def answered(schema: str, body: str, *, rules: str = "", api: str = "", components: str = "") -> str:
    """`GET /invoices/7` answers 200 with a body of this schema; the pact expects this one, matched by these rules."""
    text = f"paths:\n  /invoices/{{id}}:\n    get:\n      parameters: [{_ID}]\n{_under(api, 6)}\n      responses:\n"
    text += '        "200":\n          description: Done\n          content:\n            application/json:\n'
    text += f"              schema:\n{_under(schema, 16)}\n"
    interaction = "request: {method: GET, path: /invoices/7}\nresponse:\n  status: 200\n"
    return case(_with(text, components), interaction + _under(_body(body, rules), 2))


def sent(schema: str, body: str, *, rules: str = "", generators: str = "", components: str = "") -> str:
    """`POST /invoices` takes a body of this schema; the pact sends this one, matched by these rules."""
    text = "paths:\n  /invoices:\n    post:\n      requestBody:\n        required: true\n        content:\n"
    text += f"          application/json:\n            schema:\n{_under(schema, 14)}\n"
    text += '      responses: {"204": {description: Done}}\n'
    interaction = "request:\n  method: POST\n  path: /invoices\n  headers: {Content-Type: [application/json]}\n"
    interaction += _under(_body(body, rules), 2) + "\n"
    if generators:
        interaction += f"  generators: {{body: {_clean(generators)}}}\n"
    return case(_with(text, components), interaction + "response: {status: 204}")


def called(operation: str, request: str = "", response: str = "status: 200", *, more: str = "") -> str:
    """`GET /invoices` as `operation` says; the pact calls it with this request and expects this response."""
    answers = "" if "responses:" in operation else '\nresponses: {"200": {description: Done}}'
    text = f"paths:\n  /invoices:\n    get:\n{_under(_clean(operation) + answers, 6)}\n{_clean(more)}"
    path = "" if "path:" in request else "path: /invoices\n"
    method = "" if "method:" in request else "method: GET\n"
    whole = f"request:\n{_under(method + path + _clean(request), 2)}\nresponse:\n{_under(response, 2)}"
    return case(text, whole)


def told(schema: str, body: str, *, rules: str = "", more: str = "") -> str:
    """The webhook `invoice.paid` sends a body of this schema; the pact expects this message."""
    text = "paths: {}\nwebhooks:\n  invoice.paid:\n    post:\n      requestBody:\n        content:\n"
    text += f"          application/json:\n            schema:\n{_under(schema, 14)}\n"
    text += '      responses: {"204": {description: Done}}'
    contents = f"contents: {{content: {_clean(body)}, contentType: application/json, encoded: false}}"
    matching = f"\nmatchingRules: {{body: {_clean(rules)}}}" if rules else ""
    kind = more or "metadata: {webhook: invoice.paid}"
    return case(text, f"type: Asynchronous/Messages\n{contents}{matching}\n{kind}")


_ID = "{name: id, in: path, required: true, schema: {type: string}}"


def _body(body: str, rules: str) -> str:
    written = f"body: {{content: {_clean(body)}, contentType: application/json, encoded: false}}"
    return f"{written}\nmatchingRules: {{body: {_clean(rules)}}}" if rules else written


def _with(text: str, components: str) -> str:
    return f"{text}components:\n  schemas:\n{_under(components, 4)}" if components else text


def _under(text: str, spaces: int) -> str:
    return indent(_clean(text), " " * spaces)


def _clean(text: str) -> str:
    return dedent(text).strip("\n")
