"""The register in the database: staged, published, read one page at a time.

Three tables, and no row belongs to a person: generations (one build of a list each), their pages, and the publish
records that say which generation answers. What was published last answers, whatever is staged beside it.
Must not know: lists, limits, or who asks.
"""

from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base, UtcDateTime, table_of
from hotline.sealing import KeyRing
from lookup import keyring as keys_of
from lookup import letter_codes
from lookup.keyring import GenerationKeys
from lookup.registers.definition import Definition, Publication, RegisterFault, authenticate, parse, verify
from lookup.registers.pages import Binding, PageFault, Payload, Secret, find, open_page


class RegisterGeneration(Base):
    """One build of the register of an incident: its definition, with an HMAC under its own keys."""

    __tablename__ = "register_generations"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class RegisterPage(Base):
    """One sealed page of 128 slots."""

    __tablename__ = "register_pages"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    page_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PublishRecord(Base):
    """One publication: the definition with its serial, and an HMAC under its generation's keys."""

    __tablename__ = "publish_records"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


_RECORDS, _PAGES = table_of(PublishRecord), table_of(RegisterPage)
_NEWEST = (
    select(_RECORDS.c.serial, _RECORDS.c.body, _RECORDS.c.mac)
    .where(_RECORDS.c.incident_id == bindparam("incident"))
    .order_by(_RECORDS.c.serial.desc())
    .limit(1)
)
_PAGE = (
    select(_PAGES.c.sealed, _RECORDS.c.body, _RECORDS.c.mac)
    .join(_RECORDS, _RECORDS.c.incident_id == _PAGES.c.incident_id)
    .where(_RECORDS.c.incident_id == bindparam("incident"), _RECORDS.c.serial == bindparam("serial"))
    .where(_PAGES.c.generation == bindparam("generation"), _PAGES.c.page_no == bindparam("page"))
)


@dataclass(frozen=True, slots=True, repr=False)
class OpenRegister:
    """A publication whose record was verified, with the keys to ask it."""

    publication: Publication
    keys: GenerationKeys
    body: bytes
    mac: bytes

    @property
    def definition(self) -> Definition:
        """The generation that answers."""
        return self.publication.definition

    def secret(self, hashed: bytes) -> Secret:
        """Where the entry of this hash lies, and what opens it."""
        return Secret.of(hashed, self.keys.prf(hashed))


@dataclass(frozen=True, slots=True)
class Status:
    """Where an incident's register stands. Generations and serials are None before there are any."""

    staged: int | None
    published: int | None
    serial: int | None
    people: int
    pages: int


def current(session: Session, ring: KeyRing, incident_id: int) -> OpenRegister:
    """The register that answers now, verified against the ring.

    RegisterFault, KeyMissing, KeyWrong say why there is none.
    """
    row = session.connection().execute(_NEWEST, {"incident": incident_id}).one_or_none()
    if row is None:
        raise RegisterFault("No register is published.")
    keys = keys_of.read(ring, incident_id, parse(row.body).definition.generation)
    publication = verify(row.body, row.mac, keys)
    # A build that is only staged has a record too, with the serial 0: no publication has that.
    if publication.serial != row.serial or publication.serial < 1:
        raise RegisterFault("The publish record belongs to another publication.")
    _refuse_older(ring, incident_id, publication.serial)
    return OpenRegister(publication, keys, row.body, row.mac)


def read_entry(session: Session, register: OpenRegister, secret: Secret) -> Payload | None:
    """What `secret` opens, None where there is no entry; PageFault for whatever can't be trusted. One SELECT, one page.

    The publish record is read again with the page and must still be the one that was verified.
    """
    binding = register.definition.binding
    page_no = binding.page_of(secret)
    place = {
        "incident": binding.incident_id,
        "serial": register.publication.serial,
        "generation": binding.generation,
        "page": page_no,
    }
    row = session.connection().execute(_PAGE, place).one_or_none()
    if row is None or (row.body, row.mac) != (register.body, register.mac):
        raise PageFault("a page or its publish record is not there")
    return find(open_page(row.sealed, register.keys.page_key, binding.about(page_no)), secret)


