"""`spectral:oas`, the rules of Spectral about OpenAPI documents, under the names that they have there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from govkit.checks.lint.spectral.discovery import functions_in
from govkit.checks.lint.spectral.model import Function
from govkit.checks.lint.spectral.oas.definitions import document, examples, operations, schemas, servers

_METHODS = "get,put,post,delete,options,head,patch,trace"
_ARRAYS = '$..[?(@ && @.type=="array")]'
_ARRAYS_AMONG_TYPES = '$..[?(@ && @.type && @.type.constructor.name === "Array" && @.type.includes("array"))]'

DEFINITION: Final[Mapping[str, Any]] = {
    "formats": ["oas2", "oas3", "oas3_0", "oas3_1", "oas3_2"],
    "aliases": {
        "PathItem": ["$.paths[*]"],
        "OperationObject": [f"#PathItem[{_METHODS}]"],
        "SecurityRequirementObject": ["$.security[*]", "#OperationObject.security[*]"],
        "ResponseObject": {
            "targets": [
                {"formats": ["oas2"], "given": ["#OperationObject.responses[*]", "$.responses[*]"]},
                {"formats": ["oas3"], "given": ["#OperationObject.responses[*]", "$.components.responses[*]"]},
            ],
        },
        "LinkObject": {
            "targets": [{"formats": ["oas3"], "given": ["$.components.links[*]", "#ResponseObject.links[*]"]}],
        },
        "ArrayProperties": {
            "targets": [
                {"formats": ["oas2", "oas3_0"], "given": [_ARRAYS]},
                {"formats": ["oas3_1", "oas3_2"], "given": [_ARRAYS, _ARRAYS_AMONG_TYPES]},
            ],
        },
    },
    "rules": {**document.RULES, **operations.RULES, **servers.RULES, **schemas.RULES, **examples.RULES},
}
"""The rules in the form of a file with a ruleset."""

FUNCTIONS: Final[Mapping[str, Function]] = functions_in("govkit.checks.lint.spectral.oas.functions")
"""The functions that only these rules use, by name."""
