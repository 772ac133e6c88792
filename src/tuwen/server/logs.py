"""How the server's log is written: lines for people, or JSON for machines.

Nothing that a stranger sent can begin a new line or steer a terminal in it.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Any

from tuwen.server.calls import CURRENT
from tuwen.service.visible import visible, visible_json, visible_lines

CHATTY = ("uvicorn", "alembic", "httpx", "httpx2", "httpcore")


def write_logs(*, as_json: bool) -> None:
    """Log to the standard output as JSON, or to the standard error for people."""
    handler = logging.StreamHandler(sys.stdout if as_json else sys.stderr)
    handler.setFormatter(JsonLines() if as_json else Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


class Lines(logging.Formatter):
    """Time, level, message and the request's id; a traceback keeps its lines."""

    def format(self, record: logging.LogRecord) -> str:
        call = CURRENT.get()
        parts = [self.formatTime(record), record.levelname, visible(record.getMessage())]
        line = " ".join([*parts, call.id] if call else parts)
        if record.exc_info:
            line += "\n" + "\n".join(visible_lines(self.formatException(record.exc_info)))
        return line


class JsonLines(logging.Formatter):
    """One object a line; the fields of a record that has some stand beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        call = CURRENT.get()
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if call is not None:
            told["request_id"] = call.id
            if call.parent is not None:
                told["trace_id"] = call.parent.trace
        told |= getattr(record, "fields", {})
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return visible_json(told)
