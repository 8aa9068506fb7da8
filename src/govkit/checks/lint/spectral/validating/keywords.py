"""The keywords of JSON Schema, by draft, in the order in which the validator of rulesets asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from govkit.checks.lint.spectral.validating.evaluation import Asked, Check, Evaluation, Plan, Seen, is_of
from govkit.checks.lint.spectral.validating.expressions import is_found
from govkit.checks.lint.spectral.validating.formats import is_number_of, is_text_of
from govkit.spec.schemas.equality import same

DIALECTS: Final = ("draft4", "draft6", "draft7", "draft2019-09", "draft2020-12")

# --------------------------------------------------------------------------------------------------- values of any type


def _reference(run: Evaluation, asked: Asked) -> None:
    run.follow(asked, asked.said)


def _dynamic_reference(run: Evaluation, asked: Asked) -> None:
    run.follow_dynamic(asked, asked.said[1:])


def _dynamic_anchor(run: Evaluation, asked: Asked) -> None:
    if asked.said is not False:  # only a recursive one may be, which has no name
        run.anchors.setdefault("" if asked.said is True else asked.said, asked.schema)


def _const(run: Evaluation, asked: Asked) -> None:
    if not same(asked.value, asked.said):
        run.fail(asked, "must be equal to constant")


def _enum(run: Evaluation, asked: Asked) -> None:
    if not any(same(asked.value, one) for one in asked.said):
        run.fail(asked, "must be equal to one of the allowed values", allowed=tuple(asked.said))


def _not(run: Evaluation, asked: Asked) -> None:
    if run.holds(asked, asked.said, lax=False)[0]:
        run.fail(asked, "must not be valid")


def _any_of(run: Evaluation, asked: Asked) -> None:
    before, held = len(run.failures), False
    for part in asked.said:
        seen = Seen()
        if run.part(asked, part, inner=True, seen=seen):
            held = True
            asked.seen.add(seen)
    if held:
        del run.failures[before:]
    else:
        run.fail(asked, "must match a schema in anyOf", beside=True)


def _one_of(run: Evaluation, asked: Asked) -> None:
    before, held = len(run.failures), 0
    for part in asked.said:
        seen = Seen()
        if run.part(asked, part, inner=True, seen=seen):
            held += 1
            asked.seen.add(seen)
            if held > 1:
                break
    if held == 1:
        del run.failures[before:]
    else:
        found = ", and matches more" if held else ""
        run.fail(asked, f"must match exactly one schema in oneOf{found}", beside=True)


def _all_of(run: Evaluation, asked: Asked) -> None:
    for part in asked.said:
        if not run.part(asked, part) and not run.everything:
            return


def _if(run: Evaluation, asked: Asked) -> None:
    held, seen = run.holds(asked, asked.said)
    asked.seen.add(seen)
    branch = "then" if held else "else"
    if branch not in asked.schema:
        return
    before, seen = len(run.failures), Seen()
    if run.part(asked, asked.schema[branch], seen=seen):
        asked.seen.add(seen)
    if len(run.failures) > before:
        run.fail(asked, f'must match "{branch}" schema', beside=True)


# ---------------------------------------------------------------------------------------------------- numbers and texts

_LIMITS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "maximum": ("<=", lambda value, limit: value <= limit),
    "minimum": (">=", lambda value, limit: value >= limit),
    "exclusiveMaximum": ("<", lambda value, limit: value < limit),
    "exclusiveMinimum": (">", lambda value, limit: value > limit),
}
_EXCLUSIVE = {"maximum": "exclusiveMaximum", "minimum": "exclusiveMinimum"}


def _limit(run: Evaluation, asked: Asked) -> None:
    keyword = asked.keyword
    if keyword in _EXCLUSIVE and asked.schema.get(_EXCLUSIVE[keyword]) is True:
        keyword = _EXCLUSIVE[keyword]
    sign, fits = _LIMITS[keyword]
    if not fits(asked.value, asked.said):
        run.fail(asked, f"must be {sign} {asked.said}")


def _multiple_of(run: Evaluation, asked: Asked) -> None:
    if asked.said == 0 or (asked.value / asked.said) % 1 != 0:
        run.fail(asked, f"must be multiple of {asked.said}")


def _format(run: Evaluation, asked: Asked) -> None:
    is_one = is_text_of if isinstance(asked.value, str) else is_number_of
    if not is_one(asked.said, asked.value):
        run.fail(asked, f'must match format "{asked.said}"')


def _pattern(run: Evaluation, asked: Asked) -> None:
    if not is_found(asked.said, asked.value):
        run.fail(asked, f'must match pattern "{asked.said}"')


_SIZES = {"Length": "characters", "Items": "items", "Properties": "properties"}


def _size(run: Evaluation, asked: Asked) -> None:
    """`maxLength`, `minItems` and their like: they differ in what they count, which a value knows."""
    least, what = asked.keyword.startswith("min"), _SIZES[asked.keyword[3:]]
    count = len(asked.value)
    if count < asked.said if least else count > asked.said:
        run.fail(asked, f"must not have {'fewer' if least else 'more'} than {asked.said} {what}")


# ---------------------------------------------------------------------------------------------------------------- lists


def _each(run: Evaluation, asked: Asked, schema: Any, start: int = 0) -> None:
    """Asks a schema about items."""
    for index in range(start, len(asked.value)):
        held = run.apply(schema, asked.value[index], (*asked.way, index), asked.inner, Seen())
        if not held and not run.everything:
            return


def _tuple(run: Evaluation, asked: Asked) -> None:
    if asked.seen.items is not True:
        asked.seen.items = max(asked.seen.items, len(asked.said))
    for index, part in enumerate(asked.said[: len(asked.value)]):
        held = run.apply(part, asked.value[index], (*asked.way, index), asked.inner, Seen())
        if not held and not run.everything:
            return


def _rest(run: Evaluation, asked: Asked, start: int) -> None:
    """What items after the first ones must be."""
    asked.seen.items = True
    if asked.said is False:
        if len(asked.value) > start:
            run.fail(asked, f"must not have more than {start} items")
    else:
        _each(run, asked, asked.said, start)


def _items(run: Evaluation, asked: Asked) -> None:
    if isinstance(asked.said, list):
        _tuple(run, asked)
    elif "prefixItems" in asked.schema:
        _rest(run, asked, len(asked.schema["prefixItems"]))
    else:
        asked.seen.items = True
        _each(run, asked, asked.said)


def _additional_items(run: Evaluation, asked: Asked) -> None:
    items = asked.schema.get("items")
    if isinstance(items, list):
        _rest(run, asked, len(items))


def _unevaluated_items(run: Evaluation, asked: Asked) -> None:
    if asked.seen.items is not True:
        _rest(run, asked, int(asked.seen.items))


def _contains(run: Evaluation, asked: Asked) -> None:
    least, most = asked.schema.get("minContains", 1), asked.schema.get("maxContains")
    if most is None and least == 0:
        return
    asked.seen.items = True
    before = len(run.failures)
    items = enumerate(asked.value)
    count = sum(run.apply(asked.said, one, (*asked.way, index), True, Seen()) for index, one in items)
    if count < least or (most is not None and count > most):
        limit = "" if most is None else f" and no more than {most}"
        run.fail(asked, f"must contain at least {least}{limit} valid item(s)")
    else:
        del run.failures[before:]


def _unique_items(run: Evaluation, asked: Asked) -> None:
    if not asked.said:
        return
    items = asked.schema.get("items")
    types = types_of(items, "nullable") if isinstance(items, dict) else ()
    if types and not {"object", "array"} & set(types):  # those of wrong types are not compared
        found = twice([one if any(is_of(kind, one) for kind in types) else object() for one in asked.value])
    else:
        found = twice(asked.value)
    if found is not None:
        run.fail(asked, f"must not have duplicate items (items ## {found[0]} and {found[1]} are identical)")


def twice(items: list[Any]) -> tuple[int, int] | None:
    """The indexes of two equal items."""
    known: dict[Any, int] = {}
    large: list[int] = []
    for index, item in enumerate(items):
        if isinstance(item, dict | list):
            other = next((one for one in large if same(items[one], item)), None)
            large.append(index)
        else:
            other = known.setdefault((isinstance(item, bool), item), index)
            other = None if other == index else other
        if other is not None:
            return other, index
    return None


# -------------------------------------------------------------------------------------------------------------- objects


def _required(run: Evaluation, asked: Asked) -> None:
    for name in asked.said:
        if name in asked.value or (run.lax and _is_excused(asked.schema, name, run.lax)):
            continue
        run.fail(asked, f'must have required property "{name}"', extra=name)
        if not run.everything:
            return


def _is_excused(schema: Mapping[str, Any], name: str, flags: frozenset[str]) -> bool:
    member = schema.get("properties", {}).get(name)
    return isinstance(member, dict) and any(member.get(flag) is True for flag in flags)


def _property_names(run: Evaluation, asked: Asked) -> None:
    for name in asked.value:
        if not run.apply(asked.said, name, asked.way, True, Seen()):
            run.fail(asked, f'property name "{name}" must be valid', beside=True)
            if not run.everything:
                return


def _additional_properties(run: Evaluation, asked: Asked) -> None:
    asked.seen.whole = True
    if asked.said is True:
        return
    named, patterns = asked.schema.get("properties", {}), list(asked.schema.get("patternProperties", ()))
    for name in asked.value:
        if name in named or any(is_found(one, name) for one in patterns):
            continue
        if asked.said is False:
            run.fail(asked, f'property "{name}" is not expected to be here', extra=name)
            held = False
        else:
            held = run.apply(asked.said, asked.value[name], (*asked.way, name), asked.inner, Seen())
        if not held and not run.everything:
            return


def _properties(run: Evaluation, asked: Asked) -> None:
    asked.seen.names.append(asked.said)
    for name, part in asked.said.items():
        if name in asked.value:
            held = run.apply(part, asked.value[name], (*asked.way, name), asked.inner, Seen())
            if not held and not run.everything:
                return


def _pattern_properties(run: Evaluation, asked: Asked) -> None:
    for pattern, part in asked.said.items():
        names = [name for name in asked.value if is_found(pattern, name)]
        asked.seen.names.append(names)
        if part is True or part == {}:
            continue
        for name in names:
            held = run.apply(part, asked.value[name], (*asked.way, name), asked.inner, Seen())
            if not held and not run.everything:
                return


def _needed(run: Evaluation, asked: Asked, name: str, others: list[str]) -> Iterator[bool]:
    """Members that a member needs; whether to go on."""
    for other in others:
        if other not in asked.value:
            run.fail(asked, f"must have {', '.join(others)} when property {name} is present", extra=other)
            yield run.everything


def _dependent_required(run: Evaluation, asked: Asked) -> None:
    for name, others in asked.said.items():
        if name in asked.value and not all(_needed(run, asked, name, others)):
            return


def _dependent_schemas(run: Evaluation, asked: Asked) -> None:
    for name, part in asked.said.items():
        if name not in asked.value:
            continue
        seen = Seen()
        if run.part(asked, part, seen=seen):
            asked.seen.add(seen)
        elif not run.everything:
            return


def _dependencies(run: Evaluation, asked: Asked) -> None:
    said = asked.said
    before = len(run.failures)
    for check, kind in ((_dependent_required, list), (_dependent_schemas, dict)):
        chosen = {name: one for name, one in said.items() if isinstance(one, list) == (kind is list)}
        check(run, Asked("dependencies", {"dependencies": chosen}, asked.value, asked.way, asked.inner, asked.seen))
        if len(run.failures) > before and not run.everything:
            return


def _unevaluated_properties(run: Evaluation, asked: Asked) -> None:
    if asked.seen.whole:
        return
    names = {name for one in asked.seen.names for name in one}
    asked.seen.whole = True
    for name in asked.value:
        if name in names:
            continue
        if asked.said is False:
            run.fail(asked, "must not have unevaluated properties", extra=name)
            held = False
        else:
            held = run.apply(asked.said, asked.value[name], (*asked.way, name), asked.inner, Seen())
        if not held and not run.everything:
            return


# ---------------------------------------------------------------------------------------------------------------- order

_ANY: dict[str, Check] = {
    "$dynamicAnchor": _dynamic_anchor, "$dynamicRef": _dynamic_reference, "$recursiveAnchor": _dynamic_anchor,
    "$recursiveRef": _dynamic_reference, "$ref": _reference,
    "type": lambda *_: None, "const": _const, "enum": _enum, "not": _not, "anyOf": _any_of,
    "oneOf": _one_of, "allOf": _all_of, "if": _if,
}  # fmt: skip
_NUMBERS: dict[str, Check] = {
    "maximum": _limit, "minimum": _limit, "exclusiveMaximum": _limit, "exclusiveMinimum": _limit,
    "multipleOf": _multiple_of, "format": _format,
}  # fmt: skip
_TEXTS: dict[str, Check] = {"maxLength": _size, "minLength": _size, "pattern": _pattern, "format": _format}
_LISTS: dict[str, Check] = {
    "maxItems": _size, "minItems": _size, "additionalItems": _additional_items, "prefixItems": _tuple, "items": _items,
    "contains": _contains, "uniqueItems": _unique_items, "unevaluatedItems": _unevaluated_items,
}  # fmt: skip
_OBJECTS: dict[str, Check] = {
    "maxProperties": _size, "minProperties": _size, "required": _required, "propertyNames": _property_names,
    "additionalProperties": _additional_properties, "dependencies": _dependencies, "properties": _properties,
    "patternProperties": _pattern_properties, "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas, "unevaluatedProperties": _unevaluated_properties,
}  # fmt: skip
_GROUPS: tuple[tuple[str | None, dict[str, Check]], ...] = (
    (None, _ANY), ("number", _NUMBERS), ("string", _TEXTS), ("array", _LISTS), ("object", _OBJECTS),
)  # fmt: skip

_NEXT = frozenset({
    "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties",
    "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef",
})  # fmt: skip
_UNKNOWN: dict[str, frozenset[str]] = {
    "draft4": _NEXT | {"prefixItems", "exclusiveMaximum", "exclusiveMinimum"},
    "draft6": _NEXT | {"prefixItems"},
    "draft7": _NEXT | {"prefixItems"},
    "draft2019-09": frozenset({"prefixItems"}),
    "draft2020-12": frozenset({"additionalItems"}),
}
"""Keywords that the validator of a dialect does not have; it has some that came later than the dialect itself."""


@cache
def groups(dialect: str) -> tuple[tuple[str | None, dict[str, Check]], ...]:
    """The keywords of a dialect by the type that they are about, in their order."""
    unknown = _UNKNOWN[dialect]
    return tuple((kind, {key: check for key, check in some.items() if key not in unknown}) for kind, some in _GROUPS)


def types_of(schema: Mapping[str, Any], nullable: str) -> tuple[str, ...]:
    """The types that a schema allows. `nullable` is the keyword that adds null to them."""
    said = schema.get("type") or ()
    types = (said,) if isinstance(said, str) else tuple(said)
    return (*types, "null") if types and schema.get(nullable) is True and "null" not in types else types


def plan_of(schema: Mapping[str, Any], dialect: str, nullable: str) -> Plan:
    """How a schema is asked. A type comes first, unless keywords for values of that very type are there."""
    used = []
    for kind, known in groups(dialect):
        checks = tuple((key, check) for key, check in known.items() if key in schema)
        if checks:
            used.append((kind, checks))
    types = types_of(schema, nullable)
    later = len(types) == 1 and any(kind == types[0] for kind, _ in used)
    return Plan(types, bool(types) and not later, tuple(used))
