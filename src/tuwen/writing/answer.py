"""A question answered from the Reading alone, or a plain word that it cannot be.

Rules match the question's form and hand its names to the look-ups; the first that can
answer does. What needs pixels or reasons is said to be out of reach: nothing is guessed.
"""

import re
from typing import Final

from tuwen.article import Article
from tuwen.reading.types import CHARTS, Reading
from tuwen.task import Order
from tuwen.writing.answer_chart import about_chart
from tuwen.writing.answer_links import between
from tuwen.writing.answer_messages import about_messages
from tuwen.writing.answer_whole import standing
from tuwen.writing.asking import Scene, ids_of, say, scene_of, several
from tuwen.writing.extract import sentences
from tuwen.writing.labels import clean
from tuwen.writing.mentions import squeeze
from tuwen.writing.phrasing import Sentence, listed, quoted
from tuwen.writing.prompt import find_points
from tuwen.writing.questions import looked_up

LEADING: Final = re.compile(
    r"^(?:请问|请|麻烦|帮我|那么|你能)?"
    r"(?:告诉我|说说|回答|看看|列出|列举|找出|指出|判断一下|解释一下)?[，,：: ]*"
    r"(?:(?:在|从)?(?:这张|该|本|此)?(?:图|图片|架构图|流程图|时序图)(?:片|表)?(?:中|里|上|内)的?[，,]?\s*)?"
    r"|^(?:please|in (?:the|this) (?:picture|figure|diagram|image|chart),?)\s+",
    re.IGNORECASE,
)
PIXELS: Final = re.compile(
    r"颜色|什么色|[红橙黄绿青蓝紫黑白灰粉棕]色|穿[着了]?|红衣|衣服|表情|情绪|心情|手势|微笑|长相|面孔|脸|性别|年龄"
    r"|男人|女人|男士|女士|人物|几个人|多少人|的人|logo|徽标|标志|图标|美观|好看|漂亮|配色|字体|画风|风格|天气|动物"
    r"|左侧|右侧|左上|右上|左下|右下|背景|\bcolou?rs?\b|wearing|emotion|gesture|\bpeople\b|\bperson\b|\bicons?\b"
    r"|\bbeautiful\b|\bfonts?\b|look like",
    re.IGNORECASE,
)
NO_PIXELS: Final = (
    "这个问题要看画面本身（人物、颜色、图标、位置、神态等）才能回答，而内置引擎只读取图中的文字与结构，因此不作判断。",
    "如需回答，请改用视觉语言引擎，例如加上 --engine transformers 使用 GLM-4.6V-Flash。",
)
WHY: Final = re.compile(r"为什么|为何|为啥|原因|凭什么|\bwhy\b|\breasons?\b", re.IGNORECASE)


def answer(order: Order, reading: Reading, article: Article | None = None) -> list[Sentence]:
    """Answer the question of an order; each sentence carries the ids it rests on."""
    scene = scene_of(reading, article or Article())
    question = order.question or order.prompt
    several_asked = find_points(question)
    if several_asked and len(re.findall(r"[?？]|什么|哪|几|多少|谁|吗", question)) > 1:
        return [s for one in several_asked[:6] for s in _answer(scene, one)]
    return _answer(scene, question)


def _answer(scene: Scene, question: str) -> list[Sentence]:
    text = LEADING.sub("", question.strip()).strip(" ？?。.！!，,；;")
    if needs_pixels(scene, text):
        return [say(line) for line in NO_PIXELS]
    if WHY.search(text):
        return _why(scene, text)
    if scene.reading.kind in CHARTS or scene.reading.chart:
        told = about_chart(scene, text)
        if told:
            return told
    if scene.reading.kind == "sequence":
        told = about_messages(scene, text)
        if told:
            return told
    return looked_up(scene, text) or _closest(scene, text)


def needs_pixels(scene: Scene, text: str) -> bool:
    """Whether a question is about what only the pixels show."""
    named = [(m.start, m.end) for m in scene.words.find(text)]
    return any(not any(a <= hit.start() < b for a, b in named) for hit in PIXELS.finditer(text))


def _why(scene: Scene, text: str) -> list[Sentence]:
    """What the picture shows about it; the reason only where the article gives one."""
    names = things_named(scene, text)
    told = between(scene, names[0], names[1]) if len(names) > 1 else []
    if len(names) == 1:
        told = [s for item in scene.items(names[0])[:2] for s in standing(scene, item)]
    quote = _quoted(scene, text, reason=True)
    if quote:
        return [*quote, *told]
    return [*told, say("图中只画出了结构，没有写明原因；原因需要从文章正文或作者处得知。")]


def things_named(scene: Scene, text: str) -> list[str]:
    """The things that a question names, as it names them."""
    return list(dict.fromkeys(m.text for m in scene.words.find(text) if m.sort == "item"))


def _lines(article: Article) -> list[str]:
    parts = (article.before, article.after, article.caption)
    return [line for part in parts for row in part.split("\n") for line in sentences(row)]


def _quoted(scene: Scene, text: str, *, reason: bool = False) -> list[Sentence]:
    """The sentence of the article that shares most with a question."""
    names = [squeeze(name) for name in things_named(scene, text)]
    best: tuple[int, str] = (0, "")
    for line in _lines(scene.article):
        words = squeeze(line)
        score = 2 * sum(name in words for name in names)
        if reason and re.search(r"因为|由于|为了|以便|从而|避免|因此|原因|目的", line):
            score += 1 if score else 0
        if score > best[0]:
            best = (score, line)
    if best[0] < (3 if reason else 2) or len(best[1]) > 160:
        return []
    return [say(f"文章中写道：{quoted(best[1])}。")]


def _closest(scene: Scene, text: str) -> list[Sentence]:
    """No rule fits: what the picture says about what the question names, and no more."""
    items = things_named(scene, text)
    told: list[Sentence] = []
    for name in items[:2]:
        for item in scene.items(name)[:3]:
            told += standing(scene, item)
    told += _quoted(scene, text)
    if told:
        return [*told, say("除此之外，图中没有读到能直接回答该问题的内容。")]
    names = [i for i in scene.graph.items.values() if i.name][:8]
    if names:
        text = f"图中没有读到能回答该问题的内容；读到的主要有{several(names)}。"
        return [say(text, ids_of(names))]
    chart = scene.reading.chart
    if chart and chart.series:
        places = list(dict.fromkeys(str(x) for one in chart.series for x, _ in one.points))[:12]
        row = f"图中没有读到能回答该问题的数据；读到的数据项有{listed(places)}。"
        return [say(row, [one.id for one in chart.series])]
    lines = [t for t in scene.reading.texts if clean(t.text)][:6]
    if lines:
        shown = listed([quoted(clean(t.text)) for t in lines])
        text = f"图中没有读到能回答该问题的内容；读到的文字有{shown}。"
        return [say(text, [t.id for t in lines])]
    return [say("图中没有读到文字与结构，无法回答该问题。"), say(NO_PIXELS[1])]
