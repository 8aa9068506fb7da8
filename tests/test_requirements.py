"""Every requirement is shown by a test, and answered by commands that there are."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from govkit.cli import govkit
from tools.requirements import REQUIREMENTS, Requirement, marked_in


def test_every_requirement_is_named_by_a_test_and_no_other_is(repository: Path) -> None:
    assert sorted(marked_in(repository / "tests")) == sorted(one.id for one in REQUIREMENTS)


@pytest.mark.parametrize("one", REQUIREMENTS, ids=lambda one: one.id)
def test_its_commands_are_there(one: Requirement) -> None:
    for command in one.commands:
        found: click.Command | None = govkit
        for word in command.split():
            assert isinstance(found, click.Group)
            with click.Context(found) as context:
                found = found.get_command(context, word)
        assert found is not None, f"there is no `govkit {command}`"
