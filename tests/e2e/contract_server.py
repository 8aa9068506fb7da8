"""A small HTTP server of an OpenAPI document, and a small client that validates answers.

Nothing here comes from govkit: the document is read as plain YAML and judged by `jsonschema`, so that what witnesses
claim is measured by somebody else.
"""

from __future__ import annotations

import http.client
import itertools
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

import jsonschema
import yaml
from referencing import Registry
from referencing.jsonschema import DRAFT202012

JSON = Any
Found = tuple[JSON, JSON, dict[str, str]]
"""The path item, the operation and the escaped path parameters that a request goes to."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_INTEGERS = {"int32": 2**31, "int64": 2**63}
_FORMATS = jsonschema.FormatChecker(formats=["date", "uuid"])
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_FORMATS.checks("date-time")(lambda value: not isinstance(value, str) or bool(_INSTANT.fullmatch(value)))


@dataclass
class Reply:
    """What a server answers to every valid request."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    content_type: str | None = None
    body: bytes = b""


class Document:
    """An OpenAPI document, with its schemas as JSON Schema 2020-12 for each direction."""

    def __init__(self, text: str) -> None:
        self.tree: JSON = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._old = str(self.tree["openapi"]).startswith("3.0")
        self._registries: dict[tuple[str, bool], tuple[Registry[Any], JSON]] = {}
        self.closes = self._has_closed(self.tree)

    def _has_closed(self, value: JSON) -> bool:
        if isinstance(value, dict):
            closed = any(value.get(key) is False for key in ("additionalProperties", "unevaluatedProperties"))
            return closed or any(map(self._has_closed, value.values()))
        return isinstance(value, list) and any(map(self._has_closed, value))

    def resolved(self, value: JSON) -> JSON:
        while isinstance(value, dict) and "$ref" in value:
            value = self.at(value["$ref"])
        return value

    def at(self, reference: str) -> JSON:
        found = self.tree
        for part in reference.removeprefix("#/").split("/"):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]
        return found

    def problems(self, schema: JSON, value: JSON, way: str, tolerant: bool = False) -> list[str]:
        """Why a value is refused as part of a `request` or `response`."""
        key = way, tolerant
        if key not in self._registries:
            whole = self._converted(self.tree, way, tolerant)
            registry: Registry[Any] = Registry().with_resource("urn:doc", DRAFT202012.create_resource(whole))
            self._registries[key] = registry, whole
        registry, _ = self._registries[key]
        own = self._absolute(self._converted(schema, way, tolerant))
        validator = jsonschema.Draft202012Validator(own, registry=registry, format_checker=_FORMATS)
        return [error.message for error in itertools.islice(validator.iter_errors(value), 5)]

    def _absolute(self, value: JSON) -> JSON:
        if isinstance(value, dict):
            return {
                key: f"urn:doc{inner}" if key == "$ref" and isinstance(inner, str) else self._absolute(inner)
                for key, inner in value.items()
            }
        return [self._absolute(item) for item in value] if isinstance(value, list) else value

    def _converted(self, value: JSON, way: str, tolerant: bool) -> JSON:
        if isinstance(value, list):
            return [self._converted(item, way, tolerant) for item in value]
        if not isinstance(value, dict):
            return value
        made = {key: self._converted(inner, way, tolerant) for key, inner in value.items()}
        if self._old and isinstance(value.get("$ref"), str):
            return {"$ref": value["$ref"]}
        self._dialect(made)
        unsent = "readOnly" if way == "request" else "writeOnly"
        properties = made.get("properties")
        if isinstance(made.get("required"), list) and isinstance(properties, dict):
            left_out = {name for name, inner in properties.items() if self._is_marked(inner, unsent)}
            made["required"] = [name for name in made["required"] if name not in left_out]
        if tolerant:
            for key in ("additionalProperties", "unevaluatedProperties"):
                if made.get(key) is False:
                    del made[key]
            if self.closes and "oneOf" in made and "anyOf" not in made:
                made["anyOf"] = made.pop("oneOf")
        self._tag(value, made)
        return made

    def _is_marked(self, schema: JSON, word: str) -> bool:
        found = self.resolved(schema)
        if not isinstance(found, dict):
            return False
        parts = found.get("allOf")
        return found.get(word) is True or any(
            self._is_marked(part, word) for part in (parts if isinstance(parts, list) else ())
        )

    def _dialect(self, made: JSON) -> None:
        """OpenAPI 3.0 in the words of 2020-12."""
        if made.get("nullable") is True and self._old:
            if isinstance(made.get("type"), str):
                made["type"] = [made["type"], "null"]
            elif made.keys() & {"allOf", "anyOf", "oneOf"}:
                kept = {key: made.pop(key) for key in ("allOf", "anyOf", "oneOf", "properties") if key in made}
                made["anyOf"] = [kept, {"type": "null"}]
        for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if made.get(exclusive) is True and bound in made:
                made[exclusive] = made.pop(bound)
            elif isinstance(made.get(exclusive), bool):
                del made[exclusive]
        limit = _INTEGERS.get(made.get("format")) if isinstance(made.get("format"), str) else None
        if limit is not None and "integer" in str(made.get("type")):
            made.setdefault("allOf", [])
            if isinstance(made["allOf"], list):
                made["allOf"] = [*made["allOf"], {"minimum": -limit, "maximum": limit - 1}]

    def _tag(self, raw: JSON, made: JSON) -> None:
        """Lets a discriminator choose the branch, where a branch does not do that itself."""
        discriminator = raw.get("discriminator")
        name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
        for key in ("oneOf", "anyOf"):
            branches = raw.get(key)
            if not isinstance(name, str) or not isinstance(branches, list):
                continue
            target = key if key in made else "anyOf"
            if not isinstance(made.get(target), list) or len(made[target]) != len(branches):
                continue
            for index, branch in enumerate(branches):
                reference = branch.get("$ref") if isinstance(branch, dict) else None
                own = self.resolved(branch).get("properties", {}).get(name, {}) if reference else {}
                if reference is None or self.resolved(own).keys() & {"enum", "const"}:
                    continue
                component = reference.rsplit("/", 1)[-1]
                mapping = discriminator.get("mapping") or {}
                values = [v for v, place in mapping.items() if place.rsplit("/", 1)[-1] == component] or [component]
                tag = {"properties": {name: {"enum": values}}, "required": [name]}
                made[target][index] = {"allOf": [made[target][index], tag]}

    # ------------------------------------------------------------------------------------------------------ operations

    def operation(self, method: str, path: str) -> Found | None:
        """Where a request goes to; the path with the fewest parameters comes first."""
        templates = sorted(self.tree.get("paths") or {}, key=lambda template: template.count("{"))
        for template in templates:
            names = re.findall(r"\{([^{}]*)\}", template)
            pattern = "([^/]+)".join(map(re.escape, re.split(r"\{[^{}]*\}", template)))
            found = re.fullmatch(pattern, path)
            item = self.resolved(self.tree["paths"][template])
            if found and method.lower() in item:
                return item, item[method.lower()], dict(zip(names, found.groups(), strict=True))
        return None

    def webhook(self, name: str, method: str) -> Found:
        item = self.resolved(self.tree["webhooks"][name])
        return item, item[method.lower()], {}

    def request_problems(
        self, found: Found, query: str, headers: Message, body: bytes, way: str = "request"
    ) -> list[str]:
        """Why a request is refused."""
        item, operation, segments = found
        problems: list[str] = []
        declared: dict[tuple[str, str], JSON] = {}
        for one in [*(item.get("parameters") or ()), *(operation.get("parameters") or ())]:
            parameter = self.resolved(one)
            declared[parameter["in"], parameter["name"]] = parameter
        for (place, name), parameter in declared.items():
            ignored = place == "header" and name.lower() in ("accept", "content-type", "authorization")
            if ignored or (place == "path" and name not in segments):
                continue
            readings = self._readings(parameter, segments, query, headers, [n for p, n in declared if p == place])
            if readings is None:
                if parameter.get("required") or place == "path":
                    problems.append(f"{place} {name} is missing")
            else:
                schema = _schema_of(parameter)
                if not any(not self.problems(schema, value, way) for value in readings):
                    problems.append(f"{place} {name} is refused: {readings[:3]}")
        return problems + self._body_problems(operation, headers, body, way)

    def _readings(
        self, parameter: JSON, segments: dict[str, str], query: str, headers: Message, others: list[str]
    ) -> list[JSON] | None:
        place, name = parameter["in"], parameter["name"]
        if place == "path":
            return self._of_text(parameter, segments.get(name))
        if place == "header":
            return self._of_text(parameter, headers.get(name), decode=False)
        text = query if place == "query" else (headers.get("Cookie") or "").replace("; ", "&")
        pairs = [part.partition("=")[::2] for part in text.split("&") if part]
        own = [value for key, value in pairs if unquote_plus(key) == name]
        if "content" in parameter:
            return [json.loads(unquote_plus(own[0]))] if own else None
        if parameter.get("style") == "deepObject":
            inner = {k[len(name) + 1 : -1]: v for k, v in parse_qsl(text, True) if k.startswith(f"{name}[")}
            return _mixed(inner) if inner else None
        explode = parameter.get("explode", parameter.get("style", "form") == "form")
        types = self._types(parameter["schema"])
        if "object" in types and explode:
            rest = {unquote_plus(k): unquote_plus(v) for k, v in pairs if unquote_plus(k) not in others}
            return _mixed(rest) if rest else None
        if not own:
            return None
        found: list[JSON] = []
        if "array" in types:
            joint = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(parameter.get("style", ""), ",")
            parts = own if explode else own[0].split(joint)
            found += _mixed_list([] if parts == [""] else [unquote_plus(part) for part in parts])
        return [*found, *(_scalars(unquote_plus(own[0])) if len(own) == 1 else [])]

    def _of_text(self, parameter: JSON, text: str | None, decode: bool = True) -> list[JSON] | None:
        if text is None:
            return None
        plain = unquote(text) if decode else text
        found = _scalars(plain)
        if "array" in self._types(_schema_of(parameter)):
            found += _mixed_list([unquote(part) if decode else part.strip() for part in text.split(",")])
        return found

    def _types(self, schema: JSON) -> set[str]:
        schema = self.resolved(schema)
        named = schema.get("type")
        found = {named} if isinstance(named, str) else set(named or ())
        for key in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(key, ()):
                found |= self._types(part)
        return found or {"string", "array", "object"}

    def _body_problems(self, operation: JSON, headers: Message, body: bytes, way: str) -> list[str]:
        declared = self.resolved(operation.get("requestBody"))
        if declared is None:
            return []
        if not body and headers.get("Content-Type") is None:
            return ["the body is missing"] if declared.get("required") else []
        return self.content_problems(declared.get("content") or {}, headers.get("Content-Type") or "", body, way, False)

    def content_problems(self, content: JSON, sent: str, body: bytes, way: str, tolerant: bool) -> list[str]:
        """Why a body is refused."""
        media = _media(content, sent)
        if media is None:
            return [f"{sent} is not known here"]
        if "schema" not in media:
            return []
        fewest: list[str] | None = None
        for value in _of_body(sent, body, media.get("encoding") or {}):
            problems = self.problems(media["schema"], value, way, tolerant)
            if not problems:
                return []
            fewest = fewest or problems
        return fewest or ["the body cannot be read"]

    def answer_problems(self, operation: JSON, reply: Reply, tolerant: bool = True, way: str = "response") -> list[str]:
        """Why a client refuses an answer."""
        responses = {str(key).upper(): value for key, value in operation["responses"].items()}
        names = [str(reply.status), f"{reply.status // 100}XX", "DEFAULT"]
        declared = next((self.resolved(responses[name]) for name in names if name in responses), None)
        if declared is None:
            return [f"{reply.status} is not known here"]
        problems: list[str] = []
        sent = {name.lower(): text for name, text in reply.headers}
        for name, one in (declared.get("headers") or {}).items():
            header = self.resolved(one)
            readings = self._of_text(header, sent.get(name.lower()), decode=False)
            if readings is None:
                problems += [f"header {name} is missing"] if header.get("required") else []
            elif not any(not self.problems(_schema_of(header), value, way, tolerant) for value in readings):
                problems.append(f"header {name} is refused")
        if reply.content_type is not None:
            content = declared.get("content") or {}
            problems += self.content_problems(content, reply.content_type, reply.body, way, tolerant)
        return problems


