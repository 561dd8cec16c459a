"""Drafting: takes up the draft that a killed import left, or begins one, and hashes what is still missing.

Every finished batch is committed at once, so a kill costs one batch a thread. The order in which a draft begins is such
that nothing piles up wherever it is killed: first the row that recognises the keys, then the keys.
Must not know: the list's file, letters, who answers now.
"""

from concurrent.futures import Executor
from contextlib import closing
from itertools import islice

from hotline.database import Database
from hotline.sealing import KeyFault, KeyRing
from lookup import keyring
from lookup.hashing import HASH_BYTES
from lookup.imports.building import Batches, Build, Watch, Work, hash_missing
from lookup.registers import drafts, register
from lookup.registers.drafts import BATCH, Draft, RegisterDraft

PAGES_AT_ONCE = 250  # a transaction of two megabytes, so that no caller waits for an import


class Drafting:
    """Drafts of one incident's register, in one database with one key ring."""

    def __init__(self, database: Database, ring: KeyRing, incident_id: int) -> None:
        self._database = database
        self._ring = ring
        self._incident_id = incident_id

    def draft_of(self, work: Work) -> Draft:
        """The draft of this very work if there is one, else a new one in place of whatever there was."""
        with self._database.read() as session:
            row = drafts.found(session, self._incident_id)
        if row is not None:
            if draft := self._resumed(row, work):
                return draft
            self._forsake(row)
        draft = Draft.new(keyring.new(self._incident_id, self._next_generation()))
        with self._database.write() as session:
            drafts.begin(session, draft, work=work.digest(draft))
        keyring.keep(self._ring, draft.keys)
        return draft

    def hashes(self, work: Work, draft: Draft, *, watch: Watch, executor: Executor) -> Batches:
        """Every batch of the work: those that were kept, and the others, each kept as it is finished."""
        with self._database.write() as session:
            kept = drafts.batches(session, draft)
        total = 1 + len(work.entries)
        done = watch("Hashing", total - min(total, len(kept) * BATCH))
        # Closed at once when it is stopped, so that nobody waits for batches that nobody wants.
        with closing(hash_missing(work, draft, kept=dict(kept), executor=executor)) as hashing:
            for finished in hashing:
                with self._database.write() as session:
                    drafts.keep(session, draft, finished)
                kept |= finished
                done(sum(map(len, finished.values())) // HASH_BYTES)
        return kept

    def keep_pages(self, build: Build, watch: Watch) -> None:
        """Put the pages into the database, some at a time, in place of those that a killed import left there."""
        binding = build.definition.binding
        self.drop_pages(binding.generation)
        done = watch("Sealing the pages", binding.page_count)
        for first in range(0, binding.page_count, PAGES_AT_ONCE):
            pages = list(islice(build.pages, PAGES_AT_ONCE))
            with self._database.write() as session:
                register.add_pages(session, binding, pages, first=first)
            done(len(pages))

    def drop_pages(self, generation: int) -> None:
        """Remove the pages of a generation, some at a time."""
        more = True
        while more:
            with self._database.write() as session:
                more = register.drop_pages(session, self._incident_id, generation, most=PAGES_AT_ONCE)

    def _resumed(self, row: RegisterDraft, work: Work) -> Draft | None:
        try:
            keys = keyring.read(self._ring, row.incident_id, row.generation)
        except KeyFault:
            return None
        draft = Draft(keys, row.salt)
        return draft if row.work == work.digest(draft) else None

    def _forsake(self, row: RegisterDraft) -> None:
        with self._database.read() as session:
            is_staged = register.is_built(session, row.incident_id, row.generation)
        if not is_staged:
            self.drop_pages(row.generation)
            keyring.destroy(self._ring, row.incident_id, row.generation, checks=drafts.key_checks_of(row))

    def _next_generation(self) -> int:
        # Never the number of another's keys: they may belong to a register of another database beside the same ring.
        with self._database.read() as session:
            by_database = register.next_generation(session, self._incident_id)
        return max(by_database, keyring.highest_generation(self._ring, self._incident_id) + 1)
