"""Who rings whom, in the words of Twilio's requests.

It must not know why a request is made, nor how it travels.
"""

import secrets
from dataclasses import dataclass
from typing import Literal

from carrier.lines import WITHHELD


@dataclass(frozen=True, slots=True)
class Parties:
    """Who rings whom. caller is a number with + and the country code, or any words such as "anonymous".

    parent: the CallSid of the call that dialled this one, if one did.
    """

    account_sid: str
    call_sid: str
    caller: str
    line: str
    direction: Literal["inbound", "outbound-api", "outbound-dial"] = "inbound"
    parent: str = ""

    def form(self, status: str) -> dict[str, str]:
        """Return the parameters that stand in every request about a call."""
        return {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": self.call_sid,
            "CallStatus": status,
            "Direction": self.direction,
            "From": self.caller,
            "Caller": self.caller,
            "To": self.line,
            "Called": self.line,
            **({"ParentCallSid": self.parent} if self.parent else {}),
            **self._verification(),
            **_place("From", self.caller),
            **_place("Caller", self.caller),
            **_place("To", self.line),
            **_place("Called", self.line),
        }

    def _verification(self) -> dict[str, str]:
        """Return what the networks say of the caller's number; nothing of a call that goes out."""
        if self.direction != "inbound":
            return {}
        known = self.caller.startswith("+1") and self.caller not in WITHHELD
        return {"StirVerstat": "TN-Validation-Passed-A" if known else "No-TN-Validation"}


def new_call_sid() -> str:
    """Return CA and 32 random hexadecimal digits."""
    return "CA" + secrets.token_hex(16)


def _place(prefix: str, number: str) -> dict[str, str]:
    """Return what Twilio guesses of a number's whereabouts: toll-free and withheld numbers are nowhere."""
    city, state, postcode = PLACES.get(number[:5], ("", "", ""))
    country = "US" if number.startswith("+1") else ""
    return {f"{prefix}City": city, f"{prefix}State": state, f"{prefix}Zip": postcode, f"{prefix}Country": country}


PLACES = {"+1573": ("JEFFERSON CITY", "MO", "65101"), "+1212": ("NEW YORK", "NY", "10001")}
