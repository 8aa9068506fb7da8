"""Headers of answers, and media types that are asked for."""

from __future__ import annotations

from typing import Any

from govkit.checks.pacts.calls import Say
from govkit.checks.pacts.expected.matchers import handled
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Response as Expected
from govkit.checks.pacts.reading.rules import Ruling
from govkit.checks.pacts.wider import ruling_of
from govkit.findings import Direction, Witness
from govkit.spec.documents import Node
from govkit.spec.openapi import MediaType, Response
from govkit.spec.openapi.media import kind_of, media_covers
from govkit.spec.openapi.wire.spelling import Spelling
from govkit.spec.schemas.standalone import Role

_BROUGHT_ALONG = frozenset(
    {
        "accept-ranges", "access-control-allow-credentials", "access-control-allow-headers",
        "access-control-allow-methods", "access-control-allow-origin", "access-control-expose-headers",
        "access-control-max-age", "age", "cache-control", "connection", "content-encoding", "content-language",
        "content-length", "content-type", "date", "expires", "keep-alive", "pragma", "server",
        "strict-transport-security", "trailer", "transfer-encoding", "vary", "via", "x-content-type-options",
        "x-frame-options", "x-powered-by", "x-xss-protection", "content-security-policy",
    }
)  # fmt: skip
"""Headers that servers and what lies before them add by themselves: no description lists them."""


class Headers:
    """Compares the headers that consumers read with those that a contract promises."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def compare(self, expected: Expected, response: Response, operation: str, say: Say) -> None:
        """Tells of headers that an answer may lack or have otherwise."""
        for name, texts in expected.headers.values.items():
            at = (*expected.headers.at, name)
            declared = response.headers.get(name.lower())
            if declared is None:
                if name.lower() not in _BROUGHT_ALONG:
                    say("response-header-undeclared", at=at, origin=response.node, path=f"/{name}", name=name)
                continue
            raw = declared.value if isinstance(declared.value, dict) else {}
            if raw.get("required") is not True:
                say("response-header-optional", at=at, origin=declared, path=f"/{name}", name=name)
            ruling = ruling_of(expected.headers, name.lower())
            self._value(name, ", ".join(texts), ruling, declared, at, operation, say)

    def _value(
        self, name: str, text: str, ruling: Ruling | None, declared: Node, at: Any, operation: str, say: Say
    ) -> None:
        spot = self._provider.described(declared, Direction.RESPONSE)
        raw = declared.value if isinstance(declared.value, dict) else {}
        read = list(self._provider.reader.of_text(Spelling.of(name, "header", raw), text, spot))
        about: dict[str, Any] = {"at": at, "origin": declared, "path": f"/{name}", "name": name}
        if read and not any(self._provider.accepts(spot, value, Role.WRITER) for value in read):
            reasons = self._provider.refusals(spot, read[0], Role.WRITER)
            say("response-header-value-impossible", **about, because=reasons[0].message if reasons else "", value=text)
            return
        shape = self._provider.shape(spot)
        if ruling is None or shape.types != {"string"}:
            return
        schema, unknown = handled(ruling, text)
        if unknown or len(schema) == 1:
            return
        fit = self._provider.fit(spot, self._provider.made(schema))
        if fit.holds is False:
            witness = Witness(operation, "pact response headers", {name: fit.value}, "refuses", "accepts", fit.because)
            closed = shape.enum is not None
            say("response-header-value-unhandled", **about, value=fit.value, closed=closed, witness=witness)

    @staticmethod
    def accepts(wanted: str, content: dict[str, MediaType]) -> bool:
        """Whether one of the media types of an answer is among those that are asked for (RFC 9110, section 12.5.1)."""
        for part in wanted.split(","):
            kind, parameters = kind_of(part)
            if any(one.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for one in parameters):
                continue
            if any(media_covers(kind, kind_of(name)[0]) or media_covers(kind_of(name)[0], kind) for name in content):
                return True
        return False
