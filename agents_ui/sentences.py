"""What the pages say of themselves: notices, what is wrong with a field, errors. Each by a key.

A cookie carries the key from a form to the next page, so that it holds no words of anybody's. Must not know: pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from hotline.followups import LooksPersonal, NoteEmpty, NoteRefused

# Said once, by the next page.
SENTENCES: Mapping[str, Any] = {
    "signed_out": _l("You are signed out."),
    "session_over": _l("You were signed out: nothing was pressed for a while, or your time was over. Sign in again."),
    "letter_sent": _l("The letter request is sealed and on its way to the custodian. Nobody here can read it."),
    "escalated": _l("The escalation is open, and its clock is running."),
    "callback_arranged": _l("The callback is arranged. Tell the caller the four digits below."),
    "gap_noted": _l("Thank you. The new question goes to the supervisors."),
    "role_changed": _l("The advice is now for this caller."),
    "tongue_changed": _l("The words to say are now in this language."),
    "call_over": _l("The call is finished. Nothing that you checked is kept."),
    "presence_changed": _l("Your state is changed."),
    "password_changed": _l("The password is changed. Other browsers are signed out."),
    "passkey_added": _l("The passkey is added."),
    "passkey_removed": _l("The passkey is removed."),
    "language_changed": _l("The language is changed."),
    "declined": _l("The call goes to somebody else. No other one rings for you until you say that you are available."),
    "rings_no_more": _l("This call does not ring here any more: the caller was gone, or it went to somebody else."),
    "handed_over": _l("The call is your colleague's now."),
    "telephone_slow": _l("It is noted. The telephone is slow to follow: give it a few seconds."),
    "no_message": _l("No message is left: somebody else has it."),
    "called_back_soon": _l("They are called back as soon as it is their turn. The message is erased."),
    "message_done": _l("The message is erased."),
    "message_back": _l("The message waits for somebody else."),
    "telephone_rung": _l("Your telephone is being rung. Key the four digits that stand below."),
    "telephone_busy": _l("It could not be rung now. Finish what you are in, and try again."),
    "telephone_forgotten": _l("Your telephone is rung no more."),
    "escalation_closed": _l("The escalation is closed."),
    "displays_ended": _l("No screen on a wall shows the wallboard for you any more."),
    "gap_closed": _l("The question is off the list."),
    "line_closed": _l("The line is closed. Whoever wants a person hears why, from now on."),
    "line_reopened": _l("The closure is over. The hours count again."),
    "line_opened": _l("The line is open. Whoever wants a person gets one, from now on."),
    "line_opening_ended": _l("The opening is over. The hours count again."),
    "line_announced": _l("Every caller hears it right after the greeting, from now on."),
    "line_hushed": _l("It is announced no more."),
    "line_hours_set": _l("These hours are in force."),
    "line_closure_planned": _l("The closure is planned."),
    "line_closure_dropped": _l("The closure is taken away."),
    "line_text_written": _l("It is in your draft. Nobody hears it until somebody else has approved it."),
    "line_dated": _l("The date is in your draft."),
    "line_discarded": _l("Your draft is thrown away."),
    "line_proposed": _l("It is proposed. Another supervisor can approve it now."),
    "line_texts_in_force": _l("Approved. Callers and agents have these texts from now on."),
    "line_texts_scheduled": _l("Approved. These texts come in force by themselves at their time."),
    "line_called_off": _l("It is called off. What is in force stays."),
    "line_rung": _l("Your telephone is being rung. Press 1 on it, and it reads the texts to you."),
    "list_proposed": _l("It is proposed. Callers hear what they heard until somebody else approves it."),
    "tried": _l("Every page of it opens. What must be found is found, and what can't be there is not."),
    "answers_now": _l("Approved. From now on callers are answered from this list."),
    "refused": _l("Refused. Nothing has changed."),
    "withdrawn": _l("Withdrawn. Nothing has changed."),
    "breaker_released": _l("Every way of checking tells again. The audit log says that you released it."),
    "breaker_untripped": _l("No breaker had tripped. Counting begins anew."),
    "subject_released": _l("They can be asked about again, on the telephone and here. Whom you typed is kept nowhere."),
    "disabled": _l("They are signed out and can't sign in any more."),
    "supervisor_proposed": _l("The account is made. Another supervisor must approve it before there is a link."),
    "audit_whole": _l("Every entry is as it was written, and what is in force was applied by an operator."),
    "reset_proposed": _l("It is proposed. Nothing changes until another supervisor approves it."),
    "letters_told": _l("The letters are written down, and the forecast is made anew."),
}

# Said beside a field that could not be used, or of a form as a whole.
FAULTS: Mapping[str, Any] = {
    "missing": _l("This is needed."),
    "choose": _l("Choose one of what is offered. Nothing was changed."),
    "code": _l("No letter can have this code: a digit is wrong, missing or too many. Ask the caller to read it again."),
    "student_number": _l("This can't be a student number. It has at most as many digits as shown."),
    "birth_date": _l("This is no birth date. Type month, day and year, such as 05/17/2009."),
    "last_name": _l("No letter of this name can be used. Ask the caller to spell it in the Latin alphabet."),
    "first_name": _l("No letter of this name can be used. Ask the caller to spell it in the Latin alphabet."),
    "zip": _l("A ZIP code has five digits."),
    "way": _l("This way of checking is not offered."),
    "overloaded": _l("Many checks are being made at this moment, so this one was not. Please try again."),
    "state": _l("That can't be chosen now: a call is going on."),
    "no_talk": _l("There is nothing to do any more: the caller was gone, or the call is another one now."),
    "not_rung": _l("They can't be rung now: it may ring still, it was tried three times, or it is late there."),
    "colleague": _l("This colleague can't be rung any more. Choose another one."),
    "no_message": _l("You have no message any more: it was put back, or is done."),
    "not_called_back": _l("This number can't be called back: it is too far, or it was called often enough."),
    "address": _l("This can't be rung. Type ten digits, or sip:name@host, or client:name."),
    "address_often": _l("It was rung often enough for today. Try again tomorrow, or ask your supervisor."),
    "reference": _l("Give the reference of the other system: at most 40 characters, no telephone number, no date."),
    "personal": _l("This looks like a number, a date or an address of somebody. Nothing was kept: write it without."),
    "too_long": _l("This is too long. Nothing was kept."),
    "letter": _l("This is needed, and can't be longer than the field."),
    "no_custodian": _l("This incident has no custodian's key, so nothing can be sealed. Escalate instead."),
    "number": _l("This number can't be rung back. Type ten digits: the United States, Canada, the Caribbean."),
    "bound": _l("No more of this can be asked for in this call, or in this hour. Nothing was kept."),
    "their_day": _l("At that hour it is before eight or after nine where this number may be. Choose another one."),
    "letters_few": _l("Fewer than eleven letters are not told of by themselves: add them to another day's."),
    "letters_count": _l("How many letters that were can't be read. Type a whole number; 0 takes the day back."),
    "letters_day": _l("This day is too long ago, or too far ahead."),
    "window": _l("This window is not offered any more. Choose another one."),
    "line_proposed": _l("It is proposed, so it stays as it is. Withdraw the proposal to change it."),
    "line_not_proposed": _l("It can't be proposed like this. What is wrong stands beside the texts."),
    "line_text_wrong": _l("It is in your draft, but a telephone can't say it like this."),
    "line_no_draft": _l("Your draft changes nothing yet. Choose a text to change."),
    "line_date": _l("Choose a day and a time that are still to come."),
    "line_no_proposal": _l("There is nothing to decide any more: it was decided, withdrawn, or has changed."),
    "line_same_person": _l("You proposed this yourself, so somebody else must approve it."),
    "line_stale": _l("It does not fit what is in force any more. Whoever proposed it must look at it again."),
    "line_not_rung": _l("It could not be rung now. Finish what you are in, and try again."),
    "line_no_telephone": _l("You have no telephone that was confirmed. Add it under Account, and try again."),
    "decided": _l("This is over: it was decided already, or its time ran out. Nothing was changed."),
    "moved_on": _l("The lists have changed since this was proposed, so nothing was published. Propose it again."),
    "not_whole": _l(
        "This list can't be used now: it answers already, or a part of it is missing. Nothing was changed."
    ),
    "let_go": _l("Twenty individuals were let go today. No more until tomorrow: find out why first."),
    "login": _l("Use 2 to 60 of a to z, 0 to 9, . _ @ - and begin with a letter or digit."),
    "login_taken": _l("Somebody has this name for signing in already."),
    "name": _l("This is needed: at most 80 characters."),
    "incidents": _l("Choose at least one of your incidents."),
    "role": _l("Choose one of the two."),
    "language": _l("Choose one of the languages."),
    "already_proposed": _l("This is proposed already, and waits for another supervisor."),
    "same_person": _l("You can't approve this: you proposed it, or it is about yourself. Ask another supervisor."),
    "not_your_people": _l("They work for other incidents too. Only somebody who does as well can approve this."),
    "audit_broken": _l("The audit log was changed. Keep the database as it is, take a copy, and find out who could."),
    "audit_unseen": _l("The log is whole, but something is in force of which it knows nothing. Tell the operator."),
    "proposal_over": _l("This is over: it was decided, its time ran out, or the account stands otherwise now."),
}
ERRORS: Mapping[int, tuple[Any, Any]] = {
    400: (_l("That was incomplete"), _l("A part of what was sent is missing. Go back and try again.")),
    403: (
        _l("This is not for you"),
        _l("Your role does not open this page, or the form was too old. Go back and try again."),
    ),
    404: (_l("There is nothing here"), _l("The address leads nowhere. Nothing was lost.")),
    405: (_l("There is nothing here"), _l("The address leads nowhere. Nothing was lost.")),
    409: (
        _l("There is no live call"),
        _l("This can be done only in a call that is yours and still going on. Nothing was kept."),
    ),
    413: (_l("That was too much"), _l("What was sent is too long. Nothing of it was kept.")),
    429: (_l("Please wait a little"), _l("There were too many attempts. Try again later, or sign in with a passkey.")),
    503: (
        _l("The desk can't be used now"),
        _l("Something that it needs is missing. It says nothing about any caller. Tell your supervisor."),
    ),
}
UNFORESEEN = (
    _l("Something went wrong"),
    _l("That was our fault, and it says nothing about any caller. Nothing that you typed was kept."),
)


def note_fault(why: NoteRefused) -> str:
    """The key in FAULTS of what is said of a note that was refused."""
    match why:
        case LooksPersonal():
            return "personal"
        case NoteEmpty():
            return "missing"
        case _:
            return "too_long"
