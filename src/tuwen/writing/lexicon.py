"""The technical terms that Tuwen knows, and how to find them in labels and in prose.

The terms are data, in lexicon.toml; its head says what each key means. This file
knows nothing of pictures, graphs or sentences.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, NamedTuple

from tuwen.writing.categories import CATEGORIES, FAMILIES, category_name
from tuwen.writing.folding import DROPPED, Folded, class_of, fold, key_of, noisy
from tuwen.writing.remembering import remembered

__all__ = ["CATEGORIES", "FAMILIES", "Lexicon", "Mention", "Term", "category_name", "lexicon"]

Kind = Literal["any", "exact", "whole", "tail"]

# Categories whose words qualify a node's name more often than they name it:
# 「Java 服务」 is a service, 「用户数据库」 a database.
_QUALIFIERS = frozenset(
    {"user", "rpc", "k8s_object", "language", "framework", "orm", "protocol", "network", "os"}
    | {"pattern", "concept", "hardware", "cloud", "testing", "flow", "ml"}
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_RUN = re.compile(r"[a-z0-9|!]+")
_SHORT_CAPITALS = re.compile(r"[A-Za-z0-9]{1,3}")
# What may follow the head of a label: 「服务A」, 「服务（主）」, "OrderService\n:8080".
_AFTER_TAIL = re.compile(
    r"[ _-]?(?:[A-Za-z]?[0-9]{0,3}|[一二三四五六七八九十甲乙丙丁])\s*"
    r"|\s*[(（\[【/、,，:：\n|].*",
    re.DOTALL,
)
_LIST = re.compile(r"[/／、,，+&|;；→]")


@dataclass(frozen=True, slots=True)
class Term:
    """One technical term; `role` fits after the name, `gloss` is for beginners."""

    name: str
    zh: str  # Chinese noun for prose, empty where the name speaks for itself
    aliases: tuple[str, ...]
    category: str
    role: str
    gloss: str
    head: bool = False  # at the end of a label it outranks a product: 「Redis 客户端」

    def named_by(self, label: str) -> bool:
        """Whether a label is its name or holds it; a mere 「filter」 among words says little."""
        name = label.lower()
        if len(re.split(r"[\s/\-_]+", name)) < 2 or name in self.aliases:
            return True
        long = (a for a in self.aliases if not a.isascii() or " " in a)
        return any(n and n.lower() in name for n in (self.name, self.zh, *long))

    @property
    def generic(self) -> bool:
        """Whether the name is a common noun (消息队列) and not a product (RocketMQ)."""
        return bool(_HAN.search(self.name))


class Mention(NamedTuple):
    """A term found in a text, at text[start:end]."""

    term: Term
    start: int
    end: int


class _Form(NamedTuple):
    term: Term
    kind: Kind
    written: str  # as it must stand, for the kind "exact"


class Lexicon:
    """Terms, and an index over every form of their names."""

    def __init__(self, source: str) -> None:
        self._forms: dict[str, list[_Form]] = {}
        self._lengths: dict[str, list[int]] = {}  # by the first two characters, longest first
        terms: list[Term] = []
        for category, rows in tomllib.loads(source).items():
            if category not in CATEGORIES:
                raise ValueError(f"unknown category {category!r} in the lexicon")
            for row in rows:
                terms += self._enter(category, row)
        self.terms = tuple(terms)
        for key in self._forms:
            self._lengths.setdefault(key[:2], []).append(len(key))
        for start, lengths in self._lengths.items():
            self._lengths[start] = sorted(set(lengths), reverse=True)
        self._term = remembered(self._find)
        self._mentions = remembered(self._mentioned)

    def find(self, label: str) -> Term | None:
        """Name the term that a node's label stands for, or None."""
        return self._term(label)

    def find_all(self, text: str) -> list[Mention]:
        """List the terms that a text mentions, in order and without overlap."""
        return list(self._mentions(text))

    def _mentioned(self, text: str) -> list[Mention]:
        return _longest_first(self._scan(text, fold(text), tails=False))

    def _find(self, label: str) -> Term | None:
        folded = fold(label)
        if not folded.text:
            return None
        same = self._forms.get(folded.text)
        if same:
            return min(same, key=lambda form: _whole_rank(form, label)).term
        found = _longest_first(self._scan(label, folded, tails=True))
        return _choose(found, label) if found else self._through_noise(folded.text)

    def _enter(self, category: str, row: dict[str, str | bool]) -> Iterator[Term]:
        name, role, gloss = (str(row.get(key, "")) for key in ("name", "role", "gloss"))
        if not (name and role and gloss):
            raise ValueError(f"an entry of {category!r} lacks name, role or gloss: {row}")
        zh, head = str(row.get("zh", "")), bool(row.get("head"))
        kinds: tuple[Kind, ...] = ("exact", "whole", "tail")
        words: dict[Kind, list[str]] = {kind: _words(row, kind) for kind in kinds}
        words["any"] = [] if any(name in w for w in words.values()) else [name]
        words["any"] += _words(row, "aliases")
        aliases = tuple(word for kind in words for word in words[kind] if word != name)
        term = Term(name, zh, aliases, category, role, gloss, head)
        for kind, written in words.items():
            self._index(term, kind, written)
        yield term
        classifier = zh.removeprefix(name) if zh.startswith(name + " ") else ""
        for kin in _words(row, "kin"):
            kin_name, *others = (word.strip() for word in kin.split(" = "))
            own = kin_name + classifier if classifier and not _HAN.search(kin_name) else ""
            sibling = Term(kin_name, own, tuple(others), category, role, gloss, head)
            short: Kind = "exact" if _SHORT_CAPITALS.fullmatch(kin_name) else "any"
            self._index(sibling, short, [kin_name])
            self._index(sibling, "any", others)
            yield sibling

    def _index(self, term: Term, kind: Kind, written: list[str]) -> None:
        if not written:
            return
        for word, key in zip(written, key_of(",".join(written)).split(","), strict=True):
            same = self._forms.setdefault(key, [])
            for other in same:
                if (other.kind == "exact") == (kind == "exact") and (
                    kind != "exact" or other.written == word
                ):
                    raise ValueError(f"{word!r} names {other.term.name!r} and {term.name!r}")
            same.append(_Form(term, kind, word))

    def _scan(self, text: str, folded: Folded, *, tails: bool) -> Iterator[Mention]:
        chars, origin, edge = folded
        for i in range(len(chars)):
            lengths = self._lengths.get(chars[i : i + 2])
            if not lengths or not (edge[i] or not class_of(chars[i])):
                continue
            for length in lengths:
                end = i + length
                forms = self._forms.get(chars[i:end])
                if not forms or end > len(chars):
                    continue
                if class_of(chars[end - 1]) and not edge[end]:
                    if chars[end : end + 1] != "s" or not edge[end + 1]:  # Pods, LLMs
                        continue
                    end += 1
                start, stop = origin[i], origin[end - 1] + 1
                for form in forms:
                    if _allowed(form, text, start, stop, tails=tails):
                        yield Mention(form.term, start, stop)
                        break

    def _through_noise(self, key: str) -> Term | None:
        """Find the term of a label that OCR may have misread."""
        runs = [key, *sorted(_LATIN_RUN.findall(key), key=len, reverse=True)]
        for run in runs:
            term = self._noisy_forms.get(noisy(run)) if len(run) >= 4 else None
            if term:
                return term
        return None

    @cached_property
    def _noisy_forms(self) -> dict[str, Term]:
        plain = {key: forms[0] for key, forms in self._forms.items() if len(key) >= 4}
        return {noisy(key): form.term for key, form in plain.items() if form.kind == "any"}


