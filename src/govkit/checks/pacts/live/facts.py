"""What came of asking a provider, before rules put it into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from govkit.checks.pacts.live.asking import Asked
from govkit.checks.pacts.reading.pact import Body, Interaction, Kind, Texts
from govkit.checks.pacts.reading.paths import BadPath, path_of
from govkit.spec.documents import Pointer

_MOST = 20
"""Differences of one interaction that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFact:
    """One difference, or one thing that kept an interaction from being asked; `kind` is the id of its rule.

    `at` is the place in the pact, `path` the way in the body. `said` is whatever the rule needs for its words.
    """

    kind: str
    at: Pointer
    path: str = ""
    said: dict[str, Any] = field(default_factory=dict)


def facts_of(asked: Asked) -> list[LiveFact]:
    """The facts of one interaction, none where it passed."""
    one = asked.interaction
    if asked.skipped:
        return [LiveFact(kind="interaction-unverified", at=one.at, said={"because": asked.skipped})]
    found = list(_refusals(asked))
    if found:
        return found
    if asked.unanswered:
        return [LiveFact(kind="interaction-unanswered", at=one.at, said={"because": "the time is over"})]
    if asked.error:
        return [LiveFact(kind="interaction-unanswered", at=one.at, said={"because": asked.error})]
    found = [_fact(one, mismatch) for mismatch in asked.mismatches]
    if len(found) > _MOST:
        said = {"because": f"{len(found) - _MOST} more differences are not shown"}
        found = [*found[:_MOST], LiveFact(kind=found[-1].kind, at=one.at, said=said)]
    return found


def _refusals(asked: Asked) -> Iterator[LiveFact]:
    one = asked.interaction
    for refused in asked.refused:
        said = {"because": refused.error.message, "known": refused.error.known, "state": refused.state}
        if refused.state is None:
            yield LiveFact(kind="message-unsent", at=one.at, said=said)
            continue
        kind = "provider-state-unknown" if refused.error.unknown else "provider-state-refused"
        yield LiveFact(kind=kind, at=one.at, path=f"/{refused.state}", said=said)


def _fact(one: Interaction, mismatch: Mapping[str, Any]) -> LiveFact:
    kind = str(mismatch.get("type", ""))
    said = {
        "expected": mismatch.get("expected"),
        "actual": mismatch.get("actual"),
        "because": str(mismatch.get("mismatch", "")),
        "key": mismatch.get("key"),
    }
    message = one.received[0] if one.kind is Kind.MESSAGE else None
    body = message.body if message is not None else one.response.body if one.response is not None else None
    if kind == "BodyMismatch":
        named = "message-content-mismatched" if message is not None else "response-body-mismatched"
        tokens = _tokens(str(mismatch.get("path", "$")))
        at = _below(body, tokens) if body is not None else one.at
        return LiveFact(kind=named, at=at, path=_shown(tokens), said={**said, "way": _way(tokens)})
    if kind == "BodyTypeMismatch":
        named = "message-content-mismatched" if message is not None else "response-media-type-mismatched"
        return LiveFact(kind=named, at=body.at if body is not None else one.at, said=said)
    if message is not None and kind == "MetadataMismatch":
        return LiveFact(kind="message-metadata-mismatched", at=message.at, path=f"/{said['key']}", said=said)
    if one.response is not None and kind == "HeaderMismatch":
        at = _header(one.response.headers, str(said["key"]))
        return LiveFact(kind="response-header-mismatched", at=at, path=f"/{said['key']}", said=said)
    if one.response is not None and kind == "StatusMismatch":
        return LiveFact(kind="response-status-mismatched", at=(*one.response.at, "status"), said=said)
    return LiveFact(kind="interaction-unanswered", at=one.at, said=said)


def _tokens(path: str) -> tuple[str | int, ...]:
    try:
        return tuple(part if isinstance(part, int) else str(part) for part in path_of(path))
    except BadPath:
        return ()


def _shown(tokens: tuple[str | int, ...]) -> str:
    return "".join(f"/{'*' if isinstance(one, int) else one}" for one in tokens)


def _way(tokens: tuple[str | int, ...]) -> str:
    return "".join(f"/{one}" for one in tokens)


def _below(body: Body, tokens: tuple[str | int, ...]) -> Pointer:
    """The place of a value in a pact, or of the deepest around it that is there."""
    at, value = body.at, body.value
    for token in tokens:
        inside = value.get(token) if isinstance(value, dict) else None
        if isinstance(value, list) and isinstance(token, int) and token < len(value):
            inside = value[token]
        if inside is None and not (isinstance(value, dict) and token in value):
            break
        at, value = (*at, token), inside
    return at


def _header(headers: Texts, name: str) -> Pointer:
    known = next((key for key in headers.values if key.lower() == name.lower()), None)
    return (*headers.at, known) if known is not None and headers.is_map else headers.at
