"""Refusals in the words of the API: its own error schema filled with what is wrong, else a problem (RFC 9457)."""

from __future__ import annotations

from typing import Any

from govkit.mocks.drawing import Undrawable
from govkit.mocks.json_text import write_json
from govkit.mocks.likeness import code_of, code_of_flaw
from govkit.mocks.messages import Answer, Flaw, JsonObject, Refused, Request, phrase
from govkit.mocks.responses import NOTHING, Responses
from govkit.mocks.schemas import Checked
from govkit.spec.openapi import MediaType, Response
from govkit.spec.openapi.messages import response_for
from govkit.spec.openapi.wire.bodies import concrete
from govkit.spec.openapi.wire.spelling import Unwritable, is_json
from govkit.spec.schemas.shape import Spot

PROBLEM = "application/problem+json"
_STATUS = frozenset({"status", "statuscode", "httpstatus", "httpstatuscode", "code"})
_DETAIL = frozenset({"detail", "message", "errormessage", "errordescription", "description", "msg", "reason"})
_LISTS = frozenset(
    [
        *("errors", "violations", "fielderrors", "invalidparams", "details", "issues", "fields", "causes", "params"),
        *("parameters", "problems", "errordetails", "validationerrors", "fieldviolations", "suberrors"),
    ]
)
_NESTED = frozenset({"error", "fault", "problem"})
_PLACE = frozenset({"pointer", "field", "path", "name", "property", "parameter", "param", "location", "attribute"})
_KIND = frozenset({"code", "keyword", "rule", "type", "kind"})
_CODES = _KIND | {"error", "errorcode", "errortype", "errorname", "name", "status", "typename", "category", "reason"}
"""Members that tell the kind of an error, where their schemas list several."""


def problem(refused: Refused, status: int | None = None) -> Answer:
    """A refusal where the API says nothing of its shape (RFC 9457)."""
    status = status or refused.status
    body: JsonObject = {"type": "about:blank", "title": phrase(status), "status": status, "detail": refused.detail}
    body |= refused.members
    if refused.flaws:
        body["errors"] = [
            {"detail": flaw.reason, "pointer": f"#{flaw.pointer}"}
            if flaw.part == "body"
            else {"detail": flaw.reason, "in": flaw.part, "parameter": flaw.pointer}
            for flaw in refused.flaws
        ]
    return Answer(status, [("content-type", PROBLEM), *refused.headers], write_json(body))


