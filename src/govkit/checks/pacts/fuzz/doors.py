"""Operations that are described with credentials, asked without any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from govkit.checks.pacts.fuzz.found import Found
from govkit.checks.pacts.fuzz.pages import fetched

DOORS = "ignored_auth"
_PARAMETER = re.compile(r"\{[^{}]+\}")


class Doors:
    """Looks whether a provider lets everybody read; `asked` counts the requests.

    Schemathesis does the same for schemes whose credentials it can make, and leaves the others out.
    """

    def __init__(self, tree: Mapping[str, Any], address: str, headers: Mapping[str, str], timeout: float) -> None:
        """`headers` are those that let in: with them a record is looked up that can then be asked for without."""
        self._tree = tree
        self._headers = dict(headers)
        self._address = address.rstrip("/")
        self._timeout = timeout
        self.asked = 0

    def found(self, operation: Any) -> Iterator[Found]:
        """What is wrong with an operation of schemathesis; nothing where it is not about reading, or open to all."""
        if operation.method.upper() != "GET" or not self._is_locked(operation):
            return
        if any(one.is_required for one in operation.query):
            return
        path = self._path(operation)
        if path is None:
            return
        url = f"{self._address}{path}"
        self.asked += 1
        answer = fetched(url, {}, self._timeout)
        if answer is not None and 200 <= answer.status < 300:
            said = f"no credentials were shown, and {answer.status} is answered"
            yield Found(DOORS, operation.label, answer.status, said, f"curl -X GET '{url}'", "doors")

    def _path(self, operation: Any) -> str | None:
        """The path with the identifier of a record that is there; None where nobody knows one."""
        names = _PARAMETER.findall(operation.path)
        if not names:
            return str(operation.path)
        collection, _, rest = operation.path.partition(f"/{names[0]}")
        if len(names) > 1 or "get" not in self._tree["paths"].get(collection, {}):
            return None
        self.asked += 1
        listed = fetched(f"{self._address}{collection}", self._headers, self._timeout)
        first = listed.items[0] if listed is not None and listed.items else None
        known = [first.get(key) for key in (names[0][1:-1], "id")] if isinstance(first, dict) else []
        found = next((one for one in known if isinstance(one, str | int)), None)
        return f"{collection}/{quote(str(found), safe='')}{rest}" if found is not None else None

    def _is_locked(self, operation: Any) -> bool:
        raw = operation.definition.raw
        ways = raw.get("security", self._tree.get("security"))
        return isinstance(ways, list) and bool(ways) and all(isinstance(one, dict) and one for one in ways)
