"""The tables of the store. Times are seconds since the epoch; ids are our own texts."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy import Text as LongText

metadata = MetaData()

keys = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),  # SHA-256 of the key, hex
    Column("hint", String(16), nullable=False),  # its first characters, to tell it by
    Column("rpm", Integer, nullable=False),  # requests a minute; 0: no bound
    Column("concurrent", Integer, nullable=False),
    Column("daily", Integer, nullable=False),
    Column("operator", Boolean, nullable=False),  # may see journal and metrics
    Column("created", Float, nullable=False),
    Column("expires", Float),
    Column("revoked", Float),
    Column("used", Float),
)
Index(  # a name may be given again once its key is revoked
    "keys_name",
    keys.c.name,
    unique=True,
    sqlite_where=keys.c.revoked.is_(None),
    postgresql_where=keys.c.revoked.is_(None),
)

cache = Table(
    "cache",
    metadata,
    Column("key", String(64), primary_key=True),  # SHA-256 over all that the body depends on
    Column("kind", String(16), nullable=False),  # copy, reading or answer
    Column("scope", String(32), nullable=False),  # a key's id, or empty for all
    Column("body", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("made", Float, nullable=False),
    Column("used", Float, nullable=False),
    Index("cache_used", "used"),
    Index("cache_kind", "kind", "size", "made"),  # sums without a look at the bodies
)

journal = Table(
    "journal",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", Float, nullable=False),
    Column("key", String(32), nullable=False),  # a key's id; empty for nobody's
    Column("route", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("task", String(16), nullable=False),
    Column("prompt", LongText),
    Column("output", LongText),
    Column("engine", String(40), nullable=False),
    Column("model", String(200), nullable=False),
    Column("queue_ms", Float, nullable=False),
    Column("read_ms", Float, nullable=False),
    Column("write_ms", Float, nullable=False),
    Column("total_ms", Float, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("score", Float),
    Column("cached", Boolean, nullable=False),
    Column("error", String(40), nullable=False),
    Column("verdicts", LongText, nullable=False),  # of moderation, JSON
    Column("trace", String(32), nullable=False),  # W3C trace id, hex
    Index("journal_key_at", "key", "at"),
    # All that statistics look at: they need not walk the texts.
    Index(
        "journal_stats",
        "at",
        "engine",
        "key",
        "task",
        "error",
        "cached",
        "total_ms",
        "queue_ms",
        "read_ms",
        "write_ms",
        "score",
        "prompt_tokens",
        "completion_tokens",
        "id",
    ),
)
