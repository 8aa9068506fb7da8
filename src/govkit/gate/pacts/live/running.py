"""Providers for as long as they are asked: one that runs already, an application served here, or a mock."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.errors import MissingExtra, UsageError
from govkit.gate.pacts.live.wanted import Where

if TYPE_CHECKING:
    from govkit.gate.mock_server import Mock


@dataclass(frozen=True, slots=True)
class Running:
    """A provider that answers at `url`; `mock` is what controls it, where it is one."""

    url: str
    mock: Mock | None = None
    system: str = ""


@contextmanager
def running(where: Where, target: str | None, cwd: Path | None = None, **options: Any) -> Iterator[Running]:
    """The provider, until the block ends; `target` names what a mock serves, `options` are those of mocks.

    Raises InputError, UsageError, MissingExtra.
    """
    with ExitStack() as stack:
        if where.url is not None:
            yield Running(where.url.rstrip("/"))
        elif where.app is not None:
            _need_uvicorn("an application is served by uvicorn")
            from govkit.mocks.hosting import hosted

            yield Running(stack.enter_context(hosted(application(where.app, cwd))))
        else:
            if target is None:
                raise UsageError("nothing says what a mock is to serve", hint="say --provider FILE or API@VERSION")
            _need_uvicorn("mocks need uvicorn")
            from govkit.gate.mock_server import mock

            served = stack.enter_context(mock(target, seed=where.seed, cwd=cwd, **options))
            ((name, _),) = served.addresses.items()
            yield Running(served.address, served, name)


def _need_uvicorn(said: str) -> None:
    if find_spec("uvicorn") is None or find_spec("httptools") is None:
        raise MissingExtra(f"{said}, which is not installed", hint="pip install 'govkit[mock]'")


def application(name: str, cwd: Path | None = None) -> Any:
    """The ASGI application of a name such as `shop.web:app`. Raises UsageError."""
    module, separator, attribute = name.partition(":")
    if not separator or not module or not attribute:
        raise UsageError(f"--app {name!r} names no application", hint="it looks like shop.web:app")
    here = str(cwd or Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # as those do that serve applications
    try:
        found: Any = importlib.import_module(module)
    except ImportError as error:
        raise UsageError(f"--app {name}: {module} cannot be imported: {error}") from error
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise UsageError(f"--app {name}: {module} fails when it is imported: {said}") from error
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise UsageError(f"--app {name}: there is no `{part}` in {module}")
        found = getattr(found, part)
    if not callable(found):
        raise UsageError(f"--app {name} is no ASGI application", hint="it is called with a scope, receive and send")
    return found
