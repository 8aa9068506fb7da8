"""OpenAPI documents as contracts."""

from govkit.spec.openapi.contract import Body, Contract, MediaType, Operation, Parameter, Response, wire_path

__all__ = ["Body", "Contract", "MediaType", "Operation", "Parameter", "Response", "wire_path"]
