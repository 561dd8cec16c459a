"""From rows to individuals, and from individuals to entries: who is found by which details, and what may be learnt.

Rows with one `person_key` are one individual, their kinds united, found by the details of each row. Individuals who
share all the details of a scheme share one entry. What an entry may disclose is decided here, once, and sealed: the
doors can't tell more later.
Must not know: hashing, pages, the database.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hotline.incidents import Content, Scheme
from lookup import letter_codes, names
from lookup.imports.lists import ListFault, ListRow, Reject
from lookup.queries import Query
from lookup.registers.pages import Payload

MOST_KEYS = 8  # of one individual in one scheme


@dataclass(frozen=True, slots=True, repr=False)
class Details:
    """What one row says of an individual, empty where it says nothing. The names are as the list writes them."""

    student_number: str
    last_name: str
    first_name: str
    birth_date: str
    zip: str

    @classmethod
    def of(cls, row: ListRow) -> "Details":
        """The details of `row`."""
        return cls(row.student_number, row.last_name, row.first_name, row.birth_date, row.zip)


@dataclass(slots=True)
class Individual:
    """One individual: every kind of information and every row's details that the list gives."""

    person_key: str = field(repr=False)
    categories: frozenset[str] = field(repr=False)
    details: dict[Details, None] = field(repr=False)  # each once, in the order of the list
    letter_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Accounting:
    """What became of every row: `rows` = `individuals` + `merged` + the rejects."""

    rows: int
    individuals: int
    merged: Mapping[str, int]  # rule → rows
    rejects: tuple[Reject, ...]
    unkeyed: Mapping[str, int]  # column → placeholders that were not keyed


class Gathering:
    """Takes rows one by one, and knows at every moment what became of each."""

    def __init__(self) -> None:
        self.individuals: dict[str, Individual] = {}
        self._rejects: list[Reject] = []
        self._merged: Counter[str] = Counter()
        self._unkeyed: Counter[str] = Counter()
        self._rows = 0

    def take(self, row: ListRow | Reject) -> None:
        """Count one row, and keep what it says."""
        self._rows += 1
        if isinstance(row, Reject):
            self._rejects.append(row)
            return
        self._unkeyed.update(row.unkeyed)
        known = self.individuals.get(row.person_key)
        if known is None:
            details = {Details.of(row): None}
            self.individuals[row.person_key] = Individual(row.person_key, row.categories, details, row.letter_code)
        elif row.letter_code and known.letter_code and row.letter_code != known.letter_code:
            self._rejects.append(
                Reject(row.row, "letter_code", "another code than an earlier row of the same person_key")
            )
        else:
            self._merge(known, row)

    def accounting(self) -> Accounting:
        """The sums so far."""
        return Accounting(
            self._rows, len(self.individuals), dict(self._merged), tuple(self._rejects), dict(self._unkeyed)
        )

    def _merge(self, known: Individual, row: ListRow) -> None:
        details = Details.of(row)
        same = row.categories <= known.categories and details in known.details
        self._merged["repeated row" if same else "same person_key"] += 1
        known.categories |= row.categories
        known.details[details] = None
        known.letter_code = known.letter_code or row.letter_code


def give_letter_codes(individuals: Collection[Individual], key: bytes, incident_id: int, *, digits: int) -> None:
    """Draw a code for everybody whose row had none, in the order of the person keys so that clashes fall the same way.

    A clash is drawn again. ListFault, naming no code, where the list itself gives two individuals one code.
    """
    taken: set[str] = set()
    for individual in individuals:
        if individual.letter_code and individual.letter_code in taken:
            raise ListFault("Two individuals of the list have the same letter code; nothing was imported.")
        taken.add(individual.letter_code)
    for individual in sorted(individuals, key=lambda one: one.person_key):
        number = 0
        while not individual.letter_code:
            code = letter_codes.draw(key, incident_id, individual.person_key, number=number, digits=digits)
            individual.letter_code = "" if code in taken else code
            number += 1
        taken.add(individual.letter_code)


@dataclass(frozen=True, slots=True)
class Entries:
    """What is to be sealed in one scheme: canonical bytes → payload.

    `without_key` counts those who can't be found by it, or not by everything that the list says of them.
    """

    scheme: Scheme
    payloads: Mapping[bytes, Payload] = field(repr=False)
    without_key: int


def entries_of(individuals: Iterable[Individual], content: Content, scheme: Scheme, *, incident_id: int) -> Entries:
    """The entries of one scheme, none where nothing is looked up.

    Individuals under one key: told if all may learn the same, else only that there are some.
    """
    if scheme.disclosure == "blind":
        return Entries(scheme, {}, 0)
    bits = {category.id: 1 << at for at, category in enumerate(content.categories)}
    found: dict[bytes, set[Payload]] = defaultdict(set)
    without_key = 0
    for individual in individuals:
        payload = _payload(individual, content, scheme, bits)
        keys = keys_of(individual, scheme, incident_id=incident_id)
        without_key += not keys.complete
        for query in keys.queries:
            found[query.canonical(width=scheme.width, with_zip=scheme.zip)].add(payload)
    payloads = {data: _told(among) for data, among in found.items()}
    return Entries(scheme, payloads, without_key)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one individual in one scheme; `complete`: there are some, and none of the list's own was left out."""

    queries: tuple[Query, ...]
    complete: bool


def keys_of(individual: Individual, scheme: Scheme, *, incident_id: int) -> Keys:
    """What finds an individual: the details as each row has them, then other spellings, at most 8, in one order."""
    ranks: dict[Query, int] = {}
    for rank, query in _queries(individual, scheme, incident_id):
        ranks[query] = min(rank, ranks.get(query, rank))
    queries = sorted(ranks, key=ranks.__getitem__)
    complete = bool(queries) and all(ranks[query] for query in queries[MOST_KEYS:])
    return Keys(tuple(queries[:MOST_KEYS]), complete)


def _queries(individual: Individual, scheme: Scheme, incident_id: int) -> Iterator[tuple[int, Query]]:
    """Each key, and how far it is from what the list says: 0 for its own words."""
    if scheme.name == "letter_code":
        yield 0, Query.of(incident_id, scheme.name, {"code": individual.letter_code})
        return
    for details in individual.details:
        if not all(getattr(details, name) for name in scheme.fields):
            continue
        zip_code = details.zip if scheme.zip else ""
        for rank, fields in enumerate(_fields(details, scheme)):
            yield rank, Query(incident_id, scheme.name, fields, zip_code)


def _fields(details: Details, scheme: Scheme) -> Iterator[tuple[str, ...]]:
    if scheme.name == "student_number":
        yield details.student_number, details.birth_date
        return
    for last_name, first_name in names.spellings(details.last_name, details.first_name):
        yield last_name, first_name, details.birth_date


def _payload(individual: Individual, content: Content, scheme: Scheme, bits: Mapping[str, int]) -> Payload:
    told = {"full": individual.categories, "ordinary": _ordinary(individual, content)}.get(
        scheme.disclosure, frozenset()
    )
    return Payload(kinds=sum(bits[category] for category in told), letter_tells=scheme.disclosure != "full")


def _ordinary(individual: Individual, content: Content) -> frozenset[str]:
    return frozenset(one.id for one in content.categories if one.id in individual.categories and not one.sensitive)


def _told(among: set[Payload]) -> Payload:
    if len(among) == 1:
        return next(iter(among))
    return Payload(kinds=0, shared=True, letter_tells=True)