def _schema_of(described: JSON) -> JSON:
    if "schema" in described:
        return described["schema"]
    return next(iter(described.get("content", {"": {}}).values())).get("schema", {})


def _media(content: JSON, sent: str) -> JSON:
    bare = sent.split(";", maxsplit=1)[0].strip().lower()
    for wanted in (sent.lower(), bare, f"{bare.partition('/')[0]}/*", "*/*"):
        for name, media in content.items():
            if wanted in (re.sub(r"\s*;\s*", ";", name.lower()), name.split(";")[0].strip().lower()):
                return media
    return None


def _scalars(text: str) -> list[JSON]:
    found: list[JSON] = []
    if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", text):
        found.append(json.loads(text))
    if text in ("true", "false"):
        found.append(text == "true")
    return [*found, *([None] if text == "" else []), text]


def _mixed_list(texts: list[str]) -> list[JSON]:
    return [[_scalars(text)[0] for text in texts], texts]


def _mixed(texts: dict[str, str]) -> list[JSON]:
    choices = itertools.product(*(_scalars(text) for text in texts.values()))
    return [dict(zip(texts, chosen, strict=True)) for chosen in itertools.islice(choices, 500)]


def _of_body(sent: str, body: bytes, encoding: JSON) -> list[JSON]:
    kind = sent.split(";", maxsplit=1)[0].strip().lower()
    if kind.endswith(("/json", "+json")):
        return [json.loads(body)]
    if kind == "application/x-www-form-urlencoded":
        fields: dict[str, list[str]] = {}
        for name, text in parse_qsl(body.decode(), keep_blank_values=True):
            joined = encoding.get(name, {}).get("explode") is False
            fields.setdefault(name, []).extend(text.split(",") if joined else [text])
        return _fields({name: [_scalars(text) for text in texts] for name, texts in fields.items()})
    if kind == "multipart/form-data":
        message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {sent}\r\n\r\n".encode() + body)
        parts: dict[str, list[list[JSON]]] = {}
        for part in message.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            text = bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")
            as_json = part.get_content_type() == "application/json"
            parts.setdefault(name, []).append([json.loads(text)] if as_json else _scalars(text))
        return _fields(parts)
    return _scalars(body.decode("utf-8", "replace"))


