"""OpenAPI documents as contracts."""

from govkit.spec.openapi.contract import (
    X_WEBHOOKS,
    Body,
    Contract,
    MediaType,
    Operation,
    Parameter,
    Response,
    wire_path,
)

__all__ = ["X_WEBHOOKS", "Body", "Contract", "MediaType", "Operation", "Parameter", "Response", "wire_path"]
