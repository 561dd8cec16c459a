"""Building a register: entries are hashed on an executor, placed on pages, sealed, and staged in one transaction.

What answers now goes on answering until `register.publish`. The plain list stays in memory and goes nowhere.
Must not know: files, command lines, who asked for the build.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from hotline.incidents import Incident
from lookup import identifiers
from lookup.definition import Definition, SchemeRule
from lookup.hashing import SALT_BYTES, Cost, argon2id
from lookup.keyring import GenerationKeys
from lookup.pages import PageOverflow, Payload, Secret, arrange, page_counts, seal_page, seal_slot
from lookup.people import Entries, Individual, entries_of
from lookup.self_test import known_hit, payload_of_hit

Done = Callable[[int], None]  # is told how many pieces were done since it was last told
Watch = Callable[[str, int], Done]  # is told what begins and how many pieces it has (0: not known)


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: its definition, and its sealed pages in order of their numbers."""

    definition: Definition
    pages: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: the incident as applied, the new generation's keys, the cost of a hash, the code length."""

    incident: Incident
    keys: GenerationKeys
    cost: Cost
    letter_code_digits: int


def build(order: Order, individuals: Sequence[Individual], *, done: Done, executor: Executor) -> Build:
    """Hash, place and seal everybody; the hashes run on `executor`."""
    entries = [
        entries_of(individuals, order.incident.content, scheme, incident_id=order.incident.id)
        for scheme in order.incident.content.schemes
    ]
    definition = _definition(order, entries, people=len(individuals))
    payloads = {known_hit(order.keys): payload_of_hit(definition)}
    for scheme in entries:
        payloads |= scheme.payloads
    slots = list(_slots(definition, order.keys, payloads, done=done, executor=executor))
    pages = _arranged(slots)
    definition = replace(definition, page_count=len(pages))
    sealed = [seal_page(page, order.keys.page_key, definition.binding.about(no)) for no, page in enumerate(pages)]
    return Build(definition, sealed)


def hashes_to_make(order: Order, individuals: Sequence[Individual]) -> int:
    """About how many hashes `build` will make, for an estimate of its time."""
    by_number = sum(len(individual.details) for individual in individuals)
    return 1 + sum(
        len(individuals) if one.name == "letter_code" else by_number for one in order.incident.content.schemes
    )


def one_thread_a_core() -> Executor:
    """The executor of a build on this machine. Argon2 lets go of the interpreter's lock, so threads are enough."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="building")


def _definition(order: Order, entries: Sequence[Entries], *, people: int) -> Definition:
    rules = tuple(
        SchemeRule(one.scheme.name, one.scheme.doors, one.scheme.disclosure, one.scheme.width or 0, one.without_key)
        for one in entries
    )
    return Definition(
        incident_id=order.incident.id,
        generation=order.keys.generation,
        page_count=0,  # known once everybody has a place
        salt=os.urandom(SALT_BYTES).hex(),
        cost=order.cost,
        normaliser=identifiers.VERSION,
        schemes=rules,
        categories=tuple(category.id for category in order.incident.content.categories),
        letter_code_digits=order.letter_code_digits,
        people=people,
        key_checks=order.keys.check_values(),
    )


def _slots(
    definition: Definition,
    keys: GenerationKeys,
    payloads: Mapping[bytes, Payload],
    *,
    done: Done,
    executor: Executor,
) -> Iterator[tuple[Secret, bytes]]:
    salt = bytes.fromhex(definition.salt)
    hashes = executor.map(partial(argon2id, salt=salt, cost=definition.cost), payloads)
    for hashed, payload in zip(hashes, payloads.values(), strict=True):
        secret = Secret.of(hashed, keys.prf(hashed))
        yield secret, seal_slot(secret, payload)
        done(1)


def _arranged(slots: Sequence[tuple[Secret, bytes]]) -> list[list[bytes]]:
    for page_count in page_counts(len(slots)):
        try:
            return arrange(slots, page_count)
        except PageOverflow:
            continue
    raise PageOverflow