def _fields(found: dict[str, list[list[JSON]]]) -> list[JSON]:
    """Objects of fields: each as one of its readings, or as a list."""
    members = []
    for texts in found.values():
        lists = [[text[0] for text in texts], [text[-1] for text in texts]]
        objects = [json.loads(text[-1]) for text in texts if isinstance(text[-1], str) and text[-1].startswith("{")]
        members.append([*texts[0], *lists, *objects] if len(texts) == 1 else lists)
    return [dict(zip(found, chosen, strict=True)) for chosen in itertools.islice(itertools.product(*members), 2000)]


class _Handler(BaseHTTPRequestHandler):
    """Answers for one document; `serving` makes a class of it for each server."""

    document: Document
    reply: Reply | None
    webhook: str | None

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        found = self._found(parts.path)
        if found is None:
            self._answer(Reply(404, content_type="text/plain", body=b"no such operation"))
            return
        way = "request" if self.webhook is None else "response"
        problems = self.document.request_problems(found, parts.query, self.headers, body, way)
        if problems:
            self._answer(Reply(400, content_type="application/json", body=json.dumps(problems).encode()))
        else:
            success = sorted(status for status in map(str, found[1].get("responses", {})) if status[0] == "2")
            usual = Reply(int(success[0].upper().replace("XX", "00")) if success else 200)
            self._answer(self.reply or usual)

    def _found(self, path: str) -> Found | None:
        if self.webhook is not None:
            return self.document.webhook(self.webhook, self.command)
        return self.document.operation(self.command, path)

    def _answer(self, answer: Reply) -> None:
        self.send_response(answer.status)
        for name, text in answer.headers:
            self.send_header(name, text)
        if answer.content_type:
            self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, *_: Any) -> None:
        """Silent: a failing test says what happened."""


