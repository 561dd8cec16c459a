"""What was done, in words: the tags of the audit log as its page shows them.

Whoever adds a tag adds its words here. Must not know: who did it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from hotline.audit import AuditEntry, Tag

DEEDS: Mapping[str, Any] = {
    Tag.INCIDENT_APPLIED: _l("An incident file was put in force"),
    Tag.REGISTER_IMPORTED: _l("A list was imported"),
    Tag.REGISTER_PUBLISHED: _l("A list was published"),
    Tag.REGISTER_ROLLED_BACK: _l("The list before was brought back"),
    Tag.REGISTER_DESTROYED: _l("The keys of a list were destroyed"),
    Tag.REGISTER_FORGOTTEN: _l("Old lists were erased"),
    Tag.REGISTER_ASKED: _l("A check was made"),
    Tag.PHONE_CONNECTING: _l("A number was connected"),
    Tag.BREAKER_RELEASED: _l("A breaker was released"),
    Tag.SUBJECT_RELEASED: _l("An individual may be asked about again"),
    Tag.REQUESTS_EXPORTED: _l("Sealed requests were taken off the server"),
    Tag.STAFF_INVITED: _l("Somebody was invited"),
    Tag.STAFF_ENROLLED: _l("Somebody came by their link"),
    Tag.STAFF_SIGNED_IN: _l("Signed in"),
    Tag.STAFF_SIGNED_OUT: _l("Signed out"),
    Tag.STAFF_REFUSED: _l("Refused at sign-in"),
    Tag.STAFF_DISABLED: _l("Somebody was disabled"),
    Tag.STAFF_RESET: _l("Somebody began anew"),
    Tag.STAFF_PASSWORD_CHANGED: _l("Changed the password"),
    Tag.PASSKEY_ADDED: _l("Added a passkey"),
    Tag.PASSKEY_REMOVED: _l("Removed a passkey"),
    Tag.RECOVERY_CODES_MADE: _l("Made new recovery codes"),
    Tag.CALL_TAKEN_BY_HAND: _l("Took a call by hand"),
    Tag.CALLBACK_ARRANGED: _l("Arranged a callback"),
    Tag.CALLBACKS_READ: _l("Callbacks were read on the server"),
    Tag.CALLBACK_PUT_BACK: _l("A callback was put back"),
    Tag.CALLBACK_CLOSED: _l("A callback was closed on the server"),
    Tag.LETTER_REQUESTED: _l("Asked for a letter"),
    Tag.MESSAGE_TAKEN: _l("Heard a message"),
    Tag.MESSAGE_DONE: _l("Erased a message"),
    Tag.TELEPHONE_VERIFIED: _l("A telephone was confirmed"),
    Tag.TELEPHONE_FORGOTTEN: _l("A telephone was forgotten"),
    Tag.ESCALATION_OPENED: _l("Escalated a call"),
    Tag.ESCALATION_CLOSED: _l("Closed an escalation"),
    Tag.LETTERS_MAILED: _l("Said how many letters were mailed"),
    Tag.PROPOSAL_MADE: _l("Proposed something that takes two persons"),
    Tag.PROPOSAL_APPROVED: _l("Approved what somebody had proposed"),
    Tag.PROPOSAL_REFUSED: _l("Refused what somebody had proposed"),
    Tag.PROPOSAL_WITHDRAWN: _l("Withdrew a proposal"),
    Tag.LINE_CLOSED: _l("Closed the line"),
    Tag.LINE_REOPENED: _l("Took back that the line is closed"),
    Tag.LINE_OPENED: _l("Opened the line"),
    Tag.LINE_OPENING_ENDED: _l("Took back that the line is open"),
    Tag.LINE_ANNOUNCED: _l("Put an announcement before callers"),
    Tag.LINE_HUSHED: _l("Ended an announcement"),
    Tag.LINE_HOURS_SET: _l("Set other hours"),
    Tag.LINE_CLOSURE_PLANNED: _l("Planned a closure"),
    Tag.LINE_CLOSURE_DROPPED: _l("Dropped a planned closure"),
    Tag.TEXTS_SCHEDULED: _l("Texts were scheduled"),
    Tag.TEXTS_IN_FORCE: _l("Texts came into force"),
    Tag.TEXTS_DROPPED: _l("Texts were dropped"),
    Tag.STAFF_DISPLAY_OPENED: _l("Let a screen show the wallboard"),
    Tag.STAFF_DISPLAYS_ENDED: _l("Ended the screens with the wallboard"),
    Tag.LETTERS_MAILED: _l("Said that letters were mailed"),
    Tag.AUDIT_CHECKPOINT: _l("Took a checkpoint of this log"),
}
# Kept to the hour, as the log has them: the minute would say which call it was.
TO_THE_HOUR = frozenset({Tag.REGISTER_ASKED, Tag.CALL_TAKEN_BY_HAND, Tag.LETTER_REQUESTED, Tag.CALLBACK_ARRANGED})
# By what was checked, and in which language: reports say it, and only where it can't be counted down to one caller.
LEFT_TO_REPORTS: Mapping[str, frozenset[str]] = {
    Tag.REGISTER_ASKED: frozenset({"scheme"}),
    Tag.CALLBACK_ARRANGED: frozenset({"language", "wording"}),
}
LONG = frozenset({"digest", "escalation", "proposal"})
SHORT = 12  # characters of a digest or a random name, by which two are told apart


def words_of(tag: str) -> Any:
    """A tag in words; itself where an older or newer program wrote it."""
    return DEEDS.get(tag, tag)


def said_in(entry: AuditEntry) -> Mapping[str, str]:
    """What an entry says beside its tag, as it was recorded."""
    left_out = LEFT_TO_REPORTS.get(entry.tag, frozenset())
    said = {name: str(value) for name, value in json.loads(entry.detail).items() if name not in left_out}
    return {name: value[:SHORT] if name in LONG else value for name, value in said.items()}
