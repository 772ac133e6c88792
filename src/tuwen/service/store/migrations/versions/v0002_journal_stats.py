"""An index that answers the journal's statistics by itself."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = ["at", "engine", "key", "task", "error", "cached", "total_ms", "queue_ms", "read_ms",
           "write_ms", "score", "prompt_tokens", "completion_tokens", "id"]  # fmt: skip


def upgrade() -> None:
    """Put the wide index in the place of the one over the time alone."""
    op.create_index("journal_stats", "journal", COLUMNS)
    op.drop_index("journal_at", "journal")
