"""What came of asking a provider, as findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.judge import Origins
from govkit.checks.pacts.live.asking import Asked
from govkit.checks.pacts.live.facts import facts_of
from govkit.checks.pacts.reading.pact import Interaction, Pact
from govkit.findings import Affected, Direction, Finding, Rule, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.spec.openapi import Operation

RULES = "govkit.checks.pacts.live.rules"
_ASKED = "the provider was asked"


def findings_of(
    pact: Pact,
    asked: Sequence[Asked],
    api: str,
    operations: Mapping[Interaction, Operation | None] | None = None,
    *,
    states_are_set: bool = True,
) -> list[Finding]:
    """The findings of a pact whose interactions were asked; `operations` are those that they call, where it is known.

    Where nobody could set states up, that is said of those that fail and have some.
    """
    facts = [(one, fact) for one in asked for fact in facts_of(one)]
    places = pact.places({fact.at for _, fact in facts}) if facts else {}
    called = [(operations or {}).get(one.interaction) for one, _ in facts]
    origins = Origins(operation.node for operation in called if operation is not None)
    found = []
    for (one, fact), operation in zip(facts, called, strict=True):
        rule: Rule = discover(RULES)[fact.kind]
        interaction = one.interaction
        said: Said = rule.when(fact)
        severity, reason = _weight(interaction, said.severity or rule.severity, states_are_set=states_are_set)
        direction = Direction.RESPONSE if fact.kind.startswith("response-") else None
        named = f"{pact.consumer} {interaction.name}"
        found.append(
            Finding(
                rule=rule.id,
                severity=severity,
                verdict=Verdict.POLICY,
                message=f"“{interaction.name}”: {said.message}",
                subject=Subject(api, (operation.name,) if operation is not None else (), path=fact.path),
                fingerprint=fingerprint_of(rule.id, api, direction, named, fact.path),
                reason=reason,
                direction=direction,
                fix=said.fix or rule.fix,
                old=places[fact.at],
                new=origins.of(operation.node if operation is not None else None),
                affects=(Affected("consumer", pact.consumer, "", f"its pact: “{interaction.name}”"),),
            )
        )
    return found


def _weight(interaction: Interaction, severity: Severity, *, states_are_set: bool) -> tuple[Severity, str]:
    if interaction.pending and severity is Severity.ERROR:
        return Severity.WARNING, "the consumer marks the interaction as pending"
    if interaction.states and not states_are_set:
        return severity, f"{_ASKED}, and nothing had put it into the state that the interaction wants"
    return severity, _ASKED
