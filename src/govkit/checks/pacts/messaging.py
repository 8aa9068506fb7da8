"""Messages: those that a provider sends by itself, held against webhooks and callbacks, and those that are answered."""

from __future__ import annotations

from govkit.checks.pacts.comparing import Comparing, Fields, walked_term
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.handled import Handled
from govkit.checks.pacts.reading.pact import Interaction, Kind, Pact
from govkit.checks.pacts.recognition import message_for, operation_named
from govkit.checks.pacts.telling import Teller
from govkit.findings import Direction
from govkit.spec.openapi import MediaType, Operation


class Messaging:
    """The messages of one pact."""

    def __init__(self, comparing: Comparing, pact: Pact, teller: Teller) -> None:
        self._comparing = comparing
        self._teller = teller
        events = [one for one in pact.interactions if one.kind is Kind.MESSAGE]
        self._events = {one: message_for(comparing.provider, one, one.received[0]) for one in events}

    def event(self, one: Interaction, fields: Fields) -> Operation | None:
        """Holds a message that the provider sends by itself against its webhook or callback."""
        operation, body = self._events[one], one.received[0].body
        if operation is None:
            known = [found.name for found in self._comparing.provider.messages]
            self._teller.about(one, Direction.RESPONSE).say("message-unknown", at=one.at, known=known)
            return None
        if not body.is_present:
            return operation
        content = operation.body.content if operation.body is not None else {}
        told = self._teller.about(one, operation.sent, operation, "message")
        term = walked_term(self._comparing.provider, body, content, operation.sent)
        read = None
        if term is not None:
            others = [
                found
                for other, of in self._events.items()
                if of is operation and other is not one
                if (found := self._term(other, content, operation)) is not None
            ]
            read = term, Handled([term, *others])
        self._comparing.answer(body, content, operation.node, told, fields, read)
        return operation

    def _term(self, one: Interaction, content: dict[str, MediaType], operation: Operation) -> Term | None:
        return walked_term(self._comparing.provider, one.received[0].body, content, operation.sent)

    def exchange(self, one: Interaction, fields: Fields) -> Operation | None:
        """Holds a message and its answers against the operation of that name, whatever carries them."""
        operation = operation_named(self._comparing.provider, one)
        if operation is None:
            self._teller.about(one, Direction.RESPONSE).say("message-unknown", at=one.at, known=[])
            return None
        if one.sent is not None and one.sent.body.is_present and operation.body is not None:
            told = self._teller.about(one, operation.sent, operation, "request body")
            self._comparing.request(one.sent.body, operation, told, fields)
        success = next((found for status, found in operation.responses.items() if status.startswith("2")), None)
        for message in one.received:
            if message.body.is_present and success is not None:
                told = self._teller.about(one, operation.answered, operation, f"response {success.status} body")
                self._comparing.answer(message.body, success.content, success.node, told, fields)
        return operation
