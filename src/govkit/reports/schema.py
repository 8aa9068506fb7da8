"""The JSON Schema (2020-12) of the JSON report."""

from __future__ import annotations

from typing import Any

from govkit.findings import Direction, Severity, Verdict
from govkit.gate.comparisons.versions import Level

_Schema = dict[str, Any]


def report_schema() -> _Schema:
    """The schema of what `--format json` writes.

    Objects stay open, for the document may grow: a reader ignores what it does not know.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report of govkit",
        "description": "What a command found, as `--format json` writes it. Later versions may add properties.",
        **_object(
            {
                "govkit": _string("The version of govkit that wrote the report."),
                "command": _string("The command that was run."),
                "profile": _nullable(_string("The profile by which changes were judged.")),
                "old": _nullable(_string("The old side, as people name it.")),
                "new": _nullable(_string("The new side, or the only one.")),
                "compared": _count("How many documents were looked at."),
                "notes": _array(_string("A sentence about the run itself.")),
                "summary": _object(
                    {
                        **{s.value: _count(f"Findings of severity {s.value} that count.") for s in Severity},
                        "undecided": _count("Those that count and are unproven, of any severity."),
                    }
                ),
                "semver": {"anyOf": [_semver(), {"type": "null"}]},
                "findings": _array({"$ref": "#/$defs/finding"}, "What was found, worst first."),
            }
        ),
        "$defs": {"finding": _finding(), "place": _place(), "witness": _witness()},
    }


def _semver() -> _Schema:
    api = _object({"api": _string("The API."), "file": _string("Its description."), **_step()})
    several = "Of several APIs the widest step, `sufficient` of all, and no versions."
    return {
        "description": f"The step of Semantic Versioning that the change needs. {several} Null without a comparison.",
        **_object({**_step(), "apis": _array(api, "Each API that was compared.")}),
    }


def _step() -> _Schema:
    return {
        "step": {"enum": [level.value for level in Level]},
        "because": _string("Why, in one sentence."),
        "findings": _array(_string("The fingerprint of a finding that decides.")),
        "from": _nullable(_string("`info.version` of the old side.")),
        "to": _nullable(_string("`info.version` of the new side.")),
        "sufficient": {"type": ["boolean", "null"], "description": "Whether the author's own step is wide enough."},
        "next": _nullable(_string("The smallest version that is wide enough.")),
        "remark": _string("What is to be said about the author's own step; often empty."),
    }


def _finding() -> _Schema:
    place = {"anyOf": [{"$ref": "#/$defs/place"}, {"type": "null"}]}
    return _object(
        {
            "fingerprint": _string("Names the finding over edits of prose, files and lines.", pattern="^[0-9a-f]{16}$"),
            "rule": _string("The id of the rule; `govkit explain` tells about it."),
            "severity": {"enum": [severity.value for severity in Severity]},
            "verdict": {"enum": [verdict.value for verdict in Verdict]},
            "reason": _string("Why an unproven finding could not be decided; often empty."),
            "cause": _nullable(_string("Names the edit: equal in two findings that one edit caused.")),
            "direction": {"enum": [*(direction.value for direction in Direction), None]},
            "message": _string("What was found, in one sentence."),
            "fix": _string("What to do about it."),
            "subject": _object(
                {
                    "api": _string("The API."),
                    "operations": _array(_string("A method and a path template.")),
                    "schema": _nullable(_string("The component at or above the cause.")),
                    "path": _string("The way from the component or the message's root; `*` is any item."),
                }
            ),
            "old": {"description": "Its place in the old document; of a pact, in the pact.", **place},
            "new": {
                "description": "Its place in the new document, or the only one; of a pact, in the description.",
                **place,
            },
            "places": _array(_object({"old": place, "new": place}), "Further places of the same cause."),
            "witness": {"anyOf": [{"$ref": "#/$defs/witness"}, {"type": "null"}]},
            "affects": _array(_affected()),
            "users": _nullable(_users()),
            "waived": _nullable(
                _object(
                    {
                        "reason": _string("Why the finding does not count."),
                        "approver": _string("Who decided that."),
                        "until": _string("The last day of the waiver.", format="date"),
                    }
                )
            ),
        }
    )


def _place() -> _Schema:
    position = {"type": ["integer", "null"], "minimum": 1}
    return _object(
        {
            "file": _string("The file, relative to where the command was run."),
            "line": position,
            "column": position,
            "pointer": _nullable(_string("A JSON Pointer (RFC 6901) into the document.")),
        }
    )


def _witness() -> _Schema:
    verb = {"enum": ["accepts", "refuses"]}
    return {
        "description": "A concrete message on which the two sides differ: old and new, or consumer and API.",
        **_object(
            {
                "operation": _string("The operation whose message it is."),
                "part": _string("The part of the message, such as `request body`."),
                "value": {"description": "The whole part, as JSON."},
                "old": verb,
                "new": verb,
                "because": _string("Why the side that refuses it does."),
            }
        ),
    }


def _affected() -> _Schema:
    return _object(
        {
            "kind": _string("What depends on the subject: `consumer`, `mapping`, `workflow`."),
            "name": _string("Its name in the catalog."),
            "owner": _string("Who owns it."),
            "how": _string("How it depends on the subject."),
        }
    )


def _users() -> _Schema:
    def count(description: str) -> _Schema:
        return {"type": "integer", "minimum": 0, "description": description}

    return _object(
        {
            "consumers": count("The consumers that the catalog knows of the version."),
            "operation": count("Those that use an operation of the subject."),
            "field": count("Those of them that send or read the field, or use what is no field."),
            "maybe": count("Those of them that do not say which fields they use."),
        }
    )


def _object(properties: _Schema) -> _Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _array(items: _Schema, description: str = "") -> _Schema:
    return {"type": "array", "items": items} | ({"description": description} if description else {})


def _string(description: str, **more: str) -> _Schema:
    return {"type": "string", "description": description, **more}


def _count(description: str) -> _Schema:
    return {"type": "integer", "minimum": 0, "description": description}


def _nullable(schema: _Schema) -> _Schema:
    return {**schema, "type": [schema["type"], "null"]}
