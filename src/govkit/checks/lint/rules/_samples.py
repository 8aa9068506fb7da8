"""Whole OpenAPI documents around what an example of a rule is about, in which little else is to be found fault with."""

from __future__ import annotations

import re
from textwrap import dedent, indent

_INFO = """\
info:
  title: Billing
  version: 1.0.0
  description: Invoices of customers, and what was paid of them.
  contact: {name: Billing, email: billing@example.com}
  license: {name: Apache 2.0, url: "https://www.apache.org/licenses/LICENSE-2.0"}
"""
_AROUND = """\
servers: [{url: "https://api.example.com/billing"}]
security: [{oauth2: [invoices]}]
tags: [{name: Invoices, description: What customers owe.}]
"""
_SCHEME = """\
oauth2:
  type: oauth2
  flows:
    clientCredentials: {tokenUrl: "https://api.example.com/token", scopes: {invoices: Reads and writes invoices.}}
"""
_PARTS = {
    "responses": {
        "Problem": """\
description: What went wrong.
content:
  application/problem+json:
    schema: {$ref: "#/components/schemas/Problem"}
    example: {type: "about:blank", title: Refused, status: 400, detail: The number is taken.}
""",
        "Later": """\
description: Too many requests.
headers:
  Retry-After: {description: Seconds to wait., schema: {type: integer, minimum: 1, maximum: 3600}}
content:
  application/problem+json:
    schema: {$ref: "#/components/schemas/Problem"}
    example: {type: "about:blank", title: Too many, status: 429, detail: Wait a minute.}
""",
    },
    "parameters": {
        "Limit": """\
name: limit
in: query
description: How many at most.
schema: {type: integer, minimum: 1, maximum: 100, default: 20}
""",
        "Cursor": """\
name: cursor
in: query
description: Where the page begins, as the page before said.
schema: {type: string, maxLength: 200}
""",
        "Key": """\
name: Idempotency-Key
in: header
required: true
description: Names the request, so that it can be repeated.
schema: {type: string, maxLength: 64}
""",
        "Match": """\
name: If-Match
in: header
description: The version that is replaced.
schema: {type: string, maxLength: 64}
""",
        "Id": """\
name: id
in: path
required: true
description: The invoice.
schema: {type: string, maxLength: 20}
""",
    },
    "schemas": {
        "Problem": """\
type: object
description: What went wrong (RFC 9457).
properties:
  type: {type: string, format: uri-reference, description: The kind of problem.}
  title: {type: string, description: The kind in words.}
  status: {type: integer, description: The status of the answer.}
  detail: {type: string, description: What happened this time.}
""",
        "Bills": """\
type: object
description: A page of what customers owe.
example: {data: [], next_cursor: null}
properties:
  data: {type: array, description: What is on the page., items: {$ref: "#/components/schemas/Bill"}}
  next_cursor: {type: [string, "null"], description: Where the next page begins.}
""",
        "Bill": """\
type: object
description: What a customer owes.
additionalProperties: false
properties:
  memo: {type: string, maxLength: 200, description: Words on the paper., examples: [Thanks]}
""",
    },
}
_FAILURES = '"4XX": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}'
_ABOUT = "tags: [Invoices], summary: Invoices, description: Says more about invoices."
_BILL = 'content: {application/json: {schema: {$ref: "#/components/schemas/Bill"}}}'
_LIST = (
    '{"200": {description: Done, content: {application/json: {schema: {$ref: "#/components/schemas/Bills"}}}}, '
    "FAILURES}"
)
_CURSOR = '{$ref: "#/components/parameters/Cursor"}'
_PART = re.compile(r"#/components/(\w+)/(\w+)")


def paths(text: str, *, rest: str = "", openapi: str = "3.1.0") -> str:
    """A document with these path items, and in `rest` more members of the root.

    In them `ABOUT` stands for the words of an operation, `FAILURES` for the answers that are no success, `BILL` for the
    content of a body, `CURSOR` for a parameter, `LIST` for the answers of a list. What they refer to of the usual components is there.
    """
    words = {"LIST": _LIST, "CURSOR": _CURSOR, "ABOUT": _ABOUT, "FAILURES": _FAILURES, "BILL": _BILL}
    body = f"paths:\n{_inside(text, 2)}{_text(rest)}"
    for word, meaning in words.items():
        body = body.replace(word, meaning)
    return f"openapi: {openapi}\n{_INFO}{_AROUND}{_with_parts(body)}"


