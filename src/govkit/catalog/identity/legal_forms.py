"""Legal forms at the ends of companies' names, and what is left without them."""

from __future__ import annotations

_FORMS = """
ab | ad | ag | aktiengesellschaft=ag | aktiebolag=ab | aps | as | asa | bhd | bv | besloten vennootschap=bv | bvba
co=company | company | co ltd=ltd | company limited=ltd | corp=corporation | corporation | cv | doo | dba | ead | eg
ek | ek=ek | eood | ev | gbr | gesmbh=gmbh | gmbh | gesellschaft mit beschrankter haftung=gmbh | gmbh co kg
ggmbh=gmbh | inc | incorporated=inc | incorporation=inc | kft | kg | kgaa | kk | kabushiki kaisha=kk
limited=ltd | limited liability company=llc | llc | llp | lp | ltd | ltda | limitada=ltda | nv | ohg | ood | ooo
oy | oyj | plc | public limited company=plc | private limited=pvt ltd | pt | pte=pte ltd | pte limited=pte ltd | pte ltd
pty=pty ltd | pty limited=pty ltd | pty ltd | pvt limited=pvt ltd | pvt ltd | rt | sa | sa de cv=sa de cv | sab de cv
sapi de cv | sarl | sas | sasu=sas | sca | sdn bhd | se | sia | sl | slu=sl | snc | spa | sp z oo=sp zoo
spolka z oo=sp zoo | sp zoo | sp z o o=sp zoo | spol s ro=sro | sro | srl
srls=srl | tbk | uab | ug | unternehmergesellschaft=ug | zrt
"""


def _read(text: str) -> dict[tuple[str, ...], str]:
    found = {}
    for part in text.replace("\n", " | ").split(" | "):
        form, _, meant = part.strip().partition("=")
        if form:
            found[tuple(form.split())] = meant or form
    return found


_MEANT = _read(_FORMS)
"""From the words of a form, as `texts.words` has them, to the form that they mean."""
_MOST_WORDS = max(map(len, _MEANT))
_IN_FRONT = frozenset({"pt", "sarl", "sas", "sa", "ooo", "uab", "ab", "as", "sia"})
_LINKING = frozenset({"and", "und", "et", "y", "e", "i", "the"})
"""Words that hold a name together and tell nothing."""


def without_form(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The words of a name without its legal form, and the form, empty where it has none. A name is never all form."""
    left = tuple(word for word in words if word not in _LINKING) or words
    forms: list[str] = []
    while len(left) > 1:
        for length in range(min(_MOST_WORDS, len(left) - 1), 0, -1):
            meant = _MEANT.get(left[-length:])
            if meant is not None:
                forms.append(meant)
                left = left[:-length]
                break
        else:
            break
    if not forms and len(left) > 1 and left[0] in _IN_FRONT:
        return left[1:], left[0]
    return left, " ".join(reversed(forms))
