"""Names of a contract as Python identifiers: plain ASCII, never a keyword, told apart where they clash.

What a contract calls something is data. Only letters, digits and underscores get through, so that no name is code.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable

from pydantic import BaseModel

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+")
_LONGEST = 60
_AMBIGUOUS = frozenset({"l", "I", "O"})
TYPES = frozenset({"int", "str", "float", "bool", "bytes", "list", "dict"})
"""Types that annotations name: a field or a method of such a name would stand in their place."""


MODEL_ATTRIBUTES = frozenset(name for name in dir(BaseModel) if not name.startswith("__")) | {"model_config"}
"""What a field may not be called: pydantic's models have it already."""

TAKEN_BY_TYPES = frozenset(
    {
        *("Annotated", "Any", "Literal", "TypeAlias", "Field", "ConfigDict", "Discriminator", "Tag", "AwareDatetime"),
        *("Decimal", "UUID", "Model", "Unknown", "UnknownObject", "File", "by_tag", "RootModel", "BaseModel"),
        *(name for name in dir(builtins) if name[0].isupper()),
    }
)
"""What a model may not be called: modules of models import it, or Python has it."""


def words(text: str) -> list[str]:
    """The words of a name, split where its author did: at case, digits and everything that is no letter."""
    plain = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode()
    return _WORDS.findall(plain)


def pascal(text: str, otherwise: str = "Model") -> str:
    """A name of a class; `otherwise` where nothing is left of the text."""
    name = "".join(
        word[:1].upper() + (word[1:] if not word.isupper() or len(word) < 3 else word[1:].lower())
        for word in words(text)
    )
    name = name[:_LONGEST] or otherwise
    return f"{otherwise}{name}" if name[0].isdigit() else name


def snake(text: str, otherwise: str = "value") -> str:
    """A name of a function, a parameter or a field; `otherwise` where nothing is left of the text."""
    name = "_".join(word.lower() for word in words(text))[:_LONGEST].strip("_") or otherwise
    name = f"{otherwise}_{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in _AMBIGUOUS else name


def constant(text: str, otherwise: str = "VALUE") -> str:
    """A name of a constant."""
    return snake(text, otherwise.lower()).rstrip("_").upper() or otherwise


def module(text: str) -> str:
    """A name of a module or a package."""
    return snake(text, "api")


class Names:
    """Hands out names, each once; `taken` are those that are not to be had at all, and get an underscore."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._given: set[str] = set()

    def give(self, wanted: str, *, joint: str = "") -> str:
        """The name, or one like it that nobody has."""
        name = f"{wanted}_" if wanted in self._taken else wanted
        number = 2
        while name.casefold() in self._given:
            name = f"{wanted.rstrip('_')}{joint}{number}"
            number += 1
        self._given.add(name.casefold())
        return name


def field_names(names: Iterable[str]) -> dict[str, str]:
    """The names of a model's fields by those of the contract."""
    taken = Names(MODEL_ATTRIBUTES | TYPES)
    return {name: taken.give(snake(name, "field"), joint="_") for name in names}
