"""Keys, cache and journal."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NOT_REVOKED = sa.text("revoked IS NULL")
LIVE: dict[str, Any] = {"sqlite_where": NOT_REVOKED, "postgresql_where": NOT_REVOKED}


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "keys",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hint", sa.String(16), nullable=False),
        sa.Column("rpm", sa.Integer, nullable=False),
        sa.Column("concurrent", sa.Integer, nullable=False),
        sa.Column("daily", sa.Integer, nullable=False),
        sa.Column("operator", sa.Boolean, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("expires", sa.Float),
        sa.Column("revoked", sa.Float),
        sa.Column("used", sa.Float),
    )
    op.create_index("keys_name", "keys", ["name"], unique=True, **LIVE)
    op.create_table(
        "cache",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("made", sa.Float, nullable=False),
        sa.Column("used", sa.Float, nullable=False),
    )
    op.create_index("cache_used", "cache", ["used"])
    op.create_index("cache_kind", "cache", ["kind", "size", "made"])
    op.create_table(
        "journal",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("route", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("task", sa.String(16), nullable=False),
        sa.Column("prompt", sa.Text),
        sa.Column("output", sa.Text),
        sa.Column("engine", sa.String(40), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("queue_ms", sa.Float, nullable=False),
        sa.Column("read_ms", sa.Float, nullable=False),
        sa.Column("write_ms", sa.Float, nullable=False),
        sa.Column("total_ms", sa.Float, nullable=False),
        sa.Column("prompt_tokens", sa.Integer, nullable=False),
        sa.Column("completion_tokens", sa.Integer, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("cached", sa.Boolean, nullable=False),
        sa.Column("error", sa.String(40), nullable=False),
        sa.Column("verdicts", sa.Text, nullable=False),
        sa.Column("trace", sa.String(32), nullable=False),
    )
    op.create_index("journal_at", "journal", ["at"])
    op.create_index("journal_key_at", "journal", ["key", "at"])
