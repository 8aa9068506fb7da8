"""People who own things."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from govkit.catalog.entries.form import Contact, DomainRef, Form, Text
from govkit.catalog.entries.kind import Kind
from govkit.catalog.texts import Duration


class Member(Contact):
    """Somebody in a team."""

    name: Text = Field(description="What the person is called.")
    role: Text | None = Field(default=None, description="What the person does in the team.")


class Step(Form):
    """One step of an escalation: whom to ask, and after how long without an answer."""

    contact: Contact = Field(description="Whom to ask.")
    after: Duration | None = Field(default=None, description="How long the step before is given (ISO 8601).")


class TeamSpec(Form):
    """A team."""

    domain: DomainRef | None = Field(default=None, description="The domain that the team belongs to.")
    contacts: tuple[Contact, ...] = Field(min_length=1, description="How the team is reached, the best way first.")
    members: tuple[Member, ...] = Field(default=(), description="Who is in the team.")
    escalation: tuple[Step, ...] = Field(default=(), description="Whom to ask when the team does not answer, in order.")
    codeowners: tuple[Annotated[str, Field(pattern=r"^(@\S+|\S+@\S+)$")], ...] = Field(
        default=(), description="The team in CODEOWNERS: `@org/team`, `@user` or an e-mail address."
    )


KIND = Kind(
    name="Team",
    folder="teams",
    summary="People who own things, how they are reached, and whom to ask when they do not answer.",
    spec=TeamSpec,
    example="""\
apiVersion: govkit/v1
kind: Team
metadata:
  name: revenue-engineering
  title: Revenue engineering
spec:
  domain: finance
  contacts:
    - {chat: "#revenue", email: revenue@example.com}
  members:
    - {name: A. Member, email: member@example.com, role: lead}
  escalation:
    - {after: PT1H, contact: {phone: "+49 30 000000"}}
  codeowners: ["@example/revenue"]
""",
)
