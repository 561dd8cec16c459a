"""Structured logs on standard error, one JSON object a line, without personal details.

Redaction is the second wall: nothing should hand a detail to a log, what slips through as a run of digits is masked.
Must not know: settings and requests.
"""

import io
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

# Four digits are a year or a port; five and more may be a number that somebody pressed or dialled.
_DIGITS = re.compile(r"\d(?:[\s().-]?\d){4,}")
_STAMPS = {"timestamp"}


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask every run of five or more digits in every text of a log line, tracebacks included."""
    return {name: value if name in _STAMPS else _redacted(value) for name, value in event.items()}


def configure(level: int = logging.WARNING) -> None:
    """Send this process's logs from `level` on, ours and the libraries', to standard error."""
    steps: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    as_json = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=steps,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
    )
    structlog.configure(
        processors=[*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler = logging.StreamHandler(_StandardError())
    handler.setFormatter(as_json)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


class _StandardError(io.TextIOBase):
    """Standard error as it is when a line is written: a server or a test may have exchanged it since the start."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def _redacted(value: Any) -> Any:
    match value:
        case str():
            return _DIGITS.sub("•", value)
        case dict():
            return {name: _redacted(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_redacted(inner) for inner in value]
        case bool() | float() | None:
            return value
        case _:
            return value if isinstance(value, int) and abs(value) < 10_000 else _redacted(str(value))
