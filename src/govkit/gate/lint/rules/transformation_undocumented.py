"""Finds transformations of data that nobody has described."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from govkit.catalog.entries import Problem
from govkit.catalog.entries.declarations import EachForm, FirstForm, FunctionForm, ListForm, MapForm, ObjectForm
from govkit.catalog.entries.rules._samples import mapping
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.rules._samples import apis
from govkit.gate.lint.view import View


def check(view: View) -> Iterator[Problem]:
    """Mappings without a description whose fields are more than copies, and functions without a word on them."""
    for one in view.estate.mappings.values():
        if one.metadata.description is None:
            back = one.spec.write.fields if one.spec.write is not None else {}
            made = sum(map(_is_made, [*one.spec.fields.values(), *back.values()]))
            if made:
                many = f"{made} fields are" if made > 1 else "a field is"
                message = f"the mapping `{one.name}` has no description, and {many} made of others"
                yield Problem(one.source, ("metadata", "name"), message, one.about)
    for version in view.versions:
        facts = view.read(version) if view.may_be_functions(version) else None
        if facts is not None and facts.unexplained:
            message = f"{version.name} has functions without a description: {', '.join(facts.unexplained)}"
            yield Problem(version.api.source, version.pointer, message, version.api.about, _OF_FUNCTIONS)


_OF_FUNCTIONS = "Write a docstring for each in `functions/`, then `govkit generate`."


def _is_made(declared: Any) -> bool:
    """Whether a value is another than what was there: what a function, a table or a choice makes."""
    if isinstance(declared, FunctionForm | MapForm | FirstForm):
        return True
    if isinstance(declared, EachForm):
        return _is_made(declared.item) or any(map(_is_made, (declared.fields or {}).values()))
    if isinstance(declared, ObjectForm):
        return any(map(_is_made, declared.fields.values()))
    if isinstance(declared, ListForm):
        return any(map(_is_made, declared.list))
    return isinstance(declared, Mapping) and any(map(_is_made, declared.values()))


def _functions(text: str) -> str:
    return f"x-govkit-functions: true\npaths: {{/sorted: {{post: {{{text}responses: {{}}}}}}}}\n"


_COPIED = "fields: {name: name, email: email}"
_MADE = "fields: {name: {with: upper, from: name}, email: email}"

RULE = Rule(
    id="transformation-undocumented",
    severity=Severity.WARNING,
    summary="Checks that whatever turns data into other data is described.",
    rationale=(
        "A field that is computed on its way means something else behind it. Why, who decided it and what is lost "
        "stands in no schema: without a description nobody can tell whether the next change of it is a mistake."
    ),
    fix="Describe in `metadata.description` what the mapping makes of the record, and why.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            mapping(_MADE),
            finds=("catalog/mappings/billing-customer.yaml#/metadata/name",),
        ),
        Example(
            None,
            apis(functions=_functions("")),
            finds=("catalog/apis/functions.yaml#/spec/versions/0",),
        ),
        Example(None, mapping(_COPIED), because="Fields that are copied mean the same on both sides."),
        Example(
            None,
            mapping(_MADE).replace("{name: billing-customer}", "{name: billing-customer, description: As registered.}")
            + apis(functions=_functions("summary: Sort them by name, ")),
            because="Both are described.",
        ),
    ),
)
