"""Bodies of both directions, each held against the entry of its media type."""

from __future__ import annotations

from dataclasses import dataclass, field

from govkit.checks.pacts.answers import Answers
from govkit.checks.pacts.contents import Entry, entry_for, has_schema, refusal, walked
from govkit.checks.pacts.expected.terms import Term, term_of
from govkit.checks.pacts.handled import Handled
from govkit.checks.pacts.places import Places
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Body, Presence
from govkit.checks.pacts.sending import Bodies
from govkit.checks.pacts.telling import Telling
from govkit.checks.pacts.witnesses import Messages
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import MediaType, Operation
from govkit.spec.openapi.contract import Body as Declared


@dataclass(slots=True)
class Fields:
    """The fields that an interaction sends and reads; the empty name is a message whose fields nobody can tell.

    `status` is the declared one that its answer is of.
    """

    sends: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    status: str | None = None


class Comparing:
    """Compares bodies with one contract, for many pacts."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._places = Places(provider)
        self._answers = Answers(provider)
        self._bodies = Bodies(provider)

    # -------------------------------------------------------------------------------------------------------- requests

    def request(self, body: Body, operation: Operation, told: Telling, fields: Fields) -> None:
        """Holds the body that a consumer sends against what an operation takes."""
        declared = operation.body
        if not body.is_present:
            if declared is not None and declared.required:
                empty = body.presence is Presence.EMPTY
                told.say("request-body-missing", at=body.at, origin=declared.node, empty=empty)
        elif declared is None or not declared.content:
            origin = declared.node if declared is not None else operation.node
            told.say("request-body-ignored", at=body.at, origin=origin)
        else:
            self._sent(body, declared, operation, told, fields)

    def _sent(self, body: Body, declared: Declared, operation: Operation, told: Telling, fields: Fields) -> None:
        known = list(declared.content)
        if body.media is None:
            told.say("request-media-type-missing", at=body.at, origin=declared.node, known=known)
        entry = entry_for(body, declared.content)
        if entry.media is None:
            told.say("request-media-type-refused", at=body.at, origin=declared.node, asked=entry.asked, known=known)
        elif not has_schema(entry.media):
            told.say("request-body-unverified", at=body.at, origin=entry.media.node)
        elif (spelt := walked(self.provider, body, entry, told.direction)) is not None:
            place = self._places.root(self.provider.body(entry.media, told.direction))
            self._bodies.compare(term_of(spelt), place, operation.name, told.part, told.tell, fields.sends)
        else:
            fields.sends.add("")
            self._whole(body, entry.media, told, "request")

    # --------------------------------------------------------------------------------------------------------- answers

    def answer(
        self,
        body: Body,
        content: dict[str, MediaType],
        owner: Node,
        told: Telling,
        fields: Fields,
        read: tuple[Term, Handled] | None = None,
    ) -> None:
        """Holds the body that a consumer expects against what is declared; `read` where its terms are known."""
        if not content:
            told.say("response-body-undeclared", at=body.at, origin=owner)
            return
        entry = entry_for(body, content)
        if entry.media is None:
            known = list(content)
            told.say("response-media-type-undeclared", at=body.at, origin=owner, asked=entry.asked, known=known)
        elif not has_schema(entry.media):
            told.say("response-body-unverified", at=body.at, origin=entry.media.node)
        elif (spelt := walked(self.provider, body, entry, told.direction)) is not None:
            term, handled = read or _alone(spelt)
            place = self._places.root(self.provider.body(entry.media, told.direction))
            name = told.operation.name if told.operation is not None else ""
            messages = Messages(self.provider, term, place, name, told.part)
            self._answers.compare(term, place, handled, messages, told.tell, fields.reads)
        else:
            fields.reads.add("")
            self._whole(body, entry.media, told, "response")

    def _whole(self, body: Body, media: MediaType, told: Telling, side: str) -> None:
        """A body that is no JSON: its value is asked as a whole."""
        try:
            because = refusal(self.provider, body, media, told.direction)
        except Exception:  # noqa: BLE001  texts of any kind fail to be read in any way
            told.say(f"{side}-body-unverified", at=body.at, origin=media.node)
            return
        if because is not None:
            kind = "request-value-refused" if side == "request" else "response-value-impossible"
            told.say(kind, at=body.at, origin=media.node, because=because)


def _alone(body: Body) -> tuple[Term, Handled]:
    term = term_of(body)
    return term, Handled([term])


def walked_term(provider: Provider, body: Body, content: dict[str, MediaType], way: Direction) -> Term | None:
    """The terms of a body that is compared member by member; None for any other."""
    entry: Entry = entry_for(body, content)
    spelt = walked(provider, body, entry, way) if body.is_present and entry.media is not None else None
    return term_of(spelt) if spelt is not None else None
