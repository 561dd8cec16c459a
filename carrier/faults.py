"""What can go wrong with a call, each with the number that Twilio's error catalogue gives it.

It must not know how a fault is shown.
"""

from typing import Literal

# A kind of fault that another attempt may cure, in the word of a URL's fragment.
Policy = Literal["ct", "rt", "4xx", "5xx"]


class CarrierFault(Exception):
    """A reason why a call cannot go on.

    code: the number in Twilio's error catalogue. reason: one sentence for the person who writes the TwiML.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class RetrievalFault(CarrierFault):
    """No document came: the fallback URL is asked. policy: the word that a retry for this would have in a URL."""

    def __init__(self, code: int, reason: str, *, policy: Policy | None = None) -> None:
        super().__init__(code, reason)
        self.policy = policy


class DocumentFault(CarrierFault):
    """A document came that breaks a rule. The fallback URL is asked, and the call counts as failed all the same."""


class NotInService(Exception):
    """Nobody has connected the number that was dialled."""


class CallOver(Exception):
    """The caller acted on a call that has ended."""


class CallFailed(Exception):
    """A call broke off because the application broke a rule, or did not answer."""
