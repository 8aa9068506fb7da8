"""Texts for the examples of rules: a pact, and what the provider that is asked answers, in a few lines."""

from __future__ import annotations

from textwrap import dedent, indent


def case(interaction: str, answers: str, *, states: str = "[]", messages: str = "{}") -> str:
    """A pact of one interaction; what the provider answers by request, the states it has, the messages it sends."""
    body = indent(dedent(interaction).strip("\n"), "    ")
    return (
        "pact:\n  consumer: {name: dashboard}\n  provider: {name: billing}\n  interactions:\n"
        f"  - description: an invoice\n{body}\n"
        '  metadata: {pactSpecification: {version: "4.0"}}\n'
        f"answers: {answers}\nstates: {states}\nmessages: {messages}\n"
    )


def read(response: str, answer: str, *, given: str = "", states: str = "[]") -> str:
    """`GET /invoices/7` is to be answered with a response, and is answered with another one."""
    state = f"providerStates: [{{name: {given}}}]\n" if given else ""
    asked = f"type: Synchronous/HTTP\n{state}request: {{method: GET, path: /invoices/7}}\nresponse: {response}"
    return case(asked, f"{{GET /invoices/7: {answer}}}", states=states)


def body(content: str, rules: str = "{}") -> str:
    """A response of status 200 with a body."""
    inside = f"content: {content}, contentType: application/json, encoded: false"
    return f"{{status: 200, body: {{{inside}}}, matchingRules: {{body: {rules}}}}}"


def told(content: str, messages: str) -> str:
    """The message `invoice.paid` is to have a content; those that the provider sends."""
    inside = f"{{content: {content}, contentType: application/json, encoded: false}}"
    asked = f"type: Asynchronous/Messages\ncontents: {inside}\nmetadata: {{webhook: invoice.paid}}"
    return case(asked, "{}", messages=messages)
