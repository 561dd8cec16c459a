"""What is asked, who asks, and what may be answered.

Must not know: the register. A query never shows its details, in a log or a traceback either.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from lookup import identifiers, letter_codes, names
from lookup.identifiers import Unreadable

Forms = Mapping[str, Callable[[str], str]]  # field → what brings it into canonical form
_NAMES: Forms = {
    "last_name": names.last_name,
    "first_name": names.first_name,
    "birth_date": identifiers.birth_date,
}
# In the order in which they are hashed.
FIELDS: Mapping[str, Forms] = {
    "letter_code": {"code": letter_codes.canonical},
    "student_number": {"student_number": identifiers.student_number, "birth_date": identifiers.birth_date},
    "name": _NAMES,
    "name_desk": _NAMES,
}


class AnswerName(StrEnum):
    """The four answers. Nothing else may ever be said."""

    MATCH = "MATCH"
    NO_MATCH = "NO_MATCH"
    CANNOT_TELL = "CANNOT_TELL"
    MAY_NOT_TELL = "MAY_NOT_TELL"


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the four, and for MATCH what this way of checking may tell.

    `categories` are ids in the incident file's order. `shared`: more than one individual has these details, so kinds
    are not told. `letter_tells`: the letter lists kinds that this way does not tell. `gaps`, with NO_MATCH: some people
    on the list can't be found this way. `sealed`, with MAY_NOT_TELL: the details went, sealed, to the custodian.
    """

    name: AnswerName
    categories: tuple[str, ...] = ()
    shared: bool = False
    letter_tells: bool = False
    gaps: bool = False
    sealed: bool = False


Remember = Callable[[Session, Answer], None]


@dataclass(frozen=True, slots=True)
class Query:
    """The details of one individual in canonical form, to be checked in one scheme. Made by `Query.of` only."""

    incident_id: int
    scheme: str
    fields: tuple[str, ...] = field(repr=False)
    zip: str = field(default="", repr=False)  # five digits where a name came with them; the register says if they count

    @classmethod
    def of(cls, incident_id: int, scheme: str, details: Mapping[str, str]) -> "Query":
        """Bring `details` (field → text, birth dates ISO) into canonical form; names may come with a `zip`.

        Unreadable names the field that can't be.
        """
        if scheme not in FIELDS:
            raise Unreadable("scheme", f"not a way of checking; there are {', '.join(FIELDS)}")
        forms = FIELDS[scheme]
        if missing := [name for name in forms if not isinstance(details.get(name), str)]:
            raise Unreadable(missing[0], "missing")
        fields = tuple(form(details[name]) for name, form in forms.items())
        given = details.get("zip", "") if forms is _NAMES else ""
        if not isinstance(given, str):
            raise Unreadable("zip", "missing")
        return cls(incident_id, scheme, fields, identifiers.zip_code(given) if given else "")

    def canonical(self, *, width: int = 0, with_zip: bool = False) -> bytes:
        """The bytes that are hashed, by the register's rule for the scheme.

        `width` is that of the number that the scheme may have, 0 for none; `with_zip`: whether the ZIP code counts.
        Unreadable where it counts and is not there: bytes without it would be somebody else's.
        """
        first, *others = self.fields
        if with_zip and not self.zip:
            raise Unreadable("zip", "missing")
        zip_code = (self.zip,) if with_zip else ()
        return identifiers.encode(self.scheme, (first.rjust(width, "0"), *others, *zip_code))

    def details(self) -> dict[str, str]:
        """The details by their fields, in canonical form (names as keypad digits): for the custodian's eyes only."""
        return dict(zip(FIELDS[self.scheme], self.fields, strict=True)) | ({"zip": self.zip} if self.zip else {})

    @property
    def subject(self) -> bytes:
        """What guesses about one individual have in common: the number, the code, or last and first name.

        The same for both schemes by name, whose guesses are about the same individual.
        """
        if FIELDS[self.scheme] is _NAMES:
            return f"name:{self.fields[0]}:{self.fields[1]}".encode()
        return f"{self.scheme}:{self.fields[0].lstrip('0')}".encode()


@dataclass(frozen=True, slots=True)
class Telephone:
    """A caller. `call` is a keyed digest of the call.

    `number` is E.164, or empty when the caller's number is withheld.
    """

    call: bytes
    number: str = field(repr=False)
    door = "telephone"


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent in a live call (that the call is theirs is the desk's guard). `call` is its random reference.

    `by_hand`: the agent says that there is a call; no telephone of ours brought it.
    """

    id: int
    call: bytes
    by_hand: bool = False
    door = "desk"


@dataclass(frozen=True, slots=True)
class Custodian:
    """The organisation's data holder on a command line, trying the register out."""

    operator: str
    door = "custodian"


Asker = Telephone | Agent | Custodian