def pages(session: Session, binding: Binding) -> Generator[tuple[int, bytes], None, None]:
    """Every page of a generation, as number and sealed bytes, in the order of their numbers."""
    rows = select(_PAGES.c.page_no, _PAGES.c.sealed)
    rows = rows.where(_PAGES.c.incident_id == binding.incident_id, _PAGES.c.generation == binding.generation)
    # Closed also where whoever reads them stops at a fault: PostgreSQL keeps a cursor open for it.
    with session.connection().execute(rows.order_by(_PAGES.c.page_no).execution_options(yield_per=500)) as found:
        for row in found:
            yield row.page_no, row.sealed


def next_generation(session: Session, incident_id: int) -> int:
    """The number of the incident's next build: never one that was used."""
    used = select(func.max(RegisterGeneration.generation)).where(RegisterGeneration.incident_id == incident_id)
    return (session.scalar(used) or 0) + 1


def add_pages(session: Session, binding: Binding, sealed: Sequence[bytes], *, first: int) -> None:
    """Keep some pages of a build that is not staged yet, numbered from `first`: nothing reads them before it is."""
    about = {"incident_id": binding.incident_id, "generation": binding.generation}
    rows = [{**about, "page_no": number, "sealed": page} for number, page in enumerate(sealed, start=first)]
    session.connection().execute(_PAGES.insert(), rows)


def drop_pages(session: Session, incident_id: int, generation: int, *, most: int) -> bool:
    """Remove up to `most` pages of a generation that is not staged; whether there were any."""
    its = (_PAGES.c.incident_id == incident_id, _PAGES.c.generation == generation)
    lowest = session.scalar(select(func.min(_PAGES.c.page_no)).where(*its))
    if lowest is not None:
        session.execute(delete(_PAGES).where(*its, _PAGES.c.page_no < lowest + most))
    return lowest is not None


def stage(session: Session, definition: Definition, keys: GenerationKeys, *, at: datetime) -> None:
    """Keep a finished build, whose pages are all there, beside what answers now."""
    body = definition.to_bytes(serial=0)
    about = {"incident_id": definition.incident_id, "generation": definition.generation}
    session.add(RegisterGeneration(**about, built_at=at, body=body, mac=authenticate(body, keys)))
    session.flush()


def is_built(session: Session, incident_id: int, generation: int) -> bool:
    """Whether a generation was finished; needs no key."""
    return session.get(RegisterGeneration, (incident_id, generation)) is not None


def built(session: Session, ring: KeyRing, incident_id: int, generation: int) -> OpenRegister | None:
    """A finished build, verified against the ring, whether or not it was published; None where there is none."""
    build = session.get(RegisterGeneration, (incident_id, generation))
    if build is None:
        return None
    keys = keys_of.read(ring, incident_id, build.generation)
    return OpenRegister(verify(build.body, build.mac, keys), keys, build.body, build.mac)


def staged(session: Session, ring: KeyRing, incident_id: int) -> OpenRegister:
    """The newest build if it was never published; RegisterFault where there is none."""
    waiting = status(session, incident_id).staged
    build = built(session, ring, incident_id, waiting) if waiting else None
    if build is None:
        raise RegisterFault("Nothing is staged: import a list first (flask register import LIST --incident SLUG).")
    return build


def earlier(session: Session, ring: KeyRing, incident_id: int, generation: int | None) -> OpenRegister:
    """A build that answered before, the last one where `generation` is None; RegisterFault, KeyMissing, KeyWrong."""
    published = generations_published(session, incident_id)
    before = published[1:]
    wanted = generation or next(iter(before), None)
    if wanted is None:
        raise RegisterFault("No other register answered before: there is nothing to go back to.")
    if wanted in published[:1]:
        raise RegisterFault(f"Generation {wanted} answers now.")
    build = built(session, ring, incident_id, wanted) if wanted in before else None
    if build is None:
        known = ", ".join(map(str, before)) or "none"
        raise RegisterFault(f"Generation {wanted} never answered. Those that did, the newest first: {known}.")
    return build


