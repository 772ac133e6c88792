"""Where the article says one thing and the picture shows another: an arrow the other way round.

Reported, never smoothed over. Speaks up only where the words move something from one to the
other and every line between the two is surely read and leads back.
"""

import re
from typing import Final

from tuwen.article import Article
from tuwen.checking.links import Links, links_of
from tuwen.checking.naming import names_in
from tuwen.checking.relations import Relation, evidence_for, relations_in
from tuwen.reading.types import Reading
from tuwen.writing.english.names import name_of
from tuwen.writing.extract import sentences
from tuwen.writing.graph import Item, graph_of
from tuwen.writing.phrasing import glued, quoted, shown

SURE: Final = 0.8  # confidence of every line between the two
MOVES: Final = re.compile(
    r"路由|转发|发送|推送|写入|投递|分发|同步|调用|触发|流向|流入|返回|传给|交给|上报|回源|发布"
)
LONGEST: Final = 48  # characters of a sentence that is quoted
MOST: Final = 3


def conflicts(reading: Reading, article: Article, language: str = "zh") -> tuple[str, ...]:
    """What of the article the arrows of the picture contradict, in words for its author."""
    say = _in_english if language == "en" else _in_chinese
    return tuple(dict.fromkeys(say(*found) for found in contradicted(reading, article)))


def _in_chinese(told: str, there: Item, here: Item) -> str:
    told = told if len(told) <= LONGEST else f"{told[:LONGEST]}……"
    ends = (shown(there), "指向", shown(here))
    return glued("正文说", f"{quoted(told)}，而图中箭头由", *ends, "，请核对。")


def _in_english(told: str, there: Item, here: Item) -> str:
    told = told if len(told) <= LONGEST else f"{told[:LONGEST]}…"
    ends = f"from {name_of(there).the} to {name_of(here).the}"
    return f"The article says “{told}”, but the arrow in the picture leads {ends}; please check."


def contradicted(reading: Reading, article: Article) -> list[tuple[str, Item, Item]]:
    """Sentences of the article that arrows contradict, with where the arrow leads from and to."""
    graph = graph_of(reading)
    if not graph.edges or not article:
        return []
    links = links_of(reading, graph)
    found: list[tuple[str, Item, Item]] = []
    for part in (article.caption, article.before, article.after):
        for sentence in sentences(part if part.endswith(("。", "！", "？")) else f"{part}。"):
            mentions = names_in(sentence, reading, graph).whole
            for relation in relations_in(sentence, mentions):
                ends = _turned(sentence, relation, links)
                if ends and len(found) < MOST:
                    found.append((sentence, graph.items[ends[0]], graph.items[ends[1]]))
    return found


def _turned(text: str, relation: Relation, links: Links) -> tuple[str, str] | None:
    """The ends of a line that surely leads the other way than is told; else None."""
    between = text[relation.source.end : relation.target.start]
    behind = re.split(r"[，。；！？]", text[relation.target.end :])[0]
    if relation.way != "forward" or not MOVES.search(between + behind):
        return None
    if evidence_for(relation, links):
        return None
    back = Relation(relation.target, relation.source, "forward")
    ids = evidence_for(back, links)
    edges = [e for several in links.out.values() for e in several if e.id in ids]
    sure = [e for e in edges if e.confidence >= SURE and e.heads == "end"]
    if not edges or len(sure) < len(edges):
        return None
    return sure[0].source, sure[0].target
