"""The form of `functions/functions.yaml`: what the document of functions says beside what Python does."""

from __future__ import annotations

from pydantic import Field, JsonValue

from govkit.catalog.entries.form import EmailText, Form, Text, UrlText
from govkit.catalog.entries.kind import Kind


class ContactSpec(Form):
    """Who answers questions about the functions."""

    name: Text | None = Field(default=None, description="Who is reached.")
    email: EmailText | None = Field(default=None, description="An e-mail address.")
    url: UrlText | None = Field(default=None, description="A page.")


class LicenseSpec(Form):
    """Under which terms the document may be used."""

    name: Text = Field(description="What the licence is called.")
    url: UrlText | None = Field(default=None, description="Where it stands.")


class ExampleSpec(Form):
    """A call that serves as an example: its answer, or its refusal, is what the function makes of it."""

    summary: Text | None = Field(default=None, description="What it shows.")
    body: dict[str, JsonValue] = Field(description="The body of the call.")


class FunctionsSpec(Form):
    """The document of functions."""

    contact: ContactSpec | None = Field(default=None, description="`info.contact` of the document.")
    license: LicenseSpec | None = Field(default=None, description="`info.license` of the document.")
    examples: dict[Text, dict[Text, ExampleSpec]] = Field(
        default_factory=dict, description="Calls that serve as examples: by operationId, then by names of their own."
    )


KIND = Kind(
    name="Functions",
    folder="functions",
    summary="The document that is made of the functions of an estate: the API that they are, its head, its examples.",
    spec=FunctionsSpec,
    example="""\
apiVersion: govkit/v1
kind: Functions
metadata:
  name: functions
  title: Functions of workflows
  description: Sorting, choosing and joining lists.
spec:
  contact: {name: Integration platform, email: integration@example.com}
  license: {name: internal, url: 'https://developers.example.com/licence'}
  examples:
    parentsFirst:
      child-first:
        summary: A subsidiary before its holding
        body: {entities: [{id: b, parent: a}, {id: a, parent: null}]}
""",
)
