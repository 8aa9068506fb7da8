"""The answers that one operation declares: examples or drawn values, held against the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from govkit.direction import Direction
from govkit.errors import Place
from govkit.mocks.drawing import Undrawable, seed_of
from govkit.mocks.json_text import write_json
from govkit.mocks.likeness import listed
from govkit.mocks.messages import Answer, Headers, Refused, pointer_of
from govkit.mocks.preferences import NO_WISH, Wish, chosen
from govkit.mocks.schemas import Checked, Schemas
from govkit.spec.documents import Node
from govkit.spec.openapi import MediaType, Operation, Response
from govkit.spec.openapi.messages import encodings_of, response_for
from govkit.spec.openapi.wire.bodies import concrete, write
from govkit.spec.openapi.wire.spelling import TOKEN, Spelling, Unwritable, in_header, is_json

TAG_FORMS = ('"{:d}"', '"v{:d}"', '"{:08d}"', '"{:016x}"', '"{:032x}"', '"{:040x}"', '"{:064x}"', "{:032x}")
"""How a version may be spelled as an entity tag (RFC 9110, section 8.8.3); quotes are left out only where they must."""

_OWN_HEADERS = frozenset(
    [
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "connection",
        "content-type",
        "date",
        "server",
        "link",
        "idempotent-replayed",
    ]
)
"""Headers that the server sets itself, or that speak of what only state can know."""

_NO_BODY = frozenset({204, 205, 304})
NOTHING = object()
_MOST_KEPT = 200
_Chosen: TypeAlias = tuple[Response | None, str | None, MediaType | None]
"""A response, and the representation of it that a caller likes best, by the name that it is sent under."""


@dataclass(frozen=True, slots=True)
class BrokenExample:
    """An example that its own schema refuses, and that a drawn value stands for."""

    operation: str
    status: str
    name: str
    reason: str
    node: Node

    @property
    def place(self) -> Place:
        """Where it stands; in a large document that takes its time."""
        return self.node.document.place(self.node.pointer)


@dataclass(frozen=True, slots=True)
class _Stating:
    """What an answer of a status has in common with all others of it, for callers who like the same."""

    headers: Headers
    name: str = ""
    media: MediaType | None = None
    checked: Checked | None = None
    is_json: bool = False


class Responses:
    """The responses of one operation."""

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        self.operation = operation
        self.schemas = schemas
        self._cache: dict[tuple[int, str | None, str | None], Answer] = {}
        self._chosen: dict[tuple[int, str | None], _Chosen] = {}
        self._draws = 0
        self._headers: dict[str, Headers] = {}
        self._stating: dict[tuple[int, str | None], _Stating] = {}

    @cached_property
    def usual(self) -> int:
        """The status of an operation that goes well; never one that ends no request (RFC 9110, section 15.2)."""
        names = list(self.operation.responses)
        exact = sorted(int(name) for name in names if name.isdecimal() and len(name) == 3 and name[0] in "2345")
        for hundred in (2, 3):
            found = [one for one in exact if one // 100 == hundred]
            if found:
                return found[0]
            if "2XX" in names or "default" in names:
                return 201 if self.operation.method == "post" and "2XX" in names else 200
        return exact[0] if exact else 200

    @cached_property
    def tag_form(self) -> str:
        """How entity tags are spelled: the first form that what the answers declare of `ETag` takes."""
        declared = [
            self.schemas.value(node, Direction.RESPONSE)
            for response in self.operation.responses.values()
            for name, node in response.headers.items()
            if name.lower() == "etag"
        ]
        return next(
            (
                form
                for form in TAG_FORMS
                if all(one.accepts(form.format(seq)) for one in declared for seq in (1, 99_999))
            ),
            TAG_FORMS[0],
        )

    def declares(self, status: int) -> bool:
        """Whether a status may be answered."""
        return status >= 200 and response_for(self.operation, status) is not None

    def media_of(self, status: int, accept: str | None) -> _Chosen:
        """The response of a status, and the representation that a caller likes best. Raises Refused with 406."""
        known = self._chosen.get((status, accept))
        if known is None:
            known = self._media_of(status, accept)
            if len(self._chosen) < _MOST_KEPT:  # a caller chooses the key
                self._chosen[status, accept] = known
        return known

    def _media_of(self, status: int, accept: str | None) -> _Chosen:
        response = response_for(self.operation, status)
        if response is None or not response.content or status in _NO_BODY:
            return response, None, None
        offered: dict[str, MediaType] = {}
        for media in response.content.values():
            try:
                offered.setdefault(concrete(media.name), media)
            except Unwritable:
                continue
        if not offered:
            return response, None, None
        name = chosen(accept, offered)
        if name is None:
            listed = ", ".join(offered)
            if status >= 400:
                name = next(iter(offered))
            else:
                raise Refused(406, f"none of the types in Accept is answered; there are {listed}", others=(400,))
        return response, name, offered[name]

    def answer(self, status: int, accept: str | None, wish: Wish = NO_WISH) -> Answer:
        """The answer of a status without state: the example, else a drawn value."""
        key = (status, accept, wish.example)
        if not wish.dynamic and key in self._cache:
            return self._cache[key]
        response, name, media = self.media_of(status, accept)
        answer = Answer(status, list(self.headers(response)) if response else [])
        if media is not None and name is not None:
            self._draws += wish.dynamic
            value = self.value(media, wish, self._draws if wish.dynamic else 0)
            if value is not NOTHING:
                answer.body = self.written(name, media, value)
                answer.headers.append(("content-type", name))
        if not wish.dynamic and len(self._cache) < _MOST_KEPT:  # a caller chooses the key
            self._cache[key] = answer
        return answer

    def stated(self, status: int, accept: str | None, value: Any) -> Answer | None:
        """The answer of a status with a value; None where the schema does not allow it, or nothing can carry it."""
        stating = self._stating.get((status, accept)) or self._stating_of(status, accept)
        media, checked = stating.media, stating.checked
        if media is None or checked is None:
            return Answer(status, stating.headers.copy())
        if not checked.accepts(value):
            return None
        try:
            body = write_json(value) if stating.is_json else self.written(stating.name, media, value)
        except Unwritable:
            return None
        return Answer(status, stating.headers.copy(), body)

    def _stating_of(self, status: int, accept: str | None) -> _Stating:
        response, name, media = self.media_of(status, accept)
        headers = self.headers(response) if response is not None else []
        if media is None or name is None:
            made = _Stating(headers)
        else:
            made = _Stating([*headers, ("content-type", name)], name, media, self.checked(media), is_json(name))
        if len(self._stating) < _MOST_KEPT:  # a caller chooses the key
            self._stating[status, accept] = made
        return made

    def checked(self, media: MediaType) -> Checked:
        """The schema of a representation."""
        return self.schemas.media(media, Direction.RESPONSE)

    # ------------------------------------------------------------------------------------------------------- values

    def value(self, media: MediaType, wish: Wish = NO_WISH, seed: int = 0) -> Any:
        """What stands in a representation: an example that holds, else a drawn value; NOTHING where none is found."""
        checked = self.checked(media)
        if not wish.dynamic:
            for name, value, _ in self.examples_of(media):
                if wish.example in (None, name) and self._holds(checked, media, value):
                    return value
            if wish.example is not None:
                known = listed([name for name, _, _ in self.examples_of(media)], wish.example)
                detail = f"there is no example `{wish.example}` that holds; there are: {known}"
                raise Refused(400, detail, others=(422,))
        if media.schema is None and media.item_schema is None:
            return NOTHING
        try:
            return self.schemas.drawing.of(checked.spot, seed_of(self.operation.name, seed) if seed else 0)
        except Undrawable:
            return NOTHING

    def _holds(self, checked: Checked, media: MediaType, value: Any) -> bool:
        """Whether an example can be shown. What is a text in a media type of texts is taken as it is."""
        if isinstance(value, str) and not is_json(media.name):
            return True
        return checked.accepts(value)

    def examples_of(self, media: MediaType) -> Iterator[tuple[str, Any, Node]]:
        """The examples of a representation, with their names and places."""
        raw = media.node.value if isinstance(media.node.value, dict) else {}
        if "example" in raw:
            yield "", raw["example"], media.node.child("example")
        listed = raw.get("examples")
        for name in listed if isinstance(listed, dict) else ():
            node = self.operation.contract.resolved(media.node.child("examples").child(name))
            value = node.value if node is not None else None
            if node is not None and isinstance(value, dict):
                for word in ("value", "dataValue"):
                    if word in value:
                        yield name, value[word], node.child(word)

    def broken_examples(self) -> Iterator[BrokenExample]:
        """The examples that their own schemas refuse."""
        for response in self.operation.responses.values():
            for media in response.content.values():
                checked = self.checked(media)
                serves = checked.is_built
                for name, value, node in self.examples_of(media):
                    if self._holds(checked, media, value):
                        continue
                    refusals = checked.refusals(value)
                    first = refusals[0] if refusals else None
                    where = pointer_of(first.path) if first else ""
                    because = f"{where}: {first.message[:200]}" if first else "it is refused"
                    yield BrokenExample(self.operation.name, response.status, name, because, node)
                if not serves:  # a large API has a thousand, and nobody may ever call most of them
                    checked.release()

    def written(self, name: str, media: MediaType, value: Any) -> bytes:
        """A value in a media type. Raises Unwritable."""
        if is_json(name):
            return write_json(value)
        if isinstance(value, str):
            return value.encode("utf-8", "replace")
        described = (self.checked(media).spot, self.schemas.reader)
        return write(name, value, encodings_of(media), described=described).content

    def headers(self, response: Response) -> Headers:
        """The declared headers that are required or have an example."""
        known = self._headers.get(response.status)
        if known is None:
            known = self._headers[response.status] = list(self._drawn_headers(response))
        return known

    def _drawn_headers(self, response: Response) -> Iterator[tuple[str, str]]:
        for name, node in response.headers.items():
            raw = node.value if isinstance(node.value, dict) else {}
            if name in _OWN_HEADERS or not TOKEN.match(name):
                continue
            checked = self.schemas.value(node, Direction.RESPONSE)
            said = [raw["example"]] if "example" in raw else []
            examples = [one for one in [*said, *self.schemas.drawing.examples(checked.spot)] if checked.accepts(one)]
            try:
                value = examples[0] if examples else self.schemas.drawing.of(checked.spot)
                yield name, in_header(Spelling.of(name, "header", raw), value)
            except (Undrawable, Unwritable):
                continue
