"""Words that the messages of rules share: what a change is about, values, counts, bounds, types."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from govkit.checks.compat.change import Change, Pair, Proposal, Root
from govkit.findings import Severity
from govkit.spec.schemas.shape import ALL_TYPES, Spot, dereferenced

_LONGEST = 60
_MOST = 5
_BARE = re.compile(r"(?!(?:true|false|null)\Z)[^\W\d][\w .:/+@-]*\Z")


def subject(change: Change) -> str:
    """What a change is about: "`memo`", "query parameter `limit`", "an item of `lines`", "the request body"."""
    if change.pair is None:
        return operation_of(change)
    if change.step is not None and change.step.kind == "property":
        return _member(change.pair, str(change.step.name))
    return _place(change.pair)


def operation_of(change: Change) -> str:
    """What the operation that changed is called: "POST /invoices", "the webhook `invoice.paid`"."""
    operation = change.operation
    if operation is None:
        return "the API"
    if len(change.reach) > 1:
        return f"{len(change.reach)} operations"
    if operation.kind == "webhook":
        return f"the webhook {code(operation.path)}"
    if operation.kind == "callback":
        owner = operation.name.removesuffix(f" {operation.path} {operation.method.upper()}")
        return f"the callback {code(operation.path.split(' ')[1])} of {owner}"
    return operation.name


def says(change: Change, one: str, many: str) -> str:
    """The operation with its verb, or how many operations there are with theirs."""
    return f"{operation_of(change)} {many if len(change.reach) > 1 else one}"


def code(text: str) -> str:
    """A text as code, shortened, on one line."""
    text = " ".join(text.replace("`", "'").split())
    return f"`{text if len(text) <= _LONGEST else f'{text[: _LONGEST - 1]}…'}`"


def value(content: Any) -> str:
    """A JSON value as code; a text that looks like no other value stands without quotes."""
    bare = isinstance(content, str) and _BARE.match(content)
    return code(content if bare else json.dumps(content, ensure_ascii=False, default=str))


def values(contents: Sequence[Any] | None) -> str:
    """Some JSON values as a list; the first few where they are many."""
    shown = [value(content) for content in (contents or ())[:_MOST]]
    left = len(contents or ()) - len(shown)
    return joined([*shown, f"{left} more"] if left else shown)


def one_or_all(content: Any) -> str:
    """One value of a keyword that adds up, or all of them where a schema says it more than once."""
    return joined([code(str(one)) for one in (content if isinstance(content, list) else [content])])


def joined(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in prose."""
    if len(words) < 2:
        return "".join(words) or "nothing"
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count(number: Any, unit: str) -> str:
    """A number of things: "1 character", "5 properties"."""
    plural = f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
    return f"{number} {unit if number == 1 else plural}"


def at_most(number: Any, unit: str) -> str:
    """An upper limit of a count, None for no limit."""
    return f"any number of {count(0, unit)[2:]}" if number is None else f"at most {count(number, unit)}"


def as_few_as(number: Any, unit: str) -> str:
    """A lower limit of a count that got smaller, None for no limit."""
    return f"as few as {count(number, unit)}" if number else f"no {count(0, unit)[2:]} at all"


def was(number: Any) -> str:
    """What a limit was before, None for no limit."""
    return "there was no limit" if number is None else f"it was {number}"


def highest(bound: Any) -> str:
    """An upper bound of a number; None for none."""
    return _bound(bound, "at most", "less than", "without upper limit")


def lowest(bound: Any) -> str:
    """A lower bound of a number; None for none."""
    return _bound(bound, "at least", "more than", "without lower limit")


def _bound(bound: Any, inclusive: str, exclusive: str, free: str) -> str:
    if bound is None:
        return free
    return f"{exclusive} {bound['exclusive']}" if isinstance(bound, dict) else f"{inclusive} {bound}"


def types(names: Sequence[str] | None) -> str:
    """JSON types in prose: "a string or null"."""
    if names is None or set(names) >= ALL_TYPES:
        return "anything"
    return joined(
        [_article(name) for name in (*(n for n in names if n != "null"), *(n for n in names if n == "null"))], "or"
    )


