"""Moderation: a net before the engine (prompt, texts, picture) and after it (what it wrote).

Word lists, an optional classifier of pictures and an optional external hook, for models that
have no moderation of their own. Knows no engine, no HTTP route and no journal.
"""

from tuwen.service.moderation.review import Moderator, Review
from tuwen.service.moderation.verdict import Policy, Verdict

__all__ = ["Moderator", "Policy", "Review", "Verdict"]