@contextmanager
def serving(document: Document, reply: Reply | None = None, webhook: str | None = None) -> Iterator[str]:
    """The address of a server of the document; a valid request is answered by `reply`, any other by 400.

    `webhook` makes it the receiver of that webhook, at every path.
    """
    methods = {f"do_{method.upper()}": _Handler.serve for method in METHODS}
    handler = type("Handler", (_Handler,), {"document": document, "reply": reply, "webhook": webhook, **methods})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(address: str, request: JSON) -> Reply:
    """Sends the request of an exchange's JSON as it stands there."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    try:
        body = content(request["body"])
        headers = {one["name"]: one["value"] for one in request["headers"]}
        connection.request(request["method"], request["url"] or "/", body=body, headers=headers)
        answer = connection.getresponse()
        sent = answer.getheaders()
        return Reply(answer.status, sent, answer.getheader("Content-Type"), answer.read())
    finally:
        connection.close()


def content(body: JSON) -> bytes | None:
    """The bytes of a body in an exchange's JSON."""
    import base64

    if body is None:
        return None
    return base64.b64decode(body["base64"]) if "base64" in body else str(body["text"]).encode()


def reply_of(answer: JSON) -> Reply:
    """An answer in an exchange's JSON as what a server answers."""
    headers = [(one["name"], one["value"]) for one in answer["headers"]]
    body = answer["body"]
    return Reply(answer["status"], headers, body and body["contentType"], content(body) or b"")
