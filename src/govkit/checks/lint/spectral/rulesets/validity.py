"""Whether a tree is a ruleset: what may stand where, said at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from govkit.checks.lint.spectral.model import Level
from govkit.checks.lint.spectral.rulesets.aliases import AliasError, Aliases, aliases_of, expanded, of_any_format
from govkit.checks.lint.spectral.rulesets.formats import FORMATS, format_named
from govkit.checks.lint.spectral.rulesets.globs import GlobError, check_glob
from govkit.spec.documents import Pointer

_MEMBERS = (
    "aliases", "description", "documentationUrl", "except", "extends", "formats", "functions", "functionsDir",
    "overrides", "parserOptions", "rules",
)  # fmt: skip
_OF_RULE = (
    "description", "documentationUrl", "extensions", "formats", "given", "message", "recommended", "resolved",
    "severity", "tags", "then", "type",
)  # fmt: skip
LEVELS: Final = tuple(level.value for level in Level)
_NUMBERS = (-1, 0, 1, 2, 3)
_MODES = ("all", "recommended", "off")
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_URL = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_TEXTS = ("description", "message")
_LONGEST = 10_000
_BOOLEANS = ("recommended", "resolved")
_SHOWN_LEVELS = ", ".join(LEVELS)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a ruleset, where, and what to do."""

    at: Pointer
    message: str
    hint: str


def mistakes(tree: Any) -> Iterator[Mistake]:
    """What is wrong with the form of a ruleset, in its order; functions and their options are not looked at."""
    if not isinstance(tree, dict):
        yield Mistake((), "a ruleset is an object", "it has `extends`, `rules` or both")
        return
    yield from _unknown(tree, _MEMBERS, (), "a ruleset")
    if not any(name in tree for name in ("extends", "rules", "overrides", "except")):
        yield Mistake((), "the ruleset says nothing", "give it `extends`, `rules` or `overrides`")
    yield from _body(tree, (), {})
    yield from _overrides(tree)
    yield from _except(tree)
    for name in ("description", "functionsDir"):
        yield from _typed(tree, name, str, (), "a text")
    functions = tree.get("functions", [])
    if not isinstance(functions, list):
        yield Mistake(("functions",), "`functions` is a list of names", "each names a file of `functionsDir`")


def _body(tree: dict[str, Any], at: Pointer, outer: Aliases) -> Iterator[Mistake]:
    """What a ruleset and the override of one have in common. `outer` are the aliases around an override."""
    yield from _url(tree, at)
    yield from _formats(tree, at)
    yield from _extends(tree, at)
    yield from _options(tree, at)
    wrong = list(_aliases(tree, at))
    yield from wrong
    rules = tree.get("rules", {})
    if not isinstance(rules, dict):
        yield Mistake((*at, "rules"), "`rules` is an object", "its members are rules by their names")
        return
    if wrong:
        return
    known = of_any_format({**outer, **aliases_of(tree.get("aliases"))})
    for name, targets in known.items() if "aliases" in tree else ():
        given = [one for target in targets for one in target.given]
        yield from _leading(given, known, (*at, "aliases", name))
    for name, rule in rules.items():
        yield from _rule(rule, (*at, "rules", name), known)