def outlived(session: Session, incident_id: int) -> list[Definition]:
    """The builds that neither answer, nor answered before that, nor wait to be published; RegisterFault if damaged."""
    kept = {*generations_published(session, incident_id)[:2], status(session, incident_id).staged}
    builds = select(RegisterGeneration.body).where(RegisterGeneration.incident_id == incident_id)
    found = [parse(body).definition for body in session.scalars(builds.order_by(RegisterGeneration.generation))]
    return [definition for definition in found if definition.generation not in kept]


def generations_published(session: Session, incident_id: int) -> list[int]:
    """The generations that were published, the one that answers first, each once."""
    records = select(PublishRecord.body).where(PublishRecord.incident_id == incident_id)
    bodies = session.scalars(records.order_by(PublishRecord.serial.desc()))
    return list(dict.fromkeys(parse(body).definition.generation for body in bodies))


def publish(session: Session, ring: KeyRing, staged_build: OpenRegister, *, at: datetime) -> Publication:
    """Write the record that lets a staged build answer from the commit of the caller's transaction on.

    The host's pin is not moved here: it follows when the committed record is first read.
    """
    incident_id = staged_build.definition.incident_id
    last = session.scalar(select(func.max(PublishRecord.serial)).where(PublishRecord.incident_id == incident_id)) or 0
    serial = max(last, keys_of.highest_serial(ring, incident_id)) + 1
    body = staged_build.definition.to_bytes(serial=serial)
    mac = authenticate(body, staged_build.keys)
    session.add(PublishRecord(incident_id=incident_id, serial=serial, published_at=at, body=body, mac=mac))
    session.flush()
    return Publication(serial, staged_build.definition)


def status(session: Session, incident_id: int) -> Status:
    """What is staged and what answers, as the database says it; needs no key."""
    records = select(PublishRecord.body).where(PublishRecord.incident_id == incident_id)
    body = session.scalar(records.order_by(PublishRecord.serial.desc()).limit(1))
    published = parse(body) if body else None
    newest = next_generation(session, incident_id) - 1
    return Status(
        staged=newest if newest and newest not in generations_published(session, incident_id) else None,
        published=published.definition.generation if published else None,
        serial=published.serial if published else None,
        people=published.definition.people if published else 0,
        pages=published.definition.page_count if published else 0,
    )


def code_digits_so_far(session: Session, incident_id: int) -> int | None:
    """How long the codes of the incident's newest build are; None before the first."""
    newest = select(RegisterGeneration.body).where(RegisterGeneration.incident_id == incident_id)
    body = session.scalar(newest.order_by(RegisterGeneration.generation.desc()).limit(1))
    return parse(body).definition.letter_code_digits if body else None


def letter_code_digits(session: Session, incident_id: int) -> int:
    """How long the letters' codes are, as the newest publish record says.

    It is not verified, and only words hang on it.
    """
    row = session.connection().execute(_NEWEST, {"incident": incident_id}).one_or_none()
    with suppress(RegisterFault):
        return parse(row.body).definition.letter_code_digits if row else letter_codes.SHORTEST
    return letter_codes.SHORTEST


def published_incidents(session: Session) -> list[int]:
    """The incidents that have a published register."""
    return list(session.scalars(select(PublishRecord.incident_id).distinct().order_by(PublishRecord.incident_id)))


def _refuse_older(ring: KeyRing, incident_id: int, serial: int) -> None:
    pinned = keys_of.highest_serial(ring, incident_id)
    if serial < pinned:
        raise RegisterFault(f"The database is older than this host: it saw publication {pinned}, and finds {serial}.")
    if serial > pinned:
        keys_of.pin_serial(ring, incident_id, serial)