def _article(name: str) -> str:
    return name if name == "null" else f"an {name}" if name[0] in "aio" else f"a {name}"


def default_changed(change: Change, absent: str) -> str | None:
    """Words another default, None where null took the place of none: both stand for nothing."""
    before, after = (content[0] if content else None for content in (change.before, change.after))
    if before is None and after is None:
        return None
    was, now = ("nothing" if content is None else value(content) for content in (before, after))
    return f"{subject(change)} means {now} where it is {absent}, before {was}"


def variant(label: str) -> str:
    """What the branch of a union is called; those without a name are counted from 1."""
    return f"number {int(label) + 1}" if label.isdigit() else value(label)


def credentials(security: Any) -> str:
    """What a caller must show, alternatives with "or"."""
    ways = [joined([_scheme(name, scopes) for name, scopes in sorted(one.items())]) for one in security or ()]
    return joined(["no credentials" if way == "nothing" else way for way in ways] or ["no credentials"], "or")


def _scheme(name: str, scopes: Any) -> str:
    asked = ", ".join(map(str, scopes)) if isinstance(scopes, list) else ""
    return f"{value(name)} ({asked})" if asked else value(name)


def refused_is_error(change: Change, message: str) -> Proposal:
    """An error where the other side may refuse what is sent, the rule's own severity where it is known not to."""
    return Proposal(message, None if change.narrows is False else Severity.ERROR)


# ---------------------------------------------------------------------------------------------------------- places


def _place(pair: Pair) -> str:
    """Where a pair of schemas stands: its component, or the last steps of the way to it."""
    component = _component(pair)
    if component is not None:
        return f"`{component}`"
    if pair.parent is None:
        return _whole(_root_of(pair))
    parent, step = pair.parent
    if step.kind == "property":
        return _member(parent, str(step.name))
    if step.kind == "item":
        return f"an item of {_place(parent)}"
    if step.kind == "prefix":
        return f"item {int(step.name) + 1} of {_place(parent)}"
    if step.kind == "additional":
        return f"any other property of {_place(parent)}"
    if step.kind == "pattern":
        return f"a property of {_place(parent)} named like {code(str(step.name))}"
    return f"the variant {variant(str(step.name))} of {_place(parent)}"


def _component(pair: Pair) -> str | None:
    """The component that a pair is on both sides, by its old name."""
    names = [_component_of(spot) for spot in (pair.old, pair.new)]
    return names[0] if None not in names else None


def _component_of(spot: Spot) -> str | None:
    if len(spot) != 1:
        return None
    atom = dereferenced(spot[0])
    pointer = atom.space.origin(atom.schema).pointer
    return str(pointer[2]) if len(pointer) == 3 and pointer[:2] == ("components", "schemas") else None


def _member(parent: Pair, name: str) -> str:
    """A property, or the parameter or header that a made object holds as one."""
    element = _root_of(parent).element
    if element == "property":
        return code(name)
    if parent.parent is not None:
        return f"{code(name)} in {_place(parent)}"
    if element == "header":
        return f"response header {code(name)}"
    location, _, word = name.partition(" ")
    parameter = _root_of(parent).operation.parameters.get(name)
    return f"{location} parameter {code(parameter.name if parameter is not None else word)}"


def _root_of(pair: Pair) -> Root:
    """The part of a message that a pair was first met in."""
    while pair.parent is not None:
        pair = pair.parent[0]
    assert pair.root is not None, "a pair is met in another pair, or is the root of a part of a message"
    return pair.root


def _whole(root: Root) -> str:
    """A part of a message as a whole."""
    words = root.part.split(" ")
    if words[0] == "response":
        return f"the body of response {words[1]}"
    return "the request body" if root.operation.kind == "path" else f"the body of the {root.operation.kind}"


# ------------------------------------------------------------------------------------------- changes that no rule names

