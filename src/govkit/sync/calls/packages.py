"""The generated packages of an estate: found by what they say of themselves, loaded when they are first needed."""

from __future__ import annotations

import ast
import hashlib
import importlib
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from govkit.catalog.entries import Estate
from govkit.catalog.entries.lock import digest
from govkit.catalog.entries.versions import Order
from govkit.client import Operation, SyncClient
from govkit.errors import InputError, Place
from govkit.spec.expressions import close_to
from govkit.sync.calls.refusals import CallRefused
from govkit.sync.calls.versions import stands_in

_HINT = "run govkit generate"
_SAID = ("API", "VERSION", "CONTRACT")


@dataclass(frozen=True, eq=False)
class Package:
    """A generated package: the API and the version that it is of, and the digest of the contract behind it."""

    path: Path
    api: str
    version: str
    contract: str

    @property
    def name(self) -> str:
        """What it is of: `erp@2.2.0`."""
        return f"{self.api}@{self.version}"

    @cached_property
    def order(self) -> Order:
        """Where its version stands among others."""
        return Order(self.version)

    @cached_property
    def _module(self) -> str:
        """The name that it is loaded by: below one of its folder's own, so that several estates can be loaded."""
        parent = f"_govkit_clients_{hashlib.sha256(str(self.path.parent).encode()).hexdigest()[:16]}"
        if parent not in sys.modules:
            module = ModuleType(parent)
            module.__path__ = [str(self.path.parent)]
            sys.modules[parent] = module
        return f"{parent}.{self.path.name}"

    def _loaded(self, part: str) -> ModuleType:
        try:
            return importlib.import_module(f"{self._module}.{part}")
        except Exception as error:
            where = Place(str(self.path / f"{part}.py"))
            raise CallRefused(
                f"the client of {self.name} cannot be loaded: {error}", place=where, hint=_HINT
            ) from error

    @cached_property
    def operations(self) -> Mapping[str, Operation[Any]]:
        """The operations by their operationIds, those without one by method and path. Raises CallRefused."""
        found: Mapping[str, Operation[Any]] = self._loaded("operations").OPERATIONS
        return found

    @cached_property
    def client(self) -> type[SyncClient]:
        """The client. Raises CallRefused."""
        found: type[SyncClient] = self._loaded("client").Client
        return found

    @cached_property
    def ways(self) -> Mapping[str, Callable[..., Any]]:
        """The ways to authenticate, by name, in the order of the contract. Raises CallRefused."""
        if not (self.path / "auth.py").is_file():
            return {}
        module = self._loaded("auth")
        return {
            name: one
            for name, one in vars(module).items()
            if callable(one) and getattr(one, "__module__", "") == module.__name__
        }


class Packages:
    """The packages of a folder; safe for several threads."""

    def __init__(self, folder: Path, estate: Estate) -> None:
        self._folder = folder.resolve()
        self._estate = estate
        self._lock = threading.RLock()
        self._checked: dict[str, CallRefused | None] = {}

    @cached_property
    def _packages(self) -> list[Package]:
        found = [_described(path.parent) for path in sorted(self._folder.glob("*/__init__.py"))]
        return [one for one in found if one is not None]

    def package(self, version: str, operation: str) -> Package:
        """The package to call an operation of a version (`erp@2.2.0`) by: of its major version, and no lower.

        Raises CallRefused where there is none, or its contract is not that of the catalog any more.
        """
        with self._lock:
            api, _, number = version.partition("@")
            listed = [one for one in self._packages if one.api == api and stands_in(one.version, number)]
            if not listed:
                raise CallRefused(f"there is no client of {version} in {self._folder.name}/", hint=self._why(api))
            found = min(listed, key=lambda one: one.order)
            stale = self._staleness(found)
            if stale is not None:
                raise stale
            if operation not in found.operations:
                close = close_to(operation, list(found.operations))
                raise CallRefused(f"the client of {found.name} has no operation `{operation}`", hint=close or _HINT)
            return found

    def _why(self, api: str) -> str:
        known = [one.name for one in self._packages if one.api == api]
        return f"{_HINT}; there is that of {', '.join(known)}" if known else _HINT

    def _staleness(self, package: Package) -> CallRefused | None:
        if package.name not in self._checked:
            self._checked[package.name] = self._held(package)
        return self._checked[package.name]

    def _held(self, package: Package) -> CallRefused | None:
        """What is wrong with the contract of a package, held against the catalog's, where that has the version."""
        version = next((one for one in self._estate.versions(package.api) if one.name == package.name), None)
        if version is None:
            return None
        try:
            said = digest(self._estate.files, version.version)
        except InputError as error:
            return CallRefused(f"the contract of {package.name} cannot be read: {error.message}", place=error.place)
        if said == package.contract:
            return None
        return CallRefused(f"the client of {package.name} was generated from another text of its contract", hint=_HINT)


def _described(folder: Path) -> Package | None:
    """The package in a folder, by what it says of itself, which is read and not run; None where it is none."""
    try:
        tree = ast.parse((folder / "__init__.py").read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    said: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
            if name in _SAID and isinstance(value, ast.Constant) and isinstance(value.value, str):
                said[name] = value.value
    if len(said) < len(_SAID):
        return None
    try:
        Order(said["VERSION"])
    except ValueError:
        return None
    return Package(folder, said["API"], said["VERSION"], said["CONTRACT"])
