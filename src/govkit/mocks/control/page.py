"""The control API for people: one page that lists what there is. No script, no style of elsewhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from govkit.mocks.control.route import PREFIX
from govkit.mocks.messages import Answer

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .75rem .25rem 0;"
    "border-bottom:1px solid #8884;vertical-align:top}code{font-family:ui-monospace,monospace}"
)
_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = [
    ("content-type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
]


def page(control: Control) -> Answer:
    """The page."""
    alone = len(control.behaviours) == 1
    systems = "".join(
        f'<tr><td><a href="/{"" if alone else f"{escape(name)}/"}">{escape(name)}</a></td></tr>'
        for name in sorted(control.behaviours)
    )
    rows = "".join(
        f"<tr><td><code>{route.method}</code></td><td>{_path(route.method, route.path)}</td>"
        f"<td>{escape(route.summary)}</td></tr>"
        for route in sorted(control.routes, key=lambda one: one.path)
    )
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>govkit mock</title>'
        f"<style>{_STYLE}</style></head><body><h1>govkit mock</h1>"
        f"<table><thead><tr><th>System</th></tr></thead><tbody>{systems}</tbody></table>"
        f"<h2>Controls</h2><table><thead><tr><th>Method</th><th>Path</th><th>What it does</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></body></html>"
    )
    return Answer(200, list(HEADERS), text.encode())


def _path(method: str, path: str) -> str:
    shown = f"<code>{escape(PREFIX + path)}</code>"
    return f'<a href="{escape(PREFIX + path)}">{shown}</a>' if method == "GET" and "{" not in path else shown
