"""What a page is: a path, what it shows, and the template that shows it; and how pages are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from govkit.portal.links import Links
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Person, Role
from govkit.portal.state import State

PACKAGE = "govkit.portal.pages"


class Section(StrEnum):
    """The parts of the menu, in their order."""

    OVERVIEW = "Overview"
    CATALOG = "Catalog"
    GOVERNANCE = "Governance"
    OPERATIONS = "Operations"


class Absent(Exception):
    """What a page is about is not there; `what` says what, for the person who asked."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Moved(Exception):
    """What was asked for is found at another path."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of a page: the parts of its path, its query, and the state of the estate that answers.

    `person` is who signed in, `form` what was sent where the page acts, and `access` the door, where there is one.
    `size` is how many rows a page of a list has.
    """

    state: State
    links: Links
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    person: Person | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    access: Access | None = None
    size: int = 100

    def said(self, name: str) -> str:
        """A value of the query, without blanks around it; empty where it is not said."""
        return self.query.get(name, "").strip()

    def sent(self, name: str) -> str:
        """A field of the form, without blanks around it; empty where it was not sent."""
        return self.form.get(name, "").strip()

    @property
    def actor(self) -> Person:
        """Who acts: a page acts for those who signed in alone."""
        assert self.person is not None, "the door lets nobody else act"
        return self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: `make` gives the values of the template `pages/NAME.html`, of which `title` is one.

    `menu` is what the menu calls it, in its section, at `order`; a page without one is reached from others. A page that
    is not `exported` is there only where govkit runs.

    What `needs` a role is read by those who signed in. `act` takes what a form sends, for whoever has the role
    `act_needs`, and gives the values of the page that tells what was done. What is `outside` is read by anybody, also
    where the catalog is not.
    """

    name: str
    path: str
    make: Callable[[Ask], dict[str, Any]]
    menu: str = ""
    section: Section | None = None
    order: int = 0
    exported: bool = True
    needs: Role | None = None
    act: Callable[[Ask], dict[str, Any]] | None = None
    act_needs: Role = Role.OPERATOR
    outside: bool = False


@cache
def all_pages() -> tuple[Page, ...]:
    """Every page; those with fixed paths before those whose paths have parts."""
    package = importlib.import_module(PACKAGE)
    found: list[Page] = []
    for info in pkgutil.iter_modules(package.__path__):
        if not info.name.startswith("_"):
            found += importlib.import_module(f"{PACKAGE}.{info.name}").PAGES
    return tuple(sorted(found, key=lambda page: (page.path.count("{"), page.path)))


@cache
def menu() -> tuple[tuple[Section, tuple[Page, ...]], ...]:
    """The pages of the menu, by section."""
    listed = [(section, [one for one in all_pages() if one.section is section and one.menu]) for section in Section]
    return tuple(
        (section, tuple(sorted(pages, key=lambda page: (page.order, page.menu)))) for section, pages in listed if pages
    )
