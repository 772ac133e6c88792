"""A text held against the Reading and the article: every claim with its verdict and evidence.

Works on any engine's Chinese text. What a sentence names and how it joins it is looked up
in the picture; what the picture does not show must be licensed or stand in the article.
"""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from tuwen.article import Article
from tuwen.checking.charted import values_told
from tuwen.checking.coverage import coverage
from tuwen.checking.figures import numbers_in, numbers_of
from tuwen.checking.flow import Flow, flow_of
from tuwen.checking.links import Links, links_of
from tuwen.checking.marks import refuted
from tuwen.checking.naming import names_in
from tuwen.checking.parts import parts_left_out
from tuwen.checking.quantities import COUNT, counts_in, sizes_of
from tuwen.checking.relations import Relation, clauses, evidence_for, relations_in, trailing
from tuwen.checking.talks import messages_told, order_told
from tuwen.checking.terms import known_of, licensed, misnamed, strangers
from tuwen.checking.told import against, opens_turned, rows_in, spoken, told_in
from tuwen.checking.topics import brackets_told, roots_told
from tuwen.reading.types import Reading
from tuwen.summary import Check, Claim, Evidence
from tuwen.writing.graph import graph_of
from tuwen.writing.mentions import Mention, squeeze

SENTENCE: Final = re.compile(r"[^。！？!?\n]*(?:「[^」\n]*」[^。！？!?\n]*)*[。！？!?\n]*")


def check(text: str, reading: Reading, article: Article | None = None) -> Check:
    """Judge every claim of a text, and find what in the picture each sentence rests on."""
    article = article or Article()
    graph = graph_of(reading)
    found = names_in(text, reading, graph)
    known = known_of(reading, graph, article)
    wrong = misnamed(text, found.whole, known)
    mentions = [m for m in found.whole if m not in wrong]
    links = links_of(reading, graph)
    flow = flow_of(reading, links)
    sizes = sizes_of(reading, graph)
    spans = clauses(text, mentions)
    named = [Claim("component", m.text, m.start, m.end, "supported", m.ids) for m in mentions]
    others = strangers(text, mentions, known)
    counts = counts_in(
        text, clauses(text, mentions, colons=False), mentions, sizes, found.items
    )
    taken = [(c.start, c.end) for c in (*named, *others, *counts)]
    taken += [m.span() for m in COUNT.finditer(text) if m["measure"] != "位" or m["noun"]]
    charted = list(values_told(text, reading, mentions))
    taken += [(c.start, c.end) for c in charted if c.kind == "number"]
    numbers = numbers_in(text, taken, numbers_of(reading, article))
    allowed = [(a, b) for a, b, _ in licensed(text, graph)]
    free = [m for m in spoken(text, mentions) if not any(_within(m, span) for span in allowed)]
    relations = [_judged(text, r, links, article) for r in relations_in(text, free)]
    relations = _focused(relations, spans, mentions)
    labels = [m for m in found.mentions if m.sort == "edge"]
    if flow.talk:
        relations += messages_told(text, spans, found.items, labels, flow)
        relations += order_told(text, labels, flow)
    relations += brackets_told(text, found.mentions, flow)
    if not flow.talk:
        relations += roots_told(text, found.whole, flow)
    if reading.kind not in ("class", "er"):
        relations += _told(text, spoken(text, found.items), flow)
    claims = [*named, *others, *relations, *charted]
    claims += [Claim(q.kind, text[q.start : q.end], q.start, q.end, q.verdict, q.evidence)
               for q in (*counts, *numbers)]  # fmt: skip
    told = squeeze(article.text)
    claims = [_retold(claim, text, told) for claim in claims] if told else claims
    claims.sort(key=lambda c: (c.start, c.end, c.kind))
    silent = trailing(text, spans, mentions, links)
    parts = parts_left_out(text, reading, graph, found.mentions)
    evidence = _evidence(text, claims, mentions, links, silent)
    return Check(coverage(text, reading), tuple(claims), evidence, parts.missing, parts.share)


