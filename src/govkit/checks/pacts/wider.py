"""Other texts than its example that a matcher of a parameter stands for: one of them that the API refuses.

Texts are found by their languages and asked of the validators, so that nothing is told that is not so. An expression is
taken for the whole text, as people mean it, whatever the library of the consumer does with one without `^` and `$`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from govkit.checks.pacts.expected.matchers import handled, translated
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Request, Texts
from govkit.checks.pacts.reading.rules import Ruling
from govkit.findings import Direction
from govkit.spec.openapi import Parameter
from govkit.spec.openapi.wire.spelling import Spelling
from govkit.spec.schemas.fit import Fit
from govkit.spec.schemas.patterns import texts_only_in
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Shape, Spot

_SPELT = {"integer": r"-?\d+", "number": r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", "boolean": "true|false"}
"""How values of a type are written in a path, a query, a header."""
_HEX = "[0-9a-fA-F]"
_FORMS = {"uuid": f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}", "date": r"\d{4}-\d{2}-\d{2}"}
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}/]")
_MOST_SEGMENTS = 24


class Wider:
    """Asks what else matchers of parameters stand for."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def refused(self, request: Request, path: str, template: str, parameter: Parameter) -> tuple[Fit, bool] | None:
        """A value of a matcher that is refused, and whether the matcher speaks of the type alone; None without one.

        `path` is that of the request without the base of a server, `template` that of the operation.
        """
        spot = self._provider.described(parameter.node, Direction.REQUEST)
        raw = parameter.node.value if isinstance(parameter.node.value, dict) else {}
        spelling = Spelling.of(parameter.name, parameter.location, raw)
        if spelling.media is not None:
            return None
        if parameter.location == "path":
            found = self._in_path(request, path, template, parameter, spelling, spot)
            return None if found is None else (found, False)
        return self._named(request, parameter, spelling, spot)

    # ------------------------------------------------------------------------------------------------------- by name

    def _named(self, request: Request, parameter: Parameter, spelling: Spelling, spot: Spot) -> tuple[Fit, bool] | None:
        schema = _matched(request, parameter)
        shape = self._provider.shape(spot)
        if schema is None:
            return None
        if shape.types == {"array"} and spelling.location == "query" and spelling.explode:
            fit = self._text(schema, shape.items) if shape.items else None
            return None if fit is None else (Fit(False, [fit.value], fit.because), len(schema) == 1)
        texts: Texts = request.query if parameter.location == "query" else request.headers
        if len(texts.get(parameter.name) or ()) != 1:
            return None
        if len(shape.types) == 1 and shape.types <= _SPELT.keys() and isinstance(schema.get("pattern"), str):
            language = _SPELT[next(iter(shape.types))]
            fit = self._of_texts(texts_only_in(_whole(schema["pattern"]), f"^(?:{language})$"), spelling, spot)
        else:
            fit = self._text(schema, spot)
        return None if fit is None else (fit, len(schema) == 1)

    def _text(self, schema: Schema, spot: Spot) -> Fit | None:
        """A text of a matcher that a schema of texts refuses."""
        shape = self._provider.shape(spot)
        if shape.types != {"string"} or not (shape.enum or shape.sets or shape.limits):
            return None
        if isinstance(schema.get("pattern"), str) and schema["type"] == "string" and len(schema) == 2:
            schema = {"type": "string", "pattern": _whole(schema["pattern"])}
        fit = self._provider.takes(schema, spot)
        return fit if fit.holds is False else None

    # -------------------------------------------------------------------------------------------------------- in paths

    def _in_path(
        self, request: Request, path: str, template: str, parameter: Parameter, spelling: Spelling, spot: Spot
    ) -> Fit | None:
        """A text that the expression of a path has in the place of a parameter."""
        expression = _expression(request.path_rules)
        wanted = _language(self._provider.shape(spot))
        parts = template.strip("/").split("/")
        held = [index for index, part in enumerate(parts) if f"{{{parameter.name}}}" in part]
        if expression is None or wanted is None or spelling.style != "simple" or len(held) != 1:
            return None
        before = request.path.strip("/").count("/") - path.strip("/").count("/")
        count, at = len(parts) + before, held[0] + before
        head, tail = parts[held[0]].split(f"{{{parameter.name}}}")
        if not 0 <= before <= count <= _MOST_SEGMENTS or "{" in head + tail:
            return None
        own = f"{_SPECIAL.sub(_escaped, head)}(?:{wanted}){_SPECIAL.sub(_escaped, tail)}"
        lines = "".join("/" + (own if index == at else "[^/]+") for index in range(count))
        others = rf"^(?:/[^/]*){{0,{count - 1}}}$|^(?:/[^/]*){{{count + 1},}}$|^[^/]|//|/$"
        texts = texts_only_in(expression, rf"^{lines}/?$|{others}", 0, 400)
        shown = (text.split("/")[1:][at] for text in texts if text.count("/") == count)
        named = (part[len(head) : len(part) - len(tail)] for part in shown if part.startswith(head))
        return self._of_texts(named, spelling, spot)

    def _of_texts(self, texts: Iterable[str], spelling: Spelling, spot: Spot) -> Fit | None:
        """The first of some texts of which no reading is taken."""
        for text in texts:
            read = list(self._provider.reader.of_text(Spelling(spelling.name, "path", "simple", False), text, spot))
            if read and not any(self._provider.accepts(spot, value) for value in read):
                reasons = self._provider.refusals(spot, read[0])
                return Fit(False, read[0], reasons[0].message if reasons else "it is refused")
        return None


