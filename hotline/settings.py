"""What the operator sets, read once from the environment, checked, and then frozen.

The only reader of `os.environ`. Must not know: an incident (its file says what is said, when and to whom).
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
PROJECT = Path(__file__).resolve().parent.parent
STATE = PROJECT / "var"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
RECORDINGS = STATE / "recordings"


class SettingsError(Exception):
    """One or more environment variables can't be used; the message has a line for each."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations. Sizes in MiB, ports in numbers, no trailing slash on URLs."""

    database_url: str
    keyring: Path
    public_url: str
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    fallback_number: str
    hashing_memory_mib: int
    workers: int
    port: int
    carrier_port: int
    twilio_api: str = ""
    pci_mode: bool = False
    recordings: Path = RECORDINGS
    alarm_mail_to: str = ""
    alarm_mail_from: str = ""
    alarm_smtp: str = ""
    alarm_smtp_user: str = ""
    alarm_smtp_password: str = field(default="", repr=False)
    alarm_webhook: str = field(default="", repr=False)  # such addresses hold a token more often than not
    alarm_webhook_secret: str = field(default="", repr=False)
    alarm_repeat_hours: int = 6
    alarm_least_free_mib: int = 500
    desk_url: str = ""
    trusted_proxies: int = 0


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (the process's own when None).

    SettingsError names every bad variable at once.
    """
    reader = _Reader(os.environ if environ is None else environ)
    port = reader.read("PORT", "8000", _port)
    settings = Settings(
        database_url=reader.read("NOTICELINE_DATABASE_URL", f"sqlite:///{STATE / 'noticeline.db'}", _database_url),
        keyring=reader.read("NOTICELINE_KEYRING", str(STATE / "keyring"), _folder),
        public_url=reader.read("NOTICELINE_PUBLIC_URL", f"http://127.0.0.1:{port}", _public_url),
        twilio_account_sid=reader.read("TWILIO_ACCOUNT_SID", "", _account_sid),
        twilio_auth_token=reader.read("TWILIO_AUTH_TOKEN", "", str.strip),
        fallback_number=reader.read("NOTICELINE_FALLBACK_NUMBER", "", _phone_number),
        hashing_memory_mib=reader.read("NOTICELINE_HASHING_MEMORY_MIB", "512", _count),
        workers=reader.read("NOTICELINE_WORKERS", "2", _count),
        port=port,
        carrier_port=reader.read("CARRIER_PORT", "8001", _port),
        twilio_api=reader.read("NOTICELINE_TWILIO_API", "", _rehearsal_api),
        pci_mode=reader.read("NOTICELINE_PCI_MODE", "no", _yes_or_no),
        recordings=reader.read("NOTICELINE_RECORDINGS", str(RECORDINGS), _recordings),
        alarm_mail_to=reader.read("NOTICELINE_ALARM_MAIL_TO", "", _mail_addresses),
        alarm_mail_from=reader.read("NOTICELINE_ALARM_MAIL_FROM", "", _mail_addresses),
        alarm_smtp=reader.read("NOTICELINE_ALARM_SMTP", "", _mail_server),
        alarm_smtp_user=reader.read("NOTICELINE_ALARM_SMTP_USER", "", str.strip),
        alarm_smtp_password=reader.read("NOTICELINE_ALARM_SMTP_PASSWORD", "", str.strip),
        alarm_webhook=reader.read("NOTICELINE_ALARM_WEBHOOK", "", _webhook),
        alarm_webhook_secret=reader.read("NOTICELINE_ALARM_WEBHOOK_SECRET", "", _webhook_secret),
        alarm_repeat_hours=reader.read("NOTICELINE_ALARM_REPEAT_HOURS", "6", _count),
        alarm_least_free_mib=reader.read("NOTICELINE_ALARM_LEAST_FREE_MIB", "500", _count),
        desk_url=reader.read("NOTICELINE_DESK_URL", f"http://localhost:{port}", _desk_url),
        trusted_proxies=reader.read("NOTICELINE_TRUSTED_PROXIES", "0", _proxies),
    )
    reader.require(settings.alarm_mail_to, "NOTICELINE_ALARM_MAIL_FROM", "NOTICELINE_ALARM_SMTP")
    reader.require(settings.alarm_webhook, "NOTICELINE_ALARM_WEBHOOK_SECRET")
    reader.stop_at_faults()
    return settings


def environment(**changes: str) -> dict[str, str]:
    """The environment for a program that we start: this process's own, with `changes`.

    Secrets go here, never in arguments.
    """
    return {**os.environ, **changes}


class _Reader:
    """Collects what is wrong instead of stopping at the first, so that an operator mends everything in one go."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[str] = []

    def read(self, name: str, default: str, parse: Callable[[str], T]) -> T:
        # An empty variable is an unset one: `NAME= make demo` is how people switch a setting off.
        try:
            return parse(self._environ.get(name, "") or default)
        except ValueError as fault:
            self._faults.append(f"{name}: {fault}")
            return parse(default)

    def require(self, wanted: str, *names: str) -> None:
        """Note which of the variables are not set, where something is `wanted` for which they are needed."""
        missing = [name for name in names if wanted and not self._environ.get(name, "")]
        self._faults += [f"{name}: needed for the alarms that are set" for name in missing]

    def stop_at_faults(self) -> None:
        if self._faults:
            raise SettingsError("\n".join(self._faults))


def _mail_addresses(text: str) -> str:
    addresses = [address.strip() for address in text.split(",") if address.strip()]
    if not all(re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", address) for address in addresses):
        raise ValueError("must be mail addresses with commas between them, such as it@example.org")
    return ",".join(addresses)


def _mail_server(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.username or parts.port == 0):
        raise ValueError("must be smtps://host or smtp://host, with a port if need be; user and password stand apart")
    return text


def _webhook(text: str) -> str:
    parts = urlsplit(text)
    here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if text and (not parts.hostname or not (parts.scheme == "https" or here) or parts.port == 0):
        raise ValueError("must be an address that begins with https://, or with http:// on this very machine")
    return text


def _webhook_secret(text: str) -> str:
    if text and len(text.strip()) < 16:
        raise ValueError("must be at least 16 characters long")
    return text.strip()


def _database_url(text: str) -> str:
    # Hosting services still hand out postgres://, which SQLAlchemy refuses.
    for scheme in ("postgres://", "postgresql://"):
        if text.startswith(scheme):
            return "postgresql+psycopg://" + text.removeprefix(scheme)
    if text.startswith(("sqlite:///", "postgresql+psycopg://")):
        return text
    raise ValueError("must start with sqlite:/// or postgresql://")


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _recordings(text: str) -> Path:
    folder = _folder(text)
    if folder != RECORDINGS and not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    return folder


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be the address at which the carrier reaches this line, such as https://line.example.org")
    return text.rstrip("/")


def _desk_url(text: str) -> str:
    # Browsers use passkeys over https or at localhost, by that name; a session's token must cross no network in clear.
    parts = urlsplit(text)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
    only_a_place = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if not (safe and parts.hostname and only_a_place and parts.port != 0):
        raise ValueError("must be the desk's address without a path, https://desk.example.org or http://localhost")
    return text.rstrip("/")


def _rehearsal_api(text: str) -> str:
    # The account's token goes there with every request: it may not leave this machine.
    if text and not re.fullmatch(r"http://127\.0\.0\.1:[1-9][0-9]{0,4}/?", text):
        raise ValueError("is for rehearsals with the simulated carrier only: http://127.0.0.1 and a port")
    return text.rstrip("/")


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return text == "yes"


def _account_sid(text: str) -> str:
    if text and not re.fullmatch(r"AC[0-9a-f]{32}", text):
        raise ValueError("must be AC and 32 digits or letters a to f")
    return text


def _phone_number(text: str) -> str:
    if text and not re.fullmatch(r"\+[1-9][0-9]{6,14}", text):
        raise ValueError("must be a telephone number such as +15735550100")
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise ValueError("must be a whole number from 1")
    return int(text)


def _proxies(text: str) -> int:
    if text not in {"0", "1", "2", "3", "4", "5"}:
        raise ValueError("must be a whole number from 0 to 5")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise ValueError("must be a port from 1 to 65535")
    return int(text)
