"""Recordings that can be fetched from the network, as from Twilio.

Nothing is kept but when one began and how long it is; its sound is a soft tone of that length. It must not know who
made a recording, nor why.
"""

import math
import wave
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from io import BytesIO

FRAMES_PER_SECOND = 8000
PERIOD = bytes(128 + round(16 * math.sin(2 * math.pi * step / 20)) for step in range(20))  # 400 Hz, very soft


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that was made. seconds: whole ones, as Twilio tells them."""

    sid: str
    call_sid: str
    began_at: datetime
    seconds: int

    def sound(self) -> bytes:
        """Return a WAV file of the recording's length."""
        written = BytesIO()
        with wave.open(written, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(1)
            file.setframerate(FRAMES_PER_SECOND)
            file.writeframes(PERIOD * (self.seconds * FRAMES_PER_SECOND // len(PERIOD)))
        return written.getvalue()


class Archive:
    """The recordings of an account. address: where this network's REST API is reached."""

    def __init__(self, account_sid: str, address: str = "http://127.0.0.1:8001") -> None:
        self.address = address
        self.recordings: dict[str, Recording] = {}
        self._account_sid = account_sid

    def keep(self, recording: Recording) -> None:
        """Let it be fetched from now on."""
        self.recordings[recording.sid] = recording

    def told(self, recording: Recording) -> dict[str, str]:
        """Return the parameters that tell of a recording."""
        root = f"{self.address}/2010-04-01/Accounts/{self._account_sid}"
        return {
            "RecordingSid": recording.sid,
            "RecordingUrl": f"{root}/Recordings/{recording.sid}",
            "RecordingDuration": str(recording.seconds),
        }

    def reported(self, recording: Recording) -> dict[str, str]:
        """Return what a recordingStatusCallback is told; nothing in it is about the caller."""
        return {
            **self.told(recording),
            "AccountSid": self._account_sid,
            "CallSid": recording.call_sid,
            "RecordingStatus": "completed",
            "RecordingChannels": "1",
            "RecordingSource": "RecordVerb",
            "RecordingTrack": "inbound",
            "RecordingStartTime": format_datetime(recording.began_at),
            "ErrorCode": "0",
        }
