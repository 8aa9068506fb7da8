"""What a first estate is called, and who owns it: said, or derived from the folder and from Git."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from govkit.catalog.entries.form import EmailText, Name
from govkit.errors import GitError, UsageError
from govkit.spec.documents import git_setting

_LONGEST = 63
_NOBODY = "A. Member"


@dataclass(frozen=True, slots=True)
class Answers:
    """The names in a first estate."""

    domain: str
    team: str
    email: str
    member: str = _NOBODY


def answers_for(folder: Path, *, name: str | None = None, team: str | None = None, email: str | None = None) -> Answers:
    """The answers for a folder, which need not be there yet; what is not said is derived.

    Raises UsageError for a name or an address that entries may not have.
    """
    domain = _name("--name", name) if name is not None else name_from(folder.name) or "company"
    owner = _name("--team", team) if team is not None else f"{domain[: _LONGEST - 5].rstrip('-')}-team"
    known = _said_to_git("user.email", folder)
    derived = known if known and is_email(known) else f"{owner}@example.com"
    return Answers(
        domain=domain,
        team=owner,
        email=_email(email) if email is not None else derived,
        member=_said_to_git("user.name", folder) or _NOBODY,
    )


def name_from(text: str) -> str:
    """A name for an entry out of any text, without its accents and signs; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address that entries may have, and that can be read."""
    return _is(EmailText, text) and text.isprintable()


def title_of(name: str) -> str:
    """A name as people write it: `customer-success` is `Customer success`."""
    return name.replace("-", " ").capitalize()


def _name(option: str, given: str) -> str:
    if _is(Name, given):
        return given
    meant = name_from(given)
    hint = f"did you mean {meant}?" if meant else None
    raise UsageError(
        f"{option} must be lower-case letters, digits and hyphens, at most 63, not {given[:80]!r}", hint=hint
    )


def _email(given: str) -> str:
    if is_email(given):
        return given
    raise UsageError(f"--email must be an e-mail address, not {given[:80]!r}")


def _is(form: Any, text: str) -> bool:
    """Whether a text is of one of the types of `catalog.entries.form`."""
    try:
        TypeAdapter(form).validate_python(text)
    except ValidationError:
        return False
    return True


def _said_to_git(setting: str, folder: Path) -> str | None:
    """What the user has told Git, as far as it can be asked."""
    there = next(one for one in (folder, *folder.parents) if one.is_dir())
    try:
        said = git_setting(setting, there)
    except GitError:
        return None
    return said if said and said.isprintable() and len(said) <= 200 else None
