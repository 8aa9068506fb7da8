"""`govkit register`: an API, or a version of one, added to the catalog."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from govkit.cli import output
from govkit.cli.asking import agreed, ask, can_ask
from govkit.cli.reporting import Reporting, finding_options
from govkit.cli.waiting import waiting
from govkit.errors import GovkitError, UsageError

if TYPE_CHECKING:
    from govkit.gate import Options, Outcome, Registering, Registration
    from govkit.gate.registration.facts import Facts, Question


def _names(kind: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completion by the names of entries of a kind, as far as there is a catalog that can be read."""

    def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
        from govkit.gate import open_estate

        try:
            return [name for name in open_estate(cache=True).of(kind) if name.startswith(incomplete)]
        except GovkitError:
            return []

    return complete


@click.command(
    short_help="Add an API, or a version of one, to the catalog.",
    epilog="""\b
Examples:
  govkit register vendor/billing.yaml
  govkit register billing.yaml --system billing --audience partner --yes
  govkit register vendor.json --overlay mended.yaml --dry-run
  govkit register main:api/openapi.yaml --api billing --version 2.1.0
  govkit register crm.yaml --create --system crm --domain sales --owner crm-team \\
    --business-owner sales --contact crm-team=crm@example.com --contact sales=#sales --audience internal
""",
)
@click.argument("spec")
@click.option(
    "--api",
    metavar="NAME",
    shell_complete=_names("API"),
    help="The name of the API in the catalog.  [default: from its title]",
)
@click.option("--version", "number", metavar="VERSION", help="The version.  [default: from info.version]")
@click.option("--system", metavar="NAME", shell_complete=_names("System"), help="The system whose API it is.")
@click.option(
    "--owner",
    metavar="TEAM",
    shell_complete=_names("Team"),
    help="The team that builds it.  [default: the owner of the system]",
)
@click.option(
    "--business-owner",
    metavar="TEAM",
    shell_complete=_names("Team"),
    help="The team that decides what it is for.  [default: likewise]",
)
@click.option("--audience", metavar="WHO", help="Who may use it: internal, partner or public.")
@click.option(
    "--overlay", "overlays", multiple=True, metavar="FILE", help="An overlay that mends it; repeatable, in order."
)
@click.option("--replace", "replaces", is_flag=True, help="Replace the documents of a version that is still a draft.")
@click.option("--create", is_flag=True, help="Make entries of the system, the domain and the teams that are missing.")
@click.option("--domain", metavar="NAME", shell_complete=_names("Domain"), help="The domain of a system that is made.")
@click.option(
    "--contact",
    "contacts",
    multiple=True,
    metavar="TEAM=ADDRESS",
    help="How a team that is made is reached; repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Judge, show what would be written, and write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@finding_options
def register(
    reporting: Reporting,
    /,
    spec: str,
    overlays: tuple[str, ...],
    contacts: tuple[str, ...],
    *,
    replaces: bool,
    dry_run: bool,
    yes: bool,
    **said: Any,
) -> int:
    """Adds an API, or a further version of one, to the catalog around here, as a draft.

    SPEC is an OpenAPI 3.x or Swagger 2.0 document as it is: a file, a folder with one description, REV:path, or `-`.
    It is copied to specs/API/VERSION/ with all that it refers to, unless it lies below specs/ already; overlays go
    beside it. What the document and the catalog do not tell is asked at a terminal, and taken from options elsewhere.

    Refused, with exit code 1: what `govkit validate --strict` would refuse, a break of the version before it that its
    number does not announce, and a known version that says something else. Nothing is written then. What a lint of the
    document finds can be mended later: that the gate will refuse it is said.
    """
    from govkit import gate

    facts = _facts(contacts, **said)
    with waiting("reading"):
        preparing = gate.Registering(spec, facts, overlays)
    asked = not yes and can_ask() and _completed(preparing)
    made: list[Registration] = []

    def judge(options: Options) -> Outcome:
        made.append(preparing.judged(options, replaces=replaces))
        return made[0].outcome

    try:
        code = reporting.run(judge, doing="judging")
    except GovkitError:
        if asked:
            _tell_answers(preparing.facts)
        raise
    found = made[0]
    if found.is_known:
        output.complain(f"{found.name} is registered already, and says the same: nothing to do")
        return 0
    if found.writing is None or code:
        _tell_refusal(found, asked=asked, facts=preparing.facts)
        return code or 1
    return _written(found, dry_run=dry_run, yes=yes)


def _facts(contacts: tuple[str, ...], *, number: str | None, **said: Any) -> Facts:
    """What the options say. Raises UsageError."""
    from govkit.gate import Facts

    for option, value in {"version": number, **said}.items():
        if isinstance(value, str) and not value.strip():
            name = option.replace("_", "-")
            raise UsageError(f"--{name} is empty", hint="is a variable empty that should say it?")
    addresses = {}
    for one in contacts:
        team, separator, address = one.partition("=")
        if not (team.strip() and separator and address.strip()):
            raise UsageError(f"--contact must be TEAM=ADDRESS, not {one[:60]!r}")
        addresses[team.strip().removeprefix("team:")] = address.strip()
    return Facts(version=number, contacts=addresses, **said)


def _completed(preparing: Registering) -> bool:
    """Asks for what is not known; whether anything was."""
    asked = False
    while questions := preparing.questions():
        _answered(preparing, questions[0])
        asked = True
    return asked


def _answered(preparing: Registering, question: Question) -> None:
    """Asks until there is an answer."""
    while True:
        anew = question.kind is not None
        answer = ask(question.words, question.choices, question.default, note=question.because, anew=anew)
        known = not question.kind or answer in question.choices
        word = (question.kind or "").lower()
        make = not known and agreed(f"there is no {word} {answer}: make an entry for it?", default=False)
        try:
            if known or make:
                preparing.answer(question, answer, agreed=make)
                return
        except UsageError as error:
            output.complain(error.message, word="error")
            if error.hint:
                output.complain(error.hint, word="hint")


def _tell_refusal(found: Registration, *, asked: bool, facts: Facts) -> None:
    output.complain(f"{found.name} is not registered: nothing was written")
    if found.is_wrong:
        hint = "what is wrong in a vendor's document is mended by an overlay (--overlay FILE), never in it"
        output.complain(f"{hint}; what has to be lived with, a Policy may make a warning", word="hint")
    if asked:
        _tell_answers(facts)


def _tell_answers(facts: Facts) -> None:
    """Says what was answered as options, so that nobody has to answer again."""
    said = {
        "--api": facts.api,
        "--version": facts.version,
        "--system": facts.system,
        "--owner": facts.owner,
        "--business-owner": facts.business_owner,
        "--audience": facts.audience,
        "--domain": facts.domain,
    }
    words = [word for option, value in said.items() if value for word in (option, value)]
    words += [word for team, address in facts.contacts.items() for word in ("--contact", f"{team}={address}")]
    words += ["--create"] if facts.agreed or facts.create else []
    output.complain(f"the same without questions: {shlex.join(words)}", word="hint")


def _written(found: Registration, *, dry_run: bool, yes: bool) -> int:
    """Shows what is to be written, asks, writes, and says what comes next."""
    output.complain(found.differences)
    for note in found.notes:
        output.complain(note, word="note")
    if dry_run:
        output.complain("nothing was written: this is a dry run")
        return 0
    what = "the first version of a new API" if found.is_first else "a further version of a known API"
    if not yes and not agreed(f"register {found.name}, {what}?"):
        output.complain("nothing was written")
        return 1
    found.done()
    output.complain(f"{found.name} is registered as a draft")
    output.complain(f"commit it, see what `govkit check` says, and then: govkit release {found.name}", word="next")
    return 0
