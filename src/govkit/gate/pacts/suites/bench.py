"""What the tests of consumers are built on: the catalog, and of each API that one uses its contract and its client."""

from __future__ import annotations

import importlib
import secrets
import sys
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from govkit.catalog.entries import ApiRef, ConsumerSpec, Entry, Estate, VersionOf
from govkit.checks.pacts.wholes import Wholes
from govkit.errors import MissingExtra, UsageError
from govkit.gate.answers.report import guess
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.configuration import estate_top
from govkit.gate.estates.definitions import open_version
from govkit.gate.estates.loading import open_estate
from govkit.gate.generating import FOLDER
from govkit.gate.options import Options
from govkit.spec.openapi import Contract
from govkit.spec.openapi.security import schemes_of

if TYPE_CHECKING:
    from govkit.client import Auth


class Bench:
    """The catalog around a folder, read once for all tests of a run."""

    def __init__(self, cwd: Path) -> None:
        """Raises UsageError where there is no catalog, InputError for a broken one."""
        self.top = estate_top(cwd)
        if self.top is None:
            raise UsageError(
                f"there is no catalog around {cwd}",
                hint="say where it is: `govkit_catalog = ../contracts` in pytest's settings",
            )
        self.estate = open_estate(cwd=cwd, cache=True)
        self.estate.refuse_problems()
        self._sides: dict[tuple[str, str], Side] = {}

    def side(self, consumer: str, api: str) -> Side:
        """A consumer and a version of an API that it uses; `api` is `billing`, `billing@3` or `billing@3.0.0`.

        Raises UsageError for a consumer, an API or a use of it that the catalog does not know.
        """
        key = consumer, api
        if key not in self._sides:
            entry = self.consumer(consumer)
            self._sides[key] = Side(self, entry, _used(self.estate, entry, api))
        return self._sides[key]

    def consumer(self, name: str) -> Entry[ConsumerSpec]:
        """The entry of a consumer. Raises UsageError."""
        entry = self.estate.consumers.get(name)
        if entry is None:
            hint = guess(name, [*self.estate.consumers], "the consumers are")
            raise UsageError(f"there is no consumer {name!r} in the catalog", hint=hint)
        return entry


def _used(estate: Estate, consumer: Entry[ConsumerSpec], text: str) -> VersionOf:
    """The version that a consumer uses of an API. Raises UsageError."""
    try:
        wanted = ApiRef.parse(text)
    except ValueError as error:
        raise UsageError(
            f"{text[:80]!r} {error}", hint="name an API, perhaps with a major version: billing@3"
        ) from None
    if wanted.name not in estate.apis:
        hint = guess(wanted.name, [*estate.apis], "the APIs are")
        raise UsageError(f"there is no API {wanted.name!r} in the catalog", hint=hint)
    uses = [use.api for use in consumer.spec.uses]
    named = [one for one in uses if one.name == wanted.name]
    meant = [(one, estate.meant(one)[-1]) for one in named if estate.meant(one)]
    fitting = [version for _, version in meant if wanted.speaks_of(version.version.version)]
    if len({one.name for one in fitting}) == 1:
        return fitting[0]
    place = consumer.place(("spec", "uses") if uses else ("spec",))
    if fitting:
        known = ", ".join(str(one) for one in named)
        raise UsageError(f"{consumer.name} uses {wanted.name} in several versions", hint=f"name one of {known}")
    known = ", ".join(map(str, uses)) or "nothing"
    raise UsageError(
        f"{consumer.name} does not use {wanted}: its entry names {known}",
        place=place,
        hint="write the API with the operations that are called into `uses`, and ask for a grant",
    )


class Side:
    """A consumer beside a version of an API that it uses."""

    def __init__(self, bench: Bench, consumer: Entry[ConsumerSpec], version: VersionOf) -> None:
        self._bench = bench
        self.consumer = consumer
        self.version = version

    @property
    def api(self) -> str:
        """The name of the API."""
        return self.version.api.name

    @cached_property
    def contract(self) -> Contract:
        """What the version says. Raises InputError."""
        return contract_of(*open_version(self._bench.estate, self.version, []), Options(), self.api)

    @cached_property
    def wholes(self) -> Wholes:
        """What makes expected answers whole."""
        return Wholes(self.contract)

    @cached_property
    def package(self) -> ModuleType:
        """The generated client: of the consumer alone where there is one, else that of all. Raises UsageError."""
        from govkit.codegen import package_name

        name = package_name(self.api, self.version.version.version)
        assert self._bench.top is not None, "a bench stands in an estate"
        clients = self._bench.top / FOLDER
        for folder in (clients / self.consumer.name, clients):
            if (folder / name / "__init__.py").is_file() and str(folder) not in sys.path:
                sys.path.append(str(folder))
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name == name:
                hint = f"`govkit generate {self.api}` writes it into {FOLDER}/"
                raise UsageError(f"there is no client of {self.version.name}: no module {name}", hint=hint) from None
            if error.name in ("httpx", "pydantic"):
                raise MissingExtra(
                    f"clients need {error.name}, which is not installed", hint="pip install 'govkit[client]'"
                ) from None
            raise

    def credentials(self) -> list[Auth]:
        """Credentials made up on the spot, one of each kind that the contract asks for."""
        from govkit.client import ApiKey, Basic, Bearer

        found: dict[tuple[str, str], Auth] = {}
        for scheme in schemes_of(self.contract).values():
            shown, secret = scheme.credentials, secrets.token_urlsafe(24)
            kind, place = shown.get("type"), shown.get("in")
            if kind == "apiKey" and place in ("header", "query", "cookie"):
                found[str(place), str(shown.get("name"))] = ApiKey(secret, str(scheme.raw.get("name")), place)
            elif kind == "basic" or (kind == "http" and shown.get("scheme") == "basic"):
                found.setdefault(("header", "authorization"), Basic("tests", secret))
            elif kind in ("oauth2", "openIdConnect") or (kind == "http" and shown.get("scheme") == "bearer"):
                found["header", "authorization"] = Bearer(secret)
        return list(found.values())

    def signed(self, body: bytes, secret: str, message: str, seconds: int) -> dict[str, str]:
        """The headers under which the provider sends a webhook, signed as the catalog says that it signs."""
        from govkit.mocks.webhooks.signing import Key

        signer = self._signer
        return {"Content-Type": "application/json", **signer.headers([Key(secret, "tests")], message, seconds, body)}

    def signing_secret(self) -> str:
        """A secret made up on the spot, in the form that the scheme has."""
        made: str = self._signer.secret_of(secrets.token_bytes(32))
        return made

    @cached_property
    def _signer(self) -> Any:
        from govkit.mocks.webhooks.signing import Signer
        from govkit.spec.openapi.signatures import signature_of

        system = self._bench.estate.systems.get(str(self.version.api.spec.system))
        integration = system.spec.integration if system is not None else None
        said = integration.webhooks if integration is not None else None
        return Signer(signature_of(self.contract, said.scheme if said else None, said.header if said else None))
