"""The page of the kinds of faults, and the schema of files of faults."""

from __future__ import annotations

import json

from govkit.mocks.faults.form import AfterCommit, Match, Order
from govkit.mocks.faults.kind import FaultKind, all_kinds
from govkit.mocks.faults.orders import file_schema
from govkit.mocks.faults.spans import Exponential, Lognormal, Normal, Spread
from tools import forms

SCHEMA = "faults.schema.json"


def schema_file() -> str:
    """The JSON Schema of files of faults."""
    return json.dumps(file_schema(), indent=2) + "\n"


def page() -> str:
    """The page."""
    parts = [
        "# Faults of mocks",
        "What goes wrong when it is ordered: by the [control API](../mocks.md#faults), in a file "
        f"(`govkit mock up --faults FILE`, [JSON Schema](schemas/{SCHEMA})), or for one request in its header "
        "`X-Govkit-Fault`. Times are seconds, as `2.5`, `250ms` or `PT90S`.",
        "## Every order",
        forms.table(Order),
        "### `match`",
        forms.table(Match),
        "## Times that are spread",
        forms.said(Spread),
        forms.table(Spread),
    ]
    for form in (Normal, Lognormal, Exponential):
        parts += [f"### `{form.__name__.lower()}`", forms.table(form)]
    for kind in all_kinds().values():
        parts += _kind(kind)
    return "\n\n".join(parts) + "\n"


def _kind(kind: FaultKind) -> list[str]:
    common = set(Order.model_fields) - {"fault"}
    after = "`afterCommit: true`: it strikes after what the request does is done." if _may_be_late(kind) else ""
    own = forms.table(kind.form, without=common | {"fault", "after_commit"})
    parts = [f"## {kind.name}", kind.summary, *([own] if own.count("\n") > 1 else []), *([after] if after else [])]
    for sample in kind.samples:
        parts += [f"{sample.says[:1].upper()}{sample.says[1:]}:", f"```json\n{json.dumps(sample.order)}\n```"]
    return parts


def _may_be_late(kind: FaultKind) -> bool:
    return issubclass(kind.form, AfterCommit)
