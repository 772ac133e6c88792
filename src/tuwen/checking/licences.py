"""What may be said though no label says it, with the rule that allows it and its evidence.

A rule of patterns.toml allows its phrase, the lexicon the roles and explanations of its terms, a
category its name; what the engine says of itself is no claim.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tuwen.summary import Claim
from tuwen.writing.answer import NO_PIXELS
from tuwen.writing.graph import Graph
from tuwen.writing.lexicon import category_name, lexicon
from tuwen.writing.mentions import squeeze
from tuwen.writing.patterns import Inference, rules
from tuwen.writing.screen_text import BLIND

SORT: Final = re.compile(r"的?(?:系统|架构|模型|平台|体系|流水线|应用架构)$")
LEAST: Final = 4  # characters of a phrase that is claimed


@dataclass(frozen=True, slots=True)
class Licence:
    """A span of a text that a rule allows, and what in the picture entitles to it."""

    start: int
    end: int
    ids: tuple[str, ...]
    rule: str


def licensed(text: str, graph: Graph, held: Iterable[Inference]) -> list[Licence]:
    """Spans that a rule of inference or an explanation of the lexicon allows."""
    allowed = [(form, i.ids, i.rule) for i in held for form in _forms(i.phrase)]
    for item in graph.items.values():
        terms = {hit.term.name: hit.term for hit in lexicon().find_all(item.label)}
        found = lexicon().find(item.name)
        for term in (*terms.values(), *((found,) if found else ())):
            allowed += [(words, (item.id,), "lexicon") for words in (term.gloss, term.role)]
        if item.category:
            allowed.append((category_name(item.category), (item.id,), "category"))
    allowed += [(line, (), "engine") for line in (*NO_PIXELS, BLIND)]
    spans: list[Licence] = []
    for phrase, ids, rule in allowed:
        core = phrase.strip("。，； ")
        if len(core) > 1:
            spans += [Licence(*m.span(), ids, rule) for m in re.finditer(re.escape(core), text)]
    return spans


def inferences_told(text: str, known: Iterable[Inference], words: str) -> list[Claim]:
    """Phrases of the rules in a text: with rule and evidence where a rule holds, else not.

    What the picture or the article says itself (`words`, squeezed) needs no rule.
    """
    held = {form: i for i in known for form in _forms(i.phrase)}
    phrases = {rule["phrase"] for rule in rules() if len(rule["phrase"]) >= LEAST}
    claims: list[Claim] = []
    taken: list[tuple[int, int]] = []
    for phrase in sorted({*phrases, *held}, key=len, reverse=True):
        for match in re.finditer(re.escape(phrase), text):
            a, b = match.span()
            if any(start < b and a < end for start, end in taken):
                continue
            taken.append((a, b))
            inference = held.get(phrase)
            if inference:
                ids, rule = inference.ids, inference.rule
                claims.append(Claim("inference", phrase, a, b, "inferred", ids, rule))
            elif squeeze(phrase) not in words:
                claims.append(Claim("inference", phrase, a, b, "unsupported"))
    return claims


def _forms(phrase: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((phrase, SORT.sub("", phrase))))
