"""Texts for the examples of rules: a small API, and what its provider does otherwise than it says.

The provider is the mock of the API; a deviation says of an operation what its answers are instead.
"""

from __future__ import annotations

API = """\
openapi: 3.1.0
info: {title: Notes, version: 1.0.0}
security: [{token: []}]
paths:
  /notes:
    get:
      parameters: [{name: kind, in: query, schema: {enum: [memo, task]}}]
      responses:
        "200":
          description: Notes
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Note"}}}}
        "400": {description: It cannot be read}
        "401": {description: Nobody is known}
    post:
      operationId: addNote
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/New"}}}
      responses:
        "201":
          description: Made
          headers: {Location: {schema: {type: string}}, X-Count: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}
          links: {made: {operationId: readNote, parameters: {note_id: $response.body#/id}}}
        "400": {description: It cannot be read}
        "401": {description: Nobody is known}
        "415": {description: It is of another media type}
        "422": {description: It is refused}
  /notes/{note_id}:
    parameters: [{name: note_id, in: path, required: true, schema: {type: string, minLength: 1}}]
    get:
      operationId: readNote
      responses:
        "200":
          description: A note
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}
        "400": {description: It cannot be read}
        "401": {description: Nobody is known}
        "404": {description: There is none}
    delete:
      operationId: removeNote
      responses:
        "204": {description: Gone}
        "400": {description: It cannot be read}
        "401": {description: Nobody is known}
        "404": {description: There is none}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    New:
      type: object
      required: [text, kind]
      additionalProperties: false
      properties: {text: {type: string, maxLength: 20}, kind: {enum: [memo, task]}}
    Note:
      type: object
      required: [id, text, kind]
      properties: {id: {type: string}, text: {type: string}, kind: {enum: [memo, task]}}
"""


def asked(*deviations: str) -> str:
    """The API, and the deviations of its provider."""
    body = "".join(f"  {line}\n" for line in API.splitlines())
    return f"api:\n{body}deviations: [{', '.join(deviations)}]\n"
