"""Clean environments: the base, each extra, all; what a command says without its extra, and that it works with it."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

from govkit.cli import govkit as program
from govkit.extras import EXTRAS, Extra, extra_missing
from tests.packaging.installing import SUPPORTED, Environment, environment

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"

NEEDS: dict[str, tuple[str, ...]] = {
    "strict": ("validate --strict",),
    "client": ("pact record --consumer revenue-dashboard -- true",),
    "mock": ("mock up --port 0",),
    "portal": ("portal --port 0",),
    "generate": ("generate --check",),
    "contracts": ("pact verify", "pact fuzz"),
    "reconcile": ("match customer crm=records.json erp=records.json",),
    "sync": ("sync migrate", "sync status", "sync up --port 0", "sync reconcile"),
}
"""Commands that do not work in a base installation."""


def distribution(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-")


def test_the_table_of_extras_is_that_of_the_package(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        name: {distribution(one) for one in lines if not one.startswith("govkit[")}
        for name, lines in project["optional-dependencies"].items()
        if name != "all"
    }
    known = packages_distributions()
    assert {extra.name for extra in EXTRAS} == wanted.keys()
    for extra in EXTRAS:
        brought = {name.lower().replace("_", "-") for top in tops(extra) for name in known[top]}
        assert brought >= wanted[extra.name] - {"uvloop"}, "it makes servers faster, and nothing needs it"
        assert not extra.missing(), "whoever works on govkit has all of them"


def tops(extra: Extra) -> set[str]:
    return {module.partition(".")[0] for module in extra.modules}


@pytest.mark.parametrize("extra", EXTRAS, ids=lambda extra: str(extra.name))
def test_what_an_extra_is_for_names_commands_that_there_are(extra: Extra) -> None:
    for words in re.findall(r"govkit ([a-z -]+?)(?: --\w+)?(?:,| with|$)", extra.needed_by):
        found: click.Command | None = program
        for word in words.split():
            assert isinstance(found, click.Group)
            found = found.get_command(click.Context(found), word)
        assert found is not None, words


def test_of_several_extras_it_is_the_one_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govkit.extras.find_spec", lambda _: None)
    for command, name in (("sync status", "sync"), ("portal", "portal"), ("", "sync")):
        error = extra_missing("starlette", command)
        assert error is not None
        assert error.hint == f"pip install 'govkit[{name}]'"
    assert extra_missing("numpy") is None
    assert extra_missing("opentelemetry.sdk.trace", "sync up") is not None


def estate(fresh: Environment, folder: Path) -> Path:
    """The reference estate, committed."""
    fresh.run("govkit", "init", "--with-example", "alderway", cwd=folder)
    made = folder / "alderway"
    for words in ("init -q -b main", "add .", "commit -q -m first"):
        fresh.run("git", *words.split(), cwd=made)
    (made / "records.json").write_text("[]")
    return made


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Environment, Path]:
    """An environment with the base alone, and an estate."""
    folder = tmp_path_factory.mktemp("base")
    fresh = environment(HERE, folder / "venv", pip=False)
    fresh.install_fast(str(wheel))
    return fresh, estate(fresh, folder)


@pytest.mark.long
@pytest.mark.parametrize(("extra", "command"), [(extra, one) for extra, commands in NEEDS.items() for one in commands])
def test_a_command_without_its_extra_says_which_to_install(
    extra: str, command: str, base: tuple[Environment, Path]
) -> None:
    fresh, where = base
    said = fresh.run("govkit", *command.split(), cwd=where, codes=(2,)).stderr
    assert f"pip install 'govkit[{extra}]'" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert len(said.splitlines()) == 2, "what is missing, and how to get it"


@pytest.mark.long
def test_no_command_of_the_base_breaks_for_what_is_not_there(base: tuple[Environment, Path]) -> None:
    fresh, where = base
    assert "Commands:" in fresh.run("govkit", "--help", cwd=where).stdout
    for words in leaves(program, ()):
        fresh.run("govkit", *words, "--help", cwd=where)
        said = fresh.run("govkit", *words, cwd=where, codes=(0, 1, 2)).stderr if words != ("demo",) else ""
        assert "internal error" not in said


def leaves(group: click.Group, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words of every command that is none of commands."""
    found: list[tuple[str, ...]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found += leaves(command, (*above, name)) if isinstance(command, click.Group) else [(*above, name)]
    return found


WORKS: dict[str, tuple[str, ...]] = {
    "strict": ("validate --strict",),
    "client": ("validate",),
    "mock": ("mock up --help",),
    "portal": ("portal --static pages", "portal token make anna --role viewer"),
    "generate": ("generate --check",),
    "contracts": ("pact check",),
    "reconcile": ("match customer crm=records.json erp=records.json",),
    "sync": ("sync migrate", "sync status"),
    "postgres": ("sync migrate",),
    "otel": ("sync migrate",),
    "all": ("validate --strict", "sync migrate", "generate --check"),
}


@pytest.mark.long
@pytest.mark.parametrize("version", SUPPORTED)
@pytest.mark.parametrize("extra", WORKS)
def test_with_its_extra_a_command_works(version: str, extra: str, wheel: Path, tmp_path: Path) -> None:
    fresh = environment(version, tmp_path / "venv", pip=False)
    fresh.install_fast(f"{wheel}[{extra}]")
    where = estate(fresh, tmp_path)
    for command in ("--help", *WORKS[extra]):
        fresh.run("govkit", *command.split(), cwd=where)
