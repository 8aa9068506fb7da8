"""The commands of `govkit sync`: each module that has some lists them as COMMANDS."""

from __future__ import annotations

import importlib
import pkgutil

import click


def commands() -> list[click.Command]:
    """All of them."""
    names = [info.name for info in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [one for module in modules for one in getattr(module, "COMMANDS", ())]