class Refusals:
    """The refusals of one operation."""

    def __init__(self, responses: Responses) -> None:
        self._responses = responses
        self._schemas = responses.schemas
        self._templates: dict[str, Any] = {}

    def answer(self, refused: Refused, request: Request) -> Answer:
        """A refusal as the operation declares it: its status, or one that says nearly the same."""
        operation = self._responses.operation
        wanted = (refused.status, *refused.others)
        names = operation.responses
        status = next((one for one in wanted if str(one) in names or f"{one // 100}XX" in names), refused.status)
        response = response_for(operation, status)
        if response is None or not response.content:
            return problem(refused, status)
        media = _json_media(response)
        if media is None:
            found = self._responses.answer(status, request.headers.get("accept"))
            return Answer(status, [*found.headers, *refused.headers], found.body)
        name, described = media
        headers = [one for one in self._responses.headers(response) if one[0] not in _names(refused)]
        body = self._body(response, described, refused, request, status)
        if body is NOTHING:
            return problem(refused, status)
        return Answer(status, [*headers, ("content-type", name), *refused.headers], write_json(body))

    def _body(self, response: Response, media: MediaType, refused: Refused, request: Request, status: int) -> Any:
        whole = self._responses.checked(media)
        number, checked = self._variant(whole, refused)
        key = f"{response.status} {status} {number}"
        if key not in self._templates:
            self._templates[key] = self._template(media, checked if number else None)
        template = self._templates[key]
        if not isinstance(template, dict):
            return template
        filling = _Filling(self, refused, request, status)
        for flaws in (refused.flaws, ()):
            body = filling.filled(checked.spot, template, flaws, 0)
            if whole.accepts(body):
                return body
        return template

    def _variant(self, whole: Checked, refused: Refused) -> tuple[int, Checked]:
        """Of several errors that may be answered, the one that has places for what is said; 0 for the whole schema.

        Where nothing more is said than which fields are wrong, that is the first that lists such fields.
        """
        if not whole.shape.unions or whole.shape.properties or not (refused.members or refused.flaws):
            return 0, whole
        branches = [self._schemas.checked((atom,)) for atom in whole.shape.unions[0].branches]
        fitting = [_fitting(one, refused) for one in branches]
        best = max(fitting)
        return (0, whole) if best == (0, False) else (fitting.index(best) + 1, branches[fitting.index(best)])

    def _template(self, media: MediaType, variant: Checked | None) -> Any:
        """What an error is filled into: an example, of the variant that is meant, or a drawn value."""
        if variant is None:
            return self._responses.value(media)
        shown = (value for _, value, _ in self._responses.examples_of(media) if variant.accepts(value))
        found = next(shown, NOTHING)
        if found is not NOTHING:
            return found
        try:
            return variant.drawn()
        except Undrawable:
            return self._responses.value(media)

    def part(self, spot: Spot) -> Checked:
        """A part of an error with its validator."""
        return self._schemas.checked(spot)

    def drawn(self, spot: Spot) -> Any:
        """A value for a part of an error."""
        return self._schemas.drawing.of(spot)

    def properties(self, spot: Spot) -> dict[str, Spot]:
        """The properties that a part of an error may have."""
        reader = self._schemas.reader
        return {name: reader.member(spot, name) for name in reader.names(spot)}

    def items(self, spot: Spot) -> Spot:
        """The items of a part of an error."""
        return self._schemas.reader.items(spot)


