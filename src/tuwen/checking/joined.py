"""Relations that a text claims, judged: which edges bear them out, or where the article says so.

A relation that the picture shows turned round, or does not show at all, is unsupported.
"""

import re
from dataclasses import replace

from tuwen.article import Article
from tuwen.checking.links import Links
from tuwen.checking.marks import refuted
from tuwen.checking.relations import Relation, evidence_for, relations_in
from tuwen.summary import Claim
from tuwen.writing.mentions import Mention, squeeze


def relations_told(
    text: str, spans: list[tuple[int, int]], mentions: list[Mention],
    free: list[Mention], links: Links, article: Article,
) -> list[Claim]:  # fmt: skip
    """Judge every relation between `free` names; labels among the `mentions` tell edges apart."""
    relations = [_judged(text, r, links, article) for r in relations_in(text, free)]
    return _focused(relations, spans, mentions)


def _judged(text: str, relation: Relation, links: Links, article: Article) -> Claim:
    start = min(relation.source.start, relation.target.start)
    end = max(relation.source.end, relation.target.end)
    ids = evidence_for(relation, links)
    if ids and refuted(text, relation, ids, links):
        return Claim("relation", text[start:end], start, end, "unsupported")
    if ids:
        return Claim("relation", text[start:end], start, end, "supported", ids)
    if relation.way == "owns" and not _elsewhere(relation, links):
        return Claim("relation", text[start:end], start, end, "inferred")
    doubt = links.doubtful(relation.source.ids) or links.doubtful(relation.target.ids)
    if doubt or (relation.listed and _leads(relation, links)):  # half read, or 「A、B 后交给 C」
        return Claim("relation", text[start:end], start, end, "inferred")
    told = told_together(relation.source, relation.target, article)
    return Claim("relation", text[start:end], start, end, "context" if told else "unsupported")


def _elsewhere(relation: Relation, links: Links) -> bool:
    """Whether a frame is said to have what stands in other frames alone."""
    graph = links.graph
    frames = [i for i in relation.source.ids if i in graph.items and graph.items[i].is_group]
    return bool(frames) and all(graph.frames(i) for i in relation.target.ids if i in graph.items)


def _leads(relation: Relation, links: Links) -> bool:
    """Whether a way of arrows leads from one end of a relation to the other."""
    return any(links.path(a, b) for a in relation.source.ids for b in relation.target.ids)


def told_together(first: Mention, then: Mention, article: Article) -> bool:
    """Whether one sentence of the article names both, in this order."""
    a, b = squeeze(first.text), squeeze(then.text)
    for sentence in re.split(r"[。！？!?\n；;]", article.text):
        words = squeeze(sentence)
        place = words.find(a)
        if place >= 0 and b in words[place + len(a) :]:
            return True
    return False


def _focused(
    relations: list[Claim], spans: list[tuple[int, int]], mentions: list[Mention]
) -> list[Claim]:
    """Of several edges between two things keep those whose label the clause names."""
    found: list[Claim] = []
    for claim in relations:
        span = next(((a, b) for a, b in spans if a <= claim.start < b), (claim.start, claim.end))
        labelled = {
            i for m in mentions if m.sort == "edge" and span[0] <= m.start < span[1] for i in m.ids
        }
        edges = [i for i in claim.evidence if i.startswith("e")]
        if len(edges) > 1 and labelled & set(edges):
            kept = tuple(i for i in claim.evidence if i not in edges or i in labelled)
            claim = replace(claim, evidence=kept)
        found.append(claim)
    return found
