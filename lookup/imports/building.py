"""Building a register: entries are hashed in batches on an executor, given places, and sealed page by page.

The order of the entries is their bytes' own, so that a second process makes the same batches of the same list. The
plain list stays in memory and goes nowhere. Must not know: files, command lines, tables, who asked for the build.
"""

import hmac
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import islice

from hotline.incidents import Incident
from lookup import identifiers
from lookup.hashing import HASH_BYTES, Cost, argon2id
from lookup.imports.people import Entries, Individual, entries_of
from lookup.keyring import GenerationKeys
from lookup.registers.definition import Definition, SchemeRule
from lookup.registers.drafts import BATCH, Draft
from lookup.registers.pages import PageOverflow, Payload, Secret, arrange, page_counts, seal_page, seal_slot
from lookup.registers.self_test import known_hit, payload_of_hit

Done = Callable[[int], None]  # is told how many pieces were done since it was last told
Watch = Callable[[str, int], Done]  # is told what begins and how many pieces it has (0: not known)
Batches = Mapping[int, bytes]  # number → the hashes of one batch, one after the other

# Batches on their way, so many that no thread waits and so few that a kill costs two a thread at worst.
_WAITING = 2 * (os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be built, but for the keys: the rules, and every entry with what it may disclose."""

    incident: Incident
    cost: Cost
    letter_code_digits: int
    people: int
    rules: tuple[SchemeRule, ...]
    entries: Sequence[tuple[bytes, Payload]] = field(repr=False)  # in the order of their bytes

    def definition(self, draft: Draft) -> Definition:
        """What is built with the keys of `draft`; the page count is known once everybody has a place."""
        return Definition(
            incident_id=self.incident.id,
            generation=draft.keys.generation,
            page_count=0,
            salt=draft.salt.hex(),
            cost=self.cost,
            normaliser=identifiers.VERSION,
            schemes=self.rules,
            categories=tuple(category.id for category in self.incident.content.categories),
            letter_code_digits=self.letter_code_digits,
            people=self.people,
            key_checks=draft.keys.check_values(),
        )

    def digest(self, draft: Draft) -> bytes:
        """By what the same work is known again, 32 bytes: an HMAC over everything that would be sealed."""
        running = hmac.new(draft.key(), self.definition(draft).to_bytes(serial=0), "sha256")
        for data, payload in self.entries:
            running.update(len(data).to_bytes(4, "big") + data + payload.to_bytes())
        return running.digest()

    def hashed(self, keys: GenerationKeys) -> list[bytes]:
        """What is hashed, in order: the canary first."""
        return [known_hit(keys), *(data for data, _ in self.entries)]


@dataclass(frozen=True, slots=True)
class Build:
    """A build: its definition, and its sealed pages in order of their numbers, each sealed when it is asked for."""

    definition: Definition
    pages: Iterator[bytes]


def planned(
    incident: Incident, individuals: Sequence[Individual], *, cost: Cost, letter_code_digits: int, rejected: int = 0
) -> Work:
    """The work that a list is: everybody's entries in every scheme of the incident. `rejected`: rows left out."""
    content = incident.content
    by_scheme = [entries_of(individuals, content, scheme, incident_id=incident.id) for scheme in content.schemes]
    return Work(
        incident=incident,
        cost=cost,
        letter_code_digits=letter_code_digits,
        people=len(individuals),
        rules=tuple(_rule(one, rejected) for one in by_scheme),
        entries=sorted((entry for one in by_scheme for entry in one.payloads.items()), key=lambda entry: entry[0]),
    )


def hash_missing(
    work: Work, draft: Draft, *, kept: Batches, executor: Executor
) -> Generator[dict[int, bytes], None, None]:
    """Hash every batch that is not in `kept` on `executor`; gives those that are finished, as they are finished."""
    data = work.hashed(draft.keys)
    missing = (number for number in range(-(-len(data) // BATCH)) if number not in kept)
    running: dict[Future[bytes], int] = {}
    try:
        while True:
            for number in _next(missing, _WAITING - len(running)):
                batch = data[number * BATCH : (number + 1) * BATCH]
                running[executor.submit(hash_batch, batch, draft.salt, work.cost)] = number
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            yield {running.pop(future): future.result() for future in finished}
    finally:
        for future in running:
            future.cancel()


def hash_batch(batch: Sequence[bytes], salt: bytes, cost: Cost) -> bytes:
    """The hashes of a batch, one after the other."""
    return b"".join(argon2id(data, salt, cost) for data in batch)


def build(work: Work, draft: Draft, batches: Batches) -> Build:
    """Give every hash its place, and seal."""
    definition = work.definition(draft)
    payloads = [payload_of_hit(definition), *(payload for _, payload in work.entries)]
    secrets = list(_secrets(draft.keys, batches, count=len(payloads)))
    places = _arranged(secrets)
    definition = replace(definition, page_count=len(places))
    return Build(definition, _sealed(definition, draft.keys, places, list(zip(secrets, payloads, strict=True))))


def one_thread_a_core() -> Executor:
    """The executor of a build on this machine. Argon2 lets go of the interpreter's lock, so threads are enough."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="building")


def _rule(of: Entries, rejected: int) -> SchemeRule:
    scheme = of.scheme
    # Whoever stands in a row that was left out is on the list, and no way finds them.
    without_key = of.without_key + rejected
    return SchemeRule(scheme.name, scheme.doors, scheme.disclosure, scheme.width, without_key, zip=scheme.zip)


def _next(numbers: Iterator[int], most: int) -> list[int]:
    return list(islice(numbers, most))


def _secrets(keys: GenerationKeys, batches: Batches, *, count: int) -> Iterator[Secret]:
    for number in range(count):
        at = number % BATCH * HASH_BYTES
        hashed = batches[number // BATCH][at : at + HASH_BYTES]
        yield Secret.of(hashed, keys.prf(hashed))


def _arranged(secrets: Sequence[Secret]) -> list[list[int]]:
    for page_count in page_counts(len(secrets)):
        try:
            return arrange(secrets, page_count)
        except PageOverflow:
            continue
    raise PageOverflow


def _sealed(
    definition: Definition,
    keys: GenerationKeys,
    places: Sequence[Sequence[int]],
    entries: Sequence[tuple[Secret, Payload]],
) -> Iterator[bytes]:
    for number, page in enumerate(places):
        slots = [seal_slot(*entries[at]) for at in page]
        yield seal_page(slots, keys.page_key, definition.binding.about(number))