def _told(text: str, items: list[Mention], flow: Flow) -> list[Claim]:
    """Claims about pairs and rows of names that are told in an order."""
    claims: list[Claim] = []
    frames = frozenset(g.id for g in flow.links.graph.groups)
    rows = list(rows_in(text, items))
    opened = False
    for told in told_in(text, items, frames, talk=flow.talk):
        start, end = told.first.start, told.then.end
        earlier = [m for m in items if m.start < start][-4:]
        timely = told.sense in ("next", "loose")
        if timely and flow.talk:
            continue
        kind = "order" if timely else "relation"
        turned = not opened and opens_turned(told, flow)
        opened = opened or told.sense == "forward"
        row = next((row for row, _ in rows if told.first is row[-1]), [told.first])
        each = [replace(told, first=name) for name in row]
        if turned or any(against(one, flow, earlier) for one in each):
            claims.append(Claim(kind, text[start:end], start, end, "unsupported"))
        elif timely and flow.standing(told.first.ids, told.then.ids) == "forward":
            ids = (*told.first.ids, *told.then.ids)
            claims.append(Claim(kind, text[start:end], start, end, "supported", ids))
    for row, ordered in rows if not flow.talk else ():
        standings = [flow.standing(a.ids, b.ids) for a, b in pairwise(row)]
        wrong = [n for n, s in enumerate(standings) if s == "backward"]
        chain = len(wrong) == 1 and standings.count("forward") == len(standings) - 1 > 1
        framed = any(i in frames for m in row for i in m.ids)
        if wrong and (ordered or (chain and not framed)):
            for n in wrong:
                start, end = row[n].start, row[n + 1].end
                claims.append(Claim("order", text[start:end], start, end, "unsupported"))
    return claims


def _within(mention: Mention, span: tuple[int, int]) -> bool:
    """Whether a name is only a part of a longer phrase that is allowed as it stands."""
    longer = span[1] - span[0] > mention.end - mention.start
    return longer and span[0] <= mention.start and mention.end <= span[1]


def _judged(text: str, relation: Relation, links: Links, article: Article) -> Claim:
    start = min(relation.source.start, relation.target.start)
    end = max(relation.source.end, relation.target.end)
    ids = evidence_for(relation, links)
    if ids and refuted(text, relation, ids, links):
        return Claim("relation", text[start:end], start, end, "unsupported")
    if ids:
        return Claim("relation", text[start:end], start, end, "supported", ids)
    lone = not any(i in links.graph.rank for m in (relation.source, relation.target) for i in m.ids)
    if lone or (relation.listed and _leads(relation, links)):  # side by side, or 「A、B 后交给 C」
        return Claim("relation", text[start:end], start, end, "inferred")
    told = _told_together(relation, article)
    return Claim("relation", text[start:end], start, end, "context" if told else "unsupported")


def _leads(relation: Relation, links: Links) -> bool:
    """Whether a way of arrows leads from one end of a relation to the other."""
    return any(links.path(a, b) for a in relation.source.ids for b in relation.target.ids)


def _retold(claim: Claim, text: str, told: str) -> Claim:
    """A claim in a clause that stands word for word in the article is the article's."""
    if claim.verdict != "unsupported":
        return claim
    start = max(match.end() for match in re.finditer(r"^|[。；！？\n「」]", text[: claim.start]))
    end = re.search(r"[。；！？\n「」]|$", text[claim.end :])
    clause = squeeze(text[start : claim.end + (end.start() if end else 0)])
    return replace(claim, verdict="context") if len(clause) > 5 and clause in told else claim


def _told_together(relation: Relation, article: Article) -> bool:
    """Whether one sentence of the article names both ends, in this order."""
    first, second = squeeze(relation.source.text), squeeze(relation.target.text)
    for sentence in re.split(r"[。！？!?\n；;]", article.text):
        words = squeeze(sentence)
        place = words.find(first)
        if place >= 0 and second in words[place + len(first) :]:
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
            claim = Claim(claim.kind, claim.text, claim.start, claim.end, claim.verdict, kept)
        found.append(claim)
    return found


def _evidence(
    text: str, claims: list[Claim], mentions: list[Mention], links: Links,
    silent: list[tuple[int, tuple[str, ...]]],
) -> tuple[Evidence, ...]:  # fmt: skip
    """For each sentence the ids that bear it out, as few as say it all."""
    found: list[Evidence] = []
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        end = start + len(text[start:end].rstrip())
        if start >= end:
            continue
        mine = [c for c in claims if start <= c.start < end and c.verdict != "unsupported"]
        ids = [i for c in mine if c.kind == "relation" for i in c.evidence]
        ids += [i for place, edges in silent if start <= place < end for i in edges]
        related = set(ids)
        for claim in mine:
            if claim.kind != "component":
                continue
            told = related & set(claim.evidence)
            ids += (told and sorted(told)) or list(_near(claim.evidence, mine, links))
        ids += [i for c in mine if c.kind in ("count", "number") for i in c.evidence]
        kept = tuple(dict.fromkeys(i for i in ids if i))
        if kept:
            found.append(Evidence(start, end, kept))
    return tuple(found)


def _near(ids: tuple[str, ...], claims: list[Claim], links: Links) -> tuple[str, ...]:
    """Of several edges with one label keep those at a thing that the sentence names."""
    if len(ids) < 2 or not all(i.startswith("e") for i in ids):
        return ids
    named = {i for c in claims for i in c.evidence if i in links.graph.items}
    touching = {e.id for edges in links.out.values() for e in edges if {e.source, e.target} & named}
    return tuple(i for i in ids if i in touching) or ids