def _words(row: dict[str, str | bool], key: str) -> list[str]:
    text = row.get(key)
    return [word.strip() for word in str(text).split(",")] if text else []


def _whole_rank(form: _Form, label: str) -> int:
    if form.kind == "exact":
        return 0 if form.written == label.strip() else 2
    return 1


def _allowed(form: _Form, text: str, start: int, end: int, *, tails: bool) -> bool:
    if form.kind == "any":
        return end - start > 1  # one character alone says too little
    if form.kind == "exact":
        word = form.written.lstrip(DROPPED)
        lead = len(form.written) - len(word)
        return text.startswith(form.written, max(start - lead, 0)) and (
            text[start : start + len(word)] == word
        )
    if not tails or form.kind != "tail" or text[max(start - 1, 0)] in "/、，":
        return False
    rest = text[end:]
    han_then_latin = rest[:1].isspace() and rest.isascii() and not form.written.isascii()
    return han_then_latin or bool(_AFTER_TAIL.fullmatch(rest))


def _longest_first(mentions: Iterator[Mention]) -> list[Mention]:
    """Keep the longest of those that overlap, then put them in order."""
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        span = range(mention.start, mention.end)
        if mention.start in taken or mention.end - 1 in taken:
            continue
        taken.update(span)
        kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _rank(term: Term) -> int:
    if term.category in _QUALIFIERS:
        return 1
    return 2 if term.generic else 3


def _choose(found: list[Mention], label: str) -> Term:
    """Pick the mention that says what a label is: the product, else the head of the noun."""
    last = found[-1].term
    if last.head and not label[found[-1].end :].strip():
        return last
    best = max(_rank(m.term) for m in found)
    ranked = [m for m in found if _rank(m.term) == best]
    if (
        best == 3
    ):  # 「Prometheus + Grafana」 starts with its main word, 「Istio Pilot」 ends with it
        joined = [m for m in ranked[1:] if not label[ranked[0].end : m.start].strip(DROPPED)]
        return joined[0].term if joined else ranked[0].term
    first = [m for m in ranked if not _LIST.search(label[ranked[0].end : m.start])]
    if best == 2 and first[-1].term.name == "服务":
        for m in first[-2:-1]:  # 「缓存服务」 is a cache
            if m.end == first[-1].start and m.term.category not in ("client", "service"):
                return m.term
    return first[-1].term


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with Tuwen."""
    return Lexicon(files("tuwen.writing").joinpath("lexicon.toml").read_text("utf-8"))
