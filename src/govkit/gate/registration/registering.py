"""An API or a version registered: read, completed by answers, judged as the gate would, written as a whole or not."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govkit.catalog.entries import Estate, Shelf, VersionOf, load
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.lock import digest, read_lock
from govkit.catalog.entries.scene import Definition, Scene
from govkit.catalog.entries.versions import Order, number_said
from govkit.errors import InputError, UsageError
from govkit.findings import Finding, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.gate.codeowners import accompanied
from govkit.gate.configuration import configuration, estate_top, today
from govkit.gate.estates.definitions import open_version
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.moves import RULES
from govkit.gate.judgement import Judgement, refused_outcome
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.pull_requests.terms import Terms
from govkit.gate.registration import facts as known_facts
from govkit.gate.registration.candidate import read_candidate
from govkit.gate.registration.facts import Facts, Question
from govkit.gate.registration.naming import name_for
from govkit.gate.registration.plan import Plan, add_entries, documents, edit_version, within
from govkit.gate.writing import Writing, difference
from govkit.spec.documents import Files, FolderFiles, PatchedFiles
from govkit.spec.openapi.semantics import RULES as ABOUT_DOCUMENTS
from govkit.spec.openapi.strictness import check_installed

_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration that is judged, and not yet done.

    `writing` is what it would write: None where it is refused, and where the catalog says all of it already
    (`is_known`). `is_first` says that the catalog does not know the API yet.
    """

    name: str
    outcome: Outcome
    writing: Writing | None = None
    differences: str = ""
    notes: tuple[str, ...] = ()
    is_known: bool = False
    is_first: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether the documents themselves are wrong, which an overlay may mend."""
        wrong = (one.rule for one in self.outcome.findings if one.counts and one.severity is Severity.ERROR)
        return not discover(ABOUT_DOCUMENTS).keys().isdisjoint(wrong)

    def done(self) -> None:
        """Writes documents and entries. Raises UsageError where a file cannot be written: then none is."""
        if self.writing is not None:
            self.writing.write()


class Registering:
    """A registration that is being prepared: what is known of it, and what must be asked.

    Raises InputError and GitError where the documents cannot be read, UsageError where there is no estate, and for
    facts that cannot be.
    """

    def __init__(self, argument: str, facts: Facts, overlays: Sequence[str] = (), *, cwd: Path | None = None) -> None:
        self._here = (cwd or Path.cwd()).resolve()
        top = estate_top(self._here)
        if top is None:
            hint = "`govkit init` makes one; an estate has a folder `catalog/` that holds entries"
            raise UsageError("there is no catalog here to register an API in", hint=hint)
        check_installed()
        self._top = top
        self._shelf = Shelf()
        self.estate = open_estate(cwd=self._here, shelf=self._shelf)
        self.estate.refuse_problems()
        self._argument = argument
        self._overlays = tuple(overlays)
        self.facts = known_facts.checked(facts, self.estate)
        self._candidate = read_candidate(argument, overlays, self._here)
        self._left: set[str] = set()
        self._name = name_for(self._candidate, self.estate, within(self._candidate.root, top))

    # ----------------------------------------------------------------------------------------------------- what to ask

    def questions(self) -> list[Question]:
        """What is not known yet, as far as it can be told. What comes first may answer what comes later."""
        found = list(known_facts.identity(self.facts, self._candidate, self._name))
        name = self.facts.api or self._name
        if name is None:
            return found
        api = self.estate.apis.get(name)
        if api is not None:
            known_facts.check_entry(self.facts, api)
            return found
        found += known_facts.ownership(self.facts, name, self.estate)
        return [*found, *known_facts.contacts(self.facts, self.estate)]

    def answer(self, question: Question, answer: str, *, agreed: bool = False) -> None:
        """Takes an answer; `agreed` says that an entry is to be made of it. Raises UsageError where it is none."""
        facts = known_facts.with_answer(self.facts, question, answer.strip())
        if agreed and question.kind is not None:
            facts = replace(facts, agreed=facts.agreed | {f"{question.kind.lower()}:{answer.strip()}"})
        self.facts = known_facts.checked(facts, self.estate)

    def assume(self) -> list[Question]:
        """Answers what has a default by it. Returns what is left."""
        while left := [one for one in self.questions() if one.default is not None]:
            self.answer(left[0], left[0].default or "")
        return self.questions()

    # ------------------------------------------------------------------------------------------------------- judgement

    def judged(self, options: Options, *, replaces: bool = False) -> Registration:
        """The registration, judged. `replaces` lets a draft be replaced. Raises UsageError where facts are missing."""
        left = self.assume()
        if left:
            raise known_facts.missing(left)
        self.facts = replace(self.facts, api=self.facts.api or self._name)
        number = self.facts.version or number_said(self._candidate.number or "") or ""
        name = f"{self.facts.api}@{number}"
        known = self._known(number)
        name = known.name if known is not None else name
        candidate = self._candidate
        if known is not None and known.version.overlays and not self._overlays:
            kept = [str(self._top / path) for path in known.version.overlays]
            candidate = read_candidate(self._argument, kept, self._here)
        api, _, number = name.partition("@")
        plan = documents(candidate, api, number, self.estate, self._top, known)
        owned = self._reached(known) if known is not None else set()
        self._check_places(plan, owned, replaces=replaces and known is None)
        self._left = owned - plan.labels.keys() - {plan.definition, *plan.overlays}
        if known is None:
            add_entries(plan, self.facts, candidate, number, self.estate)
        else:
            edit_version(plan, known)
        return self._judged(name, plan, known, options, replaces=replaces)

    def _known(self, number: str) -> VersionOf | None:
        order = Order(number)
        return next((one for one in self.estate.versions(self.facts.api or "") if one.order == order), None)

    def _reached(self, known: VersionOf) -> set[str]:
        """The files of a version: those that its entry names, and those that they reach."""
        try:
            library, _ = open_version(self.estate, known, [])
        except InputError:  # what cannot be read reaches nothing
            return set(known.files)
        return {*known.files, *(part.path for one in library.documents for part in one.parts)}

    def _check_places(self, plan: Plan, owned: set[str], *, replaces: bool) -> None:
        """Raises UsageError where a file lies in the place of a document, and is none of the same version."""
        for path in plan.copied:
            if self.estate.files.exists(path) and path not in owned and not replaces:
                hint = "move it away, or write over it with --replace"
                raise UsageError(f"{path} is there already, and says something else", hint=hint)

    def _judged(
        self, name: str, plan: Plan, known: VersionOf | None, options: Options, *, replaces: bool
    ) -> Registration:
        files = PatchedFiles(self.estate.files, plan.contents, plan.labels)
        after = load(files, self.estate.folder, self._shelf)
        after.refuse_problems()
        version = next(one for one in after.versions(self.facts.api) if one.order == Order(name.partition("@")[2]))
        refusal = self._refusal(known, version, after, changed=bool(plan.contents), replaces=replaces)
        if refusal is not None:
            return Registration(name, refused_outcome("register", version, refusal, options.profile, after))
        if not plan.contents:
            nothing = Outcome(command="register", findings=(), profile=options.profile or "wire", new=name)
            return Registration(name, nothing, is_known=True)
        config = configuration(self._here)
        terms = Terms(options=options, settings=config.settings, waivers=tuple(config.waivers), today=today())
        run = Judgement(after, version, terms)
        outcome = run.outcome("register", self._about_entries(after, {version.files: Definition.of(run.contract)}))
        if outcome.fails(Severity.ERROR):
            return Registration(name, outcome)
        notes = (*self._notes(name), *_foretold(name, run.refused_by_lint()))
        return self._writing(name, outcome, plan, after, notes)

    def _about_entries(self, after: Estate, read: Mapping[tuple[str, ...], Definition]) -> list[Finding]:
        """What would be wrong with the entries and is not now."""
        stood = {one.fingerprint for one in judged(Scene(self.estate, today()))}
        return [one for one in judged(Scene(after, today(), read)) if one.fingerprint not in stood]

    def _refusal(
        self, known: VersionOf | None, version: VersionOf, after: Estate, *, changed: bool, replaces: bool
    ) -> Finding | None:
        """Why a version is refused whatever it says: the catalog knows it otherwise."""
        lock = read_lock(self.estate.files, self.estate.folder)
        locked = lock.digests.get(version.name)
        if locked is not None and locked != digest(after.files, version.version):
            again = "" if known is not None else " once, as the lock knows"
            return _refused(version, f"was released{again}, and said something else", _ANOTHER)
        if known is None or not changed:
            return None
        if known.version.is_released or locked is not None:
            return _refused(version, f"is {known.lifecycle}, and its files are not the same", _ANOTHER)
        if not replaces:
            why = "is registered as a draft, and its files are not the same"
            return _refused(version, why, f"replace the draft with --replace, or {_ANOTHER}")
        return None

    # --------------------------------------------------------------------------------------------------------- writing

    def _writing(self, name: str, outcome: Outcome, plan: Plan, after: Estate, notes: tuple[str, ...]) -> Registration:
        root, below, contents = accompanied(plan.contents, after, self._top, self._here)
        there = FolderFiles(root, shown_from=self._here)
        copies = {posixpath.join(below, path): label for path, label in plan.labels.items()}
        rows = [_told(path, _at(there, path), data, copies.get(path)) for path, data in contents.items()]
        first = self.facts.api not in self.estate.apis
        return Registration(name, outcome, Writing(root, contents), "".join(rows), notes, is_first=first)

    def _notes(self, name: str) -> tuple[str, ...]:
        """What somebody should know of a version that is one more of a known API, or that replaces a draft."""
        notes = [f"nothing reaches {path} any more: remove it" for path in sorted(self._left)]
        api = self.estate.apis.get(name.partition("@")[0])
        title, before = self._candidate.title, api.metadata.title if api is not None else None
        if title and before and title != before:
            notes.append(f"the document is titled `{title}`, and the API `{before}`: is it the same?")
        return tuple(notes)


_ANOTHER = "register it as another version (--version)"


def _refused(version: VersionOf, why: str, fix: str) -> Finding:
    rule = discover(RULES)["register-refused"]
    path = f"/{version.version.version}"
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.POLICY,
        message=rule.when(version.name, why),
        fix=fix,
        subject=Subject(version.api.name, path=path),
        fingerprint=fingerprint_of(rule.id, version.api.name, None, "", path),
        new=version.place(),
    )


def _foretold(name: str, refused: Sequence[Finding]) -> Iterator[str]:
    """What the gate will say of what was registered, since a lint of the document finds errors."""
    if refused:
        rules = ", ".join(f"{rule} ({count})" for rule, count in Counter(one.rule for one in refused).most_common())
        many = f"{len(refused):,} errors that a lint finds" if len(refused) > 1 else "an error that a lint finds"
        yield f"`govkit check` will refuse {many} in {name}: {rules}; `govkit lint {name}` shows where"


def _at(files: Files, path: str) -> bytes | None:
    try:
        return files.read(path) if files.exists(path) else None
    except InputError:  # what is written over need not be shown
        return b""


def _told(path: str, old: bytes | None, new: bytes, label: str | None) -> str:
    """The difference of one file for people; of a document that is copied, one line."""
    if label is not None and old is None:
        return f"+++ {path} ({len(new):,} bytes, a copy of {label})\n"
    shown = difference(path, old, new) if label is None or _is_text(old, new) else ""
    if not shown or shown.count("\n") > _MOST_ROWS:
        return f"+++ {path} ({len(new):,} bytes instead of {len(old or b''):,})\n"
    return shown


def _is_text(*contents: bytes | None) -> bool:
    try:
        for data in contents:
            (data or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
