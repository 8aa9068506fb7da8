"""Whole minimal OpenAPI documents around what an example of a rule is about, as YAML texts."""

from __future__ import annotations

from textwrap import dedent, indent

_ANSWER = 'responses: {"204": {description: Done}}'


def document(text: str, *, openapi: str = "3.1.0") -> str:
    """A document with these members of its root beside `openapi` and `info`."""
    return f"openapi: {openapi}\ninfo: {{title: Billing, version: 1.0.0}}\n{dedent(text).strip()}\n"


def schemas(text: str, *, openapi: str = "3.1.0") -> str:
    """A document without operations whose components are these schemas."""
    inside = indent(dedent(text).strip(), " " * 4)
    return document(f"paths: {{}}\ncomponents:\n  schemas:\n{inside}", openapi=openapi)


def paths(text: str, *, openapi: str = "3.1.0") -> str:
    """A document with these path items; `ANSWER` in them stands for a response without content."""
    inside = indent(dedent(text).strip().replace("ANSWER", _ANSWER), " " * 2)
    return document(f"paths:\n{inside}", openapi=openapi)
