"""What a member of a multipart body may be, where the contract says that it is a file."""

from __future__ import annotations

from typing import IO, Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from govkit.client.bodies import Upload


class _AsItIs:
    """Lets a value pass as it is: a file is looked into only when it is sent."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Any value."""
        del source, handler
        return core_schema.any_schema()


File: TypeAlias = Annotated[bytes | str | IO[bytes] | Upload, _AsItIs()]
"""A file of a multipart body: bytes, an open file, an Upload with its name and media type; a text is sent as text."""
