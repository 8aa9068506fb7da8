"""Swagger 2.0, converted on reading into the form of OpenAPI 3.0, with places in the document as it was written."""

from govkit.spec.openapi.swagger.conversion import converted

__all__ = ["converted"]
