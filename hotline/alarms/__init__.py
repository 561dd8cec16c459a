"""Alarms that leave the building: what is wrong with the line, told once, again every few hours, and when it is over.

Knows sentences about the line, never about a caller or an individual.
"""

from hotline.alarms.bell import Alarm, Bell, Lookout, NotSent, Sender
from hotline.alarms.mail import Mail
from hotline.alarms.senders import senders
from hotline.alarms.webhook import SIGNATURE, TIMESTAMP, Webhook, signature

__all__ = [
    "SIGNATURE",
    "TIMESTAMP",
    "Alarm",
    "Bell",
    "Lookout",
    "Mail",
    "NotSent",
    "Sender",
    "Webhook",
    "senders",
    "signature",
]
