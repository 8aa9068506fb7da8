"""An exchange as a `.http` file, which the HTTP clients of JetBrains' IDEs and of VS Code run, and as a curl line."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator

from govkit.gate.replay import Exchange, Request
from govkit.reports.spans import visible
from govkit.spec.openapi.wire.bodies import Body

_LONGEST_LINE = 8_000
_LONGEST_INLINE = 200_000
_ACTIVE = re.compile(r"\{\{|^[ \t]*(?:<|>|###|#|//)", re.MULTILINE)
"""What an HTTP client takes for a variable, a file to read, a script, a comment, or the next request."""


def needs_body_file(request: Request) -> bool:
    """Whether the body cannot stand in the `.http` file as it is: bytes, long text, or what a client would run."""
    body = request.body
    return body is not None and (_inline(body) is None or _curl_body(request) is None)


def http_text(exchange: Exchange, stem: str) -> str:
    """The `.http` file of an exchange; `stem` names it and the file of its body."""
    request = exchange.request
    finding = exchange.finding
    lines = [
        f"### {finding.rule} {finding.fingerprint}",
        *(f"# {line}" for line in _comments(exchange)),
        "#",
        "# With curl:",
        f"#   {curl(request, stem)}",
        "",
    ]
    if any("{{" in text for _, text in request.headers):
        return "\n".join([*lines, "# A header holds what an HTTP client takes for a variable: only curl sends it.", ""])
    query = [(name, text) for place, name, text in request.credentials if place == "query"]
    lines.append(f"{request.method} {{{{baseUrl}}}}{_with_query(request.target, query)}")
    lines += [f"{name}: {text}" for name, text in _headers(request)]
    if request.body is not None:
        inline = _inline(request.body)
        lines += ["", inline if inline is not None else f"< ./{stem}.body"]
    return "\n".join([*lines, ""])


def _comments(exchange: Exchange) -> Iterator[str]:
    finding, witness = exchange.finding, exchange.finding.witness
    assert witness is not None
    yield _one_line(finding.message)
    if exchange.carrier == "request":
        because = f": {_one_line(witness.because)}"
        for name, does in (("old", witness.old), ("new", witness.new)):
            status = "a success" if does == "accepts" else "a 4xx status"
            yield f"{name} contract: {does} it ({status}){because if does == 'refuses' else ''}"
    else:
        yield "The request is ordinary. The witness is the answer that the new contract allows:"
        answer = exchange.answer
        assert answer is not None
        yield f"{answer.status} {_one_line(json.dumps(witness.value))}"
        yield f"a client of the old contract refuses it: {_one_line(witness.because)}"
    if exchange.kind != "path":
        yield "The API's provider sends this: {{baseUrl}} is the URL of the consumer that receives it."
    for note in exchange.notes:
        yield f"note: {_one_line(note)}"


def _one_line(text: str) -> str:
    """Text that cannot leave its comment, nor be taken for a variable."""
    line = " ".join(visible(text).split())
    line = line.replace("{{", "{ {")
    return line if len(line) <= _LONGEST_LINE // 8 else f"{line[: _LONGEST_LINE // 8]}…"


def _headers(request: Request) -> list[tuple[str, str]]:
    """The headers with the credentials; those that are cookies join the others."""
    own = [(name, text) for name, text in request.headers if name != "Cookie"]
    own += [(name, text) for place, name, text in request.credentials if place == "header"]
    cookies = [text for name, text in request.headers if name == "Cookie"]
    cookies += [f"{name}={text}" for place, name, text in request.credentials if place == "cookie"]
    return [*own, ("Cookie", "; ".join(cookies))] if cookies else own


def _with_query(target: str, pairs: list[tuple[str, str]]) -> str:
    more = "&".join(f"{name}={text}" for name, text in pairs)
    return target + (("&" if "?" in target else "?") + more if more else "")


def _inline(body: Body) -> str | None:
    """The body as text of a `.http` file; None where it must stand in a file of its own."""
    if len(body.content) > _LONGEST_INLINE:
        return None
    try:
        text = body.content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    plain = bool(text) and text == text.strip() and not _ACTIVE.search(text)
    return text if plain and all(character.isprintable() or character == "\n" for character in text) else None


def _curl_body(request: Request) -> str | None:
    """The body as an argument of curl; None where it must be read from a file."""
    body = request.body
    if body is None:
        return None
    if body.content and body.content.strip() == body.content and request.json is not None:
        text = json.dumps(request.json)
    else:
        text = body.content.decode("utf-8", "replace")
    plain = text.isascii() and text.isprintable() and "{{" not in text and not text.startswith("@")
    return text if plain and 0 < len(text) <= _LONGEST_LINE else None


def curl(request: Request, stem: str) -> str:
    """One line for a shell; `$BASE_URL` and the names of secrets are variables of the environment."""
    query = [(name, text) for place, name, text in request.credentials if place == "query"]
    address = _quoted(_with_query(request.target, query))
    words = ["curl", "--globoff", "--path-as-is", "-i"]
    words += ["--head"] if request.method == "HEAD" else ["-X", request.method]
    words.append(f'"$BASE_URL"{address}')
    for name, text in _headers(request):
        words += ["-H", _quoted(f"{name}: {text}" if text else f"{name};")]
    if request.body is not None:
        inline = _curl_body(request)
        words += ["--data-binary", f"@{stem}.body" if inline is None else shlex.quote(inline)]
    return " ".join(words)


def _quoted(text: str) -> str:
    """Text for a shell, `{{name}}` as the variable of that name."""
    parts = re.split(r"\{\{(\w+)\}\}", text)
    quoted = [f'"${{{part}}}"' if index % 2 else shlex.quote(part) for index, part in enumerate(parts) if part]
    return "".join(quoted)