class _Filling:
    """One error body in the making: properties are recognised by their names, and take what their schemas allow."""

    def __init__(self, refusals: Refusals, refused: Refused, request: Request, status: int) -> None:
        self._refusals = refusals
        self._refused = refused
        self._request = request
        self._status = status
        self._members = {_plain(name): value for name, value in refused.members.items()}
        if "code" in self._members:
            self._members.setdefault("errorcode", self._members["code"])

    def filled(self, spot: Spot, template: JsonObject, flaws: tuple[Flaw, ...], depth: int) -> JsonObject:
        body = dict(template)
        for name, inner in self._refusals.properties(spot).items():
            word = _plain(name)
            checked = self._refusals.part(inner)
            types = checked.shape.types
            if word in _LISTS and "array" in types:
                listed = self._listed(inner, flaws or self._whole(spot))
                if listed and checked.accepts(listed):
                    body[name] = listed
                elif template.get(name):
                    body.pop(name, None)  # the example's own, which speaks of something else
                    if checked.accepts([]):
                        body[name] = []
            elif word in _NESTED and "object" in types and depth < 3 and isinstance(body.get(name), dict):
                body[name] = self.filled(inner, body[name], flaws, depth + 1)
            elif not self._put(body, name, self._word(word), checked):
                self._code(body, name, word, checked)
        return body

    def _code(self, body: JsonObject, name: str, word: str, checked: Checked) -> None:
        """Puts the code of the status, of those that the schema lists, in place of an example's own."""
        known = _codes(checked) if word in _CODES and word not in self._members else []
        held = body.get(name)
        usual = held if isinstance(held, str) else None
        code = code_of(self._status, known, usual, flawed=bool(self._refused.flaws)) if len(known) > 1 else None
        if code is not None:
            self._put(body, name, [code], checked)

    def _whole(self, spot: Spot) -> tuple[Flaw, ...]:
        """What is wrong as one item of a list of errors, where nothing beside that list can tell it."""
        told = any(_plain(name) in _DETAIL for name in self._refusals.properties(spot))
        return () if told else (Flaw("", "", self._refused.detail, phrase(self._status)),)

    def _word(self, word: str) -> list[Any]:
        if word in self._members:
            return [self._members[word]]
        if word in _STATUS:
            return [self._status, str(self._status)] if word != "code" else [self._status]
        if word in _DETAIL:
            return [self._refused.detail, self._refused.detail[:100]]
        if word == "instance":
            return [self._request.path]
        return []

    @staticmethod
    def _put(body: JsonObject, name: str, values: list[Any], checked: Checked) -> bool:
        for value in values:
            if checked.accepts(value):
                body[name] = value
                return True
        return False

    def _listed(self, spot: Spot, flaws: tuple[Flaw, ...]) -> list[Any]:
        items = self._refusals.items(spot)
        if not items:
            return []
        if "string" in self._refusals.part(items).shape.types and not self._refusals.properties(items):
            return [flaw.reason for flaw in flaws]
        return [self._item(items, flaw) for flaw in flaws]

    def _item(self, spot: Spot, flaw: Flaw) -> JsonObject:
        item: JsonObject = {}
        required = self._refusals.part(spot).shape.required
        for name, inner in self._refusals.properties(spot).items():
            word = name.lower().replace("_", "")
            checked = self._refusals.part(inner)
            if word in _PLACE:
                self._put(item, name, _spelled(flaw, word) if flaw.part else [], checked)
            elif word in _DETAIL:
                self._put(item, name, [flaw.reason, flaw.reason[:100]], checked)
            elif word in _KIND and flaw.keyword:
                known = _codes(checked)
                code = code_of_flaw(flaw.keyword, known) if flaw.part else code_of(self._status, known)
                keyword = flaw.keyword if flaw.part else flaw.keyword.lower().replace(" ", "_")
                self._put(item, name, [*([code] if code is not None else []), keyword, "invalid", "other"], checked)
            if name not in item and name in required:
                item[name] = self._refusals.drawn(inner)
        return item


def _fitting(variant: Checked, refused: Refused) -> tuple[int, bool]:
    """How many members of a refusal a variant of an error has places for, and whether it lists fields."""
    names = {_plain(name): name for name in variant.names()}
    said = [(names.get(_plain(name)), value) for name, value in refused.members.items()]
    fits = sum(name is not None and variant.member(name).accepts(value) for name, value in said)
    return fits, bool(refused.flaws) and not names.keys().isdisjoint(_LISTS)


def _codes(checked: Checked) -> list[str]:
    """The texts that a schema lists, in a branch of a union too."""
    shapes = [checked.shape, *(branch.shape for branch in checked.branches())]
    listed = dict.fromkeys(value for shape in shapes for value in shape.enum or () if isinstance(value, str))
    return list(listed)


def _spelled(flaw: Flaw, word: str) -> list[str]:
    """The place of a flaw, in the ways in which APIs write one."""
    if flaw.part != "body":
        return [f"/{flaw.pointer}", flaw.pointer] if word == "pointer" else [flaw.pointer, f"/{flaw.pointer}"]
    dotted = flaw.pointer.lstrip("/").replace("/", ".")
    ways = [flaw.pointer, f"#{flaw.pointer}"] if word == "pointer" else [dotted or "body", flaw.pointer]
    return [*ways, flaw.pointer or "/"]


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _names(refused: Refused) -> set[str]:
    return {name.lower() for name, _ in refused.headers}


def _json_media(response: Response) -> tuple[str, MediaType] | None:
    """The first representation of a response in JSON, problems before others."""
    found: list[tuple[str, MediaType]] = []
    for media in response.content.values():
        try:
            name = concrete(media.name)
        except Unwritable:
            continue
        if is_json(name):
            found.append((name, media))
    return min(found, key=lambda one: not one[0].startswith(PROBLEM), default=None)
