"""The writer: an Order, a Reading and an Article in, sentences with their evidence out.

No language model, no chance: the same input gives the same bytes. What is claimed is an
edge, a node or a text of the Reading, a sentence of the Article, or allowed by a rule.
"""

from typing import Final

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.task import Order
from tuwen.writing.answer import answer
from tuwen.writing.explain import explain
from tuwen.writing.keywords import keywords
from tuwen.writing.longform import describe
from tuwen.writing.phrasing import Sentence
from tuwen.writing.points import pointed
from tuwen.writing.shortform import alt, summary
from tuwen.writing.view import view_of

NONE: Final = Article()


def write(order: Order, reading: Reading, article: Article = NONE) -> list[Sentence]:
    """Write what is ordered; the sentences' texts, joined, are the answer."""
    if order.task == "ask":
        return answer(order, reading, article)
    if order.task == "keywords":
        words = keywords(reading, article)
        return [Sentence("、".join(words))] if words else []
    view = view_of(reading, article)
    if order.task == "alt":
        return alt(view)
    if order.points:
        return pointed(order, view)
    if order.task == "describe":
        return describe(view)
    if order.task == "explain":
        return explain(view)
    return summary(view, order.focus)
