"""What `^` comes to: no step back, but a condition that the steps below lead somewhere."""

from __future__ import annotations

from dataclasses import replace

from govkit.checks.lint.spectral.paths.tree import Branch, Exists, IsContainer, Step


def ascended(branch: Branch) -> list[Branch]:
    """The ways to the parents of what a way leads to.

    Of `a.b` it is that of every `a` that has a `b`. Of `..b` it is that of every node with a `b`, and of the root if
    it has one.
    """
    if not branch.steps:
        return []
    last = branch.steps[-1]
    before = replace(branch, steps=branch.steps[:-1])
    leads_on = Exists(replace(last, deep=False))
    found = [_that(before, leads_on)]
    if last.deep:
        found.append(replace(before, steps=(*before.steps, Step(None, deep=True, conditions=(leads_on,)))))
    return found


def _that(branch: Branch, condition: Exists) -> Branch:
    """The same way, to nodes that meet one more condition."""
    if not branch.steps:
        return replace(branch, at_root=(*branch.at_root, condition))
    last = branch.steps[-1]
    return replace(branch, steps=(*branch.steps[:-1], replace(last, conditions=(*last.conditions, condition))))


def here_and_below(branch: Branch) -> list[Branch]:
    """The ways to what a way leads to, and to every object and array below it."""
    return [branch, replace(branch, steps=(*branch.steps, Step(None, deep=True, conditions=(IsContainer(),))))]
