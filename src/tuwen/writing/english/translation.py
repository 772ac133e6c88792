"""Chinese labels in English, word by word: things, deeds, states and questions.

Only where every word of a label is known (words.toml); else there is no translation. What
stands on a line is translated the same way.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from tuwen.writing.english.phrasing import doing, is_chinese, quoted, the, third
from tuwen.writing.labels import clean
from tuwen.writing.lexicon import lexicon

ABSTRACT: Final = re.compile(r"(?:流程|过程|机制|方式|阶段|模式|轨迹|开发|失败|成功|关系)$")
ACTOR: Final = re.compile(
    r"^(?:用户|客户端|浏览器|服务端|服务器|系统|LLM|大?模型|智能体|Agent|生产者|消费者|管理员)"
)
PIECE: Final = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
LATIN: Final = re.compile(r"[\w.+#/&%() ~×:*\-–]+")
# Printed names that end so, in letters alone, are common nouns and take an article.
COMMON: Final = re.compile(
    r"(?:^|[ -])"
    r"(?:gateway|balancer|service|server|client|user|database|cache|queue|cluster|pod|pods|container"
    r"|node|registry|broker|bus|store|storage|layer|engine|platform|browser|app|application|backend"
    r"|back end|frontend|front end|plane|network|proxy|scheduler|controller|manager|agent|worker"
    r"|pool|system|module|component|volume|model|encoder|decoder|customer|admin|administrator"
    r"|consumer|producer|master|slave|leader|follower|provider|repository|firewall|router|switch"
    r"|endpoint|pipeline|file|topic|collector|dashboard|adapter|plugin|process|thread|machine"
    r"|developer|operator|controllers|nodes|services|servers|clients|users|containers|workers"
    r"|replicas|consumers|producers|applications|apps|databases|partitions|machines)$",
    re.IGNORECASE,
)
CODED: Final = re.compile(r"\w_\w|\w\.\w|[a-z][A-Z]\w*$|\(|\d$|^[a-z]+-[a-z-]+$|(?:^|\s)\S$")


@cache
def data() -> dict[str, Any]:
    """Everything in words.toml."""
    return tomllib.loads(files("tuwen.writing.english").joinpath("words.toml").read_text("utf-8"))


@cache
def words(kind: str) -> dict[str, str]:
    """One of the word lists: nouns, verbs, states, labels."""
    pairs = (p.strip().split(" ", 1) for p in data()[kind].replace("\n", "").split(";"))
    return {p[0]: p[1].strip().removeprefix("= ") for p in pairs if len(p) == 2}


@cache
def noun(text: str) -> str:
    """A Chinese name of a thing in English, or nothing where a word of it is not known."""
    known = words("nouns")
    if text in words("labels"):
        return words("labels")[text]
    when = {"前": "before", "后": "after"}.get(text[-1:])
    if when and text not in known and len(text) > 2 and (thing := noun(text[:-1])):
        return f"{when} {thing}"
    one, link, other = re.split(r"\s*([与和及或])\s*", text, maxsplit=1) if re.search(
        r".[与和及或].", text) and text not in known else (text, "", "")  # fmt: skip
    if link:
        both = noun(one), noun(other)
        return (" or " if link == "或" else " and ").join(both) if all(both) else ""
    parts: list[str] = []
    for piece in PIECE.findall(text):
        if not is_chinese(piece):
            if not LATIN.fullmatch(piece) or not piece.isascii():
                return ""
            parts.append(piece.strip())
            continue
        found = _split(piece, known)
        if not found:
            return ""
        parts += found
    whole = " ".join(p for p in parts if p.strip())
    return re.sub(r"([(/]|\w-) | (?=[)/])", r"\1", whole) or _by_lexicon(text)


def _split(text: str, known: dict[str, str]) -> list[str]:
    """The words of a run of 汉字 in English, in the fewest pieces; nothing if one is unknown."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(text) + 1):
        ways: list[list[str]] = []
        for start in range(max(0, end - 10), end):
            before, word = best[start], text[start:end]
            english = known.get(word) or (
                " " if word == "的" and start > 0 and end < len(text) else ""
            )
            english = english or (_by_lexicon(word) if start == 0 and end > 3 else "")
            if before is not None and english:
                ways.append([*before, english])
        best.append(min(ways, key=len) if ways else None)
    return best[-1] or []


def _by_lexicon(text: str) -> str:
    """The English name that the lexicon gives a Chinese term: one of several words says enough."""
    term = lexicon().find(text)
    if term is None or term.name != text:
        return ""
    found = [a for a in term.aliases if re.fullmatch(r"[a-z]{2,}(?:[ -][a-z]{2,})+", a)]
    named_so = [a for a in found if a.endswith(" pattern")] if term.category == "pattern" else []
    return next(iter([*named_so, *found]), "")


