"""Bodies of an exchange: the witness, or what fills the part that it does not speak of, as they go over the wire."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Any

from govkit.gate.replay.case import Case, Half
from govkit.gate.replay.filling import Filler
from govkit.gate.replay.sides import media_pair
from govkit.gate.replay.variants import variants
from govkit.spec.openapi import MediaType
from govkit.spec.openapi.messages import encodings_of, media_for
from govkit.spec.openapi.wire import Unwritable
from govkit.spec.openapi.wire.bodies import Body, concrete, read, write
from govkit.spec.schemas.shape import Shapes, Spot, conjuncts
from govkit.spec.schemas.values import Values

_TRIES = 24
STANDS_IN = "The wire has no word for the value of the finding: another that is refused for the same reason stands in."
_VAGUE = frozenset({"anyOf", "oneOf", "not", "contains"})
"""Keywords that refuse for more than one reason."""


class Contents:
    """Writes bodies, and reads each again as both contracts would."""

    def __init__(self, shapes: Shapes, values: Values, filler: Filler) -> None:
        self._shapes, self._values, self._filler = shapes, values, filler

    def filled(
        self, case: Case, half: Half, own: dict[str, MediaType], other: dict[str, MediaType], media: str
    ) -> tuple[Any, Body]:
        """A value for a body that the witness does not speak of, and how it is written."""
        writes, reads = media_for(own, media), media_for(other, media)
        if writes is None:
            raise Unwritable(f"`{media}` is no media type that its sender knows")
        sent, received = media_pair((half.writer.side, half.reader.side), (writes, reads or writes), half.way)
        writing = half.writer.side, sent, writes.node
        reading = (half.reader.side, received, reads.node) if reads is not None else None
        failed: Unwritable | None = None
        for value, suits_both in islice(self._filler.fill(writing, reading, half.way), _TRIES):
            try:
                body = self.content(half, own, other, media, value, told=True)
            except Unwritable as error:
                failed = failed or error
                continue
            if not suits_both and reading is not None:
                case.note(f"No body of `{media}` suits both contracts: this one only its sender's.")
            return value, body
        raise failed or Unwritable(f"no body of `{media}` was found that is valid")

    def witnessed(
        self, case: Case, half: Half, own: dict[str, MediaType], other: dict[str, MediaType], media: str
    ) -> tuple[Any, Body]:
        """The witness as a body; where the wire has no word for it, another that is refused for the same reason."""
        value = case.witness.value
        try:
            return value, self.content(half, own, other, media, value, told=False)
        except Unwritable:
            writes, reads = media_for(own, media), media_for(other, media)
            if writes is not None and reads is not None:
                sent, spot = media_pair((half.writer.side, half.reader.side), (writes, reads), half.way)
                for variant in variants(value, sent, self._values):
                    if self.same_reasons(half, spot, value, variant):
                        with suppress(Unwritable):
                            body = self.content(half, own, other, media, variant, told=False)
                            case.note(STANDS_IN)
                            return variant, body
            raise

    def same_reasons(self, half: Half, spot: Spot, value: Any, variant: Any) -> bool:
        """Whether the receiver refuses another value at the same places by the same keywords, none a union's."""
        side = half.reader.side
        before, after = (side.refusals(spot, one, half.way, writes=False) for one in (value, variant))
        reasons = {(one.keyword, one.path) for one in after}
        vague = any(keyword in _VAGUE for keyword, _ in reasons)
        return bool(reasons) and not vague and reasons == {(one.keyword, one.path) for one in before}

    def content(
        self,
        half: Half,
        own: dict[str, MediaType],
        other: dict[str, MediaType],
        media: str,
        value: Any,
        *,
        told: bool,
    ) -> Body:
        """A value as a body, read again: its sender's contract allows it, and the receiver's refuses a witness."""
        sent = concrete(media, tuple(name for name in (*own, *other) if "*" not in name))
        writes, reads = media_for(own, sent), media_for(other, sent)
        if writes is None or (reads is None and not told):
            raise Unwritable(f"`{sent}` is not known to both contracts")
        spot, received = media_pair((half.writer.side, half.reader.side), (writes, reads or writes), half.way)
        encodings = encodings_of(writes)
        body = write(sent, value, encodings, self.files(spot), (spot, half.writer.side.reader))
        readings = list(islice(read(body, encodings, spot, half.writer.side.reader), 256))
        if not any(half.writer.side.accepts(spot, one, half.way, writes=True) for one in readings):
            raise Unwritable("as it is written on the wire, its sender's contract refuses it")
        if told or reads is None:
            return body
        readings = list(islice(read(body, encodings_of(reads), received, half.reader.side.reader), 256))
        if any(half.reader.side.accepts(received, one, half.way, writes=False) for one in readings):
            raise Unwritable("on the wire the receiver reads it as a value that it accepts")
        return body

    def files(self, spot: Spot) -> frozenset[str]:
        """The names of the fields whose content is bytes (OpenAPI 3.0 `format: binary`, 3.1 `contentMediaType`)."""
        found = set()
        for name, inner in self._shapes.of(spot).properties.items():
            for atom in (*conjuncts(inner), *conjuncts(self._shapes.of(inner).items)):
                raw = atom.space.origin(atom.schema).value
                if isinstance(raw, dict) and (raw.get("format") == "binary" or "contentMediaType" in raw):
                    found.add(name)
        return frozenset(found)
