"""A request that an operation takes, made from its own description."""

from __future__ import annotations

from govkit.findings import Direction
from govkit.mocks.system import Served
from govkit.spec.openapi.messages import spelling_of
from govkit.spec.openapi.wire.bodies import concrete, write
from govkit.spec.openapi.wire.spelling import in_header, in_pairs, in_path


def request_of(served: Served) -> tuple[str, str, dict[str, str], bytes]:
    """The method, the target, the headers and the body."""
    schemas, operation = served.schemas, served.operation
    path, query, headers = operation.path, [], {"Authorization": "Bearer token"}
    for one in operation.parameters.values():
        if not one.required:
            continue
        value = schemas.drawing.of(schemas.value(one.node, Direction.REQUEST).spot)
        spelling = spelling_of(one)
        if one.location == "path":
            path = path.replace(f"{{{one.name}}}", in_path(spelling, value))
        elif one.location == "query":
            query += [f"{name}={text}" for name, text in in_pairs(spelling, value)]
        else:
            headers[one.name] = in_header(spelling, value)
    body = b""
    if operation.body is not None:
        media = next(iter(operation.body.content.values()))
        value = schemas.drawing.of(schemas.media(media, Direction.REQUEST).spot)
        written = write(concrete(media.name), value, {})
        headers["Content-Type"], body = written.content_type, written.content
    return served.method, f"{path}?{'&'.join(query)}" if query else path, headers, body
