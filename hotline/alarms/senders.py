"""The ways out of the building that the operator has set.

Must not know: what the alarms are about.
"""

from urllib.parse import urlsplit

from hotline.alarms.bell import Sender
from hotline.alarms.mail import Mail
from hotline.alarms.webhook import Webhook
from hotline.settings import Settings


def senders(chosen: Settings) -> tuple[Sender, ...]:
    """Mail, webhook, both, or none."""
    found: list[Sender] = []
    if chosen.alarm_mail_to:
        receivers = tuple(chosen.alarm_mail_to.split(","))
        user, password = chosen.alarm_smtp_user, chosen.alarm_smtp_password
        found.append(Mail(urlsplit(chosen.alarm_smtp), chosen.alarm_mail_from, receivers, user=user, password=password))
    if chosen.alarm_webhook:
        found.append(Webhook(urlsplit(chosen.alarm_webhook), chosen.alarm_webhook_secret))
    return tuple(found)
