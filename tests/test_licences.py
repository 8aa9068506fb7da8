"""What govkit brings may be used by whoever may use govkit."""

from __future__ import annotations

from pathlib import Path

from packaging.licenses import canonicalize_license_expression

from tools.licences import BASE, brought, licence_of

_FREE = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0"}
_NOT_COPIED = {"psycopg", "psycopg-binary"}
"""Imported as they are installed, which the LGPL asks no more of."""


def test_every_package_has_a_licence_that_asks_for_nothing(repository: Path) -> None:
    for name in brought(repository):
        licence = canonicalize_license_expression(licence_of(name))
        free = set(licence.replace("(", "").replace(")", "").replace(" AND ", " OR ").split(" OR ")) <= _FREE
        assert free or (name in _NOT_COPIED and licence == "LGPL-3.0-only"), f"{name} is under {licence}"


def test_the_base_is_small(repository: Path) -> None:
    assert len([name for name, groups in brought(repository).items() if groups == [BASE]]) < 20
