"""Rules shown to people and scripts: one in full, or the list of all."""

from __future__ import annotations

import difflib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from govkit import __version__
from govkit.catalog.mapping.function import Function
from govkit.findings import Example, Rule
from govkit.reports.format import Rendered
from govkit.reports.jsontext import dumps
from govkit.reports.spans import Line, Span, line, wrap
from govkit.reports.wording import number

_INDENT = "  "
_STRICTER = "stricter than comparators of pacts"


def rule_page(rule: Rule, width: int) -> list[Line]:
    """One rule in full: what it finds, why that matters, examples, what to do."""
    severity = rule.severity.value
    page = [line(Span(severity, severity), "  ", Span(rule.id, "strong")), *_paragraphs(rule.summary, width)]
    page += [*_heading("Why it matters"), *_paragraphs(rule.rationale, width)]
    for example in rule.examples:
        page += _example(example, width)
    page += [*_heading("What to do"), *_paragraphs(rule.fix, width)]
    if rule.stricter:
        page += [(), *_paragraphs(f"It is {_STRICTER}: `--profile comparator` leaves it out.", width)]
    if rule.unpaired:
        page += [*_heading("Why it has no twin in the other direction"), *_paragraphs(rule.unpaired, width)]
    return page


def function_page(function: Function, width: int) -> list[Line]:
    """One function of the mapping language: what it does, what it takes, examples, what goes back."""
    page = [line(Span("function ", "dim"), Span(signature(function), "strong")), *_paragraphs(function.summary, width)]
    page += [*_heading("Takes")]
    for argument in function.arguments:
        page.append(line(_INDENT, Span(argument.name, "strong"), "  ", Span(_one_line(argument.schema), "code")))
    page += [*_heading("Examples")]
    for case in function.examples:
        given = ", ".join(map(_one_line, case.arguments))
        made = f"nothing: {case.refused}" if case.refused else _one_line(case.result)
        page += wrap([Span(f"{given} → {made}")], width, first=line(_INDENT), rest=_INDENT * 2)
    return [*page, *_heading("The way back"), *_paragraphs(way_back(function), width)]


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def signature(function: Function) -> str:
    """A function with the names of what it takes: `day_after(day)`."""
    names = ", ".join(argument.name for argument in function.arguments)
    return f"{function.name}({names}{', …' if function.variadic else ''})"


def way_back(function: Function) -> str:
    """How each argument is had from what the function made, in a sentence."""
    told = [
        f"`{argument.name}` by `{back}`"
        if not back.startswith("/")
        else f"`{argument.name}` is the member `{back[1:]}`"
        for argument, back in zip(function.arguments, function.back, strict=False)
        if back is not None
    ]
    return f"{'; '.join(told)}." if told else "None: what it makes does not tell what it was made of."


def _heading(text: str) -> list[Line]:
    return [(), line(Span(text, "strong"))]


def _paragraphs(text: str, width: int) -> Iterator[Line]:
    for position, paragraph in enumerate(inspect.cleandoc(text).split("\n\n")):
        if position:
            yield ()
        yield from wrap([Span(" ".join(paragraph.split()))], width, first=line(_INDENT), rest=_INDENT)


def _example(example: Example, width: int) -> Iterator[Line]:
    what = "Example" if example.finds else "Stays silent"
    yield from _heading(f"{what}: {example.title}" if example.title else what)
    if example.because:
        yield from _paragraphs(example.because, width)
    for text in example_diff(example):
        style = {"-": "old", "+": "new"}.get(text[:1], "code")
        yield line(_INDENT, Span("│ ", "dim"), Span(text, style))
    if example.finds:
        found = ", ".join(path or "the root" for path in example.finds)
        yield from wrap([Span(f"found at {found}", "path")], width, first=line(_INDENT), rest=_INDENT)


def example_diff(example: Example) -> list[str]:
    """The change of an example as the lines of a diff of whole documents, or its document where there is one."""
    after = example.after.strip("\n").splitlines()
    if example.before is None or example.before == example.after:
        return after
    before = example.before.strip("\n").splitlines()
    whole = max(len(before), len(after))  # a fragment of YAML without its parents says little
    return [text.rstrip() for text in list(difflib.unified_diff(before, after, n=whole, lineterm=""))[3:]]


def _as_text(rules: Sequence[Rule], width: int) -> list[Line]:
    lines: list[Line] = []
    for rule in rules:
        severity = rule.severity.value
        stricter = [Span(f"  {_STRICTER}", "dim")] if rule.stricter else []
        lines.append(line(Span(severity.ljust(9), severity), Span(rule.id, "strong"), *stricter))
        lines += wrap([Span(" ".join(rule.summary.split()))], width, first=line(" " * 9), rest=" " * 9)
    return [*lines, (), line(Span(number(len(rules), "rule"), "strong"))]


def _as_json(rules: Sequence[Rule], _: int) -> str:
    listed = [
        {
            "id": rule.id,
            "severity": rule.severity.value,
            "stricter": rule.stricter,
            "summary": " ".join(rule.summary.split()),
            "rationale": inspect.cleandoc(rule.rationale),
            "fix": inspect.cleandoc(rule.fix),
        }
        for rule in rules
    ]
    return dumps({"govkit": __version__, "rules": listed}) + "\n"


def _as_markdown(rules: Sequence[Rule], _: int) -> str:
    rows = [
        f"| `{rule.id}` | {rule.severity.value} | {_cell(rule.summary)}{f' ({_STRICTER})' if rule.stricter else ''} |\n"
        for rule in rules
    ]
    return "".join(["| rule | severity | summary |\n|---|---|---|\n", *rows])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


_LISTS: dict[str, Callable[[Sequence[Rule], int], Rendered]] = {
    "text": _as_text,
    "json": _as_json,
    "markdown": _as_markdown,
}

RULE_LIST_FORMATS = tuple(_LISTS)
"""The formats in which the rules can be listed."""


def rule_list(rules: Mapping[str, Rule], format_name: str, width: int) -> Rendered:
    """All rules, by id, in one of `RULE_LIST_FORMATS`."""
    return _LISTS[format_name]([rules[id_] for id_ in sorted(rules)], width)
