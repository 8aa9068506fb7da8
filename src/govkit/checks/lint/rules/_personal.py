"""What is personal data, by its name."""

from __future__ import annotations

from govkit.checks.lint.surface.names import words

_CONTACT = frozenset(
    {"email", "e mail", "email address", "phone", "phone number", "mobile", "mobile number", "mobile phone"}
    | {"telephone", "first name", "last name", "given name", "family name", "surname", "full name", "maiden name"}
    | {"home address", "street address", "user email", "customer email", "contact email", "billing email"}
    | {"customer phone", "contact phone", "personal email", "middle name", "fax", "fax number"}
)
_SENSITIVE = frozenset(
    {"ssn", "social security number", "iban", "passport number", "passport", "national id", "national id number"}
    | {"date of birth", "birth date", "birthdate", "birthday", "dob", "card number", "credit card", "cvv", "cvc"}
    | {"credit card number", "bank account number", "account number iban", "driver license", "driver license number"}
    | {"drivers license number", "personal id number", "tax file number", "gender", "religion", "nationality"}
    | {"social insurance number", "personal number", "id number", "driving licence number"}
)


def is_personal(name: str) -> bool:
    """Whether something is about a person by its name: how to reach it, or what nobody else should know."""
    said = " ".join(words(name))
    return said in _CONTACT or said in _SENSITIVE


def is_sensitive(name: str) -> bool:
    """Whether it is what nobody else should know: numbers of the state and of banks, birth, faith."""
    return " ".join(words(name)) in _SENSITIVE
