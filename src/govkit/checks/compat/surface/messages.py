"""Bodies and answers side by side: statuses and media types by what they speak for, headers, links."""

from __future__ import annotations

from collections.abc import Iterable

from govkit.checks.compat.surface.coverage import matched, status_covering
from govkit.checks.compat.surface.encoding import Encodings
from govkit.checks.compat.surface.recorder import Recorder, at, raw
from govkit.checks.compat.surface.spelling import written, written_alike
from govkit.checks.compat.surface.values import header_object
from govkit.checks.compat.walk import Walk
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Body, Contract, MediaType, Operation, Response
from govkit.spec.openapi.links import Links
from govkit.spec.openapi.media import covering, kind_of
from govkit.spec.openapi.payloads import media_spots, value_schema
from govkit.spec.schemas.shape import Atom


class Messages:
    """Compares what operations take and what they answer."""

    def __init__(self, old: Contract, new: Contract, walk: Walk, recorder: Recorder) -> None:
        self._walk, self._recorder = walk, recorder
        self._encodings = Encodings(walk, recorder)
        self._links = Links(old), Links(new)

    def bodies(self, old: Operation, new: Operation) -> None:
        """Names what changed in the request body, and hands its schemas to the walk."""
        way = old.sent
        before, after = old.body, new.body
        if before is None or after is None:
            if before is not None:
                self._recorder.add("removed", "body", old, way, old=before.node, new=new.node)
            elif after is not None:
                kind = "required-added" if after.required else "added"
                self._recorder.add(kind, "body", old, way, old=old.node, new=after.node)
            return
        if before.required != after.required:
            kind = "became-required" if after.required else "became-optional"
            self._recorder.add(
                kind,
                "body",
                old,
                way,
                before=before.required,
                after=after.required,
                old=at(before.node, "required"),
                new=at(after.node, "required"),
            )
        self._content(old, "request body", before, after, way)

    def responses(self, old: Operation, new: Operation) -> None:
        """Names what changed in the answers, each compared with the one that speaks for it."""
        way = old.answered
        before, after = old.responses, new.responses
        found = matched(before, after, status_covering)
        for status, other in found.pairs:
            self._response(old, before[status], after[other], way)
        here, there = at(old.node, "responses"), at(new.node, "responses")
        add = self._recorder.add
        for status in found.removed:
            add("removed", "status", old, way, name=status, before=status, old=before[status].node, new=there)
        for status in found.added:
            add("added", "status", old, way, name=status, after=status, old=here, new=after[status].node)
        for kind, status, was, now in (
            *(("narrowed", status, [status], left) for status, left in found.narrowed),
            *(("folded", status, [status, wide], [wide]) for status, wide in found.folded),
        ):
            place = before[status].node
            add(kind, "status", old, way, name=status, before=was, after=now, old=place, new=there)
        for kind, status, was, now in (
            *(("widened", status, joined, [status]) for joined, status in found.widened),
            *(("split", status, [wide], [status, wide]) for status, wide in found.split),
        ):
            place = after[status].node
            add(kind, "status", old, way, name=status, before=was, after=now, old=here, new=place)

    def _response(self, operation: Operation, old: Response, new: Response, way: Direction) -> None:
        part = f"response {new.status}"
        self._content(operation, part, old, new, way)
        if old.headers or new.headers:
            before = header_object(old, self._walk.old_spaces[way])
            after = header_object(new, self._walk.new_spaces[way])
            self._walk.add_root(operation, f"{part} headers", "header", before, after, way)
            for name in old.headers.keys() & new.headers.keys():
                self._header(operation, name, old.headers[name], new.headers[name], way)
        self._linked(operation, part, old, new)

    def _header(self, operation: Operation, name: str, old: Node, new: Node, way: Direction) -> None:
        before, after = raw(old), raw(new)
        if before == after:
            return
        said, says = before.get("deprecated") is True, after.get("deprecated") is True
        if said != says:
            self._recorder.add(
                "deprecated" if says else "reinstated",
                "header",
                operation,
                name=name,
                before=said,
                after=says,
                old=at(old, "deprecated"),
                new=at(new, "deprecated"),
            )
        spaces = self._walk.old_spaces[way], self._walk.new_spaces[way]
        was, now = (
            self._walk.shapes.of((Atom(value_schema(node, space), space),))
            for node, space in zip((old, new), spaces, strict=True)
        )
        if not written_alike(before, after, "header", was.types & now.types):
            self._recorder.add(
                "serialization-changed",
                "header",
                operation,
                way,
                name=name,
                before=written(before, "header"),
                after=written(after, "header"),
                old=old,
                new=new,
            )

    def _linked(self, operation: Operation, part: str, old: Response, new: Response) -> None:
        before, after = self._links[0].of(old), self._links[1].of(new)
        if not before and not after:
            return
        add = self._recorder.add
        for name in {**before, **after}:
            was = self._links[0].meaning(before[name]) if name in before else None
            now = self._links[1].meaning(after[name]) if name in after else None
            if was == now:
                continue
            kind = "added" if was is None else "removed" if now is None else "changed"
            here, there = before.get(name, at(old.node, "links")), after.get(name, at(new.node, "links"))
            add(kind, "link", operation, name=name, part=part, before=was, after=now, old=here, new=there)

    def _content(
        self, operation: Operation, part: str, old: Body | Response, new: Body | Response, way: Direction
    ) -> None:
        if operation.method == "head" or part in _WITHOUT_BODY:
            return
        before, after = _by_kind(old.content.values()), _by_kind(new.content.values())
        found = matched(before, after, covering)
        for name, other in found.pairs:
            self._body(operation, part, before[name], after[other], way)
        here, there = at(old.node, "content"), at(new.node, "content")

        def add(kind: str, name: str, was: object, now: object) -> None:
            media, other = before.get(name), after.get(name)
            places = here if media is None else media.node, there if other is None else other.node
            shown = (media or other or next(iter(before.values()))).name
            self._recorder.add(
                kind,
                "media-type",
                operation,
                way,
                name=shown,
                part=part,
                before=was,
                after=now,
                old=places[0],
                new=places[1],
            )

        for name in found.removed:
            add("removed", name, None, None)
        for name in found.added:
            add("added", name, None, None)
        for name, left in found.narrowed:
            add("narrowed", name, [name], left)
        for joined, name in found.widened:
            add("widened", name, joined, [name])
        for name, wide in found.folded:
            add("folded", name, [name, wide], [wide])
        for name, wide in found.split:
            add("split", name, [wide], [name, wide])

    def _body(self, operation: Operation, part: str, old: MediaType, new: MediaType, way: Direction) -> None:
        spots = media_spots((old, new), (self._walk.old_spaces[way], self._walk.new_spaces[way]))
        self._walk.add_root(operation, f"{part} {old.name}", "property", *spots, way)
        self._encodings.compare(operation, part, old, new, spots, way)


_WITHOUT_BODY = frozenset({"response 204", "response 205", "response 304", "response 1XX"})
"""Answers that have no body, whatever is declared (RFC 9110, section 6.4.1)."""


def _by_kind(content: Iterable[MediaType]) -> dict[str, MediaType]:
    """Media types by what identifies them: kind and parameters that say something."""
    found: dict[str, MediaType] = {}
    for media in content:
        kind, said = kind_of(media.name)
        found.setdefault(";".join([kind, *sorted(said)]), media)
    return found
