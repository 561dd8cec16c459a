"""What can go wrong with a call, each with the number that Twilio's error catalogue gives it.

It must not know how a fault is shown.
"""


class CarrierFault(Exception):
    """A reason why a call cannot go on.

    code: the number in Twilio's error catalogue. reason: one sentence for the person who writes the TwiML.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class RetrievalFault(CarrierFault):
    """No document came: Twilio would try the fallback URL."""


class DocumentFault(CarrierFault):
    """A document came that breaks a rule. Never sent to the fallback URL: the author must see it."""


class NotInService(Exception):
    """Nobody has connected the number that was dialled."""


class CallOver(Exception):
    """The caller acted on a call that has ended."""


class HungUp(Exception):
    """The caller puts down the phone: thrown into a leg while it waits."""


class CallFailed(Exception):
    """A call broke off because the application broke a rule, or did not answer."""
