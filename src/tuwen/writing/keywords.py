"""Keywords: ranked terms of picture and article, one for each thing in whatever language."""

import re
from typing import Final

import rjieba

from tuwen.article import Article
from tuwen.reading.types import DIAGRAMS, Reading
from tuwen.writing.chart_values import ordered, who
from tuwen.writing.code_text import subjects
from tuwen.writing.extract import plain
from tuwen.writing.graph import Graph, graph_of
from tuwen.writing.labels import clean
from tuwen.writing.lexicon import Term, lexicon
from tuwen.writing.mentions import squeeze
from tuwen.writing.opening import NOUNS
from tuwen.writing.patterns import first, infer
from tuwen.writing.subject import subject, titled

MOST: Final = 12
LEAST: Final = 5
NONE: Final = Article()
WORD: Final = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
MANGLED: Final = re.compile(
    r"^[^\w\u3400-\u9fff]|[:：_|-]$|^[^()]*\)|\([^()]*$|^[\d\W]+\w?\b$|\d:\d\d"
)
DULL: Final = frozenset({"flow", "user", ""})
BRACKET: Final = re.compile(r"（[^）]*）|\([^)]*\)")
GENERIC: Final = re.compile(
    r"^(?:开始|结束|是|否|用户|完成|失败|成功|数据|属性|工具|对象|实例|请求|响应|主机|移动端|服务器?|部署|集群|节点|客户端|解耦|状态"
    r"|接口|函数|类|方法|参数|文件|问题|回答|发布|提交|注册|登录|排序|上下文|过滤器|检索器|执行引擎|制品|嵌入|路由|网络|组件|应用|系统|服务|模块|示例|详细示例"
    r"|平台|视图|窗口|进程|网站|测试|地域|机柜|推理|命令|前端|后端|网页|报表|缓冲区|任务|标签|数组|列表|循环|递归|树|子类|示例"
    r"|start|end|yes|no|user|client|server|api|node|data|app|ip|true|false|default|name|time|value|label|properties|job"
    r"|type|beta|network|layer|current|hello|string"
    r"|overview|settings|enable|cancel|save|search|show all)$",
    re.I,
)
PIECE: Final = re.compile(r"[的、，：；（）()/]|(?<=[\u3400-\u9fff])(?:和|与|及|在|中)")
MARK: Final = re.compile(r"[A-Za-z]?\d{0,2}")  # x1, h2, A: no names
DEED: Final = re.compile(
    r"^(?:如何|在|把|将|为|新增|使用|安装|打开|了解|查看|修改|创建|配置|选择|示例|介绍|区分|比较)"
)
READOUT: Final = re.compile(r"[À-ɏ①-⑳【】]|\.{2,}|…|^\d|\d+ (?:min|day|hour|ms|s)$")


def keywords(reading: Reading, article: Article = NONE) -> tuple[str, ...]:
    """Give 5 to 12 keywords, the most telling first; fewer where the picture says little."""
    graph = graph_of(reading)
    scores: dict[str, float] = {}
    shapes: dict[str, str] = {}

    def add(word: str, key: str, score: float) -> None:
        key = key.casefold().replace(" ", "")
        if key not in shapes:
            shapes[key] = word
        scores[key] = scores.get(key, 0.0) + score

    kind = first(infer(graph), "kind")
    if kind is not None:
        word = BRACKET.sub("", kind.phrase)
        add(word, word, 4.0)
    for text, weight in _texts(reading, graph, article):
        for term, word in _terms(text, named=reading.kind in DIAGRAMS and weight >= 1.0):
            if term.category not in DULL and not GENERIC.match(word):
                add(word, term.name, weight)
    about = subject(reading, article)
    for phrase, weight in ((about.name, 3.0), (article.caption, 2.5), (article.heading, 2.0)):
        for name in _matters(phrase):
            add(name, name, weight)
    ranked = _ranked(scores, shapes)
    if len(ranked) < LEAST:
        ranked = _filled(ranked, graph, reading)
    return tuple(ranked[:MOST])