_NOUNS = {
    "maxLength": "the greatest length",
    "minLength": "the least length",
    "maxItems": "the greatest number of items",
    "minItems": "the least number of items",
    "maxProperties": "the greatest number of properties",
    "minProperties": "the least number of properties",
    "maximum": "the upper bound",
    "minimum": "the lower bound",
    "pattern": "the pattern",
    "format": "the format",
    "multipleOf": "the step",
}
_RULES_OF_SCHEMAS = {
    "not": "what {it} must not be has changed",
    "if": "the condition on {it} has changed",
    "then": "what {it} must be where its condition holds has changed",
    "else": "what {it} must be where its condition does not hold has changed",
    "contains": "what an item of {it} must be like has changed",
    "minContains": "how many items of {it} must be alike has changed",
    "maxContains": "how many items of {it} may be alike has changed",
    "propertyNames": "how the properties of {it} may be named has changed",
    "patternProperties": "the properties of {it} that are named by patterns have changed",
    "dependentRequired": "which properties of {it} demand others has changed",
    "dependentSchemas": "which properties of {it} change the rest has changed",
    "unevaluatedItems": "which further items {it} may have has changed",
    "unevaluatedProperties": "which further properties {it} may have has changed",
    "anyOf": "the alternatives of {it} have changed",
    "oneOf": "the alternatives of {it} have changed",
    "$ref": "a reference at {it} leads nowhere on one side, so what it asks is unknown",
}
_SENTENCES = {
    "became-nullable": "{it} may be null, before it might not",
    "became-not-nullable": "{it} may not be null, before it might",
    "enum-added": "{it} has a list of values ({after}), before any would do",
    "enum-removed": "{it} may be any value, before it was one of {before}",
    "enum-value-added": "{it} may also be {after}",
    "enum-value-removed": "{it} may no longer be {before}",
    "unique-items-added": "the items of {it} must all differ",
    "unique-items-removed": "the items of {it} may repeat",
    "became-required": "{it} is required, before it was optional",
    "became-optional": "{it} is optional, before it was required",
    "property-added": "{it} is new",
    "required-property-added": "{it} is new and required",
    "property-removed": "{it} is no longer declared",
    "required-property-removed": "{it}, which was required, is no longer declared",
    "additional-properties-closed": "{it} takes no properties but the declared ones",
    "additional-properties-opened": "{it} may have properties that are not declared",
    "union-member-added": "{it} may also be the variant {variant}",
    "union-member-removed": "{it} may no longer be the variant {variant}",
}
_RANGES = re.compile(r"(max|min)-|(maximum|minimum)-|pattern-|format-|multiple-of-|unique-items-|enum-|default-")


def described(change: Change) -> str:
    """What changed, whatever it was: for the rules that speak of what no other names."""
    it = subject(change)
    if change.kind == "type-changed":
        return f"{it} is {types(change.after)}, before it was {types(change.before)}"
    if change.kind == "default-changed":
        return default_changed(change, "left out") or f"the default of {it} is null"
    if change.kind in _SENTENCES:
        return _SENTENCES[change.kind].format(
            it=it,
            before=values(_list(change.before)),
            after=values(_list(change.after)),
            variant=variant(change.name),
        )
    if change.keyword in _NOUNS:
        return _moved(f"{_NOUNS[change.keyword]} of {it}", change)
    sentence = _RULES_OF_SCHEMAS.get(change.keyword)
    if sentence is not None:
        return sentence.format(it=it)
    return f"{it} has changed ({' '.join(filter(None, (change.place, change.kind.replace('-', ' '))))})"


def _list(content: Any) -> list[Any]:
    return content if isinstance(content, list) else []


def _moved(noun: str, change: Change) -> str:
    if change.after is None:
        return f"{noun} is gone, before it was {_plain(change.before)}"
    if change.before is None:
        return f"{noun} is {_plain(change.after)}, before there was none"
    return f"{noun} is {_plain(change.after)}, before it was {_plain(change.before)}"


def _plain(content: Any) -> str:
    if isinstance(content, dict) and "exclusive" in content:
        return f"{content['exclusive']} (exclusive)"
    return str(content) if isinstance(content, int | float) else one_or_all(content)


def is_range(change: Change) -> bool:
    """Whether a change moves what a value may be, and not what it is: lengths, bounds, patterns, lists of values."""
    return change.direction is not None and _RANGES.match(change.kind) is not None