def schemas(text: str, *, openapi: str = "3.1.0") -> str:
    """A document without operations whose components are these schemas."""
    return f"openapi: {openapi}\n{_INFO}paths: {{}}\ncomponents:\n  schemas:\n{_inside(text, 4)}"


def sent(text: str, *, openapi: str = "3.1.0") -> str:
    """A document in which the schema `Invoice` of these is the body of a request."""
    operation = """
        /invoices:
          post:
            {operationId: createInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}], requestBody:
              {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Invoice"}, example: {}}}},
              responses: {"204": {description: Done}, FAILURES}}
    """
    return _with_schemas(operation, text, openapi)


def answered(text: str, *, openapi: str = "3.1.0") -> str:
    """A document in which the schema `Invoice` of these is the body of an answer."""
    operation = """
        /invoices/{id}:
          get:
            {operationId: getInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}], responses:
              {"200": {description: Done, content: {application/json: {schema:
                {$ref: "#/components/schemas/Invoice"}, example: {}}}}, FAILURES}}
    """
    return _with_schemas(operation, text, openapi)


def whole(text: str, *, openapi: str = "3.1.0") -> str:
    """A document with these members of its root, and with others that are usual where they are missing."""
    members = dedent(text).strip() + "\n"
    usual = [*re.findall(r"(?ms)^info:.*?(?=^\S|\Z)", _INFO), *_AROUND.splitlines(keepends=True), "paths: {}\n"]
    missing = "".join(one for one in usual if not re.search(rf"(?m)^{one.partition(':')[0]}:", members))
    return f"openapi: {openapi}\n{missing}{members}"


def _with_schemas(operation: str, text: str, openapi: str) -> str:
    return paths(operation, rest=f"components:\n  schemas:\n{_inside(text, 4)}", openapi=openapi)


def _with_parts(body: str) -> str:
    """A text of paths and components with the usual components to which it refers."""
    head, mark, own = body.partition("components:\n")
    wanted: dict[str, dict[str, str]] = {}
    waiting = _PART.findall(body)
    while waiting:
        kind, name = waiting.pop()
        part = _PARTS.get(kind, {}).get(name)
        if part is not None and name not in wanted.setdefault(kind, {}):
            wanted[kind][name] = part
            waiting += _PART.findall(part)
    if "securitySchemes" not in own:
        wanted["securitySchemes"] = {"oauth2": _SCHEME.partition("\n")[2]}
    rows = own if mark else ""
    for kind in sorted(wanted):
        lines = "".join(f"    {name}:\n{_inside(part, 6)}" for name, part in sorted(wanted[kind].items()))
        known = re.search(rf"(?m)^  {kind}:\n", rows)
        rows = f"{rows[: known.end()]}{lines}{rows[known.end() :]}" if known else f"{rows}  {kind}:\n{lines}"
    return f"{head}components:\n{rows}"


def _text(rest: str) -> str:
    return f"{dedent(rest).strip()}\n" if rest else ""


def _inside(text: str, columns: int) -> str:
    return indent(dedent(text).strip() + "\n", " " * columns)


def shortened(text: str) -> str:
    """A document as a page shows it: without the components and members of the root that are usual in all of them."""
    parts = [part for kind in _PARTS.values() for part in kind.items()]
    for name, part in (*parts, ("oauth2", _SCHEME.partition("\n")[2])):
        text = text.replace(f"    {name}:\n{_inside(part, 6)}", "")
    text = text.replace(_AROUND, _AROUND.splitlines(keepends=True)[-1]).replace(
        _INFO, "info: {title: Billing, version: 1.0.0}\n"
    )
    text = re.sub(r"(?m)^  \w+:\n(?=  \w|\w|\Z)", "", text)
    return re.sub(r"(?m)^components:\n(?=\w|\Z)", "", text)
