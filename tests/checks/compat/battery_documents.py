"""Edits of whole documents: the YAML of an old and a new one, and the worst that is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.checks.compat.examples import document, operation, operations, request_body, response_headers

OK = 'responses: {"200": {description: fine}}'


@dataclass(frozen=True)
class Edit:
    """Two documents, the worst severity that the edit earns (`none`: no finding), and rules that must be there."""

    name: str
    old: str
    new: str
    worst: str
    rules: tuple[str, ...] = ()
    profile: str = "wire"


def item(text: str, path: str = "/things", rest: str = "") -> str:
    """A document with one GET whose members are given in flow style, and more at the root."""
    answer = "" if "responses:" in text else f", {OK}" if text else OK
    return document(f"paths:\n  {path}:\n    get: {{{text}{answer}}}\n{rest}".rstrip("\n"))


def asked(*entries: str, path: str = "/things") -> str:
    """A document with one GET that takes these parameters."""
    return item(f"parameters: [{', '.join(entries)}]", path)


def answered(text: str) -> str:
    """A document whose GET has these responses."""
    return item(f"responses: {{{text}}}")


def posted(text: str) -> str:
    """A document whose POST has this request body."""
    return operation(f"requestBody: {{{text}}}")


def hooked(text: str, answer: str = '"200": {description: fine}') -> str:
    """A document whose webhook sends this body."""
    responses = f"responses: {{{answer}}}"
    sent = f"requestBody: {{required: true, content: {{application/json: {{schema: {text}}}}}}}, " if text else ""
    return document(f"paths: {{}}\nwebhooks:\n  paid:\n    post: {{{sent}{responses}}}")


def called_back(text: str, answer: str = "{type: string}") -> str:
    """A document whose POST calls back with this body and reads this answer."""
    sent = f"requestBody: {{required: true, content: {{application/json: {{schema: {text}}}}}}}"
    read = f'responses: {{"200": {{description: fine, content: {{application/json: {{schema: {answer}}}}}}}}}'
    back = f"callbacks: {{done: {{'{{$request.body#/url}}': {{post: {{{sent}, {read}}}}}}}}}"
    return document(f"paths:\n  /things:\n    post: {{{back}, {OK}}}")


def secured(text: str, root: str = "") -> str:
    """A document whose GET asks for this security, over schemes `key` and `oauth`."""
    schemes = (
        "components: {securitySchemes: {key: {type: apiKey, in: header, name: K}, other: {type: http, scheme: basic}, "
        "oauth: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://a.example', scopes: {r: r, w: w}}}}}}\n"
    )
    return item(f"security: {text}" if text else "", rest=root + schemes)


Q = "{name: q, in: query, schema: {type: string}}"
Q_REQUIRED = "{name: q, in: query, required: true, schema: {type: string}}"
LIMIT = "{name: limit, in: query, schema: {type: integer}}"
JSON_TEXT = "content: {application/json: {schema: {type: string}}}"
ID = "{name: id, in: path, required: true, schema: {type: string}}"
CONTENT_Q = "{name: q, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: %s}}}}}}"

EDITS = [
    # parameters
    Edit("an optional parameter is new", asked(Q), asked(Q, LIMIT), "info", ("request-parameter-added",)),
    Edit("a required parameter is new", asked(LIMIT), asked(LIMIT, Q_REQUIRED), "error",
         ("request-parameter-required-added",)),
    Edit("a parameter is gone", asked(Q, LIMIT), asked(Q), "warning", ("request-parameter-removed",)),
    Edit("a parameter must be there", asked(Q), asked(Q_REQUIRED), "error", ("request-parameter-became-required",)),
    Edit("a parameter may be left out", asked(Q_REQUIRED), asked(Q), "info"),
    Edit("a parameter moves to the header", asked(Q_REQUIRED), asked(Q_REQUIRED.replace("query", "header")), "error"),
    Edit("an optional parameter moves to a cookie", asked(Q), asked(Q.replace("query", "cookie")), "warning"),
    Edit("a parameter of content", asked(CONTENT_Q % "number"), asked(CONTENT_Q % "integer"), "error"),
    Edit("a parameter of content is widened", asked(CONTENT_Q % "integer"), asked(CONTENT_Q % "number"), "info"),
    Edit("text to integer in a query", asked(Q), asked(Q.replace("string", "integer")), "error",
         ("request-parameter-type-changed",)),
    Edit("integer to text in a query", asked(Q.replace("string", "integer")), asked(Q), "info"),
    Edit("boolean to text in a query", asked(Q.replace("string", "boolean")), asked(Q), "info"),
    Edit("a parameter by another name", asked(Q_REQUIRED), asked(Q_REQUIRED.replace("name: q", "name: r")), "error"),
    Edit("a header by another case", asked(Q.replace("query", "header")),
         asked(Q.replace("query", "header").replace("name: q", "name: Q")), "info"),
    Edit("a query parameter by another case", asked(Q_REQUIRED), asked(Q_REQUIRED.replace("name: q", "name: Q")),
         "error"),
    Edit("another default of a parameter", asked("{name: n, in: query, schema: {type: integer, default: 1}}"),
         asked("{name: n, in: query, schema: {type: integer, default: 2}}"), "warning",
         ("request-parameter-default-changed",)),
    Edit("a parameter is deprecated", asked(Q), asked(Q.replace("in:", "deprecated: true, in:")), "info"),
    Edit("a path parameter becomes a number", asked(ID, path="/things/{id}"),
         asked(ID.replace("string", "integer"), path="/things/{id}"), "error"),
    Edit("a path parameter by another name", asked(ID, path="/things/{id}"),
         asked(ID.replace("name: id", "name: key"), path="/things/{key}"), "info"),
    Edit("a value of a parameter in a list", asked("{name: q, in: query, schema: {enum: [a, b]}}"),
         asked("{name: q, in: query, schema: {enum: [a]}}"), "error", ("request-parameter-enum-value-removed",)),
    Edit("style of an array", asked("{name: q, in: query, schema: {type: array, items: {type: string}}}"),
         asked("{name: q, in: query, explode: false, schema: {type: array, items: {type: string}}}"), "error"),
    Edit("style spelled out", asked("{name: q, in: query, schema: {type: array, items: {type: string}}}"),
         asked("{name: q, in: query, style: form, explode: true, schema: {type: array, items: {type: string}}}"),
         "info"),
    # bodies
    Edit("a body must be there", posted(JSON_TEXT), posted(f"required: true, {JSON_TEXT}"), "error",
         ("request-body-became-required",)),
    Edit("a body may be left out", posted(f"required: true, {JSON_TEXT}"), posted(JSON_TEXT), "info"),
    Edit("an optional body is new", operation(), posted(JSON_TEXT), "info", ("request-body-added",)),
    Edit("a required body is new", operation(), posted(f"required: true, {JSON_TEXT}"), "error",
         ("request-body-required-added",)),
    Edit("a body is gone", posted(JSON_TEXT), operation(), "warning", ("request-body-removed",)),
    Edit("a media type of a request is gone",
         posted("content: {application/json: {schema: {}}, text/csv: {schema: {}}}"),
         posted("content: {application/json: {schema: {}}}"), "error", ("request-media-type-removed",)),
    Edit("a media type of a request is new", posted("content: {application/json: {schema: {}}}"),
         posted("content: {application/json: {schema: {}}, text/csv: {schema: {}}}"), "info"),
    Edit("only one media type of two is narrowed",
         posted("content: {application/json: {schema: {type: string}}, text/plain: {schema: {type: string}}}"),
         posted("content: {application/json: {schema: {type: string}}, text/plain: {schema: {type: string, maxLength: "
                "2}}}"), "error", ("request-property-max-length-decreased",)),
    Edit("a range of media types covers", posted("content: {application/json: {schema: {type: string}}}"),
         posted("content: {'*/*': {schema: {type: string}}}"), "info"),
    Edit("a schema leaves a request", request_body("type: string"), posted("required: true, content: {application/json:"
                                                                           " {}}"), "info"),
    Edit("a form field must be there",
         posted("content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string}}}}}"),
         posted("content: {multipart/form-data: {schema: {type: object, required: [f], properties: {f: {type: "
                "string}}}}}"), "error"),
    # responses
    Edit("a status is gone", answered('"200": {description: a}, "201": {description: b}'),
         answered('"200": {description: a}'), "error", ("response-status-removed",)),
    Edit("a success is new", answered('"200": {description: a}'),
         answered('"200": {description: a}, "202": {description: b}'), "warning", ("response-status-added",)),
    Edit("a failure is new", answered('"200": {description: a}'),
         answered('"200": {description: a}, "429": {description: b}'), "info", ("response-status-added",)),
    Edit("another success", answered('"200": {description: a}'), answered('"204": {description: a}'), "error"),
    Edit("a range covers a failure", answered('"200": {description: a}, "404": {description: b}'),
         answered('"200": {description: a}, "4XX": {description: b}'), "info"),
    Edit("the rest covers a failure", answered('"200": {description: a}, "404": {description: b}'),
         answered('"200": {description: a}, default: {description: b}'), "info"),
    Edit("a body that a range changes",
         answered(f'"200": {{description: a}}, "404": {{description: b, {JSON_TEXT}}}'),
         answered('"200": {description: a}, 4XX: {description: b, content: {application/json: {schema: {type: '
                  "integer}}}}"), "error"),
    Edit("a media type of an answer is gone",
         answered('"200": {description: a, content: {application/json: {}, text/csv: {}}}'),
         answered('"200": {description: a, content: {application/json: {}}}'), "error",
         ("response-media-type-removed",)),
    Edit("a body of an answer is gone", answered(f'"200": {{description: a, {JSON_TEXT}}}'),
         answered('"200": {description: a}'), "error"),
    Edit("a body of an answer is new", answered('"200": {description: a}'),
         answered(f'"200": {{description: a, {JSON_TEXT}}}'), "info"),
    Edit("a header of an answer is gone", response_headers("X-A: {schema: {type: string}}\nX-B: {schema: {}}"),
         response_headers("X-B: {schema: {}}"), "error", ("response-header-removed",)),
    Edit("the last header of an answer is gone", response_headers("X-A: {schema: {type: string}}"),
         answered('"200": {description: Done}').replace("/things", "/invoices").replace("get", "post"), "error",
         ("response-header-removed",)),
    Edit("a header of an answer may be left out", response_headers("X-A: {required: true, schema: {type: string}}"),
         response_headers("X-A: {schema: {type: string}}"), "error", ("response-header-became-optional",)),
    Edit("a header of an answer is another type", response_headers("X-A: {schema: {type: integer}}"),
         response_headers("X-A: {schema: {type: string}}"), "error", ("response-header-type-changed",)),
    Edit("a header of an answer is new", response_headers("X-A: {schema: {}}"),
         response_headers("X-A: {schema: {}}\nX-B: {schema: {}}"), "info"),
    Edit("a header of an answer by another case", response_headers("X-A: {schema: {}}"),
         response_headers("x-a: {schema: {}}"), "info"),
    # security
    Edit("security is new", secured(""), secured("[{key: []}]"), "error", ("request-security-narrowed",)),
    Edit("security is gone", secured("[{key: []}]"), secured("[]"), "info"),
    Edit("an alternative is new", secured("[{key: []}]"), secured("[{key: []}, {other: []}]"), "info"),
    Edit("an alternative is gone", secured("[{key: []}, {other: []}]"), secured("[{key: []}]"), "error",
         ("request-security-narrowed",)),
    Edit("both are asked for", secured("[{key: []}]"), secured("[{key: [], other: []}]"), "error"),
    Edit("a scope is new", secured("[{oauth: [r]}]"), secured("[{oauth: [r, w]}]"), "error",
         ("request-security-narrowed",)),
    Edit("a scope is gone", secured("[{oauth: [r, w]}]"), secured("[{oauth: [r]}]"), "info"),
    Edit("anonymous callers are shut out", secured("[{}, {key: []}]"), secured("[{key: []}]"), "error"),
    Edit("security for all is new", secured("", "security: []\n"), secured("", "security: [{key: []}]\n"), "error"),
    Edit("an operation steps out of security for all", secured("", "security: [{key: []}]\n"),
         secured("[]", "security: [{key: []}]\n"), "info"),
    Edit("security for all spelled out", secured("", "security: [{key: []}]\n"), secured("[{key: []}]"), "info"),
    # operations
    Edit("an operation is gone", operations(f"/a:\n  get: {{{OK}}}\n  post: {{{OK}}}"),
         operations(f"/a:\n  get: {{{OK}}}"), "error", ("operation-removed",)),
    Edit("a path is gone", operations(f"/a:\n  get: {{{OK}}}\n/b:\n  get: {{{OK}}}"),
         operations(f"/a:\n  get: {{{OK}}}"), "error", ("operation-removed",)),
    Edit("an operation is new", operations(f"/a:\n  get: {{{OK}}}"),
         operations(f"/a:\n  get: {{{OK}}}\n  put: {{{OK}}}"), "info", ("operation-added",)),
    Edit("a path by another name", operations(f"/a:\n  get: {{{OK}}}"), operations(f"/b:\n  get: {{{OK}}}"), "error",
         ("operation-added", "operation-removed")),
    Edit("a path in another case", operations(f"/a:\n  get: {{{OK}}}"), operations(f"/A:\n  get: {{{OK}}}"), "error"),
    Edit("a path with a slash at its end", operations(f"/a:\n  get: {{{OK}}}"), operations(f"/a/:\n  get: {{{OK}}}"),
         "error"),
    Edit("another method", operations(f"/a:\n  put: {{{OK}}}"), operations(f"/a:\n  patch: {{{OK}}}"), "error"),
    Edit("an operation is deprecated", item(""), item("deprecated: true"), "info", ("operation-deprecated",)),
    Edit("an operation is deprecated no more", item("deprecated: true"), item(""), "info", ("operation-reinstated",)),
    Edit("another operationId", item("operationId: a"), item("operationId: b"), "none"),
    Edit("another operationId, source", item("operationId: a"), item("operationId: b"), "warning",
         ("operation-id-changed",), "source"),
    Edit("a webhook sends less", hooked("{type: string}"), hooked("{type: string, maxLength: 5}"), "info"),
    Edit("a webhook sends more", hooked("{type: string, maxLength: 5}"), hooked("{type: string}"), "warning"),
    Edit("a webhook sends another type", hooked("{type: integer}"), hooked("{type: number}"), "error"),
    Edit("a webhook sends null", hooked("{type: string}"), hooked("{type: [string, 'null']}"), "error",
         ("response-property-became-nullable",)),
    Edit("a webhook lets go of a member",
         hooked("{type: object, required: [a], properties: {a: {type: string}}}"),
         hooked("{type: object, properties: {a: {type: string}}}"), "error", ("response-property-became-optional",)),
    Edit("a webhook asks for a member of its own",
         hooked("{type: object, properties: {a: {type: string}}}"),
         hooked("{type: object, required: [a], properties: {a: {type: string}}}"), "info"),
    Edit("a webhook is gone", hooked("{}"), document("paths: {}"), "error", ("operation-removed",)),
    Edit("a webhook is new", document("paths: {}"), hooked("{}"), "info", ("operation-added",)),
    Edit("a webhook understands an answer no more",
         hooked("", '"200": {description: a}, "202": {description: b}'), hooked("", '"200": {description: a}'),
         "error", ("request-status-removed",)),
    Edit("a webhook understands one more answer", hooked("", '"200": {description: a}'),
         hooked("", '"200": {description: a}, "202": {description: b}'), "info"),
    Edit("a callback sends more", called_back("{type: string, maxLength: 5}"), called_back("{type: string}"),
         "warning"),
    Edit("a callback sends another type", called_back("{type: integer}"), called_back("{type: number}"), "error"),
    Edit("a callback sends less", called_back("{type: string}"), called_back("{type: string, maxLength: 5}"), "info"),
    Edit("a callback reads less", called_back("{}", "{type: number}"), called_back("{}", "{type: integer}"), "error"),
    Edit("a callback reads more", called_back("{}", "{type: integer}"), called_back("{}", "{type: number}"), "info"),
    Edit("a callback is gone", called_back("{}"), operations(f"/things:\n  post: {{{OK}}}"), "warning",
         ("callback-removed",)),
    # read-only and write-only
    Edit("a read-only member of a request must be there",
         request_body("{type: object, properties: {a: {type: string, readOnly: true}}}"),
         request_body("{type: object, required: [a], properties: {a: {type: string, readOnly: true}}}"), "info"),
    Edit("a read-only member of a request is narrowed",
         request_body("{type: object, properties: {a: {type: string, readOnly: true}}}"),
         request_body("{type: object, properties: {a: {type: string, readOnly: true, maxLength: 2}}}"), "info"),
    Edit("a write-only member of a request is narrowed",
         request_body("{type: object, properties: {a: {type: string, writeOnly: true}}}"),
         request_body("{type: object, properties: {a: {type: string, writeOnly: true, maxLength: 2}}}"), "error"),
]  # fmt: skip


def shared(parts: str, text: str) -> str:
    """A document with components other than schemas."""
    return f"{operations(text)}components:\n{parts}"


GET = f"get: {{{OK}}}"
WITH_Q = operations(f"/a:\n  get: {{parameters: [{Q}], {OK}}}")
ANSWER_404 = '"404": {description: gone, content: {application/json: {schema: {type: string}}}}'
SAME = [
    Edit("a parameter moves to the path item", WITH_Q, operations(f"/a:\n  parameters: [{Q}]\n  {GET}"), "info"),
    Edit("a parameter becomes a component", WITH_Q,
         shared(f"  parameters: {{Q: {Q}}}\n",
                f"/a:\n  get: {{parameters: [{{$ref: '#/components/parameters/Q'}}], {OK}}}"), "info"),
    Edit("a parameter of the path item overridden", WITH_Q,
         operations(f"/a:\n  parameters: [{Q_REQUIRED}]\n  get: {{parameters: [{Q}], {OK}}}"), "info"),
    Edit("order of parameters", asked(Q, LIMIT), asked(LIMIT, Q), "info"),
    Edit("a response becomes a component", answered(ANSWER_404),
         shared(f"  responses: {{{ANSWER_404.replace(chr(34) + '404' + chr(34), 'Gone')}}}\n",
                "/things:\n  get: {responses: {'404': {$ref: '#/components/responses/Gone'}}}"), "info"),
    Edit("a request body becomes a component", posted(JSON_TEXT),
         shared(f"  requestBodies: {{B: {{{JSON_TEXT}}}}}\n",
                "/invoices:\n  post: {requestBody: {$ref: '#/components/requestBodies/B'}, responses: {'204': "
                "{description: Done}}}"), "info"),
    Edit("a path item becomes a component", operations(f"/a:\n  {GET}"),
         shared(f"  pathItems: {{A: {{{GET}}}}}\n", "/a: {$ref: '#/components/pathItems/A'}"), "info"),
    Edit("a header becomes a component", response_headers("X-A: {schema: {type: string}}"),
         shared("  headers: {A: {schema: {type: string}}}\n",
                "/invoices:\n  post: {responses: {'200': {description: Done, headers: {X-A: {$ref: "
                "'#/components/headers/A'}}}}}"), "info"),
    Edit("media type in another case", posted("content: {application/json: {schema: {type: string}}}"),
         posted("content: {Application/JSON: {schema: {type: string}}}"), "info"),
    Edit("media type with a charset", posted("content: {application/json: {schema: {type: string}}}"),
         posted("content: {application/json; charset=utf-8: {schema: {type: string}}}"), "info"),
    Edit("charset in another case", posted("content: {'application/json;charset=UTF-8': {schema: {type: string}}}"),
         posted("content: {'application/json; charset=utf-8': {schema: {type: string}}}"), "info"),
    Edit("media type with a charset, answered", answered('"200": {description: a, content: {application/json: {}}}'),
         answered('"200": {description: a, content: {application/json; charset=utf-8: {}}}'), "info"),
    Edit("status range in another case", answered('"4XX": {description: a}'), answered('4xx: {description: a}'),
         "info"),
    Edit("status as a number", answered('"200": {description: a}'), answered("200: {description: a}"), "info"),
    Edit("words of a response", answered('"200": {description: a}'), answered('"200": {description: b}'), "info"),
    Edit("tags", item("tags: [a]"), item("tags: [b], summary: x, description: y"), "info"),
    Edit("description of a server", document(f"servers: [{{url: /a, description: x}}]\npaths: {{/a: {{{GET}}}}}"),
         document(f"servers: [{{url: /a, description: y}}]\npaths: {{/a: {{{GET}}}}}"), "info"),
    Edit("extensions", item("x-a: 1"), item("x-b: 2, externalDocs: {url: 'https://a.example'}"), "info"),
    Edit("examples of a body", posted("content: {application/json: {example: a, schema: {type: string}}}"),
         posted("content: {application/json: {examples: {one: {value: b}}, schema: {type: string}}}"), "info"),
    Edit("order of paths", operations(f"/a:\n  {GET}\n/b:\n  {GET}"), operations(f"/b:\n  {GET}\n/a:\n  {GET}"),
         "info"),
    Edit("order of alternatives", secured("[{key: []}, {other: []}]"), secured("[{other: []}, {key: []}]"), "info"),
    Edit("order of scopes", secured("[{oauth: [r, w]}]"), secured("[{oauth: [w, r]}]"), "info"),
    Edit("not required spelled out", asked(Q), asked(Q.replace("in:", "required: false, in:")), "info"),
]  # fmt: skip
