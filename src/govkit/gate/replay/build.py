"""From a finding with a witness to a whole exchange, checked again as it goes over the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any

from govkit.checks.compat import profile_named
from govkit.findings import Direction, Finding, Witness
from govkit.gate.replay.address import base_path, target_of
from govkit.gate.replay.case import Case, End, Half
from govkit.gate.replay.content import STANDS_IN, Contents
from govkit.gate.replay.credentials import credentials_of
from govkit.gate.replay.exchange import Answer, Exchange, Need, Request, Unplayable
from govkit.gate.replay.filling import Filler
from govkit.gate.replay.repair import Mender, said
from govkit.gate.replay.sides import Side, media_pair
from govkit.gate.replay.spelled import header_name, header_spelling, is_writable, one_line, whole_query
from govkit.gate.replay.variants import variants
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, Parameter, Response
from govkit.spec.openapi.messages import Sent, best_media, encodings_of, media_for, method_of, response_for, spelling_of
from govkit.spec.openapi.wire import Unwritable
from govkit.spec.openapi.wire.bodies import Body, concrete, write
from govkit.spec.openapi.wire.spelling import in_header, in_pairs, in_path, is_json
from govkit.spec.schemas.shape import Shapes, Spot
from govkit.spec.schemas.values import Values

_BODILESS = frozenset({204, 205, 304})


def exchanges(
    findings: Sequence[Finding], old: Contract, new: Contract, profile: str
) -> Iterator[Exchange | Unplayable]:
    """The exchange of every finding that has a witness, or why there is none, in the order of the findings."""
    player = _Player(old, new, profile)
    for finding in findings:
        if finding.witness is not None:
            yield player.exchange(finding, finding.witness)


class _Player:
    """Builds the exchanges of one comparison."""

    def __init__(self, old: Contract, new: Contract, profile: str) -> None:
        promise = profile_named(profile)
        self._shapes = Shapes()
        self._old, self._new = (Side(one, promise, self._shapes) for one in (old, new))
        self._mender = Mender(self._shapes, promise.closed)
        self._closed = promise.closed
        self._bases = base_path(old), base_path(new)
        self._values = Values(self._shapes, promise.closed)
        self._filler = Filler(self._shapes, promise.closed, self._mender)
        self._contents = Contents(self._shapes, self._values, self._filler)

    def exchange(self, finding: Finding, witness: Witness) -> Exchange | Unplayable:
        """The exchange of one finding."""
        before = self._old.operation(witness.operation)
        after = self._new.operation(witness.operation, before.key if before else "")
        if before is None or after is None:
            return Unplayable(finding, "its operation does not stand in both contracts under one name")
        old, new = End(self._old, before), End(self._new, after)
        sent = Half(old, new, before.sent) if before.sent is Direction.REQUEST else Half(new, old, before.sent)
        answered = Half(old, new, before.answered)
        if before.answered is Direction.RESPONSE:
            answered = Half(new, old, before.answered)
        case = Case(finding, witness, sent, answered, [])
        try:
            if witness.part.startswith("response "):
                return self._answered(case)
            return self._requested(case)
        except Unwritable as error:
            return Unplayable(finding, str(error))
        except RecursionError:
            return Unplayable(finding, "its schemas nest too deep")

    # ------------------------------------------------------------------------------------------------------- requests

    def _requested(self, case: Case) -> Exchange:
        half = case.request
        if case.witness.part == "parameters":
            request = self._with_parameters(case)
        else:
            media = case.witness.part.removeprefix("request body ")
            own, other = half.writer.operation.body, half.reader.operation.body
            if own is None or other is None:
                raise Unwritable("one of the contracts knows no body here")
            value, body = self._contents.witnessed(case, half, own.content, other.content, media)
            request = self._request(case, None, body, value)
        statuses = sorted(
            {int(status.replace("XX", "00")) for status in case.old.operation.responses if status[0] == "2"}
        )
        return Exchange(
            finding=case.finding,
            operation=case.witness.operation,
            kind=half.writer.operation.kind,
            carrier="request",
            request=request,
            success=tuple(statuses),
            notes=tuple(case.notes),
            bases=self._bases if half.writer.operation.kind == "path" else ("", ""),
        )

    def _with_parameters(self, case: Case) -> Request:
        """The request of a witness that is an object of parameters, whose names several of them may share."""
        half, value = case.request, case.witness.value
        failed: Unwritable | None = None
        for values in islice(_assigned(value, self._sendable(half)), 16):
            for number, varied in enumerate((values, *self._varied(half, values))):
                try:
                    request = self._request(case, varied, *self._filled_body(case))
                    self._told_apart(half, request)
                except Unwritable as error:
                    failed = failed or error
                    continue
                if number:
                    case.note(STANDS_IN)
                return request
        raise failed or Unwritable("its members are no parameters of the operation")

    def _varied(self, half: Half, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The parameters with one of them varied, where its receiver refuses it for the same reason."""
        for key, value in values.items():
            own, other = (end.operation.parameters.get(key) for end in (half.writer, half.reader))
            if own is None or other is None:
                continue
            spot = half.reader.side.parameter(other, half.way)
            for variant in variants(value, half.writer.side.parameter(own, half.way), self._values):
                if self._contents.same_reasons(half, spot, value, variant):
                    yield {**values, key: variant}

    def _told_apart(self, half: Half, request: Request) -> None:
        """Raises Unwritable where the receiver, reading what was written, has no reason to refuse it."""
        refused = self._parameters_refused(half.reader, half.way, request, writes=False)
        if refused is None:
            raise Unwritable("on the wire the receiver reads it as a value that it accepts")

    def _parameters_refused(self, end: End, way: Direction, request: Request, *, writes: bool) -> str | None:
        sent = Sent.of(end.operation, request.target, request.headers)
        return end.side.takes_parameters(end.operation, sent, way, writes=writes)

    def _request(self, case: Case, values: dict[str, Any] | None, body: Body | None, value: Any) -> Request:
        """A request with these parameters, or where they are None with those that it needs."""
        half = case.request
        operation = half.writer.operation
        whole = self._filled_parameters(case, values)
        headers = [("Content-Type", body.content_type)] if body is not None else []
        accepted = self._accepted(case)
        headers += [("Accept", accepted)] if accepted else []
        pairs: list[tuple[str, str]] = []
        cookies: list[tuple[str, str]] = []
        segments: dict[str, str] = {}
        query = ""
        known = self._sendable(half)
        for key, parameter_value in whole.items():
            parameter = known[key]
            spelling = spelling_of(parameter)
            if parameter.location == "querystring":
                query = whole_query(parameter, parameter_value)
            elif parameter.location == "path":
                segments[parameter.key] = in_path(spelling, parameter_value)
            elif parameter.location == "header":
                headers.append((header_name(parameter.name), in_header(spelling, parameter_value)))
            else:
                (pairs if parameter.location == "query" else cookies).extend(in_pairs(spelling, parameter_value))
        if cookies:
            headers.append(("Cookie", "; ".join(f"{name}={text}" for name, text in cookies)))
        credentials, notes = credentials_of(operation)
        for note in notes:
            case.note(note)
        request = Request(
            method=method_of(operation),
            target=target_of(operation, segments, query or "&".join(f"{name}={text}" for name, text in pairs)),
            headers=tuple(headers),
            body=body,
            json=value if body is not None and is_json(body.content_type) else None,
            credentials=tuple(credentials),
        )
        wrong = self._parameters_refused(half.writer, half.way, request, writes=True)
        if wrong is not None:
            raise Unwritable(f"as it is written on the wire, its sender's contract refuses it ({wrong})")
        if values is None:
            wrong = self._parameters_refused(half.reader, half.way, request, writes=False)
            if wrong is not None:
                case.note(f"The receiver's contract refuses it for another reason as well: {wrong}.")
        return request

    def _filled_parameters(self, case: Case, values: dict[str, Any] | None) -> dict[str, Any]:
        """The parameters to send, those that are missing filled in, in the order of the operation."""
        half = case.request
        others = half.reader.operation.parameters
        whole: dict[str, Any] = {}
        for key, parameter in half.writer.operation.parameters.items():
            other = others.get(key)
            needed = parameter.required or (values is None and other is not None and other.required)
            if values is not None and key in values:
                whole[key] = values[key]
            elif needed:
                whole[key] = self._filled_parameter(case, parameter, other)
        return whole | {key: value for key, value in (values or {}).items() if key not in whole}

    def _sendable(self, half: Half) -> dict[str, Parameter]:
        """The parameters that may be sent: those that the sender knows, and in the strict profile any."""
        own = half.writer.operation.parameters
        return own if self._closed else {**half.reader.operation.parameters, **own}

    def _filled_parameter(self, case: Case, parameter: Parameter, other: Parameter | None) -> Any:
        half = case.request
        reading = None
        if other is not None:
            reading = half.reader.side, half.reader.side.parameter(other, half.way), other.node
        writing = half.writer.side, half.writer.side.parameter(parameter, half.way), parameter.node
        for value, suits_both in self._filler.fill(writing, reading, half.way):
            if is_writable(spelling_of(parameter), value):
                if not suits_both and other is not None:
                    case.note(f"No value of {parameter.location} parameter `{parameter.name}` suits both contracts.")
                return value
        raise Unwritable(f"no value was found for the {parameter.location} parameter `{parameter.name}`")

    def _accepted(self, case: Case) -> str | None:
        """The media type to ask for: that of the witness, or else of the first success that has a body."""
        found = re.match(r"response \S+ (?!headers$)(.+)", case.witness.part)
        if found:
            return concrete(found[1])
        for status, response in case.old.operation.responses.items():
            if status[0] == "2" and response.content:
                return concrete(best_media(list(response.content)))
        return None

    # --------------------------------------------------------------------------------------------------------- bodies

    def _filled_body(self, case: Case) -> tuple[Body | None, Any]:
        """A body where either side asks for one and the sender knows any."""
        half = case.request
        own, other = half.writer.operation.body, half.reader.operation.body
        if own is None:
            if other is not None and other.required:
                case.note("The receiver's contract refuses it for another reason as well: it asks for a body.")
            return None, None
        if not own.required and not (other is not None and other.required):
            return None, None
        taken = {} if other is None else other.content
        names = [name for name in own.content if media_for(taken, name) is not None] or list(own.content)
        if not names:
            return None, None
        value, body = self._contents.filled(case, half, own.content, taken, concrete(best_media(names), tuple(taken)))
        return body, value

    # -------------------------------------------------------------------------------------------------------- answers

    def _answered(self, case: Case) -> Exchange:
        request = self._request(case, None, *self._filled_body(case))
        failed: Unwritable | None = None
        for status in sorted(_statuses(case), key=lambda status: not self._is_meant(case, status)):
            try:
                return self._with_answer(case, request, status)
            except Unwritable as error:
                failed = failed or error
        raise failed or Unwritable("no status was found that both contracts declare")

    def _is_meant(self, case: Case, status: int) -> bool:
        """Whether a body is refused under a status for the reason that the witness gives; another may be paired."""
        half = case.response
        own, other = (response_for(end.operation, status) for end in (half.writer, half.reader))
        if own is None or other is None or case.witness.part.endswith(" headers"):
            return own is not None and other is not None
        media = case.witness.part.split(" ", 2)[2]
        writes, reads = (media_for(one.content, media) for one in (own, other))
        if writes is None or reads is None:
            return False
        _, spot = media_pair((half.writer.side, half.reader.side), (writes, reads), half.way)
        refusals = half.reader.side.refusals(spot, case.witness.value, half.way, writes=False)
        return any(case.witness.because.endswith(refusal.message) for refusal in refusals)

    def _with_answer(self, case: Case, request: Request, status: int) -> Exchange:
        half = case.response
        own, other = (response_for(end.operation, status) for end in (half.writer, half.reader))
        if own is None or other is None:
            raise Unwritable(f"the status {status} is not declared by both contracts")
        if case.witness.part.endswith(" headers"):
            answer, promised, needs = self._headers_answer(case, status, own, other)
        else:
            media = case.witness.part.split(" ", 2)[2]
            answer, promised, needs = self._body_answer(case, status, own, other, media)
        return Exchange(
            finding=case.finding,
            operation=case.witness.operation,
            kind=half.writer.operation.kind,
            carrier="response",
            request=request,
            answer=answer,
            promised=promised,
            needs=needs,
            notes=tuple(case.notes),
            bases=self._bases if half.writer.operation.kind == "path" else ("", ""),
        )

    def _body_answer(
        self, case: Case, status: int, own: Response, other: Response, media: str
    ) -> tuple[Answer, Answer | None, Any]:
        half, value = case.response, case.witness.value
        if status in _BODILESS or case.request.writer.operation.method == "head":
            raise Unwritable("an answer of this status or method has no body")
        body = self._contents.content(half, own.content, other.content, media, value, told=False)
        headers = self._filled_headers(half, own, other)
        writes, reads = (media_for(one.content, body.content_type) for one in (own, other))
        answer = Answer(status, tuple(headers), body, value if is_json(body.content_type) else None)
        if reads is None or writes is None:
            return answer, None, ()
        _, spot = media_pair((half.writer.side, half.reader.side), (writes, reads), half.way)
        better = self._mender.mended(value, half.reader.side, spot, half.way)
        if better is None:
            return answer, None, ()
        try:
            sent = body.content_type.partition("; boundary=")[0]
            described = spot, half.reader.side.reader
            content = write(sent, better[0], encodings_of(reads), self._contents.files(spot), described)
        except Unwritable:
            return answer, None, ()
        promised = Answer(status, tuple(headers), content, better[0] if is_json(body.content_type) else None)
        return answer, promised, better[1]

    def _headers_answer(
        self, case: Case, status: int, own: Response, other: Response
    ) -> tuple[Answer, Answer | None, Any]:
        half, value = case.response, case.witness.value
        if not isinstance(value, dict):
            raise Unwritable("it is no object of headers")
        headers = [(header_name(name), in_header(header_spelling(name, own), inner)) for name, inner in value.items()]
        if self._header_needs(half.writer, own, headers, half.way, writes=True):
            raise Unwritable("as it is written on the wire, its sender's contract refuses it")
        needs = self._header_needs(half.reader, other, headers, half.way, writes=False)
        if not needs:
            raise Unwritable("on the wire the receiver reads it as a value that it accepts")
        body, json = None, None
        if own.content and status not in _BODILESS:
            media = concrete(best_media(list(own.content)))
            json, body = self._contents.filled(case, half, own.content, other.content, media)
            json = json if is_json(media) else None
        promised = End(half.reader.side, half.reader.operation)
        kept = self._filled_headers(Half(promised, promised, half.way), other, other, every=True)
        return Answer(status, tuple(headers), body, json), Answer(status, tuple(kept), body, json), needs

    def _header_needs(
        self, end: End, response: Response, headers: list[tuple[str, str]], way: Direction, *, writes: bool
    ) -> tuple[Need, ...]:
        """What one side misses in the headers of an answer."""
        sent = {name.lower(): text for name, text in headers}
        found: list[Need] = []
        for name, node in response.headers.items():
            spot = end.side.header(node, way)
            example = next((plain for plain in map(one_line, self._examples(end, node, spot, way)) if plain), "a")
            if name not in sent:
                if isinstance(node.value, dict) and node.value.get("required") is True:
                    found.append(Need((name,), "required", True, example))
                continue
            readings = list(end.side.reader.of_text(header_spelling(name, response), sent[name], spot))
            if not any(end.side.accepts(spot, one, way, writes=writes) for one in readings):
                keyword = end.side.refusals(spot, readings[0], way, writes=writes)[0].keyword if readings else "type"
                found.append(Need((name,), keyword, said(keyword, self._shapes.of(spot)), example))
        return tuple(found)

    def _examples(self, end: End, node: Node, spot: Spot, way: Direction) -> Iterator[Any]:
        return (value for value, _ in self._filler.fill((end.side, spot, node), None, way))

    def _filled_headers(
        self, half: Half, own: Response, other: Response, *, every: bool = False
    ) -> list[tuple[str, str]]:
        found = []
        for name, node in own.headers.items():
            told = other.headers.get(name)
            asked = [one.value.get("required") is True for one in (node, told) if one and isinstance(one.value, dict)]
            if not every and not any(asked):
                continue
            writing = half.writer.side, half.writer.side.header(node, half.way), node
            reading = (half.reader.side, half.reader.side.header(told, half.way), told) if told else None
            for value, _ in self._filler.fill(writing, reading, half.way):
                if is_writable(header_spelling(name, own), value):
                    found.append((header_name(name), in_header(header_spelling(name, own), value)))
                    break
        return found


def _assigned(value: Any, parameters: dict[str, Parameter]) -> Iterator[dict[str, Any]]:
    """The parameters that the members of a witness stand for: a name may be that of several."""
    members = value if isinstance(value, dict) else {}
    keys = [
        [name] if name in parameters else [key for key, one in parameters.items() if one.name == name]
        for name in members
    ]
    if not all(keys):
        return
    for chosen in product(*keys):
        yield dict(zip(chosen, members.values(), strict=True))


def _statuses(case: Case) -> list[int]:
    """Statuses under which both contracts mean the responses that the witness speaks of."""
    word = case.witness.part.split(" ", 2)[1]
    if word.isdigit():
        return [int(word)]
    own = {status for end in (case.response.writer, case.response.reader) for status in end.operation.responses}
    named = sorted(int(status) for status in own if status.isdigit())
    if word[:1].isdigit():
        first = int(word[0]) * 100
        named = [status for status in named if status // 100 == first // 100]
        return [*(s for s in range(first, first + 100) if s not in named and s not in _BODILESS), *named][:1] + named
    free = [status for status in (500, 400, 200, 418, 599) if status not in named]
    return [*free, *named]