@cache
def deed(text: str, *, bare: bool = False) -> str:
    """「提交订单」 as “submitting the order”, 「锁定库存并创建订单」 with both; or nothing.

    With `bare`, as a label says it: “submit the order”.
    """
    parts = [_deed(part, bare=bare) for part in re.split(r"并(?!行|发)", text)]
    return " and ".join(parts) if all(parts) else ""


def _deed(text: str, *, bare: bool) -> str:
    if text.startswith("开始") and (begun := _deed(text[2:], bare=True)):
        return f"{'start' if bare else 'starting'} to {begun}"
    for verb in sorted(words("verbs"), key=len, reverse=True):
        place = text.find(verb)
        rest = text[place + len(verb) :]
        if place < 0 or not rest:
            continue
        subject = named_thing(text[:place]) if place else ""
        rest, _, end = rest.removeprefix("一个").partition("为")
        target = named_thing(rest)
        actor = ACTOR.match(text) and "开始" not in text[:place]
        if ABSTRACT.search(rest) or (place and not actor):
            continue  # 「生成阶段」 is a stage, nobody makes it
        whole = state(end) or noun(end) if end else ""
        if target and (subject or not place) and bool(end) == bool(whole):
            end = f" as {whole}" if end else ""
            word = words("verbs")[verb]
            word = doing(word) if not bare else third(word) if subject else word
            return f"{subject} {word} {target}{end}".strip()
    return ""


def named_thing(text: str) -> str:
    """A Chinese name in English with its article, or nothing."""
    found = noun(text) if text else ""
    return the(found, common=is_common(found, text)) if found else ""


@cache
def state(text: str) -> str:
    """「已关闭」 as “closed”, 「支付中」 as “payment in progress”, 「校验失败」; or nothing."""
    whole = words("labels").get(text)
    if whole:
        return whole
    done = words("verbs").get(text[1:]) if text[:1] == "已" else ""
    if done and " " not in done:
        return _past(done)
    happened = re.fullmatch(r"(.+?)\s*(已|正在)([\u3400-\u9fff]{2,})", text)
    verb = words("verbs").get(happened[3], "") if happened else ""
    if happened and verb and " " not in verb and (thing := named_thing(happened[1].strip())):
        return f"{thing} {f'being {_past(verb)}' if happened[2] == '已' else doing(verb)}"
    going = noun(text[:-1]) if text.endswith("中") and len(text) > 2 else ""
    if going:
        return f"{going} in progress"
    ending = next((e for e in ("失败", "成功", "超时", "完成") if text.endswith(e)), "")
    thing = noun(text.removesuffix(ending)) if ending else ""
    english = {"失败": "failed", "成功": "succeeded", "超时": "timed out", "完成": "completed"}
    return f"{thing} {english[ending]}" if thing else ""


def _past(verb: str) -> str:
    special = {"pay": "paid", "send": "sent", "get": "got", "build": "built", "submit": "submitted"}
    return special.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")


@cache
def question(text: str) -> str:
    """「库存是否充足？」 as “whether the inventory is sufficient”; or nothing."""
    core = text.rstrip("？? ")
    compared = re.fullmatch(r"([^<>=]+?)\s*([<>])\s*(\w+)", core)
    if compared and (thing := named_thing(compared[1])):
        than = "less than" if compared[2] == "<" else "greater than"
        return f"whether {thing} is {than} {compared[3]}"
    for word in sorted(words("states"), key=len, reverse=True):
        thing = named_thing(core.removesuffix(word).removesuffix("是否").removesuffix("已"))
        if core.endswith(word) and thing:
            return f"whether {thing} {words('states')[word]}"
    return ""


def _holds(text: str) -> str:
    """「退款驳回」 as “refund is rejected”, or nothing."""
    for word in sorted(words("states"), key=len, reverse=True):
        thing = noun(text.removesuffix(word)) if text.endswith(word) else ""
        if thing:
            return f"{thing} {words('states')[word]}"
    return ""


def label(text: str) -> str:
    """What a line is labelled, as it stands in prose: printed or translated, in quotes."""
    text = clean(text).strip(" •·~—-–|:：")
    if not is_chinese(text):
        return quoted(text)
    bracket = re.fullmatch(r"(.+?)\s*[(（]([\x20-\x7e]+)[)）]", text)
    core, tail = (bracket[1], f" ({bracket[2]})") if bracket else (text, "")
    english = words("labels").get(core) or words("verbs").get(core) or deed(core, bare=True)
    english = english or noun(core) or _holds(core) or state(core)
    return quoted(f"{english}{tail}" if english else text)


def is_common(text: str, label: str) -> bool:
    """Whether a translated name takes an article."""
    last = text.rsplit(" ", 1)[-1]
    plain = is_chinese(label[-1]) and (last.islower() or last.isupper())
    return plain or (bool(COMMON.search(text)) and not CODED.search(text))
