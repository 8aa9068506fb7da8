"""May it go there? A version held against what runs in an environment, with a reason for every pact concerned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from govkit.catalog.entries import ConsumerSpec, Entry, Estate, VersionOf
from govkit.catalog.entries.pacts import recorded
from govkit.errors import UsageError
from govkit.findings import Finding, Severity
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, Table, guess
from govkit.gate.configuration import configuration
from govkit.gate.deploying import ran_before
from govkit.gate.estates.policies import judged_entries, policies_of_entries
from govkit.gate.pacts.because import Because, absent, finding_of, of_verdict
from govkit.gate.pacts.running import Meetings, Relied
from govkit.gate.pacts.verdicts import Reason, Verdicts

_NAME, _COUNT = ColumnType.NAME, ColumnType.COUNT


@dataclass(frozen=True, slots=True)
class Question:
    """May a version of an API or a consumer go to an environment? What concerns one that is ignored hinders nothing."""

    name: str
    version: str
    to: str
    ignored: tuple[str, ...] = ()


def can_i_deploy(question: Question, asked: Asked, cwd: Path | None = None) -> Report:
    """The report: `deployable` among its figures is 1 or 0. Raises UsageError for a name that there is not."""
    estate = asked.estate
    for name in (question.name, *question.ignored):
        if name not in estate.apis and name not in estate.consumers:
            hint = guess(name, [*estate.apis, *estate.consumers], "the APIs and consumers are")
            raise UsageError(f"there is no API or consumer {name!r} in the catalog", hint=hint)
    settled = _settled(list(_Answer(question, asked, cwd).reasons()), question, asked, cwd)
    reasons = [one for one, _ in settled]
    hindering = [one for one in reasons if one.hinders]
    what = f"{question.name} {question.version}"
    return Report(
        name="can-i-deploy",
        title=f"{what} {'must not' if hindering else 'may'} go to {question.to}",
        command="can-i-deploy",
        on=asked.on,
        figures=(
            Figure("deployable", "deployable", int(not hindering)),
            Figure("hindering", "reasons against it", len(hindering), bad=bool(hindering)),
            Figure("verified", "pacts verified", sum(one.reason is Reason.VERIFIED for one in reasons)),
        ),
        tables=(_table(reasons), _failures(reasons)),
        findings=tuple(finding for _, finding in settled if finding is not None),
        line_of=estate.line_of,
    )


def _settled(
    reasons: list[Because], question: Question, asked: Asked, cwd: Path | None
) -> list[tuple[Because, Finding | None]]:
    """The reasons with their findings, as policies and waivers have them: what hinders is an error that counts."""
    policies = policies_of_entries(asked.estate)
    waivers = configuration(cwd).waivers
    found: list[tuple[Because, Finding | None]] = []
    for one in reasons:
        if one.reason is Reason.VERIFIED:
            found.append((one, None))
            continue
        said = finding_of(one, question.to, f"{question.name} {question.version}")
        judged = judged_entries([said], policies, waivers, asked.on)
        finding = judged[0] if judged else None
        counts = finding is not None and finding.severity is Severity.ERROR and finding.counts
        if counts and finding is not None and not {one.consumer, one.api}.isdisjoint(question.ignored):
            finding, counts = replace(finding, severity=Severity.WARNING, reason="it is ignored"), False
        found.append((replace(one, hinders=counts), finding))
    return found


class _Answer:
    """The reasons, as they are looked for."""

    def __init__(self, question: Question, asked: Asked, cwd: Path | None) -> None:
        self._question = question
        self._estate: Estate = asked.estate
        self._on = asked.on
        self._verdicts = Verdicts(asked.estate, asked.on, asked.options, cwd)
        self._meetings = Meetings(asked.estate, asked.on, self._verdicts)

    def reasons(self) -> Iterator[Because]:
        """Every reason for and against, in the order in which they are looked for."""
        name, version, to = self._question.name, self._question.version, self._question.to
        environment = self._estate.environments.get(to)
        if environment is None:
            hint = guess(to, [*self._estate.environments], "the environments are")
            message = f"there is no environment {to!r} in the catalog ({hint})"
            yield Because(reason=Reason.NO_ENVIRONMENT, hinders=True, message=message, where=self._entry.place())
            return
        versions = [one for one in self._estate.versions(name) if one.version.version == version]
        consumer = self._estate.consumers.get(name)
        known = recorded(consumer.spec, version) if consumer is not None else None
        is_known = bool(versions) or known is not None
        if not is_known and not (consumer is not None and self._has_run(consumer, version)):
            yield self._unknown(version)
            return
        before = environment.spec.promotes_from
        if before is not None and not ran_before(self._estate, name, version, before, self._on):
            message = f"{name} {version} has not run in {before}, from which {to} takes its versions"
            yield Because(reason=Reason.NOT_PROMOTED, hinders=False, message=message, where=environment.place())
        for one in versions[:1]:
            yield from self._of_provider(one)
        if consumer is not None and (known is not None or not versions):
            yield from self._of_consumer(consumer, version)

    @property
    def _entry(self) -> Entry[ConsumerSpec]:
        name = self._question.name
        found: Entry[ConsumerSpec] = self._estate.consumers.get(name) or self._estate.apis[name]  # type: ignore[assignment]
        return found

    def _has_run(self, consumer: Entry[ConsumerSpec], version: str) -> bool:
        """Whether a version of a consumer whose pacts nobody records has run somewhere, so that there is one."""
        runs = any(one.deployment.version == version for one in self._estate.running(consumer.name))
        return runs and not consumer.spec.versions

    def _unknown(self, version: str) -> Because:
        name = self._question.name
        if name in self._estate.apis:
            listed = [one.version.version for one in self._estate.versions(name)]
            message = f"{name} has no version {version} ({guess(version, listed, 'its versions are')})"
        else:
            listed = [one.version for one in self._estate.consumers[name].spec.versions]
            near = guess(version, listed, "known are") if listed else "`govkit pact publish` records it"
            message = f"nothing is recorded of {name} {version} ({near})"
        return Because(reason=Reason.VERSION_UNKNOWN, hinders=True, message=message, where=self._entry.place())

    # ------------------------------------------------------------------------------------------------------- consumers

    def _of_consumer(self, consumer: Entry[ConsumerSpec], version: str) -> Iterator[Because]:
        """Against the versions of the APIs that its pacts name, as they run there."""
        known = recorded(consumer.spec, version)
        relied = self._meetings.relied(consumer, known) if known is not None else []
        pairs = [(one, self._met(one)) for one in relied]
        self._verdicts.prepare((one.pact, version_) for one, many in pairs for version_ in many)
        for one, many in pairs:
            if not many:
                yield absent(one, self._meetings.running(one.api, self._question.to), self._question.to)
            for provider in many:
                yield of_verdict(one, provider, self._verdicts.of(one.pact, provider))
        yield from self._without_pacts(consumer, version, {one.api for one in relied})

    def _without_pacts(self, consumer: Entry[ConsumerSpec], version: str, with_pacts: set[str]) -> Iterator[Because]:
        """What a consumer says that it uses, and has no pact with: nothing is known but whether it runs there."""
        used = {use.api.name: index for index, use in reversed(list(enumerate(consumer.spec.uses)))}
        for api, index in sorted(used.items()):
            if api in with_pacts or api not in self._estate.apis:
                continue
            running = bool(self._meetings.running(api, self._question.to))
            said = "has no pact with it" if running else f"it does not run in {self._question.to}"
            yield Because(
                reason=Reason.NEVER_VERIFIED if running else Reason.NOTHING_DEPLOYED,
                hinders=False,
                message=f"{consumer.name} uses {api}, and {said}",
                consumer=consumer.name,
                consumer_version=version,
                api=api,
                where=consumer.place(("spec", "uses", index)),
            )

    def _met(self, one: Relied) -> list[VersionOf]:
        running = self._meetings.versions(one.api, self._question.to)
        return [version for version in running if one.speaks_of(self._estate, version.version.version)]

    # ------------------------------------------------------------------------------------------------------- providers

    def _of_provider(self, version: VersionOf) -> Iterator[Because]:
        """Against the consumers that run there and have pacts with it."""
        relied: list[Relied] = []
        for consumer, number, known in self._meetings.consumers(self._question.to):
            if known is None:
                if consumer.spec.versions and any(use.api.name == version.api.name for use in consumer.spec.uses):
                    yield self._unrecorded(consumer, number, version)
                continue
            relied += [
                one
                for one in self._meetings.relied(consumer, known)
                if one.api == version.api.name and one.speaks_of(self._estate, version.version.version)
            ]
        if not relied:
            message = f"no consumer with a pact that speaks of {version.name} runs in {self._question.to}"
            yield Because(
                reason=Reason.NOTHING_DEPLOYED,
                hinders=False,
                message=message,
                api=version.api.name,
                api_version=version.version.version,
                where=version.place(),
            )
        self._verdicts.prepare((one.pact, version) for one in relied)
        for one in relied:
            verdict = self._verdicts.of(one.pact, version)
            if verdict.reason is not Reason.VERIFIED and not self._was_kept(one, version):
                said = f"no version of {one.api} has kept this pact yet"
                verdict = replace(verdict, reason=Reason.PENDING, message=f"{said}: {verdict.message}")
            yield of_verdict(one, version, verdict)

    def _was_kept(self, one: Relied, version: VersionOf) -> bool:
        return self._verdicts.ever_verified(one.pact, one.api, but=version)

    def _unrecorded(self, consumer: Entry[ConsumerSpec], number: str, version: VersionOf) -> Because:
        return Because(
            reason=Reason.VERSION_UNKNOWN,
            hinders=False,
            message=f"{consumer.name} {number} runs in {self._question.to}, and nobody has recorded its pacts",
            consumer=consumer.name,
            consumer_version=number,
            api=version.api.name,
            api_version=version.version.version,
            where=consumer.place(("spec", "versions")),
        )


# -------------------------------------------------------------------------------------------------------- what is shown


def _table(reasons: list[Because]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.reason.value,
            "no" if one.hinders else "yes",
            one.consumer or None,
            one.consumer_version or None,
            one.api or None,
            one.api_version or None,
            one.pact[:12] or None,
            one.by or None,
            one.message,
        )
        for one in sorted(reasons, key=lambda one: not one.hinders)
    ]
    return Table(
        name="reasons",
        title="Reasons",
        columns=(
            Column("reason", "reason"),
            Column("passes", "lets it go"),
            Column("consumer", "consumer", _NAME),
            Column("consumer-version", "version", _NAME),
            Column("api", "API", _NAME),
            Column("api-version", "version", _NAME),
            Column("pact", "pact", _NAME),
            Column("by", "verified by"),
            Column("message", "why"),
        ),
        rows=tuple(rows),
        empty="nothing speaks against it: it has no pacts, and nobody has one with it",
    )


def _failures(reasons: list[Because]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.consumer,
            one.api,
            one.api_version,
            failure.interaction,
            failure.rule or None,
            failure.fingerprint or None,
            failure.message,
        )
        for one in reasons
        for failure in one.failures
    ]
    return Table(
        name="failures",
        title="Interactions that fail",
        columns=(
            Column("consumer", "consumer", _NAME),
            Column("api", "API", _NAME),
            Column("api-version", "version", _NAME),
            Column("interaction", "interaction"),
            Column("rule", "rule", _NAME),
            Column("finding", "finding", _NAME),
            Column("message", "message"),
        ),
        rows=tuple(rows),
        empty="no interaction fails",
    )
