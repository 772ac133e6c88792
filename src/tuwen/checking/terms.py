"""Things that a text names though the picture does not: allowed, from the article, or invented.

A rule of the writer allows its phrase, the lexicon its explanations, and a generic word
(缓存) is borne out by any thing of its kind (Redis). A product that nobody named is invented.
"""

import re
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from tuwen.article import Article
from tuwen.checking.licences import Licence
from tuwen.reading.types import Reading
from tuwen.summary import Claim
from tuwen.writing.graph import Graph
from tuwen.writing.labels import VERBS
from tuwen.writing.lexicon import Term, lexicon
from tuwen.writing.mentions import Mention, squeeze
from tuwen.writing.patterns import Inference, infer
from tuwen.writing.verbs import ALL

# What a Chinese word ends in that claims a component; elsewhere only Latin names do.
PART: Final = re.compile(
    r"(?:队列|缓存|中心|网关|数据库|均衡|引擎|存储|网格|集群|追踪|仓库|中间件|防火墙)$"
)
# Words of these are about a text's subject or its wording, not about parts of the picture.
TALK: Final = frozenset(
    {"user", "pattern", "concept", "flow", "hardware", "client", "service", "os"}
)
EVERYDAY: Final = re.compile(
    "api|app|web|ui|id|ai|it|sdk|json|xml|html|css|pc|url|uri|https?|sql|io|ok|vs|etc|db|cpu|gpu"
    "|mermaid|uml|er|crud|ip|tcp|alt|seo|svg|png|ci|cd"
)
MISREAD: Final = 80  # percent of a name that must be right where OCR read it
DENIED: Final = re.compile(
    r"(?:未(?:读到|见|出现|包含|使用)|没有|不存在|不含|不包含|不涉及)[^，。；！？\n]*"
)
LATIN_WORD: Final = re.compile(
    r"(?<![\w.\-/])(?:[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*"
    r"|[a-z][\w-]*\.(?:js|ts|py|go|java|rs|vue|json|ya?ml|toml|md|html|css))(?![\w\-/(])"
)
NAMED: Final = re.compile(
    r"[\u3400-\u9fff]{2,8}?(服务|网关|数据库|中心|引擎|集群|队列)(?![器端商名化])"
)
# A run of 汉字 that is no name: 「多个服务」, 「业务服务」, 「提供服务」, 「以用户为中心」.
PLAIN: Final = re.compile(
    r"[个些种类套台各该其此每某几多两三四五六七八九十一]$|^(?:业务|后端|前端|下游|上游|外部|内部|核心|关键"
    r"|相关|具体|后台|单个|统一|分布式|独立|整个|远程|基础|数据|公共|第三方|应用|这些|目标|对应|微"
    r"|提供|全部|所有|其他|其余|不同|云|系统|线上|主要|消息|等|同一)|为$|的$"
)
PARTICLE: Final = re.compile(
    r"[的和与及或经由到向给将把被从对在为是有以再则并且即于用至等了着过时后入]"
)
VERB_TEXTS: Final = (
    *sorted({verb.text for verb in ALL if len(verb.text) > 1} | {v for v in VERBS if len(v) > 1}),
    "内含", "含", "存放", "维护", "扩展", "首先", "其中", "此外", "同时", "最终", "主要",
    "分别", "负责",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What a Reading and its article entitle a text to name."""

    graph: Graph
    words: str  # every text of the picture, squeezed
    article: str  # the article, squeezed
    carriers: tuple[tuple[str, str], ...]  # squeezed text, id
    terms: dict[str, tuple[str, ...]]  # terms of the lexicon in the picture, with ids
    told: frozenset[str]  # terms of the lexicon in the article
    inferences: tuple[Inference, ...] = ()  # what rules allow to say
    code: bool = False  # a picture of code: its language shows in its syntax


def known_of(reading: Reading, graph: Graph, article: Article) -> Known:
    """Gather what is printed in the picture and written in the article."""
    carriers = [(squeeze(f"{i.label}{''.join(i.rows)}"), i.id) for i in graph.items.values()]
    carriers += [(squeeze(e.label), e.id) for e in reading.edges]
    carriers += [(squeeze(t.text), t.id) for t in reading.texts]
    if reading.chart:
        chart = reading.chart
        carriers += [(squeeze(s.name), s.id) for s in chart.series]
        carriers += [(squeeze(w), "") for w in (chart.title, chart.x_label, chart.y_label)]
    if reading.screen:
        carriers += [(squeeze(w.label), w.id) for w in reading.screen.widgets]
    if reading.table:
        carriers += [(squeeze(cell), "") for row in reading.table.rows for cell in row if cell]
    carriers.append((squeeze(reading.title), ""))
    words = "\n".join(word for word, _ in carriers)
    terms: dict[str, tuple[str, ...]] = {}
    raw = [(i.id, i.label) for i in graph.items.values()]
    raw += [(t.id, t.text) for t in reading.texts] + [(e.id, e.label) for e in reading.edges]
    for ident, label in raw:
        for hit in lexicon().find_all(label):
            terms[hit.term.name] = (*terms.get(hit.term.name, ()), ident)
    for item in graph.items.values():  # the writer reads through noise, 「kubełet」
        if (term := lexicon().find(item.label)) and term.name not in terms:
            terms[term.name] = (item.id,)
    told = frozenset(hit.term.name for hit in lexicon().find_all(article.text))
    code = reading.kind == "code"
    return Known(
        graph, words, squeeze(article.text), tuple(carriers), terms, told, infer(graph), code
    )


def misnamed(text: str, mentions: list[Mention], known: Known) -> list[Mention]:
    """Names that are only the end of a longer term that the picture does not have: 「图数据库」."""
    hits = [
        hit for hit in lexicon().find_all(text)
        if hit.term.name not in known.terms
        and squeeze(text[hit.start : hit.end]) not in known.words
    ]  # fmt: skip
    return [
        m for m in mentions
        if any(
            hit.start <= m.start and m.end <= hit.end and hit.end - hit.start > m.end - m.start
            and PART.search(text[hit.start : hit.end])
            for hit in hits
        )
    ]  # fmt: skip


def strangers(
    text: str, mentions: list[Mention], known: Known, spans: list[Licence]
) -> list[Claim]:
    """Claims of components that carry no label of the picture."""
    if len(re.findall(r"[\u3400-\u9fff]", text)) * 25 <= len(text):
        return []  # not a Chinese text: its words are no names
    claims: list[Claim] = []
    taken = [(m.start, m.end) for m in mentions]
    taken += [m.span() for m in DENIED.finditer(text)]
    for hit in lexicon().find_all(text):
        if _overlaps(taken, hit.start, hit.end):
            continue
        claim = _term(text, hit.start, hit.end, hit.term, spans, known)
        if claim:
            claims.append(claim)
            taken.append((hit.start, hit.end))
    claims += _latin_strangers(text, taken, spans, known)
    free = [*taken, *((s.start, s.end) for s in spans)]
    claims += _named_strangers(text, [*free, *((c.start, c.end) for c in claims)], known)
    return claims


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < b and a < end for a, b in spans)


def _term(
    text: str, start: int, end: int, term: Term,
    spans: list[Licence], known: Known,
) -> Claim | None:  # fmt: skip
    said = text[start:end]
    forms = {squeeze(form) for form in (said, term.name, term.zh) if form}
    forms = {form for form in forms if len(form) > 3 or not form.isascii()}
    ids = known.terms.get(term.name, ())
    ids += tuple(i for word, i in known.carriers if i and any(form in word for form in forms))
    if ids or any(form in known.words for form in forms):
        return Claim("component", said, start, end, "supported", tuple(dict.fromkeys(ids)))
    for span in spans:
        if span.start <= start and end <= span.end:
            return Claim("component", said, start, end, "inferred", span.ids, span.rule)
    if known.code and term.category == "language":
        return Claim("component", said, start, end, "inferred", rule="syntax")
    if term.name in known.told or any(form in known.article for form in forms):
        return Claim("component", said, start, end, "context")
    latin = bool(re.search(r"[A-Za-z]", said))
    if (
        term.category in TALK
        or EVERYDAY.fullmatch(squeeze(said))
        or (not latin and not PART.search(said))
    ):
        return None
    for inference in known.inferences:
        if len(said) > 2 and squeeze(said) in squeeze(inference.phrase):
            return Claim("component", said, start, end, "inferred", inference.ids, inference.rule)
    if latin and len(said) > 5 and any(
        fuzz.partial_ratio(squeeze(said), line) >= MISREAD for line, _ in known.carriers
        if len(line) > 4
    ):  # fmt: skip
        return Claim("component", said, start, end, "supported")
    kin = tuple(i.id for i in known.graph.items.values() if i.category == term.category)
    if kin and not latin:
        return Claim("component", said, start, end, "inferred", kin, "kind")
    return Claim("component", said, start, end, "unsupported")


def _latin_strangers(
    text: str, taken: list[tuple[int, int]],
    spans: list[Licence], known: Known,
) -> list[Claim]:  # fmt: skip
    """Latin names that stand nowhere in the picture, the article or the lexicon."""
    claims: list[Claim] = []
    for match in LATIN_WORD.finditer(text):
        word = squeeze(match[0])
        free = not _overlaps(taken, *match.span()) and not _overlaps(
            [(s.start, s.end) for s in spans], *match.span()
        )
        if not free or len(word) < 3 or EVERYDAY.fullmatch(word) or word in known.words:
            continue
        if word in known.article:
            claims.append(Claim("component", match[0], *match.span(), "context"))
        elif not any(
            fuzz.partial_ratio(word, line) >= 85 for line, _ in known.carriers if len(line) > 2
        ):
            claims.append(Claim("component", match[0], *match.span(), "unsupported"))
    return claims


def _named_strangers(text: str, taken: list[tuple[int, int]], known: Known) -> list[Claim]:
    """Words built like names of components, 「物流服务」, that stand nowhere."""
    claims: list[Claim] = []
    for match in NAMED.finditer(text):
        word, start = match[0], match.start()
        cut = max((place for a in range(1, len(word)) if (place := _break(word, a))), default=0)
        word, start = word[cut:], start + cut
        stem = word[: -len(match[1])]
        if not 2 <= len(stem) <= 6 or _overlaps(taken, start, match.end()) or PLAIN.search(stem):
            continue
        if squeeze(word) in known.words or squeeze(stem) in known.words:
            continue
        verdict = "context" if squeeze(word) in known.article else "unsupported"
        claims.append(Claim("component", word, start, match.end(), verdict))
    return claims


def _break(word: str, at: int) -> int:
    """Where a name begins behind a particle or a verb within a run of 汉字, or 0."""
    if PARTICLE.match(word[at - 1]):
        return at
    return at if word[:at].endswith(VERB_TEXTS) else 0
