"""Request bodies: read in their media types, and held against their schemas."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, NamedTuple

from govkit.direction import Direction
from govkit.mocks.json_text import NotJson, is_deeper, read_json
from govkit.mocks.messages import Flaw, Refused, Request, pointer_of
from govkit.mocks.schemas import Checked, Schemas
from govkit.spec.openapi import MediaType, Operation
from govkit.spec.openapi.contract import Body as Declared
from govkit.spec.openapi.messages import encodings_of, media_for
from govkit.spec.openapi.wire.bodies import Body, read
from govkit.spec.openapi.wire.spelling import Unreadable, is_json
from govkit.spec.schemas.validators import Refusal

_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))', re.IGNORECASE)
_CHARSET = re.compile(r'charset="?([\w-]+)"?', re.IGNORECASE)
_MOST_READINGS = 64
_NAMED = re.compile(r"""\A"(.{1,200})" is a required property\Z|\(['"](.{1,200}?)['"] was unexpected\)\Z""", re.DOTALL)
"""How the validator names a member that is missing, or one that is too many."""


class Content(NamedTuple):
    """A body that was read: `is_there` tells null from nothing, `is_json` that it came as JSON."""

    value: Any = None
    media: str = ""
    is_there: bool = False
    checked: Checked | None = None
    is_json: bool = False

    @property
    def kind(self) -> str:
        """The media type without its parameters."""
        return self.media.partition(";")[0].strip().lower()


NO_CONTENT = Content()


def _is_octets(media: MediaType) -> bool:
    """Whether a body of any media type is taken as it comes (OpenAPI 3.0, Data Types: `binary`)."""
    said = media.schema.value if "*" in media.name and media.schema is not None else None
    return isinstance(said, dict) and said.get("format") == "binary"


class Contents:
    """The request bodies that one operation takes."""

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        self._declared: Declared | None = operation.body
        self._schemas = schemas
        self._checked: dict[str, tuple[MediaType, Checked, bool]] = {}

    def read(self, request: Request) -> Content:
        """The body of a request. Raises Refused."""
        declared = self._declared
        if declared is None:
            return NO_CONTENT
        sent = request.headers.get("content-type", "")
        if not request.body and (not sent or not declared.required):
            if declared.required:
                raise Refused(400, "the request has no body", (Flaw("body", "", "a body is required"),), others=(422,))
            return NO_CONTENT
        if not declared.content:
            return NO_CONTENT
        _refuse_codings(request)
        media, checked, has_json = self._checked.get(sent) or self._for(sent)
        if has_json:
            try:
                value = read_json(request.body)
            except NotJson as error:
                raise Refused(400, f"the body is no JSON: {error}", others=(422,)) from error
            if checked.accepts(value):
                return Content(value, sent, True, checked, True)
            raise self._refused(checked.refusals(value))
        return self._otherwise(request.body, sent, media, checked)

    def _for(self, sent: str) -> tuple[MediaType, Checked, bool]:
        """What a media type is read as: the schema, and whether it is JSON. Raises Refused."""
        assert self._declared is not None
        name = re.sub(r"\s*;\s*", ";", sent.strip().lower())
        media = media_for(self._declared.content, name) if name else None
        charset = _CHARSET.search(sent)
        if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            raise Refused(415, f"the character set `{charset[1]}` is not read here", others=(400, 422))
        if media is None:
            told = f"bodies of the type `{sent[:100]}` are not taken" if sent else "the request has no Content-Type"
            listed = ", ".join(self._declared.content)
            headers = [("Accept", listed)] if listed.isascii() and listed.isprintable() else []
            raise Refused(415, told, others=(400, 422), headers=headers)
        found = media, self._schemas.media(media, Direction.REQUEST), is_json(sent) and not _is_octets(media)
        if len(self._checked) < 100:  # a caller chooses the key
            self._checked[sent] = found
        return found

    def _otherwise(self, data: bytes, sent: str, media: MediaType, checked: Checked) -> Content:
        if (media.schema is None and media.item_schema is None) or _is_octets(media):
            return Content(data.decode("utf-8", "replace"), sent, True)
        kind = sent.partition(";")[0].strip().lower()
        if kind.startswith("multipart/"):
            boundary = _BOUNDARY.search(sent)
            if boundary is None:
                raise Refused(400, "the Content-Type names no boundary", others=(415, 422))
            kind = f"{kind}; boundary={boundary[1] or boundary[2]}"
        readings = read(Body(kind, data), encodings_of(media), checked.spot, self._schemas.reader)
        refused: Any = None
        number = -1
        try:
            for number, value in enumerate(islice(readings, _MOST_READINGS)):
                if not is_deeper(value) and checked.accepts(value):
                    return Content(value, sent, True, checked)
                refused = value if number == 0 else refused
            refusals = checked.refusals(refused) if number >= 0 and not is_deeper(refused) else []
        except Unreadable as error:
            raise Refused(400, f"the body cannot be read in its media type: {error}", others=(422,)) from error
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
            raise Refused(400, "the body cannot be read in its media type", others=(422,)) from error
        if not refusals:
            raise Refused(400, "the body cannot be read as its schema has it", others=(422,))
        raise self._refused(refusals)

    def _refused(self, refusals: list[Refusal]) -> Refused:
        flaws = tuple(Flaw("body", _pointer(one), one.message[:500], one.keyword) for one in refusals)
        first = flaws[0]
        where = f"`{first.pointer}`: " if first.pointer else ""
        return Refused(400, f"the body is refused: {where}{first.reason}", flaws, others=(422,))


def _refuse_codings(request: Request) -> None:
    """Raises Refused for a body that is packed: what it unpacks to could be of any size."""
    if "content-encoding" not in request.headers:
        return
    coding = request.headers["content-encoding"].strip().lower()
    if coding not in ("identity", ""):
        told = f"a body in the coding `{coding[:40]}` is not unpacked here"
        raise Refused(415, told, others=(400, 422), headers=[("Accept-Encoding", "identity")])


def _pointer(refusal: Refusal) -> str:
    """Where a body is wrong: at the member that is missing or too many, where there is one."""
    found = _NAMED.search(refusal.message)
    return pointer_of((*refusal.path, found[1] or found[2])) if found else pointer_of(refusal.path)
