"""What every page of HTML begins with and looks like: complete in itself, fetching nothing.

Its texts quote documents, which are untrusted: each is escaped, and the page's own policy (Content Security Policy,
level 3) runs no script and applies no style but the page's own, which it names by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape

from govkit.reports.spans import visible
from govkit.reports.wording import prose

STYLE = """
:root{color-scheme:light dark;--page:#fff;--ink:#1c2128;--quiet:#59636e;--line:#d5dae0;--soft:#f4f6f8;--link:#0757b8;
--error:#b3121f;--warning:#8a5300;--info:#0757b8;--waived:#59636e;--old:#ffe9e8;--new:#e2f6e4;--mark:#ffe08a}
@media(prefers-color-scheme:dark){:root{--page:#14181d;--ink:#e3e7eb;--quiet:#9ba5b0;--line:#363d45;--soft:#1d232a;
--link:#79b5ff;--error:#ff8b85;--warning:#f0b451;--info:#79b5ff;--waived:#9ba5b0;--old:#4a1f20;--new:#173a20;
--mark:#6d5200}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer,form{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 1rem}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem;padding-bottom:.3rem;border-bottom:2px solid var(--line)}
h3{font-size:1.05rem;margin:0}
a{color:var(--link)}
p,ul,dl{margin:.5rem 0}
code,pre,.source{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.quiet,dt,.anchor{color:var(--quiet)}
.refused{color:var(--error)}
dl{display:grid;grid-template-columns:fit-content(14rem) minmax(0,1fr);gap:.15rem 1rem}
dd{margin:0}
.counts{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0}
.counts a,.word{border:1px solid currentColor;border-radius:1rem;padding:.05rem .7rem;text-decoration:none}
.word{font-size:.8rem;padding:0 .5rem;white-space:nowrap}
.counts .error,.word.error{color:var(--error)}.counts .warning,.word.warning{color:var(--warning)}
.counts .info,.word.info{color:var(--info)}.counts .waived,.word.waived{color:var(--waived)}
form{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:center;padding-top:.6rem;padding-bottom:.6rem}
form[hidden],[hidden]{display:none}
input[type=search]{flex:1 1 14rem;font:inherit;padding:.35rem .6rem;color:inherit;background:var(--soft);
border:1px solid var(--line);border-radius:.4rem}
.finding{border:1px solid var(--line);border-left:4px solid var(--quiet);border-radius:.4rem;padding:.9rem 1.1rem;
margin:1rem 0;content-visibility:auto;contain-intrinsic-size:auto 22rem}
details.finding{padding:.35rem 1.1rem;margin:.4rem 0;contain-intrinsic-size:auto 2.3rem}
.finding.error{border-left-color:var(--error)}.finding.warning{border-left-color:var(--warning)}
.finding.info{border-left-color:var(--info)}
.finding:target{outline:3px solid var(--link)}
.anchor{text-decoration:none;font-weight:400}
summary{cursor:pointer}
.source{width:100%;border-collapse:collapse;table-layout:fixed;margin:.75rem 0;border:1px solid var(--line)}
.source th{font-weight:400;text-align:left;background:var(--soft);color:var(--quiet)}
.source th,.source td{padding:.05rem .6rem;vertical-align:top;white-space:pre-wrap;width:50%}
.source td+td,.source th+th{border-left:1px solid var(--line)}
.source .spot{font-weight:600}
.source .old{background:var(--old)}.source .new{background:var(--new)}.source .gap{color:var(--quiet)}
.witness{border:1px solid var(--line);border-radius:.4rem;margin:.75rem 0;padding:.6rem .9rem;background:var(--soft)}
.witness pre{margin:.5rem 0;overflow-x:auto}
.witness p{margin:.2rem 0}
mark{background:var(--mark);color:inherit;padding:0 .15em}
.yes::before{content:"\\2713\\a0"}.no{color:var(--error)}.no::before{content:"\\2717\\a0"}
.operations ul{columns:20rem;margin:.3rem 0}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--quiet);font-size:.85rem}
@media(max-width:44rem){.source,.source tbody,.source thead,.source tr,.source th,.source td{display:block;width:auto}
.source td+td,.source th+th{border-left:0}.source .none{display:none}
dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}
.source .same+.same{display:none}}
@media print{body{font-size:10pt}form,.anchor{display:none}.finding{content-visibility:visible;break-inside:avoid}
details::details-content{content-visibility:visible;block-size:auto}h2{break-after:avoid}*{print-color-adjust:exact}}
"""


def head(title: str, *, style: str = "", script: str = "") -> str:
    """The page up to its body: `style` is what a page adds to the common look, `script` what it runs at its end."""
    sheet = f"{STYLE}{style}"
    runs = f"script-src '{_digest(script)}'; " if script else ""
    policy = f"default-src 'none'; style-src '{_digest(sheet)}'; {runs}base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{plain(title)}</title>\n<style>{sheet}</style>\n</head>\n<body>\n"
    )


def _digest(text_: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text_.encode()).digest()).decode()}"


def text(value: str) -> str:
    """Prose, names in backticks in the typeface of code."""
    parts = re.split(r"`([^`]+)`", prose(value))
    return "".join(f"<code>{escape(part)}</code>" if odd % 2 else escape(part) for odd, part in enumerate(parts))


def plain(value: str) -> str:
    """Any text as text: what could hide or reorder other text is written as an escape."""
    return escape(visible(value))
