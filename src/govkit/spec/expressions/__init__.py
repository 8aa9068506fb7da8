"""One small language for conditions, values and texts: names, comparison, exact arithmetic, a few functions.

Every place that holds expressions allows a part of it by a `Grammar`. Evaluation is pure, bounded by the data, and
never raises but for `OverBudget`: what has no answer is MISSING, which is not null.
"""

from govkit.spec.expressions.days import pattern_of, read_day, written_day
from govkit.spec.expressions.errors import ExpressionError, OverBudget
from govkit.spec.expressions.evaluation import Scope, evaluated, found, holds, wanted_of_item
from govkit.spec.expressions.functions import FUNCTIONS, Function, World, duration_of
from govkit.spec.expressions.parsing import Feature, Grammar, close_to, parsed
from govkit.spec.expressions.templates import (
    Template,
    TemplateError,
    as_json,
    filled,
    template,
    trees_of,
)
from govkit.spec.expressions.tree import (
    Binary,
    Call,
    ListOf,
    Literal,
    Name,
    Tree,
    Unary,
    Within,
    children,
    walk,
    written,
)
from govkit.spec.expressions.values import MISSING, instant_of, instant_text, number_of, plain_text

__all__ = [
    "FUNCTIONS",
    "MISSING",
    "Binary",
    "Call",
    "ExpressionError",
    "Feature",
    "Function",
    "Grammar",
    "ListOf",
    "Literal",
    "Name",
    "OverBudget",
    "Scope",
    "Template",
    "TemplateError",
    "Tree",
    "Unary",
    "Within",
    "World",
    "as_json",
    "children",
    "close_to",
    "duration_of",
    "evaluated",
    "filled",
    "found",
    "holds",
    "instant_of",
    "instant_text",
    "number_of",
    "parsed",
    "pattern_of",
    "plain_text",
    "read_day",
    "template",
    "trees_of",
    "walk",
    "wanted_of_item",
    "written",
    "written_day",
]