def _texts(reading: Reading, graph: Graph, article: Article) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for item in {i.name: i for i in graph.items.values() if not MARK.fullmatch(i.name)}.values():
        degree = len(graph.out[item.id]) + len(graph.into[item.id])
        found.append((item.label, 1.0 + min(degree, 6) * 0.25 + (0.5 if item.is_group else 0.0)))
    found += [(clean(e.label), 0.5) for e in graph.edges if e.label.strip()]
    if not graph.items:
        found += [(t.text, 0.8) for t in reading.texts]
    if reading.chart is not None:
        names = (reading.chart.title, reading.chart.x_label, reading.chart.y_label)
        found += [(n, 1.5) for n in names if n] + [(s.name, 1.0) for s in reading.chart.series]
    found += [(reading.title, 2.0), (plain(article.title), 1.5), (plain(article.heading), 2.0)]
    found += [
        (plain(article.caption), 3.0),
        (plain(article.before)[-400:], 0.3),
        (plain(article.after)[:400], 0.2),
    ]
    return [(text, weight) for text, weight in found if text]


def _terms(text: str, *, named: bool) -> list[tuple[Term, str]]:
    """Terms of a text as they stand there; a `named` thing may also bear another name of one."""
    found: dict[str, tuple[Term, str]] = {}
    whole = lexicon().find(text) if named else None
    for hit in lexicon().find_all(text):
        said = squeeze(text[hit.start : hit.end])
        own = [n for n in (hit.term.name, hit.term.zh) if n and _stands(n, text)]
        if own or whole is hit.term:
            found.setdefault(hit.term.name, (hit.term, hit.term.name))
        elif len(said) > 2 and (named or not said.isascii()):
            found.setdefault(hit.term.name, (hit.term, text[hit.start : hit.end].strip()))
    return list(found.values())


def _stands(name: str, text: str) -> bool:
    """Whether a term's own name stands in a text, an abbreviation as a word by itself."""
    if len(name) < 5 and name.isascii():
        return bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", text, re.I))
    return squeeze(name) in squeeze(text)


def _matters(phrase: str) -> list[str]:
    """What a caption or heading is of, piece by piece: 「概念偏移」, 「Key Visualizer」."""
    found: list[str] = []
    for piece in PIECE.split(titled(phrase)):
        name = piece.strip()
        tags = [(word, sort) for word, sort in rjieba.tag(name) if word.strip()]
        deeds = [n for n, (_, sort) in enumerate(tags) if sort == "v"]
        matter = all(sort[:1] in "njiblvza" or sort == "eng" for _, sort in tags)
        led = bool(deeds) and deeds[0] == 0 and len(tags) > 2
        if matter and len(deeds) < 2 and not led and 2 < len(name) <= 16:
            found.append(name)
    return [n for n in found if not GENERIC.match(n) and not DEED.match(n)]


def _ranked(scores: dict[str, float], shapes: dict[str, str]) -> list[str]:
    keys = sorted(scores, key=lambda k: -scores[k])
    kept: list[str] = []
    for key in keys:
        if not any(
            key != other and key in other and scores[other] >= scores[key] for other in keys[:MOST]
        ):
            kept.append(shapes[key])
    return list({word.casefold(): word for word in reversed(kept)}.values())[::-1]


def _filled(ranked: list[str], graph: Graph, reading: Reading) -> list[str]:
    """Add names out of the picture, shortest sentences apart, until there are enough."""
    names = [
        i.name
        for i in sorted(
            graph.items.values(), key=lambda i: -len(graph.out[i.id]) - len(graph.into[i.id])
        )
    ]
    if reading.chart is not None:
        names += [who(s) for s in reading.chart.series if who(s) != "数值"]
        places = [s for s in reading.chart.series[:1] if not ordered(s)]
        names += [x for s in places for x, _ in s.points if isinstance(x, str)]
    if reading.table is not None:
        names += [cell for cell in reading.table.rows[0] if WORD.search(cell)]
    if reading.code is not None:
        names += subjects(reading)
    if not names:
        names = [clean(t.text) for t in reading.texts if t.confidence >= 0.7]
        names = [name for name in names if WORD.search(name) and not MANGLED.search(name)]
    taken = {word.casefold() for word in ranked}
    for name in names:
        term = lexicon().find(name)
        if term is not None and term.name.casefold() in taken:
            continue
        fits = 2 <= len(name) <= 16 and not re.search(r"[，。；：？！,;?!=<>→]", name)
        fits = fits and not READOUT.search(name)
        if fits and not GENERIC.match(name) and name.casefold() not in taken and len(ranked) < 8:
            taken.add(name.casefold())
            ranked = [*ranked, name]
    if not ranked:
        what, shown = NOUNS[reading.kind]
        sort = {"photo": "照片", "decorative": "装饰图", "other": "配图"}.get(reading.kind)
        return [sort or what.removeprefix("该"), *([] if sort else [shown])]
    return ranked