def _unknown(tree: dict[str, Any], known: Iterable[str], at: Pointer, what: str) -> Iterator[Mistake]:
    for name in tree:
        if name not in known and not name.startswith("x-"):
            near = get_close_matches(name, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"it knows {', '.join(f'`{one}`' for one in known)}"
            yield Mistake((*at, name), f"{what} has no member `{name}`", hint)


def _typed(tree: dict[str, Any], name: str, kind: type, at: Pointer, what: str) -> Iterator[Mistake]:
    if name in tree and not isinstance(tree[name], kind):
        yield Mistake((*at, name), f"`{name}` is {what}", "write it so, or leave it out")


def _url(tree: dict[str, Any], at: Pointer) -> Iterator[Mistake]:
    said = tree.get("documentationUrl", "https://-")
    if not isinstance(said, str) or not _URL.fullmatch(said):
        yield Mistake((*at, "documentationUrl"), "`documentationUrl` is no URL", "write it whole: https://…")


def _formats(tree: dict[str, Any], at: Pointer) -> Iterator[Mistake]:
    said = tree.get("formats", [])
    if not isinstance(said, list):
        yield Mistake((*at, "formats"), "`formats` is a list", "such as [oas3_0, oas3_1]")
        return
    for index, name in enumerate(said):
        if not isinstance(name, str) or format_named(name) is None:
            near = get_close_matches(str(name), FORMATS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"the formats are {', '.join(FORMATS)}"
            yield Mistake((*at, "formats", index), f"there is no format {name!r}", hint)


def _extends(tree: dict[str, Any], at: Pointer) -> Iterator[Mistake]:
    said = tree.get("extends", [])
    for index, one in enumerate(said if isinstance(said, list) else [said]):
        where = (*at, "extends", index) if isinstance(said, list) else (*at, "extends")
        if isinstance(one, str) and one:
            continue
        if not isinstance(one, list) or not isinstance(said, list):
            yield Mistake(where, "what is extended is named by a text", "such as spectral:oas or ./base.yaml")
        elif len(one) != 2 or not isinstance(one[0], str):
            yield Mistake(where, "a pair in `extends` is the name of a ruleset and a mode", "[spectral:oas, off]")
        elif one[1] not in _MODES:
            yield Mistake((*where, 1), f"there is no mode {one[1]!r}", f"the modes are {', '.join(_MODES)}")


def _options(tree: dict[str, Any], at: Pointer) -> Iterator[Mistake]:
    said = tree.get("parserOptions", {})
    if not isinstance(said, dict):
        yield Mistake((*at, "parserOptions"), "`parserOptions` is an object", "with severities")
        return
    yield from _unknown(said, ("duplicateKeys", "incompatibleValues"), (*at, "parserOptions"), "`parserOptions`")
    for name, severity in said.items():
        if not is_severity(severity):
            yield _no_severity(severity, (*at, "parserOptions", name))


def is_severity(value: Any) -> bool:
    """Whether a value says how bad something is: in a word, or by a number from -1 to 3."""
    return (isinstance(value, str) and value in LEVELS) or (type(value) is int and value in _NUMBERS)


def _no_severity(value: Any, at: Pointer) -> Mistake:
    near = get_close_matches(str(value), LEVELS, 1)
    return Mistake(at, f"there is no severity {_shown(value)}", f"did you mean `{near[0]}`?" if near else _SHOWN_LEVELS)


# ------------------------------------------------------------------------------------------------------------- aliases


def _aliases(tree: dict[str, Any], at: Pointer) -> Iterator[Mistake]:
    said = tree.get("aliases", {})
    if not isinstance(said, dict):
        yield Mistake((*at, "aliases"), "`aliases` is an object", "its members are lists of expressions")
        return
    for name, value in said.items():
        where = (*at, "aliases", name)
        if not _ALIAS.fullmatch(name):
            yield Mistake(where, f"{name!r} is no name for an alias", "a letter, then letters, digits, `_` and `-`")
        elif isinstance(value, dict):
            yield from _targets(value, where)
        else:
            yield from _expressions(value, where)


def _targets(value: dict[str, Any], at: Pointer) -> Iterator[Mistake]:
    targets = value.get("targets")
    if not isinstance(targets, list) or not targets:
        yield Mistake(at, "an alias by formats has `targets`", "a list of objects with `formats` and `given`")
        return
    for index, target in enumerate(targets):
        where = (*at, "targets", index)
        if not isinstance(target, dict) or not isinstance(target.get("formats"), list) or "given" not in target:
            yield Mistake(where, "a target of an alias has `formats` and `given`", "both are lists")
        else:
            yield from _formats(target, where)
            yield from _expressions(target["given"], (*where, "given"))


def _expressions(given: Any, at: Pointer) -> Iterator[Mistake]:
    """A list of expressions that is not empty."""
    if not isinstance(given, list) or not given:
        yield Mistake(at, "what an alias stands for is a list of expressions", 'such as ["$.paths[*]"]')
        return
    for index, one in enumerate(given):
        yield from _expression(one, (*at, index))


def _expression(one: Any, at: Pointer) -> Iterator[Mistake]:
    if not isinstance(one, str) or not one.startswith(("$", "#")):
        hint = "a JSONPath begins with `$`, the name of an alias with `#`"
        yield Mistake(at, f"{_shown(one)} is no expression", hint)


def _leading(given: Iterable[str], known: Aliases, at: Pointer) -> Iterator[Mistake]:
    """Whether the aliases in expressions lead anywhere."""
    try:
        expanded(given, known, None)
    except AliasError as error:
        names = ", ".join(f"#{name}" for name in list(known)[:20]) or "none here"
        yield Mistake(at, str(error), f"the aliases of a ruleset are its own: {names}")


# --------------------------------------------------------------------------------------------------------------- rules


def _rule(rule: Any, at: Pointer, aliases: Aliases) -> Iterator[Mistake]:
    if isinstance(rule, bool) or (isinstance(rule, str) and rule in LEVELS):
        return
    if not isinstance(rule, dict):
        if isinstance(rule, str):
            yield _no_severity(rule, at)
        else:
            yield Mistake(at, "this is no rule", f"write an object, true, false, or a severity: {_SHOWN_LEVELS}")
        return
    yield from _unknown(rule, _OF_RULE, at, "a rule")
    for name in ("given", "then"):
        if name not in rule:
            yield Mistake(
                at, f"the rule has no `{name}`", "a rule says where it looks (`given`) and what it asks (`then`)"
            )
    yield from _url(rule, at)
    yield from _formats(rule, at)
    for name in _TEXTS:
        yield from _typed(rule, name, str, at, "a text")
        if isinstance(rule.get(name), str) and len(rule[name]) > _LONGEST:
            yield Mistake(
                (*at, name), f"`{name}` is longer than {_LONGEST:,} characters", "it is shown with each result"
            )
    for name in _BOOLEANS:
        yield from _typed(rule, name, bool, at, "true or false")
    if "severity" in rule and not is_severity(rule["severity"]):
        yield _no_severity(rule["severity"], (*at, "severity"))
    yield from _given(rule, at, aliases)
    yield from _then(rule, at)


def _given(rule: dict[str, Any], at: Pointer, aliases: Aliases) -> Iterator[Mistake]:
    if "given" not in rule:
        return
    given = rule["given"]
    if isinstance(given, list):
        wrong = [one for index, text in enumerate(given) for one in _expression(text, (*at, "given", index))]
        if not given:
            wrong.append(Mistake((*at, "given"), "`given` is empty", "name one expression at least"))
    else:
        wrong = list(_expression(given, (*at, "given")))
    yield from wrong
    if not wrong:
        yield from _leading(given if isinstance(given, list) else [given], aliases, (*at, "given"))


def _then(rule: dict[str, Any], at: Pointer) -> Iterator[Mistake]:
    then = rule.get("then", [])
    for index, one in enumerate(then if isinstance(then, list) else [then]):
        where = (*at, "then", index) if isinstance(then, list) else (*at, "then")
        if not isinstance(one, dict) or not isinstance(one.get("function"), str):
            yield Mistake(where, "what a rule asks is an object with a `function`", "such as {function: truthy}")
        else:
            yield from _typed(one, "field", str, where, "a text")


# ----------------------------------------------------------------------------------------------------------- overrides


def _overrides(tree: dict[str, Any]) -> Iterator[Mistake]:
    if "overrides" not in tree:
        return
    overrides = tree["overrides"]
    if not isinstance(overrides, list) or not overrides:
        yield Mistake(("overrides",), "`overrides` is a list that is not empty", "of objects with `files`")
        return
    try:
        outer = aliases_of(tree.get("aliases"))
    except (AttributeError, KeyError, TypeError):  # said where they stand
        outer = {}
    for index, one in enumerate(overrides):
        yield from _override(one, ("overrides", index), outer)


def _override(one: Any, at: Pointer, outer: Aliases) -> Iterator[Mistake]:
    files = one.get("files") if isinstance(one, dict) else None
    if not isinstance(files, list) or not files:
        yield Mistake(at, "an override has `files`", 'a list of globs, such as ["v2/**/*.json"]')
        return
    for index, pattern in enumerate(files):
        yield from _file(pattern, (*at, "files", index))
    pointed = [isinstance(pattern, str) and "#" in pattern[1:] for pattern in files]
    if "rules" not in one and ("extends" not in one or any(pointed)):
        yield Mistake(at, "the override changes nothing", "give it `rules`")
    if all(pointed):
        yield from _unknown(one, ("files", "rules"), at, "an override at a JSON pointer")
    if any(pointed):
        yield from _levels(one.get("rules"), (*at, "rules"))
    else:
        yield from _body(one, at, outer)


def _levels(rules: Any, at: Pointer) -> Iterator[Mistake]:
    """At a JSON pointer an override may change severities only."""
    if not isinstance(rules, dict):
        yield Mistake(at, "`rules` is an object", "its members are severities by the names of rules")
        return
    for name, severity in rules.items():
        if not is_severity(severity):
            yield _no_severity(severity, (*at, name))


def _file(pattern: Any, at: Pointer) -> Iterator[Mistake]:
    if not isinstance(pattern, str) or not pattern.strip("#"):
        yield Mistake(at, f"{pattern!r} is no glob", "such as **/*.yaml")
        return
    try:
        check_glob(pattern.partition("#")[0] or "**")
    except GlobError as error:
        yield Mistake(at, f"{pattern!r} is no glob that can be used: {error}", "such as **/*.yaml")


def _except(tree: dict[str, Any]) -> Iterator[Mistake]:
    said = tree.get("except", {})
    is_right = isinstance(said, dict) and all(
        isinstance(rules, list) and all(isinstance(rule, str) for rule in rules) for rules in said.values()
    )
    if not is_right:
        yield Mistake(("except",), "`except` is an object", "of lists of rules, by file or file#/pointer")
        return
    for pattern in said:
        if pattern.strip("#"):
            yield from _file(pattern if not pattern.startswith("#") else f"**{pattern}", ("except", pattern))


def _shown(value: Any) -> str:
    """A value as it was written, nearly."""
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else repr(value)
