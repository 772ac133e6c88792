"""The check: a text held against Reading and article, and how much of the picture it uses."""

from tuwen.checking.claims import check
from tuwen.checking.coverage import coverage
from tuwen.checking.english import unjudged

__all__ = ["check", "coverage", "unjudged"]
