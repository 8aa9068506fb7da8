"""`schema`: a value is what a JSON Schema says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import listed, members
from govkit.checks.lint.spectral.model import UNDEFINED, Check, OptionsError, Report, Scene
from govkit.checks.lint.spectral.validating import MissingReference, SchemaError, Schemas, dialect_of
from govkit.checks.lint.spectral.validating.bundling import bundled

_DIALECTS = ("auto", "draft4", "draft6", "draft7", "draft2019-09", "draft2020-12")
_MISSING = (Report('#{{print("property")}}must be there'),)


def _compiled(options: Any) -> Check:
    said = members("schema", options, ("schema", "dialect", "allErrors"), ("schema",))
    schema, dialect, all_errors = said["schema"], said.get("dialect", "auto"), said.get("allErrors", False)
    if not isinstance(schema, dict):
        raise OptionsError("`schema` of `schema` must be a JSON Schema, as an object", ("schema",))
    if dialect not in _DIALECTS:
        raise OptionsError(f"`dialect` of `schema` must be {listed(_DIALECTS)}", ("dialect",))
    if not isinstance(all_errors, bool):
        raise OptionsError("`allErrors` of `schema` must be true or false", ("allErrors",))
    dialect = _dialect(schema, dialect)
    schema, schemas = bundled(schema, dialect), Schemas(dialect)

    def check(value: Any, scene: Scene) -> Iterable[Report]:
        if value is UNDEFINED:
            return _MISSING
        try:
            name = str(scene.way[-1]) if scene.way else None
            found = schemas.results(schema, value, name=name, everything=all_errors)
        except MissingReference as error:
            return () if scene.resolved else (Report(str(error)),)
        except SchemaError as error:
            return (Report(str(error)),)
        return [Report(message, (*scene.way, *way)) for message, way in found]

    return check


def missing_reference(options: dict[str, Any]) -> str | None:
    """A reference of the schema in some options that leads to nothing within it, which are options that are right.

    Of a document whose references are resolved, nothing is found then, as in Spectral.
    """
    dialect = _dialect(options["schema"], options.get("dialect", "auto"))
    try:
        Schemas(dialect).check(bundled(options["schema"], dialect))
    except MissingReference as error:
        return error.reference
    except SchemaError:
        return None
    return None


def _dialect(schema: dict[str, Any], said: str) -> str:
    return (dialect_of(schema.get("$schema")) if said == "auto" else said) or "draft7"


FUNCTION = Named("schema", _compiled)
