"""The functions of a folder, by operationId: this runs the code in it."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from govkit.errors import InputError, Place
from govkit.functions import MARK

FOLDER = "functions"
"""Where functions stand in an estate."""


def load_functions(folder: Path) -> Mapping[str, Callable[..., Any]]:
    """Runs the files of a folder. Raises InputError with the place in the file that cannot be run."""
    found: dict[str, Callable[..., Any]] = {}
    for path in sorted(folder.glob("*.py")):
        for name, one in vars(_module(path)).items():
            if not (callable(one) and hasattr(one, MARK)):
                continue
            operation = re.sub(r"_+([a-z0-9])", lambda match: match[1].upper(), name.strip("_"))
            if found.setdefault(operation, one) is not one:
                line = one.__code__.co_firstlineno
                raise InputError(f"there are two functions `{operation}`", place=Place(str(path), line, 1))
    return found


def _module(path: Path) -> ModuleType:
    module = ModuleType(f"govkit_functions_{re.sub(r'[^a-z0-9]', '_', path.stem.lower())}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # types are looked up by the name of their module
    try:
        exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
        raise InputError(f"this is no Python: {error}", place=Place(str(path), line, column)) from error
    except (Exception, SystemExit) as error:
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == str(path)]
        line = (frames[-1].lineno or 1) if frames else 1
        said = f"{type(error).__name__}: {error}"
        raise InputError(f"it cannot be loaded: {said}", place=Place(str(path), line, 1)) from error
    return module
