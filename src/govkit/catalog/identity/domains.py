"""Domains of companies: what is registered, without hosts; none where everybody may have an address."""

from __future__ import annotations

import re
from functools import lru_cache

_PROVIDERS = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com
aol.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru yandex.ru proton.me
protonmail.com qq.com 163.com 126.com sina.com naver.com orange.fr wanadoo.fr laposte.net free.fr libero.it
yahoo.co.uk yahoo.de yahoo.fr yahoo.co.jp hotmail.co.uk hotmail.fr hotmail.de btinternet.com comcast.net
"""
_FOR_EVERYBODY = frozenset(_PROVIDERS.split())
_SECOND_LEVEL = frozenset(("co", "com", "net", "org", "gov", "gob", "edu", "ac", "or", "ne", "go", "gv", "ltd", "plc"))
"""Labels under the label of a country below which others are registered: `co.uk`, `com.sg`."""
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]*@)?([^\s/:?#@]+)")


@lru_cache(maxsize=100_000)
def domain_of(text: str) -> str | None:
    """The registered domain in an address, a URL or the name of a host; None where there is none of a company's own."""
    found = _HOST.match(text.strip().lower())
    labels = found.group(1).strip(".").split(".") if found else []
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        return None
    below_country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    domain = ".".join(labels[-3:] if below_country else labels[-2:])
    return None if domain in _FOR_EVERYBODY else domain
