"""Phones for people: a page with a telephone, the same in JSON, and the calls that they make in real time.

Must not know: how a call is performed.
"""

from carrier.phones.live import LiveCall
from carrier.phones.page import create_phones
from carrier.phones.switchboard import Switchboard

__all__ = ["LiveCall", "Switchboard", "create_phones"]
