"""Judges a property of a form, or a part of a body, that is written in another way."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{code(change.name)} is written as {change.after}, before as {change.before} ({change.keyword})"


RULE = Rule(
    id="request-encoding-changed",
    severity=Severity.ERROR,
    summary="A property of a form or multipart body is written in another way.",
    rationale=(
        "The schema is the same and the bytes are not: another content type of a part, a list once as `a=1&a=2` and once as `a=1,2`. Servers refuse the part or misread it."
    ),
    fix=("Read both forms on the server for a time; the content type of a part tells them apart."),
    on=On("encoding", "changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation(
                "requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}}}}, encoding: {file: {contentType: image/png}}}}}"
            ),
            operation(
                "requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}}}}, encoding: {file: {contentType: application/pdf}}}}}"
            ),
            finds=("/file",),
        ),
        Example(
            operation(
                "requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}}}}}}}"
            ),
            operation(
                "requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}}}}, encoding: {tags: {explode: false}}}}}"
            ),
            finds=("/tags",),
        ),
        Example(
            operation(
                "requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}}}}}}}"
            ),
            operation(
                "requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}}}}, encoding: {file: {contentType: application/octet-stream}}}}}"
            ),
            because="What holds for binary content is only written out.",
        ),
    ),
)
