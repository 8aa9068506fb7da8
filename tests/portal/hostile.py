"""The reference estate with every text turned against whoever shows it: markup, scripts, templates, bidi marks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

FLAG = "window.trapped=1"
"""What every script of these texts does: it sets a flag, which a test looks at."""

EVIL = (
    f'</code></pre></textarea></title></style></script><script>{FLAG}</script>"><img src=x onerror={FLAG}>'
    f"'><svg onload={FLAG}><a href='javascript:{FLAG}'>x</a>[x](javascript:{FLAG}) `javascript:{FLAG}`"
    "<img src=//evil.example/x><link rel=stylesheet href=//evil.example/y>{{ 7*7 }}{% raw %}${7*7}&lt;b&gt;"
    "<!--\u202e\u2066evil\u200b\u0007\x1b[31m\u2028" + "W" * 120
)
"""A text that tries all of it at once, with a word that is wider than a phone."""

LINK = f"javascript:{FLAG}//https://evil.example/"

_TEXTS = frozenset({"title", "description", "reason", "summary", "note", "chat", "phone", "invariants", "subject"})
_LINKS = frozenset({"url"})
_CONTACTS = frozenset({"contacts", "members", "escalation", "contact"})

_API = """\
openapi: 3.1.0
info: {{title: {evil}, version: {version}, description: {evil}, contact: {{url: {link}, email: {evil}}}}}
tags: [{{name: {evil}, description: {evil}}}]
servers: [{{url: {link}}}]
externalDocs: {{url: {link}, description: {evil}}}
paths:
  "/{wide}/<img src=x onerror={flag}>/{{{{id}}}}":
    parameters: [{{name: {evil}, in: path, required: true, description: {evil}, schema: {{type: string}}}}]
    get:
      operationId: {evil}
      summary: {evil}
      description: {evil}
      tags: [{evil}]
      externalDocs: {{url: {link}}}
      security: [{{{evil}: [{evil}]}}]
      parameters: [{{name: {evil}, in: query, schema: {{default: {evil}, pattern: {evil}, enum: [{evil}]}}}}]
      requestBody: {{description: {evil}, content: {{{evil}: {{schema: {{$ref: "#/components/schemas/Evil"}}}}}}}}
      responses:
        "200":
          description: {evil}
          headers: {{{evil}: {{description: {evil}, schema: {{type: string}}}}}}
          content: {{application/json: {{schema: {{$ref: "#/components/schemas/Evil"}}, example: {{{evil}: {evil}}}}}}}
        "404": {{description: {evil}}}
  /../..: {{get: {{responses: {{}}}}}}
webhooks:
  {evil}: {{post: {{summary: {evil}, requestBody: {{content: {{{evil}: {{}}}}}}}}}}
components:
  schemas:
    Evil:
      type: object
      description: {evil}
      required: [{evil}]
      properties:
        {evil}: {{type: {type}, title: {evil}, description: {evil}, enum: [{evil}], examples: [{evil}]}}
        again: {{$ref: "#/components/schemas/Evil"}}
        {wide}: {{const: {evil}}}
      patternProperties: {{{evil}: {{type: array, items: {{$ref: "#/components/schemas/Evil"}}}}}}
      oneOf: [{{$ref: "#/components/schemas/Evil"}}, {{title: {evil}, const: {evil}}}]
    {evil}: {{$ref: {evil}}}
    "..": {{type: object, additionalProperties: {{$ref: "#/components/schemas/.."}}}}
"""


def written(top: Path, repository: Path) -> None:
    """Writes the estate: the entries of another, whose texts are replaced, and its descriptions, which are all one."""
    shutil.copyfile(repository / "govkit.yaml", top / "govkit.yaml")
    for file in sorted((repository / "catalog").rglob("*")):
        to = top / file.relative_to(repository)
        if file.is_dir():
            to.mkdir(parents=True, exist_ok=True)
        elif file.suffix == ".yaml":
            to.parent.mkdir(parents=True, exist_ok=True)
            turned = _turned(yaml.safe_load(file.read_text(encoding="utf-8")), "", in_contact=False)
            to.write_text(json.dumps(turned), encoding="utf-8")
        elif file.suffix == ".json":
            shutil.copyfile(file, to)
    for file in (repository / "specs").glob("*/*/openapi.yaml"):
        to = top / file.relative_to(repository)
        to.parent.mkdir(parents=True, exist_ok=True)
        version = file.parent.name
        kind = "string" if version.endswith("0.0") else '[string, "null"]'
        said = {"evil": json.dumps(EVIL), "link": json.dumps(LINK), "wide": "w" * 300, "flag": FLAG}
        to.write_text(_API.format(version=version, type=kind, **said), encoding="utf-8")
    (top / "catalog/teams/broken.yaml").write_text(f"kind: Team\nmetadata: {json.dumps(EVIL)}\n", encoding="utf-8")


def _turned(value: Any, name: str, *, in_contact: bool) -> Any:
    if isinstance(value, dict):
        inside = in_contact or name in _CONTACTS
        if name == "fields":  # there these are names of fields, and what is said of them are fields as well
            return {key: _turned(one, "", in_contact=inside) for key, one in value.items()}
        return {key: _turned(one, str(key), in_contact=inside) for key, one in value.items()}
    if isinstance(value, list):
        return [_turned(one, name, in_contact=in_contact) for one in value]
    if isinstance(value, str) and (name in _TEXTS or (in_contact and name in ("name", "role"))):
        return EVIL
    if isinstance(value, str) and name in _LINKS:
        return f'https://evil.example/"><script>{FLAG}</script>'  # one that runs a script is refused by the catalog
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
