"""What became of one request: the journal's row, the metrics' sample, the log's line."""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any


def new_id() -> str:
    """An id that no other request has."""
    return f"tw-{uuid.uuid4().hex[:16]}"


@dataclass(slots=True, kw_only=True)
class Entry:
    """Filled in as a request goes on; times in milliseconds, never any bytes of a picture."""

    id: str = field(default_factory=new_id)
    at: float = field(default_factory=time.time)  # seconds since the epoch
    key: str = ""  # id of the key; empty for nobody's
    route: str = ""  # completion, chat, mcp, ...
    trace: str = ""  # W3C trace id, hex
    parent: str = ""  # the caller's span in it, hex
    sampled: bool = False  # whether the caller records the trace
    digest: str = ""
    bytes: int = 0
    width: int = 0
    height: int = 0
    kind: str = ""
    task: str = ""
    prompt: str = ""
    output: str = ""
    engine: str = ""
    model: str = ""
    queue_ms: float = 0.0
    read_ms: float = 0.0  # decoding too; 0 where the Reading was known
    write_ms: float = 0.0  # the check too; 0 where the answer was known
    total_ms: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    score: float | None = None  # of the check; of several texts the lowest
    cached: bool = False
    error: str = ""  # a code; empty where all went well
    verdicts: tuple[dict[str, Any], ...] = ()  # of moderation
