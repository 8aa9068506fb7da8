"""`serverVariables`: the variables of a server and those of its URL are the same, and every choice of them is a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any
from urllib.parse import quote

from govkit.checks.lint.spectral.model import Check, Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import choosing

_IN_URL = re.compile(r"\{(.+?)\}")
_FIELDS = frozenset({"enum", "default", "description", "examples"})
_SAFE = ";,/?:@&=+$-_.!~*'()#"
"""What is not escaped in a value that is put into a URL."""
_SHOWN = 5
_MOST = 10_000
"""Choices that are tried."""


def _made(options: Mapping[str, Any]) -> Check:
    def check(server: Any, scene: Scene) -> Iterator[Report]:
        if not _is_server(server):
            yield Report("this is no server: it needs a `url`, and its variables have an `enum` and a `default`")
            return
        at = (*scene.way, "variables")
        wanted, variables = _IN_URL.findall(server["url"]), server.get("variables", {})
        for name in variables:
            if name not in wanted:
                yield Report(f"the URL has no variable {name}", (*at, name))
        missing = [name for name in wanted if name not in variables]
        if missing:
            yield Report(f"the URL has variables that are not described: {', '.join(missing)}", at)
        used = {name: one for name, one in variables.items() if name in wanted}
        for name, one in used.items():
            if "enum" in one and "default" in one and one["default"] not in one["enum"]:
                yield Report(f"the default of {name} is not in its enum", (*at, name, "default"))
            if "default" not in one and options["requireDefault"]:
                yield Report(f"the variable {name} has no default", (*at, name))
        wrong = list(islice(_wrong(server["url"], used), _SHOWN)) if options["checkSubstitutions"] and used else []
        if wrong:
            more = " and more" if len(wrong) == _SHOWN else ""
            yield Report(f"with some values of its variables the URL is none: {', '.join(wrong)}{more}", at)

    return check


def _is_server(server: Any) -> bool:
    if not isinstance(server, dict) or not isinstance(server.get("url"), str):
        return False
    variables = server.get("variables", {})
    return isinstance(variables, dict) and all(map(_is_variable, variables.values()))


def _is_variable(variable: Any) -> bool:
    if not isinstance(variable, dict):
        return False
    enum = variable.get("enum", [])
    texts = [variable.get(name, "") for name in ("default", "description", "examples")]
    known = all(name in _FIELDS or name.startswith("x-") for name in variable)
    return known and isinstance(enum, list) and all(isinstance(one, str) for one in (*texts, *enum))


def _wrong(url: str, variables: Mapping[str, Any]) -> Iterator[str]:
    """The texts that are no URLs among those that the values of variables make."""
    values = [
        one["enum"] if "enum" in one else [one["default"]] if "default" in one else [] for one in variables.values()
    ]
    for chosen in islice(product(*values), _MOST):
        text = url
        for name, value in zip(variables, chosen, strict=True):
            text = text.replace(f"{{{name}}}", quote(value, safe=_SAFE))
        if not is_url(text):
            yield text


_SPECIAL = ("http", "https", "ws", "wss", "ftp")
_URL = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_NOT_IN_HOST = re.compile(r"[\x00-\x20#/<>?@\\^|\[\]:]")
_NOT_IN_DOMAIN = re.compile(r"[\x00-\x1f\x7f%]")
_LITERAL = re.compile(r"\[[0-9A-Fa-f:.]+\]")


def is_url(text: str) -> bool:
    """Whether a text is an absolute URL, as browsers take it (whatwg URL, section 4.4)."""
    found = _URL.fullmatch(re.sub(r"[\t\n\r]", "", text.strip("\x00 ")))
    if found is None:
        return False
    scheme, rest = found[1].lower(), found[2]
    if scheme in _SPECIAL:
        return _is_authority(rest.lstrip("/\\"), domain=True)
    if scheme != "file" and rest.startswith("//"):
        return _is_authority(rest[2:], domain=False)
    return True


def _is_authority(rest: str, *, domain: bool) -> bool:
    """Whether a URL goes on with a host, and with a port that is a number if there is one."""
    whole = re.split(r"[/?#\\]" if domain else r"[/?#]", rest, maxsplit=1)[0]
    host = whole.rpartition("@")[2]
    literal = _LITERAL.match(host)
    name, colon, port = (literal[0], *host[literal.end() :].partition(":")[1:]) if literal else host.partition(":")
    if colon and not (port == "" or (port.isascii() and port.isdigit() and int(port) < 65536)):
        return False
    if literal:
        return True
    if domain and (not name or _NOT_IN_DOMAIN.search(re.sub(r"%[2-7][0-9A-Fa-f]", "a", name)) or _is_no_address(name)):
        return False
    return bool((name or not colon) and not _NOT_IN_HOST.search(name))


def _is_no_address(name: str) -> bool:
    """Whether a host looks like an IPv4 address and is none."""
    parts = name.removesuffix(".").split(".")
    if not re.fullmatch(r"[0-9]+|0[xX][0-9A-Fa-f]*", parts[-1]):
        return False
    try:
        numbers = [
            int(one, 16 if one[:2] in ("0x", "0X") else 8 if one[:1] == "0" and len(one) > 1 else 10) for one in parts
        ]
    except ValueError:
        return True
    return len(numbers) > 4 or any(one > 255 for one in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers))


FUNCTION = choosing("serverVariables", {"checkSubstitutions": (True, False), "requireDefault": (True, False)}, _made)
