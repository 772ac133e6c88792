"""A text held against the Reading and the article: every claim with its verdict and evidence.

Works on any engine's Chinese text. What a sentence names and how it joins it is looked up
in the picture; what the picture does not show must be licensed or stand in the article.
"""

import re
from dataclasses import replace

from tuwen.article import Article
from tuwen.checking.charted import values_told
from tuwen.checking.coverage import coverage
from tuwen.checking.evidence import evidence_of, trailing
from tuwen.checking.figures import numbers_in, numbers_of
from tuwen.checking.flow import Flow, flow_of
from tuwen.checking.joined import relations_told
from tuwen.checking.licences import Licence, inferences_told, licensed
from tuwen.checking.links import links_of
from tuwen.checking.lists import han_number
from tuwen.checking.naming import Named, names_in
from tuwen.checking.order import order_told
from tuwen.checking.parts import parts_left_out
from tuwen.checking.quantities import COUNT, counts_in
from tuwen.checking.relations import clauses
from tuwen.checking.sizes import MANY, sizes_of
from tuwen.checking.talks import messages_told
from tuwen.checking.terms import known_of, misnamed, strangers
from tuwen.checking.told import spoken
from tuwen.checking.topics import brackets_told, roots_told
from tuwen.reading.types import Reading
from tuwen.summary import Check, Claim
from tuwen.writing.graph import Graph, graph_of
from tuwen.writing.mentions import Mention, squeeze


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
    spans = clauses(text, mentions)
    claims = [Claim("component", m.text, m.start, m.end, "supported", m.ids) for m in mentions]
    licences = licensed(text, graph, known.inferences)
    claims += strangers(text, mentions, known, licences)
    claims += inferences_told(text, known.inferences, f"{known.words}\n{known.article}")
    claims += _quantities(text, reading, graph, article, found, mentions, claims)
    free = _free(text, mentions, found, licences)
    claims += relations_told(text, spans, mentions, free, links, article)
    claims += _flow(text, spans, reading, article, found, flow)
    told = squeeze(article.text)
    claims = [_retold(claim, text, told) for claim in claims] if told else claims
    claims.sort(key=lambda c: (c.start, c.end, c.kind))
    silent = trailing(text, spans, mentions, links)
    parts = parts_left_out(text, reading, graph, found.mentions)
    evidence = evidence_of(text, claims, links, silent)
    return Check(
        coverage(text, reading, graph), tuple(claims), evidence, parts.missing, parts.share
    )


def _quantities(
    text: str, reading: Reading, graph: Graph, article: Article, found: Named,
    mentions: list[Mention], named: list[Claim],
) -> list[Claim]:  # fmt: skip
    """Counts, values of charts, and every other number that stands in no name."""
    sizes = sizes_of(reading, graph)
    spans = clauses(text, mentions, colons=False)
    counts = counts_in(text, spans, mentions, sizes, found.items)
    charted = list(values_told(text, reading, mentions))
    taken = [(c.start, c.end) for c in (*named, *counts)]
    taken += [(c.start, c.end) for c in charted if c.kind == "number"]
    taken += [
        m.span() for m in COUNT.finditer(text)
        if (m["measure"] != "位" or m["noun"]) and not (sizes.chart and han_number(m["n"]) > MANY)
    ]  # fmt: skip
    numbers = numbers_in(text, taken, numbers_of(reading, article))
    return charted + [
        Claim(q.kind, text[q.start : q.end], q.start, q.end, q.verdict, q.evidence)
        for q in (*counts, *numbers)
    ]


def _flow(
    text: str, spans: list[tuple[int, int]], reading: Reading, article: Article,
    found: Named, flow: Flow,
) -> list[Claim]:  # fmt: skip
    """What is told along the arrows, of messages, of roots and of what stands in brackets."""
    claims = list(brackets_told(text, found.mentions, flow))
    if flow.talk:
        claims += messages_told(text, spans, found, flow)
    else:
        claims += roots_told(text, found.whole, flow)
    if reading.kind != "class":
        claims += order_told(text, spoken(text, found.items), flow, article)
    return claims


def _free(
    text: str, mentions: list[Mention], found: Named, licences: list[Licence]
) -> list[Mention]:
    """Names that the text speaks of, and that are no part of a longer name or allowed phrase."""
    longer = [(s.start, s.end) for s in (*licences, *found.mentions)]
    return [
        m for m in spoken(text, mentions)
        if not any(a <= m.start and m.end <= b and b - a > m.end - m.start for a, b in longer)
    ]  # fmt: skip


def _retold(claim: Claim, text: str, told: str) -> Claim:
    """A claim in a clause that stands word for word in the article is the article's."""
    if claim.verdict != "unsupported":
        return claim
    start = max(match.end() for match in re.finditer(r"^|[。；！？\n「」]", text[: claim.start]))
    end = re.search(r"[。；！？\n「」]|$", text[claim.end :])
    clause = squeeze(text[start : claim.end + (end.start() if end else 0)])
    return replace(claim, verdict="context") if len(clause) > 5 and clause in told else claim
