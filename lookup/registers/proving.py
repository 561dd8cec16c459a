"""Proving a build: every page is opened, what must be found is found, and what can't be there is not.

Must not know: what is done with a build that was proven, and lists.
"""

from contextlib import closing

from sqlalchemy.orm import Session

from lookup.hashing import argon2id
from lookup.registers import register
from lookup.registers.definition import RegisterFault
from lookup.registers.pages import Payload, Secret, find, open_page
from lookup.registers.register import OpenRegister
from lookup.registers.self_test import known_hit, known_miss, payload_of_hit


def prove(session: Session, build: OpenRegister) -> int:
    """Open every page of a build and ask for its canaries; how many pages it has. RegisterFault, PageFault.

    Pages never change once a build is staged, so no lock is held for it.
    """
    definition, binding = build.definition, build.definition.binding
    sought = tuple(_secret(build, data) for data in (known_hit(build.keys), known_miss(build.keys)))
    found: list[Payload | None] = [None, None]
    numbers = []
    with closing(register.pages(session, binding)) as pages:
        for page_no, sealed in pages:
            slots = open_page(sealed, build.keys.page_key, binding.about(page_no))
            numbers.append(page_no)
            for at, secret in enumerate(sought):
                if page_no == binding.page_of(secret):
                    found[at] = find(slots, secret)
    if numbers != list(range(binding.page_count)) or found != [payload_of_hit(definition), None]:
        raise RegisterFault(f"Generation {definition.generation} is not whole: import the list again.")
    return len(numbers)


def _secret(build: OpenRegister, data: bytes) -> Secret:
    definition = build.definition
    return build.secret(argon2id(data, bytes.fromhex(definition.salt), definition.cost))