def ruling_of(texts: Texts, name: str) -> Ruling | None:
    """The matchers of the value under a name, where there are some: those of its closest rule."""
    rules = texts.rules.get(name, ())
    return next((one.ruling for one in rules if not one.path), rules[0].ruling if rules else None)


def _matched(request: Request, parameter: Parameter) -> Schema | None:
    """The texts that a matcher of a query or header parameter stands for; None without one."""
    if parameter.location not in ("query", "header"):
        return None
    texts = request.query if parameter.location == "query" else request.headers
    name = parameter.name if parameter.location == "query" else parameter.name.lower()
    values = texts.get(parameter.name)
    ruling = ruling_of(texts, name)
    if ruling is None or not values or all(one.name == "equality" for one in ruling.matchers):
        return None
    schema, unknown = handled(ruling, values[0])
    return None if unknown else schema


def _expression(rules: Iterable[Any]) -> str | None:
    """The regular expression that a path is matched by, for the whole path; None where there is none, or several."""
    matchers = [matcher for rule in rules for matcher in rule.ruling.matchers]
    said = matchers[0].said.get("regex") if len(matchers) == 1 and matchers[0].name == "regex" else None
    pattern = translated(said) if isinstance(said, str) else None
    return None if pattern is None else _whole(pattern)


def _whole(pattern: str) -> str:
    """An expression for whole texts."""
    inner = pattern.removeprefix("^")
    inner = inner.removesuffix("$") if not inner.endswith("\\$") else inner
    return f"^(?:{inner})$"


def _language(shape: Shape) -> str | None:
    """The texts in which values of a shape are written in a path; None where all may be, or nobody knows."""
    if len(shape.types) != 1 or shape.unions or shape.opaque:
        return None
    if shape.enum is not None:
        return "|".join(_SPECIAL.sub(_escaped, str(value)) for value in shape.enum)
    kind = next(iter(shape.types))
    if kind in _SPELT:
        return _SPELT[kind]
    patterns, formats = shape.sets.get("pattern", ()), [one for one in shape.sets.get("format", ()) if one in _FORMS]
    if kind != "string" or len(patterns) + len(formats) != 1:
        return None
    if formats:
        return _FORMS[formats[0]]
    pattern = str(patterns[0])
    inner = pattern.removeprefix("^").removesuffix("$")
    return ("" if pattern.startswith("^") else "[^/]*") + f"(?:{inner})" + ("" if pattern.endswith("$") else "[^/]*")


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]
