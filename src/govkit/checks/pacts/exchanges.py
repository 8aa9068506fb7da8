"""Interactions over HTTP: a request for an operation, and the answer that is expected."""

from __future__ import annotations

from collections import defaultdict

from govkit.checks.pacts.calls import Calls, Matched, Unmatched, operation_for
from govkit.checks.pacts.comparing import Comparing, Fields, walked_term
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.handled import Handled
from govkit.checks.pacts.headers import Headers
from govkit.checks.pacts.reading.pact import Interaction, Pact, Presence, Request
from govkit.checks.pacts.reading.pact import Response as Expected
from govkit.checks.pacts.telling import Teller
from govkit.findings import Direction
from govkit.spec.openapi import Operation, Response
from govkit.spec.openapi.messages import response_for

_BODILESS = frozenset({204, 205, 304})


class Exchanges:
    """The interactions over HTTP of one pact."""

    def __init__(self, comparing: Comparing, calls: Calls, headers: Headers, pact: Pact, teller: Teller) -> None:
        self._comparing = comparing
        self._calls = calls
        self._headers = headers
        self._teller = teller
        self._matched = {
            one: operation_for(comparing.provider, one.request) for one in pact.interactions if one.request is not None
        }
        self._terms: dict[Interaction, Term] = {}
        self._handled = self._by_answer()

    def _by_answer(self) -> dict[tuple[str, str], Handled]:
        """What the pact handles, by operation and answer."""
        found: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for one, matched in self._matched.items():
            if one.response is None or not isinstance(matched, Matched):
                continue
            declared = _declared(matched.operation, one.response)
            if declared is None:
                continue
            way = matched.operation.answered
            term = walked_term(self._comparing.provider, one.response.body, declared.content, way)
            if term is not None:
                self._terms[one] = term
                found[matched.operation.name, declared.status].append(term)
        return {key: Handled(terms) for key, terms in found.items()}

    def verify(self, one: Interaction, fields: Fields) -> Operation | None:
        """Holds one interaction against the contract; its operation, where there is one."""
        request, response = one.request, one.response
        assert request is not None
        assert response is not None
        matched = self._matched[one]
        if not isinstance(matched, Matched):
            self._unmatched(one, request, matched)
            return None
        operation = matched.operation
        told = self._teller.about(one, operation.sent, operation, "request")
        self._calls.compare(request, matched, told.say)
        declared = _declared(operation, response)
        if declared is not None:
            fields.status = declared.status
            self._accepted(one, request, operation, declared)
        about_body = self._teller.about(one, operation.sent, operation, "request body")
        self._comparing.request(request.body, operation, about_body, fields)
        if declared is None:
            self._undeclared(one, response, operation)
        else:
            self._answer(one, response, operation, declared, fields)
        return operation

    def _unmatched(self, one: Interaction, request: Request, matched: Unmatched) -> None:
        told = self._teller.about(one, Direction.REQUEST, None, f"{request.method} {request.path}")
        origin = matched.item.item if matched.item is not None else None
        if matched.methods:
            told.say(
                "request-method-unknown",
                at=request.at,
                origin=origin,
                methods=matched.methods,
                method=request.method,
                asked=request.path,
            )
        else:
            told.say("request-path-unknown", at=request.at, asked=request.path)

    def _accepted(self, one: Interaction, request: Request, operation: Operation, declared: Response) -> None:
        wanted = request.headers.joined("accept")
        if wanted is None or not declared.content or self._headers.accepts(wanted, declared.content):
            return
        at = (*request.headers.at, next(name for name in request.headers.values if name.lower() == "accept"))
        told = self._teller.about(one, operation.sent, operation, "request")
        known = list(declared.content)
        told.say("request-accept-unanswered", at=at, origin=declared.node, path="/Accept", asked=wanted, known=known)

    # --------------------------------------------------------------------------------------------------------- answers

    def _undeclared(self, one: Interaction, response: Expected, operation: Operation) -> None:
        told = self._teller.about(one, operation.answered, operation, f"response {response.status}")
        told.say(
            "response-status-undeclared",
            at=(*response.at, "status"),
            origin=operation.node,
            path=f"/{response.status}",
            status=response.status,
            known=list(operation.responses),
        )

    def _answer(
        self, one: Interaction, response: Expected, operation: Operation, declared: Response, fields: Fields
    ) -> None:
        told = self._teller.about(one, operation.answered, operation, f"response {response.status}")
        if declared.status == "default":
            at, path = (*response.at, "status"), f"/{response.status}"
            told.say("response-status-by-default", at=at, origin=declared.node, path=path, status=response.status)
        self._headers.compare(response, declared, operation.name, told.say)
        body = response.body
        about_body = self._teller.about(one, operation.answered, operation, f"response {response.status} body")
        if body.is_present:
            term = self._terms.get(one)
            read = (term, self._handled[operation.name, declared.status]) if term is not None else None
            self._comparing.answer(body, declared.content, declared.node, about_body, fields, read)
        elif body.presence is Presence.EMPTY and declared.content and response.status not in _BODILESS:
            about_body.say("response-body-unexpected", at=body.at, origin=declared.node)


def _declared(operation: Operation, expected: Expected) -> Response | None:
    """What is declared of an answer; where any status of a class or a list will do, of the first that is declared."""
    found = response_for(operation, expected.status)
    wanted = expected.status_class
    if wanted is None or (found is not None and found.status != "default"):
        return found
    if wanted[:1].isdigit() and "X" not in wanted:
        listed = [one for code in wanted.split(",") if (one := response_for(operation, int(code))) is not None]
    else:
        first = {"error": "45", "nonError": "123"}.get(wanted) or wanted[:1]
        listed = [one for status, one in operation.responses.items() if status[:1] in first]
    return next(iter(listed), found)
