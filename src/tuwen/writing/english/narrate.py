"""The English writer: an Order, a Reading and an Article in, sentences with their evidence out."""

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.task import Order
from tuwen.writing.english.alternative import alt
from tuwen.writing.english.answers import answer
from tuwen.writing.english.keywords import keywords
from tuwen.writing.english.names import glossed, translated
from tuwen.writing.english.points import pointed
from tuwen.writing.english.screens import control
from tuwen.writing.english.tasks import describe, explain, summary
from tuwen.writing.phrasing import Sentence
from tuwen.writing.screen_levels import bare
from tuwen.writing.view import View, view_of


def write(order: Order, reading: Reading, article: Article) -> list[Sentence]:
    """Write what is ordered in English; the sentences' texts, joined, are the answer."""
    if order.task == "keywords":
        words = keywords(reading, article)
        return [Sentence(", ".join(words))] if words else []
    if order.task == "ask":
        return answer(order, reading, article)
    view = view_of(reading, article)
    if order.task == "alt":
        return alt(view)
    if order.points:
        return pointed(order, view)
    if order.task == "describe":
        return glossed(describe(view), _printed(view))
    if order.task == "explain":
        return glossed(explain(view), _printed(view))
    return summary(view, order.focus)


def _printed(view: View) -> dict[str, str]:
    """What is printed in the picture, by its translation."""
    widgets = view.reading.screen.widgets if view.reading.screen else ()
    labels = {control(bare(w.label)): bare(w.label) for w in widgets}
    return {k: v for k, v in (translated([*view.graph.items.values()]) | labels).items() if k}
