"""What an English text rests on: the labels it uses, sentence by sentence. Judges no claim.

The check is made for Chinese; of an English text it is only said which of the picture's
labels stand in it, printed or translated.
"""

import re
from typing import Final

from tuwen.checking.coverage import coverage
from tuwen.reading.types import Reading
from tuwen.summary import Check, Evidence
from tuwen.writing.english.names import name_of
from tuwen.writing.english.phrasing import plural
from tuwen.writing.graph import Graph, graph_of
from tuwen.writing.mentions import vocabulary

SENTENCE: Final = re.compile(r"[^\n]+?(?:[.!?][”)]?(?=\s|$)|(?=\n)|$)")


def unjudged(text: str, reading: Reading) -> Check:
    """The share of the labels that a text uses, and what each sentence names; no verdicts."""
    graph = graph_of(reading)
    known = vocabulary(reading, graph)
    evidence: list[Evidence] = []
    for match in SENTENCE.finditer(text):
        ids = [i for mention in known.find(match[0]) for i in mention.ids]
        ids += _translated(match[0], graph)
        if ids and match[0].strip():
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            evidence.append(Evidence(start, match.end(), tuple(dict.fromkeys(ids))))
    used = [graph.items[i].label for i in _translated(text, graph)]
    share = coverage("\n".join([text, *used]), reading)
    return Check(share, evidence=tuple(evidence), judged=False)


def _translated(text: str, graph: Graph) -> list[str]:
    """Ids of the things whose names stand in a text in English."""
    words = text.lower()
    return [
        item.id
        for item in graph.items.values()
        if item.name and (name := name_of(item)).label and _says(words, name.text.lower())
    ]


def _says(words: str, name: str) -> bool:
    """Whether a name stands there, alone or in “the order and payment services”."""
    stem, _, last = name.rpartition(" ")
    forms = [name, plural(name)]
    if any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", words) for form in forms):
        return True
    listed = (
        rf"(?<!\w){re.escape(stem)}(?:, | and )(?:[\w -]+,? (?:and )?)*{re.escape(plural(last))}"
    )
    return bool(stem) and bool(re.search(listed, words))
